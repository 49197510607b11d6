"""T8, T10: events, breaches and the ledger are added to and never changed, whoever asks."""

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

import pytest
from django.db import Error, IntegrityError, connection, models, transaction
from django.db.models import ProtectedError
from django.db.utils import ProgrammingError

from orders.models import Breach, ClockEvent, Escalation, Order
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker, database_role
from tests.helpers.sweeping import Border, at, sweep_as_worker

pytestmark = pytest.mark.django_db

TABLES = ("orders_clockevent", "orders_breach", "orders_escalation")
ALLOW = "select orders_ledger_may_be_removed()"


@pytest.fixture
def border() -> Border:
    """A clock with all three: an event, a breach and told people."""
    found = Border()
    for instant in (at(30, "12.00"), at(31, "09.01")):
        sweep_as_worker(instant)
    return found


def number(table: str) -> int:
    return int(make.rows(f"select count(*) from {table}")[0][0])  # noqa: S608


def contents(table: str) -> list[tuple[Any, ...]]:
    return make.rows(f"select * from {table} order by id")  # noqa: S608


@pytest.mark.usefixtures("border")
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("role", [nullcontext, as_worker, as_owner], ids=["web", "worker", "owner"])
@pytest.mark.parametrize("words", ["update {} set id = id", "delete from {}"])
def test_t8_t10_no_role_changes_or_removes_a_row(table: str, role: Callable[[], Any], words: str) -> None:
    before = contents(table)
    assert before
    with pytest.raises(Error), transaction.atomic(), role(), connection.cursor() as cursor:
        cursor.execute(words.format(table))
    assert contents(table) == before


@pytest.mark.parametrize("model", [ClockEvent, Breach, Escalation])
def test_t10_the_owner_is_told_why(border: Border, model: type[models.Model]) -> None:
    with (
        as_owner(),
        pytest.raises(IntegrityError, match="added, never changed or removed"),
        transaction.atomic(),
    ):
        model._default_manager.filter(clock=border.clock).update(clock=border.clock)


def test_t8_nothing_that_an_event_belongs_to_can_be_deleted_from_under_it(border: Border) -> None:
    """No key cascades into the ledger."""
    with as_owner():
        for row in (border.clock, Order.objects.get(pk=border.order.pk)):
            with pytest.raises(ProtectedError), transaction.atomic():
                row.delete()
    for model in (ClockEvent, Breach, Escalation):
        clock = model._meta.get_field("clock")
        assert clock.remote_field.on_delete is models.PROTECT
    names = make.rows(
        "select conname from pg_constraint"
        " where conrelid = any(%s::regclass[]) and contype = 'f' and confdeltype <> 'a'",
        list(TABLES),
    )
    assert names == []


def test_the_owner_may_remove_rows_in_a_transaction_that_says_so(border: Border) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(ALLOW)
        for table in TABLES:
            cursor.execute(f"delete from {table} where clock_id = %s", [border.clock.pk])  # noqa: S608
            assert cursor.rowcount > 0
        # To change one is not to remove it.
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute("update orders_clockevent set at = now()")


@pytest.mark.usefixtures("border")
@pytest.mark.parametrize("role", ["jo_web", "jo_worker"])
def test_nobody_else_may_say_so(role: str) -> None:
    before = number("orders_clockevent")
    with (
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        database_role(role),
        connection.cursor() as cursor,
    ):
        cursor.execute(ALLOW)
    with pytest.raises(Error), transaction.atomic(), database_role(role), connection.cursor() as cursor:
        cursor.execute("select set_config('app.ledger_removal', pg_current_xact_id()::text, true)")
        cursor.execute("delete from orders_clockevent")
    assert number("orders_clockevent") == before


@pytest.mark.usefixtures("border")
def test_the_permission_is_one_transactions() -> None:
    """A session that has kept what another transaction was allowed may remove nothing."""
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select (pg_current_xact_id()::text::bigint - 1)::text")
        (of_another,) = cursor.fetchone()
        cursor.execute("select set_config('app.ledger_removal', %s, false)", [of_another])
        cursor.execute("delete from orders_clockevent")
