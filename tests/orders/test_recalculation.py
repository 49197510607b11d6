"""T11: a change of opening hours or closing days is looked at first, and then moves what runs and nothing else."""

import datetime

import pytest
from django.db import Error, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.moved import Moved
from orders.clock import EventKind as ClockEventKind
from orders.enums import ClockState, EventKind, RecalculationState
from orders.models import Clock, ClockEvent, OrderEvent, RecalculatedClock, Recalculation
from orders.selectors.deadlines import deadlines_of
from orders.selectors.owners import consumed_of
from orders.selectors.replay import reading_of
from orders.services.orders import order_answer
from orders.services.pauses import clock_pause, company_ask
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker, database_role
from tests.helpers.sweeping import at, fires_at, next_fire_at, sweep_as_worker
from tests.orders.pages import key
from tests.orders.recalculating import MONDAY, Horsens, changes, moves, now_of, recalculate_as_worker
from ui.danish import plain

pytestmark = pytest.mark.django_db

FRIDAY = at(27, "12.00")
AFTER = at(27, "12.30")


def test_t11_a_closing_day_moves_what_runs_and_nothing_else() -> None:
    horsens = Horsens()
    runs, kept = horsens.orders(2, FRIDAY)
    with playing(at(27, "12.10")), acting_as(horsens.mette):
        order_answer(actor=horsens.mette, order=now_of(kept).order, kind=EventKind.CALL, note="")
    before = now_of(kept)
    assert now_of(runs).due_at == at(30, "12.00")

    (shown,) = horsens.closing_preview(MONDAY, AFTER)
    assert (shown.before, shown.after) == (at(30, "12.00"), at(31, "12.00"))
    assert Moved.of([shown]).sentence == "1 åben frist flytter sig. Ingen bliver overskredet."
    assert now_of(runs).due_at == at(30, "12.00"), "looking changes nothing"

    horsens.close(MONDAY, AFTER)
    assert now_of(runs).due_at == at(30, "12.00"), "the worker does it"
    (change,) = changes()
    assert (change.state, change.user_id) == (RecalculationState.PLANNED, horsens.birthe.user_id)
    assert change.what == "Lukket mandag 30. marts 2026"
    result = recalculate_as_worker(AFTER)
    assert (result.finished, result.moved) == (1, 1)

    clock = now_of(runs)
    assert clock.due_at == at(31, "12.00")
    assert fires_at(clock, 2) == at(31, "12.00")
    (row,) = moves()
    assert (row.clock_id, row.due_before, row.due_after) == (runs.pk, at(30, "12.00"), at(31, "12.00"))
    (change,) = changes()
    assert (change.state, change.moved, change.late, change.in_time) == (RecalculationState.DONE, 1, 0, 0)
    with as_owner():
        event = ClockEvent.objects.get(clock=runs, kind=ClockEventKind.RETARGET)
        assert event.data["recalculation"] == str(change.uuid)
        told = OrderEvent.objects.get(order_id=clock.order_id, kind=EventKind.MOVED)
        assert told.title == "Frist flyttet: Svar til virksomheder"
        assert told.text == (
            "Fra mandag 30. marts kl. 12.00 til tirsdag 31. marts kl. 12.00. Lukket mandag 30. marts 2026."
        )
        assert "company" in told.audience
        reading = reading_of(clock)
    assert reading is not None
    assert reading.due_at == clock.due_at, "the very rule that explains the deadline"

    after = now_of(kept)
    fields = [field.attname for field in Clock._meta.concrete_fields]
    assert [getattr(after, name) for name in fields] == [getattr(before, name) for name in fields]


def test_t11_the_moved_deadline_is_explained_and_says_what_moved_it() -> None:
    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    horsens.close(MONDAY, AFTER)
    recalculate_as_worker(AFTER)
    with acting_as(horsens.mette):
        clocks = Clock.objects.filter(pk=clock.pk).select_related("owner_organisation__jobcenter", "order")
        (shown,) = deadlines_of(clocks, AFTER, horsens.mette.organisation_id, horsens.mette)
    assert "tirsdag" in str(shown.why)
    assert shown.strip is not None
    notes = [plain(str(note)) for note in shown.notes]
    assert notes == ["Flyttet fra mandag kl. 12.00: Lukket mandag 30. marts 2026."]
    assert f"/omregninger/{changes()[0].uuid}/" in [link.url for link in shown.links]


