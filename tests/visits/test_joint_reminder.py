"""A guest of a joint visit who does not answer is reminded once: when, whom, never twice, and never too late."""

import datetime
import html
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import NATIONAL, OpeningCalendar, WeeklySpan
from jobcenters.models import ClosingDay, Jobcenter
from notifications.delivery import deliver
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.db import as_owner, as_worker
from tests.notifications.conftest import Mailbox, mailbox
from tests.visits.notes import NOON, client_of
from visits.models import JointVisit, JointVisitGuest
from visits.rules import reminder_due, reminder_from
from visits.services.joint_reminders import guests_remind
from visits.services.joint_visits import (
    JointVisitData,
    joint_visit_answer,
    joint_visit_cancel,
    joint_visit_choose,
    joint_visit_invite,
    joint_visit_propose_anew,
)

__all__ = ["committed", "mailbox"]

FRIDAY = NOON  # 27 March 2026; Maundy Thursday is 2 April
DAY = datetime.timedelta(days=1)
TIMES = [FRIDAY + n * DAY for n in (20, 21, 22)]
ABOUT = JointVisitData(purpose="De mangler svejsere, og I har mange.", place="Fabriksvej 1")
WEEKDAYS = OpeningCalendar.of(
    [WeeklySpan(day, datetime.time(9), datetime.time(14)) for day in range(5)], [], NATIONAL
)
rows_of_the_database = pytest.mark.django_db


def clock(day: int, month: int, hour: int, minute: int = 0) -> datetime.datetime:
    """An instant of 2026, Danish summer time."""
    return datetime.datetime(2026, month, day, hour - 2, minute, tzinfo=datetime.UTC)


# --- the rule ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "opens"),
    [
        (
            clock(30, 3, 8),
            clock(7, 4, 9),
        ),  # Monday before Easter: Tuesday and Wednesday pass, then the holidays
        (
            clock(7, 4, 13),
            clock(10, 4, 9),
        ),  # Tuesday: Wednesday and Thursday pass, it leaves on Friday morning
        (clock(10, 4, 13), clock(15, 4, 9)),  # Friday: over the weekend
        (clock(11, 4, 13), clock(15, 4, 9)),  # Saturday counts as little as the day of asking
        (clock(12, 4, 23, 59), clock(15, 4, 9)),
    ],
)
def test_two_whole_working_days_pass(asked: datetime.datetime, opens: datetime.datetime) -> None:
    assert reminder_from(asked, WEEKDAYS) == opens


def test_days_on_which_the_invited_is_closed_do_not_count() -> None:
    closed = WEEKDAYS.with_closed(datetime.date(2026, 4, 8))
    assert reminder_from(clock(7, 4, 13), closed) == clock(13, 4, 9)
    short = OpeningCalendar.of(
        [WeeklySpan(day, datetime.time(10), datetime.time(12)) for day in (0, 2)], [], NATIONAL
    )
    assert reminder_from(clock(7, 4, 13), short) == clock(15, 4, 10)


@pytest.mark.parametrize("opening", [None, OpeningCalendar.of([], [], NATIONAL)])
def test_who_keeps_no_opening_hours_follows_the_national_calendar(opening: OpeningCalendar | None) -> None:
    assert reminder_from(clock(30, 3, 8), opening) == clock(7, 4, 8)


def test_it_leaves_from_then_on_and_not_once_the_first_time_has_come() -> None:
    asked, first = clock(7, 4, 13), clock(13, 4, 10)

    def due(now: datetime.datetime) -> bool:
        return reminder_due(asked, first, now, WEEKDAYS)

    assert not due(clock(10, 4, 8, 59)) and due(clock(10, 4, 9)) and due(clock(13, 4, 9, 59))
    assert not due(first)
    assert not reminder_due(asked, clock(9, 4, 10), clock(10, 4, 9), WEEKDAYS)


# --- sending -----------------------------------------------------------------------------------------------------


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens", name="Mette Madsen")


@pytest.fixture
def ole() -> Actor:
    return make.consultant("Odder", name="Ole Odder")


@pytest.fixture
def odder() -> Organisation:
    return make.jobcenter("Odder")


def invite(actor: Actor, *guests: Organisation, **fields: Any) -> JointVisit:
    with playing(FRIDAY), acting_as(actor):
        return joint_visit_invite(
            actor=actor,
            **{
                "company": companies.company("Smedjen ApS"),
                "data": ABOUT,
                "times": TIMES,
                "guests": guests,
                **fields,
            },
        )


def reminded(now: datetime.datetime) -> int:
    with as_worker():
        return guests_remind(now=now)


def reminders() -> list[tuple[str, str]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select recipient, text from notifications_outboxmail where name = 'visits.joint_visit_reminder'"
            " order by created_at, id"
        )
        return cursor.fetchall()


def answer(actor: Actor, visit: JointVisit) -> None:
    with acting_as(actor):
        now = JointVisit.objects.get(pk=visit.pk)
        times = now.times.filter(round=now.round)
        joint_visit_answer(actor=actor, visit=visit, can={time.uuid: True for time in times})


