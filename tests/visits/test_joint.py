"""Joint visits: three times, an answer for each, one chosen; calendars follow every change; citizens by pseudonym."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from icalendar import Calendar

from accounts.moment import playing
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import NOON
from visits.enums import InteractionKind
from visits.models import (
    JointVisit,
    JointVisitAnswer,
    JointVisitCitizen,
    JointVisitGuest,
    JointVisitTime,
)
from visits.selectors.joint import board_of
from visits.selectors.tasks import joint_visits_to_do
from visits.services.interactions import InteractionData, interaction_add
from visits.services.joint_visits import (
    JointVisitData,
    joint_visit_answer,
    joint_visit_cancel,
    joint_visit_change,
    joint_visit_choose,
    joint_visit_invite,
    joint_visit_propose_anew,
)
from visits.sources import Asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
TIMES = [NOON + datetime.timedelta(days=n) for n in (10, 11, 12)]
LATER = [NOON + datetime.timedelta(days=n) for n in (20, 21, 22)]
ABOUT = JointVisitData(purpose="De mangler svejsere, og I har mange.", place="Fabriksvej 1")


@pytest.fixture
def mette():
    return accounts.actor(accounts.organisation("Jobcenter Horsens"), name="Mette Madsen")


@pytest.fixture
def guest():
    return accounts.organisation("Jobcenter Odder")


@pytest.fixture
def ole(guest):
    return accounts.actor(guest, name="Ole Odder")


def invite(actor, guests, **fields):
    values = {"company": companies.company("Smedjen ApS"), "data": ABOUT, "times": TIMES, **fields}
    with acting_as(actor):
        return joint_visit_invite(actor=actor, guests=guests, **values)


def mails(name: str = "") -> list[tuple[str, str, str, str]]:
    """(name, recipient, text, calendar) of the queued mails, the oldest first."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select name, recipient, text, calendar from notifications_outboxmail"
            " where name like %s order by created_at, id",
            [f"visits.{name}%"],
        )
        return cursor.fetchall()


def event_of(calendar: str):
    whole = Calendar.from_ical(calendar)
    return str(whole["method"]), next(iter(whole.walk("VEVENT")))


def answer(actor, visit, *yes: int, **fields) -> None:
    with acting_as(actor):
        times = JointVisit.objects.get(pk=visit.pk).times.filter(
            round=JointVisit.objects.get(pk=visit.pk).round
        )
        can = {time.uuid: n in yes for n, time in enumerate(times)}
        joint_visit_answer(actor=actor, visit=visit, can=can, **fields)


def times_of(actor, visit):
    with acting_as(actor):
        now = JointVisit.objects.get(pk=visit.pk)
        return list(now.times.filter(round=now.round))


def test_the_invited_get_the_three_times_and_see_the_visit(mette, ole, guest) -> None:
    visit = invite(mette, [guest])
    ((_name, recipient, text, calendar),) = mails()
    assert (recipient, calendar) == (guest.email, "")
    assert "Smedjen ApS" in text
    assert text.count("13.00") == 3
    with acting_as(ole):
        assert JointVisit.objects.visible_to(ole).get() == visit
        assert len(times_of(ole, visit)) == 3
        (line,) = joint_visits_to_do(ole, Asked(user_id=ole.user_id))
        assert "Svar" in str(line.text)


def test_a_visit_stands_in_the_list_from_the_invitation_to_its_note(mette, ole, guest) -> None:
    def lines(actor) -> list[tuple[str, str]]:
        with acting_as(actor):
            found = joint_visits_to_do(actor, Asked(user_id=actor.user_id))
        assert all("Odder" not in str(line.calendar_text) for line in found)
        return [(str(line.text), line.url.split("/")[-2]) for line in found]

    visit = invite(mette, [guest])
    key = str(visit.uuid)
    assert lines(mette) == [("Sambesøget venter på svar fra Jobcenter Odder", key)]
    answer(ole, visit, 1)
    assert lines(ole) == [("Værten vælger tid til sambesøget", key)]
    with playing(TIMES[-1] + datetime.timedelta(days=1)):
        assert lines(mette) == [("Foreslå nye tider til sambesøget, eller aflys det", key)]
        assert lines(ole) == []
    with acting_as(mette):
        joint_visit_choose(actor=mette, visit=visit, time=times_of(mette, visit)[1].uuid)
    assert lines(mette) == lines(ole) == [("Sambesøg", key)]
    with playing(TIMES[1] + datetime.timedelta(days=1)):
        assert lines(mette) == lines(ole) == [("Skriv notat om sambesøget", "notat")]
        with acting_as(mette):
            interaction_add(
                actor=mette,
                company=JointVisit.objects.with_names().get(pk=visit.pk).company,
                data=InteractionData(
                    kind=InteractionKind.VISIT, held_on=local_date(TIMES[1]), text="God dag."
                ),
            )
        assert lines(mette) == []
        assert lines(ole) == [("Skriv notat om sambesøget", "notat")]
    with playing(TIMES[1] + datetime.timedelta(days=20)):
        assert lines(ole) == []