def test_t11_twice_is_once_and_a_batch_that_was_killed_is_done_again() -> None:
    horsens = Horsens()
    clocks = horsens.orders(7, FRIDAY)
    horsens.close(MONDAY, AFTER)
    # One batch, and then the worker is gone.
    assert recalculate_as_worker(AFTER, batch=3, seconds=0).looked_at == 3
    (change,) = changes()
    assert (change.state, change.moved) == (RecalculationState.RUNNING, 3)
    # The next one dies in the middle: after it has written, before it has committed.
    with pytest.raises(RuntimeError, match="killed"), transaction.atomic():
        assert recalculate_as_worker(AFTER, batch=3, seconds=0).looked_at == 3
        raise RuntimeError("killed")
    assert changes()[0].moved == 3
    assert [now_of(clock).due_at.day for clock in clocks] == [31] * 3 + [30] * 4
    assert recalculate_as_worker(AFTER, batch=3).finished == 1
    rows = moves()
    assert sorted(row.clock_id for row in rows) == sorted(clock.pk for clock in clocks)
    recalculate_as_worker(AFTER)
    # Even a whole second run over the same clocks finds nothing to do.
    with as_owner():
        Recalculation.objects.update(state=RecalculationState.PLANNED, done_to=0, finished_at=None)
    recalculate_as_worker(AFTER)
    assert [row.pk for row in moves()] == [row.pk for row in rows]
    assert all(now_of(clock).due_at.date() == datetime.date(2026, 3, 31) for clock in clocks)
    with as_owner():
        assert ClockEvent.objects.filter(kind=ClockEventKind.RETARGET).count() == 7


def test_t11_one_clock_that_raises_stops_none_of_the_others() -> None:
    horsens = Horsens()
    first, broken, last = horsens.orders(3, FRIDAY)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "create function pg_temp.fail() returns trigger language plpgsql as"
            " $$ begin raise exception 'broken'; end $$;"
            " create trigger fail before insert on orders_recalculatedclock for each row"
            f" when (new.clock_id = {broken.pk}) execute function pg_temp.fail()"
        )
    horsens.close(MONDAY, AFTER)
    recalculate_as_worker(AFTER)
    (change,) = changes()
    assert (change.state, change.moved, change.failed) == (RecalculationState.DONE, 2, 1)
    due = [now_of(clock).due_at for clock in (first, broken, last)]
    assert [instant.day for instant in due] == [31, 30, 31]


def test_t11_a_paused_clock_keeps_what_it_has_consumed() -> None:
    """T8: the calendar changes while the company is waited for."""
    horsens = Horsens()
    (d1,) = horsens.orders(1, at(2, "10.00"))
    clock = make.promise(horsens.mette, now_of(d1).order, "D4")
    with playing(at(3, "10.00")), acting_as(horsens.mette):
        question = company_ask(actor=horsens.mette, order=clock.order, text="Hvornår?", key=key())
        clock_pause(actor=horsens.mette, clock=clock, question=question)

    def consumed() -> dict[int, datetime.timedelta]:
        with as_owner():
            row = Clock.objects.get(pk=clock.pk)
            events = list(ClockEvent.objects.filter(clock=clock).order_by("at", "id"))
            return consumed_of(row, events, reading_of(row), at(4, "10.00"))

    before, paused = consumed(), now_of(clock)
    horsens.close(datetime.date(2026, 3, 5), at(3, "11.00"))
    recalculate_as_worker(at(3, "11.00"))
    after = now_of(clock)
    assert consumed() == before
    assert (after.due_at, after.paused_until) == (paused.due_at, paused.paused_until), "A4: days are national"
    assert after.paused_until is not None
    first = next_fire_at(clock)
    assert first is not None
    assert first >= after.paused_until


def test_t11_a_closing_day_moves_the_warning_of_a_promise_in_days_without_moving_the_promise() -> None:
    horsens = Horsens()
    (d1,) = horsens.orders(1, at(4, "10.00"))
    clock = make.promise(horsens.mette, now_of(d1).order, "D4")
    due = now_of(clock).due_at
    assert fires_at(clock, 1) == at(9, "09.00")
    horsens.close(datetime.date(2026, 3, 9), at(4, "11.00"))
    recalculate_as_worker(at(4, "11.00"))
    assert now_of(clock).due_at == due
    assert fires_at(clock, 1) == at(6, "09.00")
    assert [row.clock_id for row in moves()] == [d1.pk] or moves() == []


