"""What the calendar does: notice before the current end (G5), expiry, cancellation that was agreed, run twice."""

import datetime

import pytest

from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, ChangeState, PartyRole
from agreements.meeting_rules import END_NOTICE_DAYS
from agreements.models import Agreement, AgreementVersion
from agreements.services.changes import change_answer, change_propose
from agreements.tasks import run_endings
from tests.agreements.living import END, Life, at, day, mails, run, titles
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
NOTICE = END - datetime.timedelta(days=END_NOTICE_DAYS)
ONE_DAY = datetime.timedelta(days=1)


@pytest.fixture
def life() -> Life:
    return Life()


def agreed(life: Life, kind: str, ends_on: datetime.date, when: datetime.date) -> None:
    with playing(at(when)), acting_as(life.mette):
        change = change_propose(actor=life.mette, agreement=life.agreement, kind=kind, ends_on=ends_on)
    for actor in life.parties.values():
        if actor is not life.mette:
            with playing(at(when)), acting_as(actor):
                change_answer(actor=actor, change=change, agrees=True, name=actor.name)
    life.reload()


def test_notice_goes_once_to_drafter_tovholders_and_company(life: Life) -> None:
    assert run(at(NOTICE - ONE_DAY)).notified == 0
    assert run(at(NOTICE)).notified == 1
    assert run(at(NOTICE)).notified == 0
    assert run(at(NOTICE + ONE_DAY)).notified == 0
    told = mails("agreement_ending")
    with as_owner():
        parties = AgreementVersion.objects.get(pk=life.agreement.current_id).parties
        wanted = set(
            parties.filter(role__in=[PartyRole.TOVHOLDER, PartyRole.COMPANY]).values_list(
                "contact_email", flat=True
            )
        )
        wanted.add(Agreement.objects.get(pk=life.agreement.pk).created_by.email)
    assert len(wanted) == len(told) == 4
    assert {mail.recipient for mail in told} == wanted
    assert "31. december 2026" in told[0].text.replace("\xa0", " ")


def test_extended_twice_gives_one_notice_against_the_newest_end(life: Life) -> None:
    """The fault of others: notice computed from the first end, or sent again for every end there has been."""
    newest = day(12, 31, 2028)
    agreed(life, "extend", day(12, 31, 2027), day(3, 1))
    agreed(life, "extend", newest, day(3, 2))
    for passed in (
        NOTICE,
        END,
        END + ONE_DAY,
        day(12, 31, 2027),
        newest - datetime.timedelta(days=END_NOTICE_DAYS + 1),
    ):
        assert run(at(passed)).notified == 0, passed
        assert life.reload().state == AgreementState.EXTENDED
    assert run(at(newest - datetime.timedelta(days=END_NOTICE_DAYS))).notified == 1
    assert all("31. december 2028" in mail.text.replace("\xa0", " ") for mail in mails("agreement_ending"))
    assert run(at(newest)).notified == 0
    assert run(at(newest + ONE_DAY)).ended == 1
    assert life.reload().state == AgreementState.EXPIRED


def test_extended_after_the_notice_gives_a_new_one_for_the_new_end(life: Life) -> None:
    assert run(at(NOTICE)).notified == 1
    agreed(life, "extend", day(12, 31, 2027), NOTICE + ONE_DAY)
    assert run(at(NOTICE + 2 * ONE_DAY)).notified == 0
    assert run(at(day(12, 1, 2027))).notified == 1
    assert len(mails("agreement_ending")) == 8


def test_nobody_is_warned_of_an_end_that_all_agreed_on(life: Life) -> None:
    agreed(life, "cancel", day(5, 31), day(3, 1))
    assert run(at(day(4, 1))).notified == 0


def test_expired_when_the_last_day_is_over(life: Life) -> None:
    life.plan()
    assert run(at(END, 23)).ended == 0
    assert life.reload().state == AgreementState.IN_FORCE
    assert run(at(END + ONE_DAY, 0)).ended == 1
    assert life.reload().state == life.agreement.current.state == AgreementState.EXPIRED
    assert run(at(END + ONE_DAY, 0)).ended == 0
    assert [title.replace("\xa0", " ") for title in titles(life.agreement)][
        -1
    ] == "Aftalen udløb 31. december 2026"
    assert len(mails("agreement_ended")) == 4


def test_an_agreed_cancellation_holds_when_its_day_is_over(life: Life) -> None:
    agreed(life, "cancel", day(5, 31), day(3, 1))
    assert life.agreement.state == AgreementState.IN_FORCE
    assert run(at(day(5, 31), 23)).ended == 0
    assert run(at(day(6, 1), 0)).ended == 1
    assert life.reload().state == AgreementState.CANCELLED


def test_cancelled_then_extended_expires(life: Life) -> None:
    agreed(life, "cancel", day(5, 31), day(3, 1))
    agreed(life, "extend", day(8, 31), day(3, 2))
    assert run(at(day(6, 1))).ended == 0
    assert run(at(day(9, 1))).ended == 1
    assert life.reload().state == AgreementState.EXPIRED


def test_open_changes_and_meetings_end_with_it(life: Life) -> None:
    life.plan()
    with playing(at(day(12, 1))), acting_as(life.mette):
        change_propose(actor=life.mette, agreement=life.agreement, kind="extend", ends_on=day(12, 31, 2027))
    run(at(END + ONE_DAY))
    assert life.change().state == ChangeState.WITHDRAWN
    assert [m.state for m in life.meetings() if m.starts_at > at(END)] == []
    assert len(mails("change_withdrawn")) == 4


def test_a_worker_that_slept_for_a_year_ends_it_once(life: Life) -> None:
    life.plan()
    late = at(day(12, 31, 2027))
    first, second = run(late), run(late)
    assert (first.ended, first.notified, first.invited) == (1, 0, 0)
    assert (second.ended, second.notified, second.invited, second.reminded) == (0, 0, 0, 0)


def test_one_that_fails_does_not_stop_the_others(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    from agreements.services import endings

    other = life.agreement
    with playing(at(day(1, 1))):
        from tests.factories import agreements as make

        second = make.agreement_in_force(starts_on=day(1, 1), ends_on=END)
    real = endings.agreement_end

    def broken(*, agreement_id: int, now: datetime.datetime) -> bool:
        if agreement_id == other.pk:
            raise ValueError("no")
        return real(agreement_id=agreement_id, now=now)

    monkeypatch.setattr(endings, "agreement_end", broken)
    assert run(at(END + ONE_DAY)).ended == 1
    with as_owner():
        assert Agreement.objects.get(pk=second.pk).state == AgreementState.EXPIRED
        assert Agreement.objects.get(pk=other.pk).state == AgreementState.IN_FORCE


def test_the_beat_knows_the_task() -> None:
    from config.celery import app

    names = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert run_endings.name in names
