"""What stands under "Hvorfor denne frist?": the calendar and the rules that applied, also to closed clocks."""

import datetime
import re
from dataclasses import replace

import pytest
from django.test import Client

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import OpeningCalendar, WeeklySpan, WorkingDays, local_date
from jobcenters.kept_calendars import calendars_keep, calendars_kept
from jobcenters.models import ClosingDay, Jobcenter, KeptCalendar, OpeningHours
from orders.basis import RULES_SINCE, counted_with
from orders.clock import RULES_VERSION, promised_deadline
from orders.enums import ClockState, EventKind
from orders.models import Clock, Order
from orders.promises import Promise, promise, with_override
from orders.services.orders import order_answer
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of, url
from tests.orders.test_agreement_clocks import at
from ui import danish

WHY = re.compile(r'jo-why__body"><p>([^<]+)</p>')
RULES = "fristreglerne fra 1. januar 2026 (version 2026.1)"


def week(valid_from: str | None, valid_to: str | None = None) -> list[WeeklySpan]:
    first = datetime.date.fromisoformat(valid_from) if valid_from else None
    last = datetime.date.fromisoformat(valid_to) if valid_to else None
    return [WeeklySpan(weekday, datetime.time(9), datetime.time(15), first, last) for weekday in range(5)]


def told(promised: Promise, received: str, opening: OpeningCalendar | None, version: str = "") -> str:
    deadline = promised_deadline(promised, at(received), opening or OpeningCalendar.of(week(None)))
    return danish.plain(
        counted_with(
            promise=promised,
            received_at=deadline.received_at,
            due_at=deadline.due_at,
            opening=opening,
            calendar_version=version or deadline.calendar_version,
            rules_version=RULES_VERSION,
        )
    )


def test_the_rules_of_today_have_a_first_day() -> None:
    assert RULES_VERSION in RULES_SINCE


def test_the_hours_that_held_and_since_when() -> None:
    opening = OpeningCalendar.of(
        [*week("2025-01-01", "2026-02-28"), *week("2026-03-01", "2026-03-29"), *week("2026-03-30")]
    )
    assert told(promise("D1"), "2026-03-25T10:00", opening) == (
        f"Beregnet med åbningstiderne fra 1. marts 2026 (version {opening.version}) og {RULES}."
    )
    # New hours came into force while the clock ran: both are named.
    assert "åbningstiderne fra 1. marts 2026 og 30. marts 2026 (" in told(
        promise("D1"), "2026-03-27T10:00", opening
    )
    always = OpeningCalendar.of(week(None))
    assert told(promise("D1"), "2026-03-25T10:00", always).startswith("Beregnet med åbningstiderne (version ")


def test_hours_that_came_later_are_not_said_to_have_applied() -> None:
    opening = OpeningCalendar.of([*week("2025-01-01", "2026-03-29"), *week("2026-03-30")])
    told_of_old = told(promise("D1"), "2026-03-27T10:00", opening, version="dk-2026.1/0123456789")
    assert "fra 1. januar 2025 (version dk-2026.1/0123456789)" in told_of_old
    assert told(promise("D1"), "2026-03-27T10:00", None, version="dk-2026.1/0123456789") == (
        "Beregnet med de åbningstider, der gjaldt, da fristen begyndte (version dk-2026.1/0123456789), og "
        f"{RULES}."
    )


def test_days_and_who_agreed_on_another_length() -> None:
    assert told(promise("D4"), "2026-03-25T10:00", None) == (
        f"Beregnet med kalenderen over arbejdsdage (version dk-2026.1) og {RULES}."
    )
    assert told(promise("D6"), "2026-03-25T10:00", None) == (
        f"Beregnet i kalenderdage, hvor alle dage tæller, og {RULES}."
    )
    longer = with_override(promise("D4"), unit=WorkingDays(5), source="Aftale A2026-0012")
    assert told(longer, "2026-03-25T10:00", None).endswith("Længden står i aftale A2026-0012.")
    rolled = replace(promise("D6"), rolls=True)
    assert "kalenderen over arbejdsdage" in told(rolled, "2026-03-25T10:00", None)


# --- on the page ---------------------------------------------------------------------------------------------


@pytest.fixture
def mette(db: None) -> Actor:
    return make.consultant("Horsens")


def shown(client: Client, order: Order) -> str:
    return danish.plain(client.get(url("order", order)).text)


def test_a_closed_clock_is_explained_too(mette: Actor) -> None:
    order = make.order(mette)
    client = client_of(mette)
    with acting_as(mette):
        clock = Clock.objects.get(order=order, promise="D1")
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        clock.refresh_from_db()
        assert clock.state == ClockState.STOPPED and clock.kept
    page = shown(client, order)
    assert f'data-remember="why-{clock.pk}"' in page
    assert f"(version {clock.calendar_version}) og {RULES}." in page
    assert f'id="strip-{clock.pk}-title"' in page, "the strip is drawn"


def test_after_new_hours_a_closed_clock_names_those_that_applied(mette: Actor) -> None:
    order = make.order(mette)
    client = client_of(mette)
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        clock = Clock.objects.get(order=order, promise="D1")
    with as_owner():
        horsens = Jobcenter.objects.get(place="Horsens")
        OpeningHours.objects.filter(jobcenter=horsens).delete()
        far = local_date(clock.received_at) + datetime.timedelta(days=30)
        for weekday in range(5):
            OpeningHours.objects.create(
                jobcenter=horsens,
                weekday=weekday,
                opens=datetime.time(10),
                closes=datetime.time(11),
                valid_from=far,
            )
    page = shown(client, order)
    assert f"(version {clock.calendar_version}) og {RULES}." in page
    assert f'id="strip-{clock.pk}-title"' in page, "the strip is drawn with the hours of then"
    with as_owner():
        # A clock from before calendars were kept has its basis and no drawing.
        KeptCalendar.objects.all().delete()
    page = shown(client, order)
    assert "Fristen selv står fast." in page
    assert f"de åbningstider, der gjaldt, da fristen begyndte (version {clock.calendar_version})" in page


def test_a_closing_day_after_the_answer_changes_nothing_of_its_explanation(mette: Actor) -> None:
    with playing(at("2026-03-23T10:00")):
        order = make.order(mette)
    client = client_of(mette)
    with playing(at("2026-03-23T14:00")), acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        clock = Clock.objects.get(order=order, promise="D1")
    before = WHY.findall(shown(client, order))
    assert before and local_date(clock.due_at) == datetime.date(2026, 3, 24)
    with as_owner():
        horsens = Jobcenter.objects.get(place="Horsens")
        ClosingDay.objects.create(
            jobcenter=horsens, date=datetime.date(2026, 3, 24), reason="Strømafbrydelse"
        )
    assert WHY.findall(shown(client, order)) == before


def test_what_is_kept_is_the_calendar_and_those_alike_share_it(mette: Actor) -> None:
    calendar = OpeningCalendar.of(
        [*week("2025-01-01", "2026-03-29"), *week(None)], [datetime.date(2026, 5, 15)]
    )
    with acting_as(mette):
        calendars_keep([calendar, OpeningCalendar.of(reversed(calendar.spans), calendar.closed_days)])
        calendars_keep([calendar])
        kept = calendars_kept({calendar.version, "dk-2026.1", "dk-2026.1/ffffffffff"})
    assert kept == {calendar.version: calendar}
    assert calendars_kept({calendar.version}) == {}  # nobody acts