def test_t11_a_former_tovholders_closing_day_moves_nothing() -> None:
    """The new one took the promise over as it was (A12, decision 3)."""
    from orders.services.clocks import clock_hand_over

    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    odder = make.jobcenter("Odder")
    with playing(AFTER), acting_as(horsens.mette):
        clock_hand_over(
            actor=horsens.mette,
            clock=clock,
            owner_organisation_id=odder.pk,
            owner_user_id=None,
            at=AFTER,
            reason="Odder er tovholder",
        )
    assert horsens.closing_preview(MONDAY, AFTER) == []
    horsens.close(MONDAY, AFTER)
    recalculate_as_worker(AFTER)
    assert now_of(clock).due_at == at(30, "12.00")
    assert moves() == []


DAYS = st.integers(min_value=26, max_value=40)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    closed=st.lists(DAYS, min_size=1, max_size=3, unique=True), later=st.integers(0, 60), stop=st.booleans()
)
def test_t11_what_was_shown_is_what_is_done(closed: list[int], later: int, stop: bool) -> None:
    """Random closing days at random hours: the preview's numbers are those of the change, closed clocks stand still,
    and every open one has the deadline that its own events give.
    """
    with transaction.atomic():
        horsens = Horsens()
        clocks = horsens.orders(2, at(25, "14.00")) + horsens.orders(1, FRIDAY)
        if stop:
            with playing(at(27, "12.20")), acting_as(horsens.mette):
                order_answer(actor=horsens.mette, order=now_of(clocks[2]).order, kind=EventKind.CALL, note="")
        now = AFTER + datetime.timedelta(hours=later)
        for number in closed:
            day = datetime.date(2026, 3, 1) + datetime.timedelta(days=number - 1)
            if day < local_date(now):
                continue
            frozen = [now_of(clock) for clock in clocks if now_of(clock).state != ClockState.OPEN]
            shown = Moved.of(horsens.closing_preview(day, now))
            horsens.close(day, now)
            recalculate_as_worker(now, batch=2)
            change = changes()[-1]
            assert (change.moved, change.late, change.in_time) == (shown.number, shown.late, shown.in_time)
            assert [now_of(clock).due_at for clock in frozen] == [clock.due_at for clock in frozen]
            with as_owner():
                for clock in Clock.objects.filter(state=ClockState.OPEN):
                    reading = reading_of(clock)
                    assert reading is not None
                    assert reading.due_at == clock.due_at
        transaction.set_rollback(True)


def test_t11_nobody_else_sees_or_writes_a_recalculation() -> None:
    horsens = Horsens()
    horsens.orders(1, FRIDAY)
    horsens.close(MONDAY, AFTER)
    recalculate_as_worker(AFTER)
    bo = make.consultant("Odder")
    with acting_as(bo):
        assert not Recalculation.objects.exists()
        assert not RecalculatedClock.objects.exists()
    with acting_as(horsens.mette):
        assert Recalculation.objects.visible_to(horsens.mette).count() == 1
        assert RecalculatedClock.objects.visible_to(horsens.mette).count() == 1
    for role, words in (
        ("jo_web", "update orders_recalculation set moved = 9"),
        ("jo_web", "delete from orders_recalculatedclock"),
        ("jo_worker", "update orders_recalculation set what = 'x'"),
        ("jo_worker", "update orders_recalculatedclock set was_late = true"),
        ("jo_owner", "delete from orders_recalculatedclock"),
    ):
        with pytest.raises(Error), transaction.atomic(), database_role(role), connection.cursor() as cursor:
            cursor.execute(words)


def test_t11_the_sweep_goes_on_as_before_where_nothing_passed() -> None:
    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    horsens.close(MONDAY, AFTER)
    recalculate_as_worker(AFTER)
    assert sweep_as_worker(at(30, "12.01")).counts.breaches == 0
    assert sweep_as_worker(at(31, "12.01")).counts.breaches == 1
    with as_worker(), connection.cursor() as cursor:
        cursor.execute("select due_at from orders_breach where clock_id = %s", [clock.pk])
        assert cursor.fetchone()[0] == at(31, "12.00")