def test_an_answer_per_time_reaches_the_host(mette, ole, guest) -> None:
    visit = invite(mette, [guest])
    answer(ole, visit, 1, comment="Vi tager to med", citizens="O-48213")
    with acting_as(mette):
        board = board_of(JointVisit.objects.get(pk=visit.pk))
        assert [row.answers for row in board.times] == [[False], [True], [False]]
        assert board.citizens == [("O-48213", "Jobcenter Odder")]
        (line,) = joint_visits_to_do(mette, Asked(user_id=mette.user_id))
        assert "Vælg tid" in str(line.text)
    (told,) = mails("joint_visit_answered")
    assert "Vi tager to med" in told[2]
    assert "O-48213" not in told[2]
    # The second answer takes the place of the first.
    answer(ole, visit, 0, 2)
    with acting_as(mette):
        board = board_of(JointVisit.objects.get(pk=visit.pk))
        assert [row.answers for row in board.times] == [[True], [False], [True]]
        assert board.citizens == []


def test_without_a_place_the_mail_says_the_workplaces_address(mette, ole, guest) -> None:
    company = companies.company("Smedjen ApS")
    with as_owner():
        place = company.workplaces.get()
        expected = f"Hvor: {place.full_address}"
    about = JointVisitData(purpose=ABOUT.purpose, workplace=place)
    visit = invite(mette, [guest], company=company, data=about)
    answer(ole, visit, 1)
    with acting_as(mette):
        joint_visit_choose(actor=mette, visit=visit, time=times_of(mette, visit)[1].uuid)
    assert all(expected in text for _name, _to, text, _calendar in mails("joint_visit_agreed"))
    assert mails("joint_visit_agreed")


def test_everybody_gets_the_chosen_time_its_change_and_its_end_as_calendar_files(mette, ole, guest) -> None:
    visit = invite(mette, [guest])
    answer(ole, visit, 1, 2)
    with acting_as(mette):
        first, second = times_of(mette, visit)[1:]
        joint_visit_choose(actor=mette, visit=visit, time=first.uuid)
        agreed = mails("joint_visit_agreed")
        joint_visit_choose(actor=mette, visit=visit, time=second.uuid)
        joint_visit_change(
            actor=mette, visit=visit, data=JointVisitData(purpose=ABOUT.purpose, place="Kontoret")
        )
        changed = mails("joint_visit_changed")
        joint_visit_cancel(actor=mette, visit=visit, reason="Virksomheden er syg")
        ended = mails("joint_visit_cancelled")
    with as_owner():
        everybody = {
            guest.email,
            *accounts.User.objects.filter(pk__in=[mette.user_id, ole.user_id]).values_list(
                "email", flat=True
            ),
        }
    assert {row[1] for row in agreed} == {row[1] for row in ended} == everybody
    assert len(agreed) == len(ended) == 3
    assert len(changed) == 6
    method, event = event_of(agreed[0][3])
    assert (method, int(event["sequence"]), event["dtstart"].dt) == ("REQUEST", 1, first.starts_at)
    said = [event_of(row[3]) for row in changed]
    assert {(int(e["sequence"]), e["dtstart"].dt, str(e["location"])) for _m, e in said} == {
        (2, second.starts_at, "Fabriksvej 1"),
        (3, second.starts_at, "Kontoret"),
    }
    for _name, _to, text, calendar in ended:
        method, event = event_of(calendar)
        assert (method, int(event["sequence"]), str(event["status"])) == ("CANCEL", 4, "CANCELLED")
        assert "Virksomheden er syg" in text
    assert len({str(event_of(row[3])[1]["uid"]) for row in (*agreed, *changed, *ended)}) == 1


def test_new_times_ask_anew_and_take_the_old_one_out_of_the_calendars(mette, ole, guest) -> None:
    visit = invite(mette, [guest])
    answer(ole, visit, 0)
    with acting_as(mette):
        joint_visit_choose(actor=mette, visit=visit, time=times_of(mette, visit)[0].uuid)
        joint_visit_propose_anew(actor=mette, visit=visit, times=LATER)
        now = JointVisit.objects.get(pk=visit.pk)
        assert (now.state, now.round, now.starts_at) == ("asked", 2, None)
        assert [time.starts_at for time in times_of(mette, visit)] == LATER
        assert [g.answered_round for g in board_of(now).guests] == [1]
    asked = [row for row in mails("joint_visit_asked") if "nye tider" in row[2]]
    assert len(asked) == 3
    assert {event_of(row[3])[0] for row in asked} == {"CANCEL"}
    answer(ole, visit, 2)
    with acting_as(mette):
        joint_visit_choose(actor=mette, visit=visit, time=times_of(mette, visit)[2].uuid)
    events = [event_of(row[3])[1] for row in mails("joint_visit_agreed")]
    last = max(events, key=lambda event: int(event["sequence"]))
    assert (int(last["sequence"]), last["dtstart"].dt) == (3, LATER[2])


