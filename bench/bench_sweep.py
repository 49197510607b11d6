"""The deadline sweep at 10 thousand, 100 thousand and a million running clocks, a tenth of them with a level due.

Claim and ledger, which decide how late a deadline is seen, are compared with one statement for everything due, without
locks, pages or order: what PostgreSQL can do at most (see `bench._sweep_limit`). They take turns on the same deadlines,
and the round with the middle ratio counts. The auditor looks at a backlog that nobody has fired. Beside it all, a
well-known help desk's own command escalates as many tickets in an environment of its own.

Then the whole sweep (people, breaches, timeline, letters and mail) is timed, and how long a level that becomes due at a
random instant waits for its row in the ledger while a sweep runs every second, and what an idle sweep costs.
"""

import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection

from bench import Context, Figure, _sweep_limit, at_least, at_most
from bench._helpdesk import escalated
from bench.clock_rows import fill, make_jobcenters
from config.database import django_database
from orders.sweep.claims import fire, fire_fairly
from orders.sweep.run import FAIR_SHARE, FIRE_PAGE, sweep
from orders.watch.look import look

SIZES, JOBCENTERS, ROUNDS = (10_000, 100_000, 1_000_000), 98, 3
DUE_PART = 10
TOLD = 20_000  # of the due levels, so many are told of in the timing of the whole sweep
HELP_DESK_SECONDS = 120
IDLE, POLLED, POLL_SECONDS, WATCHED_SECONDS = 200, 400, 1.0, 20.0
NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)  # a Tuesday at noon: nearly everybody is open
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

WRITTEN = (
    "orders_answerlink",
    "orders_firing",
    "orders_letter",
    "orders_escalation",
    "orders_breach",
    "orders_breachcorrection",
    "orders_orderevent",
)
MAIL = "notifications_outboxmail"
IDLE_BY_HAND = """
select exists (select 1 from orders_timer where fire_at <= %(now)s)
    or exists (select 1 from orders_firing where owner_id >= 0 and tell_at <= %(now)s)
    or exists (select 1 from orders_letter where done_at is null and not_before <= %(now)s)
"""


