"""The report over 1,000,000 closed clocks of 98 jobcentres, against the bare statement that counts the same.

The statement by hand counts kept and broken by month, jobcentre and promise, and the four times to answer of each
promise in elapsed seconds, as the owner of the tables. It knows no rule: nothing taken over late, no form, agreement
or opening days. The report asks as many questions for the country as for one jobcentre.
"""

import datetime
import statistics
import time
from collections.abc import Callable

import psycopg
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.tenancy import acting_as
from bench import Context, Figure, at_most
from bench._orders_data import empty
from bench.clock_rows import fill, make_jobcenters
from jobcenters.calendar import local_date
from orders.periods import TWELVE_MONTHS, period_of
from orders.selectors.report import report
from orders.selectors.report_page import report_page
from orders.selectors.report_scope import Wanted, agreement_choices, choices_of, owners_of

CLOCKS, FEWEST, JOBCENTERS, ROUNDS = 1_000_000, 12_000, 98, 3
NOW = datetime.datetime(2026, 3, 31, 10, 0, tzinfo=datetime.UTC)

# Spread over the last 350 days, a tenth of them answered too late.
_CLOSE = """
with spread as (
  select id, %(now)s - interval '2 days' - (id %% 350) * interval '1 day' - (id %% 8) * interval '1 hour' as received
    from orders_clock)
update orders_clock c
   set received_at = s.received, counts_from = s.received, warn_at = s.received + interval '20 hours',
       due_at = s.received + interval '24 hours', second_at = s.received + interval '48 hours', state = 'stopped',
       stopped_at = s.received
         + case when c.id %% 10 = 0 then interval '30 hours' else (c.id %% 24) * interval '1 hour' end,
       kept = c.id %% 10 <> 0, level = 0, next_fire_at = null
  from spread s where s.id = c.id
"""
BY_HAND = (
    "select date_trunc('month', due_at at time zone 'Europe/Copenhagen'), owner_organisation_id, promise, kept,"
    "       count(*)"
    "  from orders_clock where due_at >= %(first)s and due_at < %(last)s and state <> 'cancelled' group by 1, 2, 3, 4",
    "select promise,"
    "       percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from stopped_at - received_at)),"
    "       percentile_cont(array[0.5, 0.9]) within group (order by extract(epoch from stopped_at - counts_from))"
    "  from orders_clock where due_at >= %(first)s and due_at < %(last)s and state <> 'cancelled' group by 1",
)


def run(context: Context) -> list[Figure]:
    """Fill, measure, and leave the database as empty as it was."""
    with psycopg.connect(context.dsn("owner"), autocommit=True) as owner:
        clocks = max(context.rows(CLOCKS), FEWEST)
        context.say(f"filling {clocks:,} closed clocks of {JOBCENTERS} jobcentres")
        make_jobcenters(owner.cursor(), JOBCENTERS)
        fill(owner.cursor(), clocks=clocks, due=clocks // 2, now=NOW)
        owner.execute(_CLOSE, {"now": NOW})
        owner.execute("vacuum analyze orders_clock")
        national = owner.execute(
            "insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)"
            " values (gen_random_uuid(), 'national', 'Jobservice', '', '', true, now()) returning id"
        ).fetchone()
        one = owner.execute("select min(organisation_id) from jobcenters_jobcenter").fetchone()
        assert national is not None
        assert one is not None
        try:
            return _figures(context, owner, national[0], one[0], clocks)
        finally:
            connection.close()
            empty(owner)


def _figures(
    context: Context, owner: psycopg.Connection, national_id: int, one_id: int, clocks: int
) -> list[Figure]:
    country = Actor(None, national_id, "manager", "national", organisation_name="Jobservice")
    place = Actor(None, one_id, "manager", "jobcenter", organisation_name="Jobcenter")
    queries = {name: _queries(actor) for name, actor in (("country", country), ("one", place))}
    period = period_of(TWELVE_MONTHS, local_date(NOW))
    values = {"first": period.first, "last": period.last}

    def by_hand() -> None:
        for statement in BY_HAND:
            owner.execute(statement, values).fetchall()

    ours, bare, small = [], [], []
    for number in range(ROUNDS):
        ours.append(_seconds(lambda: _page(country, clocks)))
        bare.append(_seconds(by_hand))
        small.append(_seconds(lambda: _page(place, 0)))
        context.say(
            f"round {number + 1}: page {ours[-1]:.2f} s, by hand {bare[-1]:.2f} s, one {small[-1]:.3f} s"
        )
    return [
        at_most(
            f"report of the country, {clocks:,} closed clocks",
            statistics.median(ours),
            statistics.median(bare),
            4,
            "s",
            "counts and times by hand",
        ),
        at_most(
            "report of one jobcentre among them",
            statistics.median(small),
            statistics.median(bare),
            None,
            "s",
            "the country by hand",
        ),
        at_most("queries: country / one jobcentre", queries["country"], queries["one"], 1, "queries"),
    ]


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _page(actor: Actor, expected: int) -> None:
    """The whole page but for its template. Raises AssertionError where it counts other clocks than were filled."""
    with acting_as(actor):
        choice = choices_of(actor, local_date(NOW))[0]
        period = period_of(TWELVE_MONTHS, local_date(NOW))
        wanted = Wanted(choice, period.first, period.last)
        found = report(actor, wanted, owners_of(choice), agreement_choices(actor), NOW)
        page = report_page(found, local_date(NOW))
    assert page.tables
    assert not expected or found.total.total == expected, found.total


def _queries(actor: Actor) -> int:
    _page(actor, 0)  # opening hours are read once per process
    with CaptureQueriesContext(connection) as asked:
        _page(actor, 0)
    return len(asked)
