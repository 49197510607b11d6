"""Any number of sweeps at once, and an answer in the same instant: what is due is done exactly once (T1, T5, G3)."""

import datetime
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections, transaction

from bench.clock_rows import fill
from orders.sweep.run import sweep
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.sweeping import at

__all__ = ["committed"]

NOW = at(31, "12.00")
CLOCKS = 1_200


@pytest.fixture
def clocks(committed: Committed) -> int:
    """Clocks of all promises, all three levels overdue, of all jobcentres."""
    with session_role("jo_owner"), connection.cursor() as cursor:
        fill(cursor, clocks=CLOCKS, due=CLOCKS, now=NOW, late=datetime.timedelta(days=30))
    return CLOCKS


def rows(statement: str) -> list[tuple[Any, ...]]:
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def together(workers: int, work: Callable[[int], Any]) -> list[Any]:
    """Run `work(n)` in so many threads that begin at the same instant, each with its own database connection."""
    gate = threading.Barrier(workers)

    def one(number: int) -> Any:
        try:
            with session_role("jo_worker"):
                gate.wait(timeout=30)
                return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, range(workers)))


def wait_until_all_have_been_open() -> None:
    """Not everybody reads mail on a Tuesday at noon: their letters wait."""
    for hour in range(7 * 24):
        if rows("select count(*) from orders_letter where done_at is null") == [(0,)]:
            return
        with session_role("jo_worker"):
            sweep(now=NOW + datetime.timedelta(hours=hour))


def check_exactly_once() -> None:
    wait_until_all_have_been_open()
    assert rows("select count(*) from orders_timer") == [(0,)]
    assert rows("select level, count(*) from orders_firing where tell_at is null group by 1 order by 1") == [
        (level, CLOCKS) for level in (1, 2, 3)
    ]
    assert rows("select count(*) from orders_breach") == [(CLOCKS,)]
    assert rows("select count(distinct clock_id) from orders_escalation where level = 2") == [(CLOCKS,)]
    (told, keys) = rows(
        "select count(*), count(distinct (clock_id, level, recipient)) from orders_escalation"
    )[0]
    assert told == keys > 3 * CLOCKS
    (mails, ids) = rows("select count(*), count(distinct message_id) from notifications_outboxmail")[0]
    assert mails == ids > 0
    # The warnings came too late to be sent; everything else is told in exactly one mail, to the right address.
    (silent,) = rows("select count(*) from orders_escalation where email = ''")[0]
    assert silent == rows("select count(*) from orders_escalation where level = 1")[0][0]
    assert rows(ASTRAY) == [(0,)]
    assert rows(
        "select count(*) from notifications_outboxmail m"
        " where not exists (select 1 from orders_letter where mail_id = m.id)"
    ) == [(0,)]
    assert rows("select count(*) from orders_orderevent where kind = 'escalated'") == [(2 * CLOCKS,)]


ASTRAY = """
select count(*)
  from (select * from orders_escalation where email <> '') e
  full join orders_letter l on (l.clock_id, l.level, l.recipient) = (e.clock_id, e.level, e.recipient)
  left join notifications_outboxmail m on m.id = l.mail_id
 where m.id is null or e.id is null or m.recipient <> e.email
"""


def test_eight_sweepers_at_once(clocks: int) -> None:
    results = together(8, lambda _number: sweep(now=NOW, page=50))
    assert sum(result.counts.levels.total() for result in results) == 3 * clocks
    assert sum(result.counts.breaches for result in results) == clocks
    assert not any(result.pushed for result in results)
    check_exactly_once()


def test_a_hundred_sweeps_by_four_are_one(clocks: int) -> None:
    results = together(4, lambda _number: [sweep(now=NOW, page=200) for _n in range(25)])
    assert sum(result.counts.levels.total() for each in results for result in each) == 3 * clocks
    check_exactly_once()


def test_a_sweep_passes_over_what_is_being_answered(clocks: int) -> None:
    """G3: whoever holds the row wins: the answer here, and then there is nothing left to escalate."""
    held = rows("select min(id) from orders_clock")[0][0]
    stop = "update orders_clock set state = 'stopped', stopped_at = due_at, kept = true where id = %s"
    locked, swept = threading.Event(), threading.Event()

    def answer_or_sweep(number: int) -> Any:
        if number == 1:
            assert locked.wait(timeout=30)
            try:
                return sweep(now=NOW)
            finally:
                swept.set()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select 1 from orders_clock where id = %s for update", [held])
            locked.set()
            assert swept.wait(timeout=60)
            cursor.execute(stop, [held])
        return None

    together(2, answer_or_sweep)
    together(1, lambda _number: sweep(now=NOW))
    assert rows(f"select count(*) from orders_escalation where clock_id = {held}") == [(0,)]
    assert rows(f"select count(*) from orders_breach where clock_id = {held}") == [(0,)]
    assert rows("select count(*) from orders_breach") == [(clocks - 1,)]


def test_a_sweep_waiting_on_nobody_sees_the_answer_that_came_between(clocks: int) -> None:
    """G3: the row is free again, but changed since the sweep's snapshot: the condition is tested once more."""
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute(
            "update orders_clock set state = 'stopped', stopped_at = due_at, kept = true where id % 2 = 0"
        )
    results = together(4, lambda _number: sweep(now=NOW, page=100))
    assert sum(result.counts.levels.total() for result in results) == 3 * clocks // 2
    assert rows("select count(*) from orders_escalation where clock_id % 2 = 0") == [(0,)]
