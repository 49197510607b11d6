"""Hvad nu hvis: past clocks under another promise, against an oracle, and never a write."""

import datetime

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.tenancy import acting_as
from jobcenters.calendar import NATIONAL, CalendarDays, OpeningDayHours, Unit, WorkingDays, due
from orders.calendars import calendar_of
from orders.models import Clock
from orders.periods import TWELVE_MONTHS, period_of
from orders.selectors import simulation as simulating
from orders.selectors.report_scope import Choice, Scope, choices_of, owners_of
from orders.selectors.simulation import Question, Simulation, simulate
from orders.selectors.sla import ClockFilter, Show
from orders.simulation import Flip, Happened, Past, as_if, replay
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.orders.pages import client_of
from tests.orders.sla_world import at, history
from tests.orders.test_sla_pages import manager, plain

NOW = at(2026, 3, 27, 10, 44)
TODAY = NOW.date()
PERIOD = period_of(TWELVE_MONTHS, TODAY)


def asked(actor, code: str, unit: Unit, choice: Choice | None = None) -> Simulation:
    choice = choice or choices_of(actor, TODAY)[0]
    return simulate(Question(choice, code, unit, PERIOD), owners_of(choice), NOW)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "unit"),
    [
        ("D1", OpeningDayHours(8)),
        ("D1", WorkingDays(2)),
        ("D2", OpeningDayHours(48)),
        ("D4", CalendarDays(3)),
    ],
)
def test_each_clock_is_counted_as_the_calendar_has_it(code: str, unit: Unit) -> None:
    mette = history(NOW, seed=31, orders=30)
    with acting_as(mette):
        answer = asked(mette, code, unit)
        calendar = calendar_of(mette.organisation_id)
        clocks = list(ClockFilter(mette.organisation_id, NOW, show=Show.ALL).rows().filter(promise=code))
        kept = broken = undecided = breaks = holds = 0
        for clock in clocks:
            other = due(unit, clock.received_at, calendar, NATIONAL).due_at
            if clock.stopped_at is None and other >= NOW:
                undecided += 1
                continue
            then = clock.stopped_at is not None and clock.stopped_at <= other
            kept, broken = kept + then, broken + (not then)
            breaks, holds = breaks + (bool(clock.kept) and not then), holds + (then and not clock.kept)
    assert answer.in_all == answer.replayed == len(clocks) > 0
    assert (answer.after.kept, answer.after.broken, answer.undecided) == (kept, broken, undecided)
    assert [fact.value for fact in answer.facts[2:]] == [str(breaks), str(holds)]
    assert len(answer.cases) == min(answer.cases_in_all, 30) == breaks + holds
    months = next(table for table in answer.tables if table.key == "maaneder")
    assert sum(row.cells[1].raw[0] for row in months.rows) == kept
    assert sum(row.cells[2].raw[0] for row in months.rows) == breaks
    reasons = [table for table in answer.tables if table.key == "grunde"]
    assert sum(row.cells[1].raw[0] for table in reasons for row in table.rows) == breaks + holds


@pytest.mark.django_db
def test_the_agreed_length_changes_nothing() -> None:
    mette = history(NOW, seed=32)
    with acting_as(mette):
        answer = asked(mette, "D1", OpeningDayHours(24))
    assert answer.before == answer.after and answer.before.total
    assert not answer.cases and answer.undecided == 0


@pytest.mark.django_db
def test_a_network_sees_numbers_of_its_members_and_no_case() -> None:
    networks.east_jutland("Odder")
    mette = history(NOW, seed=33)
    with acting_as(mette):
        own, network = choices_of(mette, TODAY)[:2]
        assert network.scope is Scope.NETWORK
        mine, all_of_them = (
            asked(mette, "D1", OpeningDayHours(8), own),
            asked(mette, "D1", OpeningDayHours(8), network),
        )
    assert mine.cases and not all_of_them.cases
    places = next(table for table in all_of_them.tables if table.key == "steder")
    horsens = next(row for row in places.rows if row.title == "Jobcenter Horsens")
    assert horsens.cells[0].raw == (mine.before.kept, mine.before.total)
    outsider = make.consultant("Nyborg")
    with acting_as(outsider):
        assert asked(outsider, "D1", OpeningDayHours(8), network).in_all == 0


