"""Follow-up meetings: planned by the interval, moved, invited to, held (R96, R109, A25)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import MeetingState
from agreements.models import Agreement, AgreementMeeting
from agreements.services.changes import change_answer, change_propose
from agreements.services.meetings import (
    MeetingError,
    meeting_cancel,
    meeting_invite,
    meeting_move,
    meeting_record,
    meetings_plan,
)
from tests.agreements.living import START, Life, at, day, mails, run, titles
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
# 1 April, 1 July and 1 October 2026 are working days.
PLANNED = [day(4, 1), day(7, 1), day(10, 1)]


@pytest.fixture
def life() -> Life:
    made = Life()
    made.plan()
    return made


def agreed(life: Life, kind: str, ends_on: datetime.date, when: datetime.datetime) -> None:
    """A change that every party agrees to at once."""
    with playing(when), acting_as(life.mette):
        change = change_propose(actor=life.mette, agreement=life.agreement, kind=kind, ends_on=ends_on)
    for actor in life.parties.values():
        if actor is not life.mette:
            with playing(when), acting_as(actor):
                change_answer(actor=actor, change=change, agrees=True, name=actor.name)
    life.reload()


def move(
    life: Life,
    meeting: AgreementMeeting,
    to: datetime.datetime,
    *,
    actor: Actor | None = None,
    now: datetime.date = START,
) -> bool:
    actor = actor or life.mette
    with playing(at(now)), acting_as(actor):
        return meeting_move(actor=actor, meeting=meeting, starts_at=to, minutes_long=90, place="Rådhuset")


# --- planned ------------------------------------------------------------------------------------------------------


def test_by_the_interval_on_working_days_at_ten(life: Life) -> None:
    assert life.days() == PLANNED
    first = life.meetings()[0]
    assert first.starts_at == at(day(4, 1), 10)
    assert first.is_generated
    assert first.planned_for == day(4, 1)


def test_planning_twice_changes_nothing(life: Life) -> None:
    before = [(m.pk, m.starts_at) for m in life.meetings()]
    life.plan()
    assert [(m.pk, m.starts_at) for m in life.meetings()] == before


def test_only_what_is_still_to_come_is_planned() -> None:
    late = Life()
    late.plan(at(day(5, 1)))
    assert late.days() == PLANNED[1:]


def test_an_extension_brings_more_and_keeps_the_old(life: Life) -> None:
    kept = [m.pk for m in life.meetings()]
    agreed(life, "extend", day(6, 30, 2027), at(day(2, 2)))
    assert life.days() == [*PLANNED, day(1, 4, 2027), day(4, 1, 2027)]  # 1 January is a holiday
    assert [m.pk for m in life.meetings()][:3] == kept
    agreed(life, "extend", day(12, 31, 2027), at(day(2, 3)))
    assert life.days() == [*PLANNED, day(1, 4, 2027), day(4, 1, 2027), day(7, 1, 2027), day(10, 1, 2027)]


def test_a_cancellation_ends_the_meetings_after_its_last_day(life: Life) -> None:
    agreed(life, "cancel", day(7, 15), at(day(2, 2)))
    assert life.days() == PLANNED[:2]
    assert [m.state for m in life.meetings()] == ["planned", "planned", "cancelled"]
    agreed(life, "extend", day(12, 31), at(day(2, 3)))
    assert life.days() == PLANNED, "extended after all: the meeting is back, as a new one"
    assert len({m.uuid for m in life.meetings()}) == 4


def test_moved_and_cancelled_by_hand_stay_so(life: Life) -> None:
    first, second, _third = life.meetings()
    move(life, first, at(day(4, 20), 9))
    with playing(at(START)), acting_as(life.mette):
        meeting_cancel(actor=life.mette, meeting=second, reason="Ferie")
    agreed(life, "extend", day(6, 30, 2027), at(day(2, 2)))
    assert life.days() == [day(4, 20), day(10, 1), day(1, 4, 2027), day(4, 1, 2027)]


def test_moved_past_the_new_end_falls_away(life: Life) -> None:
    _first, _second, third = life.meetings()
    move(life, third, at(day(9, 20), 9))
    agreed(life, "cancel", day(8, 31), at(day(2, 2)))
    assert life.days() == PLANNED[:2]


def test_a_held_meeting_is_not_planned_again(life: Life) -> None:
    with playing(at(day(4, 1), 15)), acting_as(life.mette):
        meeting_record(
            actor=life.mette, meeting=life.meetings()[0], minutes="Godt.", adjustments="", as_version=False
        )
    agreed(life, "extend", day(6, 30, 2027), at(day(4, 2)))
    assert life.days() == [*PLANNED[1:], day(1, 4, 2027), day(4, 1, 2027)]
    assert len(life.meetings("held")) == 1


def test_past_meetings_are_left_alone(life: Life) -> None:
    agreed(life, "cancel", day(6, 1), at(day(6, 1)))
    assert life.agreement.state == "cancelled"
    assert life.days() == [day(4, 1)], "nobody wrote minutes yet, and they may still be written"


def test_a_fixed_first_day_and_free_text() -> None:
    free = Life(meeting_months=None, meeting_text="Når vi har brug for det", first_meeting_on=day(5, 14))
    free.plan()
    assert free.days() == [day(5, 15)]  # 14 May 2026 is Ascension Day


def test_nothing_is_planned_for_a_draft(life: Life) -> None:
    with as_owner():
        Agreement.objects.filter(pk=life.agreement.pk).update(state="expired")
    life.plan()
    assert life.days() == []


# --- what people do -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["national", "west", "east", "company", "partner"])
def test_every_party_may_move_cancel_invite_and_record(life: Life, who: str) -> None:
    actor = life.parties[who]
    first, second, _third = life.meetings()
    move(life, first, at(day(4, 2), 9), actor=actor)
    with playing(at(START)), acting_as(actor):
        assert meeting_invite(actor=actor, meeting=first)
        assert not meeting_invite(actor=actor, meeting=first), "everybody has one already"
        meeting_cancel(actor=actor, meeting=second, reason="")
    with playing(at(day(4, 2))), acting_as(actor):
        began = meeting_record(actor=actor, meeting=first, minutes="Talt.", adjustments="", as_version=False)
    assert not began
    held = life.meetings("held")[0]
    assert (held.minutes, held.recorded_by_id) == ("Talt.", actor.user_id)


@pytest.mark.parametrize("who", ["odder", "stranger"])
def test_nobody_else_may(life: Life, who: str) -> None:
    outsider, meeting = getattr(life, who), life.meetings()[0]
    refused = (PermissionDenied, Agreement.DoesNotExist)
    with pytest.raises(refused):
        move(life, meeting, at(day(4, 2)), actor=outsider)
    with playing(at(START)), acting_as(outsider):
        assert not AgreementMeeting.objects.exists()
        with pytest.raises(refused):
            meeting_cancel(actor=outsider, meeting=meeting, reason="")
        with pytest.raises(refused):
            meeting_invite(actor=outsider, meeting=meeting)
        with pytest.raises(refused):
            meeting_record(actor=outsider, meeting=meeting, minutes="x", adjustments="", as_version=False)


def test_times_that_cannot_be(life: Life) -> None:
    meeting = life.meetings()[0]
    with pytest.raises(MeetingError, match="passeret"):
        move(life, meeting, at(day(3, 1)), now=day(3, 2))
    with pytest.raises(MeetingError, match="Aftalen slutter"):
        move(life, meeting, at(day(1, 2, 2027)))


def test_held_and_cancelled_meetings_are_closed(life: Life) -> None:
    first, second, _third = life.meetings()
    with playing(at(day(4, 1))), acting_as(life.mette):
        meeting_record(actor=life.mette, meeting=first, minutes="Talt.", adjustments="", as_version=False)
        meeting_cancel(actor=life.mette, meeting=second, reason="")
        for call in (
            lambda: meeting_record(
                actor=life.mette, meeting=first, minutes="x", adjustments="", as_version=False
            ),
            lambda: meeting_invite(actor=life.mette, meeting=first),
            lambda: meeting_cancel(actor=life.mette, meeting=second, reason=""),
        ):
            with pytest.raises(MeetingError):
                call()


def test_minutes_are_not_written_before_the_day(life: Life) -> None:
    meeting = life.meetings()[0]
    with (
        playing(at(day(3, 31))),
        acting_as(life.mette),
        pytest.raises(MeetingError, match="ikke holdt endnu"),
    ):
        meeting_record(actor=life.mette, meeting=meeting, minutes="x", adjustments="", as_version=False)
    with playing(at(day(4, 1), 8)), acting_as(life.mette), pytest.raises(MeetingError) as refused:
        meeting_record(actor=life.mette, meeting=meeting, minutes=" ", adjustments="", as_version=False)
    assert refused.value.field == "minutes"


def test_adjustments_become_a_new_version(life: Life) -> None:
    with playing(at(day(4, 1))), acting_as(life.lise):
        began = meeting_record(
            actor=life.lise,
            meeting=life.meetings()[0],
            minutes="Talt.",
            adjustments="Flere flygtninge",
            as_version=True,
        )
    assert began
    with as_owner():
        new = life.agreement.versions.get(number=2)
    assert new.is_draft
    assert life.reload().state == "in_force", "the old one holds until all have signed"


def test_a_party_asks_the_drafter_for_the_new_version(life: Life) -> None:
    with playing(at(day(4, 1))), acting_as(life.mette):
        began = meeting_record(
            actor=life.mette,
            meeting=life.meetings()[0],
            minutes="Talt.",
            adjustments="Flere flygtninge",
            as_version=True,
        )
    assert not began
    (mail,) = mails("meeting_adjustments")
    assert "Flere flygtninge" in mail.text
    assert any("skrev referat" in title for title in titles(life.agreement))


# --- minutes that are missing -------------------------------------------------------------------------------------


def test_the_host_is_reminded_once_after_five_working_days(life: Life) -> None:
    # 1 April 2026 is the Wednesday before Easter: 2, 3 and 6 April are holidays, the fifth working day is 13 April.
    for number in (2, 10, 13):
        assert run(at(day(4, number))).reminded == 0, number
    assert run(at(day(4, 14))).reminded == 1
    assert run(at(day(4, 15))).reminded == 0
    (mail,) = mails("meeting_minutes_missing")
    assert mail.recipient == life.tovholder_contact()


def test_nobody_is_reminded_of_minutes_that_are_there(life: Life) -> None:
    with playing(at(day(4, 1))), acting_as(life.mette):
        meeting_record(
            actor=life.mette, meeting=life.meetings()[0], minutes="Talt.", adjustments="", as_version=False
        )
    assert run(at(day(5, 1))).reminded == 0
    assert life.meetings()[0].state == MeetingState.HELD


def test_a_new_version_with_another_interval(life: Life) -> None:
    """What the signing of a new version does: it becomes the current one, and the meetings are planned again."""
    from agreements.services.drafting import version_draft
    from tests.factories import agreements as make

    with playing(at(day(2, 2))), acting_as(life.lise):
        new = version_draft(actor=life.lise, agreement=life.agreement, reason="")
    with as_owner():
        new.meeting_months = 6
        new.save()
        old = life.reload().current
        old.state = "superseded"
        old.save()
    with playing(at(day(2, 2))):
        make.conclude(make.send(new))
        with acting_as(life.lise):
            meetings_plan(agreement=life.reload())
    assert life.days() == [day(7, 1)]
    assert [m.starts_at.date() for m in life.meetings("cancelled")] == [day(4, 1), day(10, 1)]
