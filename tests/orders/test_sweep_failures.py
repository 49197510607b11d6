"""What goes wrong does not spread: a poison row, a row in other hands, the wrong role, a watch that stood still."""

import datetime
import logging
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import BreachCause, EventKind
from orders.models import Clock, Heartbeat
from orders.services.orders import order_answer
from orders.sweep import letters, page
from orders.sweep.heartbeat import BEAT_EVERY, SWEEP, pulse
from orders.sweep.run import PUSH_AHEAD, WrongRoleError, sweep
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import (
    Border,
    at,
    clock_of,
    fired,
    fires_at,
    ledger,
    mails,
    sweep_as_worker,
    waiting,
)

pytestmark = pytest.mark.django_db

NOW = at(31, "09.01")


def three_clocks() -> list[Clock]:
    """Three orders whose D1 is due; the middle one will be the poison."""
    mette = make.consultant("Horsens")
    orders = []
    for minute in (30, 31, 32):
        with playing(at(27, f"12.{minute}")):
            orders.append(make.order(mette))
    return [clock_of(order, "D1") for order in orders]


def test_a_clock_that_raises_stands_aside_and_the_rest_is_done(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    first, poison, last = three_clocks()
    real = page._tellings

    def raising(level, *rest):  # type: ignore[no-untyped-def]
        if level.id == poison.pk:
            raise KeyError("a promise that nobody knows")
        return real(level, *rest)

    monkeypatch.setattr(page, "_tellings", raising)
    with caplog.at_level(logging.CRITICAL):
        result = sweep_as_worker(NOW, page=2)
    assert sorted(result.pushed) == [(poison.pk, 1), (poison.pk, 2)]
    assert len(ledger(first)) == len(ledger(last)) > 0
    assert mails(first)
    # What fired is known, and waits to be told of.
    assert fired(poison) == [1, 2]
    told_at = make.rows("select distinct tell_at from orders_firing where clock_id = %s", poison.pk)
    assert told_at == [(NOW + PUSH_AHEAD,)]
    assert ledger(poison) == []
    # Mended, it is taken up again, and nothing is missing.
    monkeypatch.undo()
    sweep_as_worker(NOW + PUSH_AHEAD)
    assert [row.level for row in ledger(poison)][:2] == [1, 2]


def test_a_row_that_the_database_refuses_to_touch_does_not_hold_the_loop(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, poison, last = three_clocks()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "create function poison() returns trigger language plpgsql as $$ begin"
            " if old.clock_id = %s then raise exception 'poison'; end if; return new; end $$",
            [poison.pk],
        )
        cursor.execute(
            "create trigger poison before update on orders_firing for each row execute function poison()"
        )
    with caplog.at_level(logging.CRITICAL):
        result = sweep_as_worker(NOW)
    assert {clock_id for clock_id, _level in result.pushed} == {poison.pk}
    assert len(ledger(first)) == len(ledger(last)) > 0
    assert ledger(poison) == []


def test_a_failed_page_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    clocks = three_clocks()

    def broken(*_arguments: object) -> int:
        raise RuntimeError("no mail today")

    monkeypatch.setattr(page, "_write_letters", broken)
    with caplog.at_level(logging.CRITICAL):
        sweep_as_worker(NOW)
    for clock in clocks:
        assert ledger(clock) == []
        assert fired(clock) == [1, 2]
    assert make.rows("select count(*) from orders_breach") == [(0,)]


def test_letters_that_cannot_be_written_stand_aside_and_the_rest_is_sent(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """T14: one recipient's letters raise; the others' are mailed, and theirs are tried again."""
    border = Border()
    poison = border.key(border.karen)
    real = letters._Writer.mail

    def raising(self, row):  # type: ignore[no-untyped-def]
        if row.recipient == poison:
            raise KeyError("no such letter")
        return real(self, row)

    monkeypatch.setattr(letters._Writer, "mail", raising)
    with caplog.at_level(logging.CRITICAL):
        sweep_as_worker(NOW)
    assert sorted(mails(border.clock)) == sorted(
        f"2:{key}" for key in border.keys(border.jonas, border.mette)
    )
    assert waiting(border.clock) == [f"2:{poison}"]
    monkeypatch.undo()
    sweep_as_worker(NOW + PUSH_AHEAD)
    assert f"2:{poison}" in mails(border.clock)


def test_a_role_that_sees_no_clocks_is_refused() -> None:
    three_clocks()
    with pytest.raises(WrongRoleError, match="jo_web"):
        sweep()


def test_the_sweep_learns_of_an_order_only_through_a_clock() -> None:
    border = Border()
    with as_worker(), connection.cursor() as cursor:
        for table in ("orders_order", "orders_request", "orders_orderline", "orders_search"):
            cursor.execute(f"select count(*) from {table}")
            assert cursor.fetchone() == (0,), table
        cursor.execute("select order_uuid, request_uuid from orders_clock_cases(%s)", [[border.clock.pk]])
        assert cursor.fetchone() == (border.order.uuid, border.request.uuid)


def test_the_web_role_may_not_ask_for_the_cases_nor_touch_the_pulse() -> None:
    from django.db import ProgrammingError

    for statement in (
        "select * from orders_clock_cases('{1}')",
        "update orders_heartbeat set last_run_at = now()",
        "insert into orders_heartbeat values ('sweep', now(), '{}')",
        "delete from orders_heartbeat",
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(statement)


# --- the pulse ----------------------------------------------------------------------------------------------


def stand_still(since: datetime.datetime) -> None:
    with as_owner():
        Heartbeat.objects.update_or_create(
            name=SWEEP, defaults={"last_run_at": since, "detail": {"outages": []}}
        )


def heartbeat() -> Heartbeat:
    with as_owner():
        return Heartbeat.objects.get(pk=SWEEP)


def test_every_sweep_leaves_its_pulse_also_when_nothing_is_due() -> None:
    sweep_as_worker()
    first = heartbeat()
    assert timezone.now() - first.last_run_at < datetime.timedelta(minutes=1)
    assert first.detail["outages"] == []
    sweep_as_worker(at(1, "09.00", year=2020))
    assert heartbeat().last_run_at == first.last_run_at, "a row that is a second old is not written again"
    stand_still(timezone.now() - BEAT_EVERY)
    sweep_as_worker(at(1, "09.00", year=2020))
    assert timezone.now() - heartbeat().last_run_at < BEAT_EVERY


def test_an_idle_sweep_asks_one_question_and_writes_nothing(django_assert_num_queries: Any) -> None:
    """A poll a second must cost nothing, and its heartbeat be no row that everybody waits for."""
    long_ago = at(1, "09.00", year=2020)
    sweep_as_worker(long_ago)
    with as_worker(), django_assert_num_queries(1):
        sweep(now=long_ago)


def test_an_outage_is_written_down_once() -> None:
    since = timezone.now() - datetime.timedelta(days=3)
    stand_still(since)
    sweep_as_worker()
    sweep_as_worker()
    assert len(heartbeat().detail["outages"]) == 1
    assert pulse().outages[0].since == since


def test_at_most_twenty_outages_are_kept() -> None:
    for days in range(60, 35, -1):
        with as_owner():
            kept = Heartbeat.objects.filter(pk=SWEEP).values_list("detail", flat=True).first() or {
                "outages": []
            }
            since = timezone.now() - datetime.timedelta(days=days)
            Heartbeat.objects.update_or_create(name=SWEEP, defaults={"last_run_at": since, "detail": kept})
        sweep_as_worker()
    outages = pulse().outages
    assert len(outages) == 20
    assert outages[-1].since == since


def test_a_deadline_that_passed_in_a_three_day_stop_is_the_machines_fault() -> None:
    order = make.order(make.consultant("Horsens"), received_at=timezone.now() - datetime.timedelta(days=20))
    clock = clock_of(order, "D1")
    stand_still(clock.due_at - datetime.timedelta(days=1))
    sweep_as_worker()
    (breach,) = make.rows("select due_at, cause from orders_breach where clock_id = %s", clock.pk)
    assert breach == (clock.due_at, BreachCause.OUTAGE)
    assert {row.level for row in ledger(clock)} == {1, 2, 3}
    assert {row.due_at for row in ledger(clock)} == {fires_at(clock, level) for level in (1, 2, 3)}


def test_the_same_deadline_seen_by_a_human_first_has_the_same_cause() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, received_at=timezone.now() - datetime.timedelta(days=20))
    clock = clock_of(order, "D1")
    stand_still(clock.due_at - datetime.timedelta(days=1))
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    query = "select cause from orders_breach where clock_id = %s"
    assert make.rows(query, clock.pk) == [(BreachCause.OUTAGE,)]
    sweep_as_worker()
    assert make.rows(query, clock.pk) == [(BreachCause.OUTAGE,)]
    assert mails(clock) == {}


def test_a_late_answer_while_the_watch_runs_is_not_the_machines_fault() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, received_at=timezone.now() - datetime.timedelta(days=20))
    clock = clock_of(order, "D1")
    stand_still(timezone.now())
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    query = "select cause from orders_breach where clock_id = %s"
    assert make.rows(query, clock.pk) == [(BreachCause.NOT_CALLED,)]
