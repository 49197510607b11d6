"""The demonstration: loaded from empty by the real services, at any hour of the year, and never twice."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.models import Absence, Membership, User
from agreements.models import Agreement, Signer
from jobcenters.calendar import local_date, local_instant
from notifications.models import OutboxMail
from orders.demo.load import load
from orders.enums import ClockState
from orders.models import (
    BreachCorrection,
    Clock,
    ClockEvent,
    Firing,
    Order,
    OrderEvent,
    Outage,
    Timer,
)
from orders.sweep.run import sweep
from tests.factories import orders as make
from tests.helpers.db import as_owner
from ui.danish import COPENHAGEN

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

PROMISES = ("D3", "D4", "D5", "D6")
WEST, EAST = "Horsens", "Køge"


@pytest.fixture
def demo(settings: Any) -> None:
    settings.DEMO = True


def by_tovholder() -> dict[str, set[str]]:
    """Postcode of a workplace of the largest company under agreement -> the places of its orders' tovholders."""
    rows = make.rows(
        "select w.postcode_id, j.place from orders_order o join companies_workplace w on w.id = o.workplace_id"
        " join jobcenters_jobcenter j on j.organisation_id = o.tovholder_id"
        " join accounts_organisation c on c.id = o.company_id"
        " where c.name like 'Bælthav%%' and o.agreement_id is not null"
    )
    found: dict[str, set[str]] = {}
    for postcode, place in rows:
        found.setdefault(postcode, set()).add(place)
    return found


def standings(now: datetime.datetime) -> set[tuple[str, str]]:
    """(promise, running, kept or broken) of every clock under an agreement."""
    with as_owner():
        clocks = Clock.objects.filter(order__agreement__isnull=False).exclude(state=ClockState.CANCELLED)
        return {
            (clock.promise, _standing(clock, now))
            for clock in clocks.only("promise", "kept", "due_at", "state")
        }


def _standing(clock: Clock, now: datetime.datetime) -> str:
    if clock.state == ClockState.OPEN:
        return "running" if clock.due_at >= now else "broken"
    return "kept" if clock.kept else "broken"


def test_everything_is_there_and_a_second_load_changes_nothing(demo: None) -> None:
    with as_owner():
        assert not User.objects.filter(is_demo=True).exists()
        told = StringIO()
        call_command("load_demo", stdout=told)
        now = timezone.now()
        orders = Order.objects.without_inquiries().count()
        assert f"{orders} ordrer og " in told.getvalue() and orders >= 160
        states = set(Agreement.objects.values_list("state", flat=True))
        assert {"draft", "partly_signed", "in_force", "expired"} <= states, states
        assert Agreement.objects.filter(kind="partnership", state="in_force").exists()
        # An agreement in force has been signed by all its parties, through the service that real ones sign with.
        for agreement in Agreement.objects.filter(state__in=("in_force", "expired")):
            signers = Signer.objects.filter(party__version=agreement.current)
            assert signers and all(one.state == "signed" for one in signers)
        # The network's own agreement waits for its last members.
        signers = Signer.objects.filter(party__version__agreement__kind="recruitment")
        assert {signer.state: 0 for signer in signers}.keys() == {"signed", "invited"}
        # Questions about no order, answered and not.
        inquiries = Order.objects.filter(is_inquiry=True)
        assert {case.is_open for case in inquiries} == {True, False}
    assert standings(now) >= {(code, how) for code in PROMISES for how in ("running", "kept", "broken")}
    assert by_tovholder() == {"8700": {WEST}, "4600": {EAST}, "5000": {WEST}}
    with as_owner():
        again = StringIO()
        call_command("load_demo", stdout=again)
        assert "allerede" in again.getvalue()
        assert Order.objects.without_inquiries().count() == orders
        # Nobody has a due level that no sweep has told of.
        assert not Timer.objects.filter(fire_at__lte=now).exists()
        assert not Firing.objects.filter(tell_at__lte=now).exists()