@pytest.mark.parametrize(
    "text", ["Lars Hansen", "010190-1234", "0101901234", "H-1", "H-48213\nLars", "borger: H-48213"]
)
def test_a_citizen_is_named_by_pseudonym_or_not_at_all(mette, ole, guest, text: str) -> None:
    with acting_as(mette), pytest.raises(ValidationError) as refused:
        joint_visit_invite(
            actor=mette,
            company=companies.company(),
            data=ABOUT,
            guests=[guest],
            times=TIMES,
            citizens=text,
        )
    assert list(refused.value.message_dict) == ["citizens"]
    assert "Lars" not in str(refused.value)
    visit = invite(mette, [guest], citizens="H-48213")
    with pytest.raises(ValidationError):
        answer(ole, visit, citizens=text)
    with acting_as(mette), pytest.raises(Exception, match="pseudonym"), transaction.atomic():
        JointVisitCitizen.objects.create(
            visit=visit, organisation_id=mette.organisation_id, pseudonym=text[:12]
        )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"times": TIMES[:2]}, "times"),
        ({"times": [TIMES[0]] * 3}, "times"),
        ({"times": [NOON - datetime.timedelta(hours=1), *TIMES[1:]]}, "times"),
        ({"times": [*TIMES[:2], NOON + datetime.timedelta(days=800)]}, "times"),
        ({"data": JointVisitData(purpose=" ")}, "purpose"),
        ({"data": JointVisitData(purpose="Borger 010190-1234")}, "purpose"),
        ({"data": JointVisitData(purpose="x", minutes_long=5)}, "minutes_long"),
        ({"guests": []}, "guests"),
        ({"citizens": "\n".join(f"H-{n}" for n in range(10001, 10012))}, "citizens"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(mette, guest, fields, field) -> None:
    company = companies.company()
    with acting_as(mette):
        values = {"company": company, "data": ABOUT, "guests": [guest], "times": TIMES, **fields}
        with pytest.raises(ValidationError) as refused:
            joint_visit_invite(actor=mette, **values)
        assert list(refused.value.message_dict) == [field]
        assert not JointVisit.objects.exists()
    assert not mails()


def test_companies_and_partners_are_never_invited_and_never_host(mette) -> None:
    company = companies.company()
    partner = accounts.organisation(kind="partner")
    with acting_as(mette), pytest.raises(ValidationError) as refused:
        joint_visit_invite(
            actor=mette, company=company, data=ABOUT, guests=[partner, company.organisation], times=TIMES
        )
    assert list(refused.value.message_dict) == ["guests"]
    for actor in (accounts.actor(partner), companies.user_of(company)):
        with acting_as(actor), pytest.raises(NotAllowed):
            joint_visit_invite(actor=actor, company=company, data=ABOUT, guests=[], times=TIMES)


def test_strangers_and_the_company_see_nothing_and_guests_change_nothing(mette, ole, guest) -> None:
    visit = invite(mette, [guest], citizens="H-48213")
    answer(ole, visit, 0)
    tables = (JointVisit, JointVisitTime, JointVisitGuest, JointVisitAnswer, JointVisitCitizen)
    strangers = [
        accounts.actor(accounts.organisation("Jobcenter Vejle")),
        accounts.actor(accounts.organisation(kind="national")),
        companies.user_of(visit.company),
    ]
    for actor in strangers:
        with acting_as(actor):
            assert [model for model in tables if model.objects.exists()] == []
            with pytest.raises((NotAllowed, JointVisit.DoesNotExist)):
                joint_visit_answer(actor=actor, visit=visit, can={})
    with acting_as(ole):
        for call in (
            lambda: joint_visit_choose(actor=ole, visit=visit, time=times_of(ole, visit)[0].uuid),
            lambda: joint_visit_cancel(actor=ole, visit=visit, reason="Nej"),
            lambda: joint_visit_propose_anew(actor=ole, visit=visit, times=LATER),
        ):
            with pytest.raises(NotAllowed):
                call()
        assert JointVisit.objects.update(purpose="Ændret") == 0
        with pytest.raises(ProgrammingError), transaction.atomic():
            JointVisitTime.objects.create(visit=visit, round=1, starts_at=LATER[0])


def test_an_answer_comes_too_late_when_the_time_is_chosen(mette, ole, guest) -> None:
    visit = invite(mette, [guest])
    with acting_as(mette):
        joint_visit_choose(actor=mette, visit=visit, time=times_of(mette, visit)[0].uuid)
    with pytest.raises(ValidationError, match="valgt"):
        answer(ole, visit, 0)