def run(context: Context) -> list[Figure]:
    figures: list[Figure] = []
    with psycopg.connect(context.dsn("owner"), autocommit=True) as owner, worker_login():
        with owner.cursor() as cursor:
            make_jobcenters(cursor, JOBCENTERS)
        for size in SIZES:
            clocks = context.rows(size)
            figures += measure(context, owner, clocks, max(1, clocks // DUE_PART), is_last=size == SIZES[-1])
    return figures


def measure(
    context: Context, owner: psycopg.Connection[Any], clocks: int, due: int, *, is_last: bool
) -> list[Figure]:
    """The figures of one size; the last size has the goals."""
    context.say(f"{clocks:,} clocks, {due:,} of them with a level due ...")
    prepare(owner, clocks, due)
    with psycopg.connect(context.dsn("worker"), autocommit=True) as hand:
        ours, limit, bare = interleaved(context, owner, hand, due)
        audit = audit_time(owner)
        idle, by_hand = idle_times(hand)
    of = f"{clocks:,} clocks"
    figures = [
        at_least(
            f"claim and ledger, rows a second, {of}",
            due / ours,
            due / limit,
            0.66 if is_last else None,
            "/s",
            "one statement",
        ),
        at_least(
            f"the same against the bare statement, {of}", due / ours, due / bare, None, "/s", "same tables"
        ),
        at_most(f"auditor over the backlog, {of}", audit, 1.0, 1.0 if is_last else None, "s", "1 second"),
        at_most(
            f"backlog of {due:,} in the ledger, {of}", ours, 5.0, 1.0 if is_last else None, "s", "5 seconds"
        ),
        at_most(
            f"sweep with nothing due, {of}", idle, by_hand, 5.0 if is_last else None, "ms", "one look by hand"
        ),
    ]
    reset(owner, keep=min(due, TOLD))
    told = owner.execute("select count(*) from orders_timer where fire_at <= %s", [NOW]).fetchone()
    took = seconds(lambda: sweep(now=NOW))
    mails = owner.execute(f"select count(*) from {MAIL}").fetchone()
    assert told
    assert mails
    context.say(f"whole sweep of {told[0]:,} levels: {took:.2f} s, {mails[0]:,} mails")
    figures.append(
        at_least(f"levels told of, a second, {of}", told[0] / took, 1_000.0, None, "/s", "1,000 a second")
    )
    figures.append(beside_a_help_desk(context, told[0] / took, clocks, due, of))
    late = lateness(owner)
    figures.append(
        at_most(
            f"due to ledger with a poll a second, p99, {of}",
            late,
            2.0,
            1.0 if is_last else None,
            "s",
            "2 seconds",
        )
    )
    return figures


def beside_a_help_desk(context: Context, told: float, clocks: int, due: int, of: str) -> Figure:
    """The whole sweep, mails rendered and queued, against the help desk's command that does the same."""
    found = escalated(context, tickets=clocks, due=due, seconds=HELP_DESK_SECONDS)
    context.say(
        f"the help desk escalated {found['escalated']:,} of {due:,} due tickets in {found['seconds']:.1f} s"
        + ("" if found["whole"] else ", when its time was up")
    )
    rate = found["escalated"] / found["seconds"]
    return at_least(f"levels told of against a help desk, {of}", told, rate, None, "/s", "django-helpdesk")


@contextmanager
def worker_login() -> Iterator[None]:
    """Let Django's connection be the worker's."""
    before = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict.update(
        django_database(settings.DATABASE_URL, secret_key=settings.SECRET_KEY, role="worker")
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def prepare(owner: psycopg.Connection[Any], clocks: int, due: int) -> None:
    """So many clocks and no others, and what is due kept aside."""
    owner.execute(
        f"truncate {', '.join(WRITTEN)}, {MAIL}, orders_timer, orders_clock, orders_request, orders_order cascade"
    )
    owner.execute("delete from accounts_membership")
    owner.execute("delete from accounts_user")
    owner.execute("delete from companies_workplace")
    owner.execute("delete from companies_company")
    owner.execute("delete from accounts_organisation where kind = 'company'")
    with owner.cursor() as cursor:
        fill(cursor, clocks=clocks, due=due, now=NOW, levels=(0, 0, 0, 1, 1, 2))
    owner.execute("drop table if exists bench_due")
    owner.execute("create table bench_due as select * from orders_timer where fire_at <= %s", [NOW])
    owner.execute("drop table if exists bench_fired")
    owner.execute("create table bench_fired as select * from orders_firing")


def reset(owner: psycopg.Connection[Any], keep: int | None = None) -> None:
    """What was due is due again, or only the oldest `keep` of it, and nothing is written."""
    owner.execute(f"truncate {', '.join(WRITTEN)}, {MAIL}")
    owner.execute("delete from orders_timer where fire_at <= %s", [NOW])
    owner.execute("insert into orders_firing select * from bench_fired")
    # As they came: in the order of their clocks, which is not that of their times.
    owner.execute(
        "insert into orders_timer select * from (select * from bench_due order by fire_at limit %s) one"
        " order by clock_id, level",
        [keep],
    )
    owner.execute(f"vacuum analyze orders_timer, {', '.join(WRITTEN)}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def fire_everything() -> None:
    """The sweep's own first part, until nothing is due."""
    while fire(NOW, limit=FIRE_PAGE) >= FIRE_PAGE:
        fire_fairly(NOW, limit=FIRE_PAGE, share=FAIR_SHARE)


def interleaved(
    context: Context, owner: psycopg.Connection[Any], hand: psycopg.Connection[Any], due: int
) -> tuple[float, float, float]:
    """Seconds of the sweep, of the limit and of the bare statement, in the round with the middle ratio of the first
    two; and that all did the same in every round."""
    _sweep_limit.make(owner)
    rounds = []
    for number in range(ROUNDS):
        _sweep_limit.restore(owner)
        counts = []
        limit = seconds(lambda: counts.append(_sweep_limit.fire(owner, {"now": NOW})))  # noqa: B023
        assert counts == [due]
        reset(owner)
        bare = seconds(lambda: hand.execute(_sweep_limit.BARE, {"now": NOW}))
        by_hand = fired(owner)
        reset(owner)
        ours = seconds(fire_everything)
        assert fired(owner) == by_hand, "they did not do the same"
        assert by_hand[0] == due
        context.say(
            f"round {number + 1}: {due / ours:,.0f} rows/s, limit {due / limit:,.0f}, bare {due / bare:,.0f}"
        )
        rounds.append((ours, limit, bare))
    owner.execute("drop table bench_deadline, bench_outbox")
    return sorted(rounds, key=lambda found: found[0] / found[1])[ROUNDS // 2]


def audit_time(owner: psycopg.Connection[Any]) -> float:
    """Seconds that the auditor takes to find a whole backlog that no sweep has seen, in the middle of five looks."""
    reset(owner)
    return statistics.median(seconds(lambda: look(NOW + timedelta(hours=1))) for _n in range(5))


def fired(owner: psycopg.Connection[Any]) -> tuple[int, ...]:
    """Numbers that must agree: levels that wait to be told of, a sum over them, and timers that are left."""
    row = owner.execute(
        "select count(*), sum(hashtext(clock_id || ':' || level || due_at || owner_id)),"
        " (select count(*) from orders_timer) from orders_firing where tell_at is not null"
    ).fetchone()
    assert row is not None
    return tuple(int(number or 0) for number in row)


def idle_times(hand: psycopg.Connection[Any]) -> tuple[float, float]:
    """Milliseconds of one sweep that finds nothing, and of its look alone; medians, in turn."""
    ours, theirs = [], []
    for _n in range(IDLE):
        theirs.append(seconds(lambda: hand.execute(IDLE_BY_HAND, {"now": LONG_AGO})))
        ours.append(seconds(lambda: sweep(now=LONG_AGO)))
    return sorted(ours)[IDLE // 2] * 1000, sorted(theirs)[IDLE // 2] * 1000


def lateness(owner: psycopg.Connection[Any]) -> float:
    """Seconds from due to ledger that 99 of 100 levels stay below, while a sweep runs every second in real time.

    Timers of clocks that are far from due are moved to random instants of the coming seconds; the rest of the tables
    stays as large as it is.
    """
    owner.execute("delete from orders_timer where fire_at <= %s", [NOW])
    owner.execute(f"truncate {', '.join(WRITTEN)}")
    rows = owner.execute(
        "select clock_id, level from orders_timer where level = 1 order by clock_id limit %s", [POLLED]
    ).fetchall()
    # The other timers lie in the benchmark's own present; let them be far from the real one.
    shift = datetime.now(UTC) + timedelta(days=365) - NOW
    owner.execute("update orders_timer set fire_at = fire_at + greatest(%s, interval '0')", [shift])
    owner.execute("vacuum analyze orders_timer")
    dice = random.Random(1)  # noqa: S311  (instants, not secrets)
    start = datetime.now(UTC) + timedelta(seconds=2)
    with owner.cursor() as cursor:
        cursor.executemany(
            "update orders_timer set fire_at = %s where clock_id = %s and level = %s",
            [(start + timedelta(seconds=dice.uniform(0, WATCHED_SECONDS)), *row) for row in rows],
        )
    stop = threading.Event()
    watcher = threading.Thread(target=_poll, args=(stop,))
    watcher.start()
    time.sleep((start - datetime.now(UTC)).total_seconds() + WATCHED_SECONDS + 3 * POLL_SECONDS)
    stop.set()
    watcher.join()
    late = owner.execute(
        "select percentile_disc(0.99) within group (order by extract(epoch from detected_at - due_at)), count(*)"
        "  from orders_firing"
    ).fetchone()
    assert late is not None
    assert late[1] == len(rows), f"{late[1]} of {len(rows)} levels are in the ledger"
    return float(late[0])


def _poll(stop: threading.Event) -> None:
    try:
        while not stop.is_set():
            sweep()
            stop.wait(POLL_SECONDS)
    finally:
        connection.close()