MONDAY, WEDNESDAY = clock(30, 3, 12), clock(1, 4, 12)


@rows_of_the_database
def test_a_silent_guest_gets_one_reminder(mette: Actor, odder: Organisation) -> None:
    invite(mette, odder)
    assert reminded(MONDAY) == 0 and reminders() == []
    assert [reminded(WEDNESDAY + n * DAY) for n in (0, 0, 1, 10)] == [1, 0, 0, 0]
    assert len(reminders()) == 1


def test_it_arrives_where_the_invitation_went_and_says_what_to_do(
    committed: Committed, mailbox: Mailbox
) -> None:
    invite(make.consultant("Horsens"), make.jobcenter("Odder"))
    with session_role("jo_worker"):
        guests_remind(now=WEDNESDAY)
        assert deliver().sent == 2
    invitation, mail = sorted(mailbox.mails, key=lambda one: one["Subject"], reverse=True)
    assert invitation["Subject"] == "Sambesøg hos Smedjen ApS"
    assert mail["Subject"] == "Mangler jeres svar: sambesøg hos Smedjen ApS"
    assert mail["To"] == invitation["To"] and mail["Reply-To"] == invitation["Reply-To"]
    body = mail.get_body(("plain",))
    assert body is not None
    text = " ".join(body.get_content().split())
    assert "Jobcenter Horsens inviterede jer fredag 27. marts med på besøg" in text
    assert "I får kun denne ene påmindelse." in text and text.count("13.00") == 3
    assert "/sambesoeg/" in text


@rows_of_the_database
def test_the_recipient_is_asked_for_anew_when_it_leaves(mette: Actor, odder: Organisation) -> None:
    invite(mette, odder)
    with as_owner():
        Jobcenter.objects.filter(pk=odder.pk).update(company_email="ny-postkasse@odder.example")
    assert reminded(WEDNESDAY) == 1
    assert [to for to, _text in reminders()] == ["ny-postkasse@odder.example"]


@rows_of_the_database
def test_who_has_no_address_is_not_said_to_be_reminded(mette: Actor, odder: Organisation) -> None:
    invite(mette, odder)
    with as_owner():
        Jobcenter.objects.filter(pk=odder.pk).update(company_email="")
        Organisation.objects.filter(pk=odder.pk).update(email="")
    assert reminded(WEDNESDAY) == 0
    with as_owner():
        assert JointVisitGuest.objects.get().reminded_at is None
        Jobcenter.objects.filter(pk=odder.pk).update(company_email="fundet@odder.example")
    assert reminded(WEDNESDAY + DAY / 24) == 1


@rows_of_the_database
def test_one_that_cannot_be_reminded_keeps_nobody_else_waiting(mette: Actor, odder: Organisation) -> None:
    invite(mette, odder, make.jobcenter("Aarhus"))
    with as_owner():
        Jobcenter.objects.filter(pk=odder.pk).update(company_email="job\n@odder.example")
    assert reminded(WEDNESDAY) == 1
    with as_owner():
        Jobcenter.objects.filter(pk=odder.pk).update(company_email="job@odder.example")
    assert reminded(WEDNESDAY) == 1
    assert len(reminders()) == 2


@rows_of_the_database
def test_the_calendar_is_that_of_the_invited(mette: Actor, odder: Organisation) -> None:
    aarhus = make.jobcenter("Aarhus")
    with as_owner():
        ClosingDay.objects.create(jobcenter_id=odder.pk, date=datetime.date(2026, 3, 30), reason="Kursus")
    invite(mette, odder, aarhus, make.national())
    assert reminded(WEDNESDAY) == 2
    with as_owner():
        waits = JointVisitGuest.objects.get(reminded_at__isnull=True)
    assert waits.organisation_id == odder.pk
    assert reminded(clock(7, 4, 12)) == 1


@rows_of_the_database
def test_who_has_answered_is_left_alone_and_the_others_are_not(
    mette: Actor, ole: Actor, odder: Organisation
) -> None:
    visit = invite(mette, odder, make.jobcenter("Aarhus"))
    with playing(MONDAY):
        answer(ole, visit)
    assert reminded(WEDNESDAY) == 1
    with as_owner():
        names = JointVisitGuest.objects.filter(reminded_at__isnull=False).values_list(
            "organisation__name", flat=True
        )
        assert list(names) == ["Jobcenter Aarhus"]


@rows_of_the_database
def test_nobody_is_reminded_of_what_is_chosen_cancelled_or_past(
    mette: Actor, ole: Actor, odder: Organisation
) -> None:
    aarhus = make.jobcenter("Aarhus")
    chosen, cancelled = invite(mette, odder, aarhus), invite(mette, odder)
    near = invite(mette, odder, times=[FRIDAY + n * DAY for n in (4, 20, 21)])
    with playing(MONDAY), acting_as(mette):
        time = JointVisit.objects.get(pk=chosen.pk).times.first()
        assert time is not None
        joint_visit_choose(actor=mette, visit=chosen, time=time.uuid)
        joint_visit_cancel(actor=mette, visit=cancelled, reason="Virksomheden kan ikke.")
    assert near.pk and reminded(WEDNESDAY) == 0 and reminders() == []