def test_no_address_leads_out_of_the_demonstration(demo: None) -> None:
    with as_owner():
        load(timezone.now(), lambda instant: sweep(now=instant), weeks=False)
        mails = set(OutboxMail.objects.values_list("recipient", flat=True))
        people = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    columns = make.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public'"
        " and column_name like '%%email%%' and data_type like 'character%%'"
    )
    assert mails and people and len(columns) > 5
    stored = {value for table, column in columns for (value,) in make.rows(f"select {column} from {table}")}
    outside = {one for one in stored | mails | people if one and "@" in one and not one.endswith(".example")}
    assert not outside
    # The reference data's own addresses are invented too, or there are none.
    assert not Membership.objects.filter(user__is_demo=True, user__email="").exists()


def last(month: int, day: int, hour: int, minute: int) -> datetime.datetime:
    """The last time that Danish clocks showed this day and time."""
    today = local_date(timezone.now())
    year = today.year if (month, day) < (today.month, today.day) else today.year - 1
    return local_instant(datetime.date(year, month, day), datetime.time(hour, minute))


def clock_change(month: int) -> datetime.datetime:
    """In the hour of the last change of clocks that took place in that month (its last Sunday)."""
    first = last(month, 1, 3, 0).astimezone(COPENHAGEN).date().replace(day=31)
    sunday = first - datetime.timedelta(days=(first.weekday() + 1) % 7)
    if sunday >= local_date(timezone.now()):
        before = datetime.date(sunday.year - 1, month, 31)
        sunday = before - datetime.timedelta(days=(before.weekday() + 1) % 7)
    return local_instant(sunday, datetime.time(2, 30))


def sunday_night() -> datetime.datetime:
    today = local_date(timezone.now())
    return local_instant(today - datetime.timedelta(days=today.weekday() + 1), datetime.time(23, 40))


INSTANTS = {
    "a Sunday night": sunday_night(),
    "Wednesday noon": sunday_night() + datetime.timedelta(hours=60, minutes=-20) - datetime.timedelta(days=7),
    "Friday after closing": sunday_night() - datetime.timedelta(days=2, hours=4),
    "the clocks go back": clock_change(10),
    "the clocks go forward": clock_change(3),
    "Christmas Eve": last(12, 24, 11, 0),
    "New Year's Day": last(1, 1, 0, 5),
}


@pytest.mark.parametrize("at", INSTANTS.values(), ids=INSTANTS.keys())
def test_it_is_the_same_whenever_it_is_loaded(demo: None, at: datetime.datetime) -> None:
    with as_owner():
        load(at, lambda instant: sweep(now=instant), weeks=False)
    assert standings(at) >= {(code, how) for code in PROMISES for how in ("running", "kept", "broken")}
    assert by_tovholder() == {"8700": {WEST}, "4600": {EAST}, "5000": {WEST}}
    with as_owner():
        assert not Order.objects.filter(received_at__gt=at).exists()
        assert not Clock.objects.filter(stopped_at__gt=at).exists()
        assert not Timer.objects.filter(fire_at__lte=at).exists()


@pytest.mark.parametrize("at", [timezone.now(), INSTANTS["New Year's Day"]], ids=["now", "New Year's Day"])
def test_what_is_not_as_usual_is_there_too(demo: None, at: datetime.datetime) -> None:
    """Each page about a pause, a correction, an absence and an outage has something to show."""
    with as_owner():
        load(at, lambda instant: sweep(now=instant), weeks=False)
        paused = Clock.objects.running().get(paused_until__gt=at)
        assert paused.promise == "D4"
        question = OrderEvent.objects.get(order=paused.order, kind="company_asked")
        assert OutboxMail.objects.filter(pk=question.data["mail"], name="orders.company_asked").exists()
        corrected = {event.clock.promise for event in ClockEvent.objects.filter(kind="correct")}
        assert corrected == {"D1", "D3"}
        kept = BreachCorrection.objects.filter(kept=True).values_list("breach__promise", flat=True)
        assert set(kept) == corrected
        named = BreachCorrection.objects.get(cause="not_called").breach
        outage = Outage.objects.get()
        assert outage.since < named.due_at < outage.until <= named.detected_at < at
        absence = Absence.objects.on(local_date(at)).get()
        assert absence.stand_in is not None