@pytest.mark.django_db
def test_the_database_refuses_to_write_meanwhile_and_only_then(monkeypatch: pytest.MonkeyPatch) -> None:
    mette = history(NOW, seed=34, orders=3)
    tried = []

    def read(*arguments):
        with pytest.raises(DatabaseError, match="read-only"), transaction.atomic():
            Clock.objects.update(subject="skrevet")
        tried.append(True)
        return real(*arguments)

    real = simulating._pasts
    monkeypatch.setattr(simulating, "_pasts", read)
    with acting_as(mette):
        asked(mette, "D1", OpeningDayHours(8))
        assert tried
        with connection.cursor() as cursor:
            cursor.execute("show transaction_read_only")
            assert cursor.fetchone() == ("off",)
        assert Clock.objects.filter(owner_organisation=mette.organisation_id).update(subject="Montør")


@pytest.mark.django_db
@pytest.mark.parametrize("orders", [1, 25])
def test_a_question_asks_the_database_equally_often(orders: int, django_assert_num_queries) -> None:
    mette = history(NOW, seed=35, orders=orders)
    with acting_as(mette):
        asked(mette, "D2", OpeningDayHours(48))
        choice = choices_of(mette, TODAY)[0]
        owners = owners_of(choice)
        with django_assert_num_queries(7):
            simulate(Question(choice, "D2", OpeningDayHours(48), PERIOD), owners, NOW)


@pytest.mark.django_db
def test_more_than_can_be_read_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    mette = history(NOW, seed=36)
    monkeypatch.setattr(simulating, "MOST_CLOCKS", 3)
    with acting_as(mette):
        answer = asked(mette, "D1", OpeningDayHours(8))
    assert answer.replayed == 3 < answer.in_all
    assert answer.coverage.startswith(
        f"3 af {answer.in_all} frister er regnet igennem. Der regnes på de nyeste 3"
    )


def test_what_flips_and_what_cannot_be_read() -> None:
    """Pure: one of each by hand."""
    sent, now = at(2026, 3, 2, 10), at(2026, 3, 9, 10)
    calendars: dict = {}

    def past(stopped: datetime.datetime | None, kept: bool) -> Past:
        events = [Happened("start", sent, 1), *([Happened("stop", stopped)] if stopped else [])]
        return Past(1, at(2026, 3, 5), stopped, kept, events)

    three_days = as_if("D6", CalendarDays(3))  # due when 5 March ends
    assert replay(past(at(2026, 3, 5, 12), False), three_days, calendars, now).flip is Flip.HOLDS
    assert replay(past(at(2026, 3, 6, 12), True), three_days, calendars, now).flip is Flip.BREAKS
    assert replay(past(None, False), three_days, calendars, now).flip is Flip.SAME
    assert replay(past(None, False), as_if("D6", CalendarDays(30)), calendars, now).flip is Flip.STILL_RUNS
    assert replay(past(at(2026, 3, 3), True), as_if("D1", OpeningDayHours(8)), calendars, now) is None
    odd = Past(1, now, None, False, [Happened("start", sent, 1), Happened("rettet", now)])
    assert replay(odd, three_days, calendars, now) is None


@pytest.mark.django_db
def test_the_page_asks_and_answers() -> None:
    history(timezone.now(), seed=37)
    client = client_of(manager())
    address = reverse("orders:what_if")
    assert "Som det var" not in plain(client.get(address)).replace("“Som det var”", "")
    page = plain(client.get(address + "?loefte=D1&laengde=8&enhed=opening_day_hours"))
    assert "8 timer på åbningsdage i stedet for det aftalte" in page
    assert "Måned for måned" in page and "Sager, der ville skifte" in page
    wrong = plain(client.get(address + "?loefte=D1&laengde=900&enhed=working_days"))
    assert "Skriv" in wrong and 'value="900"' in wrong and "i stedet for" not in wrong
    assert 'value="x"' in plain(client.get(address + "?laengde=x")), "nothing typed is lost"
    assert "Skriv, hvor langt løftet skulle have været." in plain(client.get(address + "?laengde="))
    assert client_of(accounts.actor(make.national())).get(address + "?laengde=8").status_code == 200