@rows_of_the_database
def test_new_times_are_a_new_question_and_a_guest_is_reminded_once_in_all(
    mette: Actor, ole: Actor, odder: Organisation
) -> None:
    visit = invite(mette, odder, make.jobcenter("Aarhus"))
    with playing(MONDAY):
        answer(ole, visit)
    assert reminded(WEDNESDAY) == 1  # Aarhus
    with playing(WEDNESDAY), acting_as(mette):
        joint_visit_propose_anew(actor=mette, visit=visit, times=[FRIDAY + n * DAY for n in (30, 31, 32)])
    assert reminded(clock(8, 4, 12)) == 0  # Wednesday: Tuesday alone has passed
    assert reminded(clock(9, 4, 12)) == 1  # Odder, for the second round; Aarhus has had its own
    assert reminded(clock(16, 4, 12)) == 0
    assert len({to for to, _text in reminders()}) == 2


@rows_of_the_database
def test_the_host_sees_it_at_the_guest_and_the_guest_does_not(
    mette: Actor, ole: Actor, odder: Organisation
) -> None:
    visit = invite(mette, odder)
    address = reverse("visits:joint_visit", args=[visit.uuid])

    def page(actor: Actor) -> str:
        with playing(WEDNESDAY):
            return html.unescape(client_of(actor).get(address).content.decode()).replace("\xa0", " ")

    assert "Har ikke svaret</p>" in page(mette)
    reminded(WEDNESDAY)
    assert "Har ikke svaret · Påmindet 1. april</p>" in page(mette)
    assert "Påmindet" not in page(ole)
    with playing(WEDNESDAY):
        answer(ole, visit)
    assert "Påmindet" not in page(mette)


@rows_of_the_database
def test_the_worker_finds_the_silent_and_the_web_role_may_not_ask(mette: Actor, odder: Organisation) -> None:
    from django.db import DatabaseError, transaction

    invite(mette, odder)
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="permission"):
        with transaction.atomic():
            cursor.execute("select * from visits_silent_guests(now())")
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("update visits_jointvisitguest set reminded_at = now()")
        assert cursor.rowcount == 0  # on nobody's behalf


@rows_of_the_database
def test_a_killed_worker_has_told_nobody_and_the_next_one_does(
    mette: Actor, odder: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(mette, odder)
    save = JointVisitGuest.save

    class Killed(BaseException):
        pass

    def dies(guest: JointVisitGuest, **fields: Any) -> None:
        save(guest, **fields)
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(JointVisitGuest, "save", dies)
        with pytest.raises(Killed):
            reminded(WEDNESDAY)
    assert reminders() == []
    assert reminded(WEDNESDAY) == 1 and len(reminders()) == 1


# --- at the very same moment -------------------------------------------------------------------------------------


def together(*jobs: tuple[str, Callable[[], Any]]) -> list[Any]:
    """Run each job, as its role, in a thread that begins at the same instant with a connection of its own."""
    gate = threading.Barrier(len(jobs))

    def one(job: tuple[str, Callable[[], Any]]) -> Any:
        role, work = job
        try:
            with session_role(role):
                gate.wait(timeout=30)
                return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(jobs)) as pool:
        return list(pool.map(one, jobs))


def count(statement: str) -> int:
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0])


SENT = "select count(*) from notifications_outboxmail where name = 'visits.joint_visit_reminder'"


def test_six_beats_at_once_send_one_to_each(committed: Committed) -> None:
    mette = make.consultant("Horsens")
    guests = [make.jobcenter(place) for place in ("Odder", "Aarhus", "Vejle")]
    for _number in range(4):
        invite(mette, *guests)
    done = together(*[("jo_worker", lambda: guests_remind(now=WEDNESDAY))] * 6)
    assert guests_remind_rest() + sum(done) == 12
    assert count(SENT) == 12
    assert count(f"{SENT} and recipient <> ''") == 12
    assert count("select count(*) from visits_jointvisitguest where reminded_at is null") == 0


def guests_remind_rest() -> int:
    """What a beat passed over because another one held its visit."""
    with session_role("jo_worker"):
        return guests_remind(now=WEDNESDAY)


def test_an_answer_in_the_same_instant_leaves_at_most_one_reminder_and_is_kept(committed: Committed) -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    for _number in range(6):
        visit = invite(mette, make.jobcenter("Odder"))

        def answers(visit: JointVisit = visit) -> None:
            with playing(WEDNESDAY):
                answer(ole, visit)

        before = count(SENT)
        together(("jo_worker", lambda: guests_remind(now=WEDNESDAY)), ("jo_web", answers))
        guests_remind_rest()
        assert count(SENT) - before in (0, 1)
        guest = f"from visits_jointvisitguest where visit_id = {visit.pk}"
        assert count(f"select count(*) {guest} and answered_round = 1") == 1  # noqa: S608
        assert count(f"select count(*) {guest} and reminded_at is not null") == count(SENT) - before  # noqa: S608
