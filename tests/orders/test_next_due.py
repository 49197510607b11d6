"""G6: of several clocks the one that is due first is the one that is shown; what has ended is escalated no more."""

import datetime

import pytest

from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import ClockState
from orders.models import Clock
from orders.promises import Act
from orders.selectors.facts import facts_and_clocks
from orders.selectors.my_day import steps_of
from orders.selectors.portal import statuses
from orders.services.clocks import clock_stop
from orders.services.orders import order_cancel
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import at, sweep_as_worker
from tests.orders.test_agreement_clocks import agreed

pytestmark = pytest.mark.django_db


def test_g6_next_due_is_the_minimum_over_the_running_clocks() -> None:
    """Whichever clock was started last, and however many of them are stopped one after the other."""
    company = companies.company()
    agreed(company)
    mette = make.consultant("Horsens")
    with playing(at(2, "10.00")):
        order = make.order(mette, company=company)
        make.promise(mette, order, "D6")
        make.promise(mette, order, "D2")
    acts = {"D1": Act.CALL, "D2": Act.ANSWER_NO, "D3": Act.CALL, "D4": Act.CANDIDATES_DELIVERED}
    now = at(2, "11.00")
    seen = []
    with acting_as(mette):
        while True:
            running = list(Clock.objects.running().filter(order=order))
            _facts, first = facts_and_clocks([order], now)[order.pk]
            if not running:
                assert first is None
                break
            earliest = min(clock.due_at for clock in running)
            assert first is not None
            assert first.due_at == earliest == steps_of([order], now)[order.pk][1]
            (status,) = statuses([order], now)
            assert status.due_at == earliest
            clock = min(running, key=lambda one: (one.due_at, one.pk))
            seen.append(clock.promise)
            with as_owner():
                Clock.objects.filter(pk=clock.pk).update(state=ClockState.STOPPED, stopped_at=now, kept=True)
            if clock.promise in acts:
                # Stopped once is stopped: the other clocks of the order are not touched by a second time.
                assert not clock_stop(actor=mette, clock=clock, act=acts[clock.promise], at=now)
    assert sorted(seen) == ["D1", "D2", "D3", "D4", "D6"]


def test_g6_an_order_that_is_not_needed_any_more_is_not_escalated() -> None:
    """Orders are not merged; one that turns out to be another's double is cancelled, with the reason on its clocks."""
    company = companies.company()
    mette = make.consultant("Horsens")
    with playing(at(2, "10.00")):
        kept, double = make.order(mette, company=company), make.order(mette, company=company)
        make.promise(mette, double, "D4")
    reason = f"Samme som {kept.number}"
    with playing(at(2, "10.30")), acting_as(mette):
        order_cancel(actor=mette, order=double, reason=reason)
    for days in range(20):
        sweep_as_worker(at(2, "12.00") + datetime.timedelta(days=days))
    told = make.rows(
        "select count(*) from orders_escalation e join orders_clock c on c.id = e.clock_id where c.order_id = %s",
        double.pk,
    )
    assert told == [(0,)]
    events = make.rows(
        "select distinct e.kind, e.reason from orders_clockevent e join orders_clock c on c.id = e.clock_id"
        " where c.order_id = %s and e.kind <> 'start'",
        double.pk,
    )
    assert events == [("cancel", reason)]
    assert make.rows("select count(*) from orders_breach") == [(1,)]
    with as_owner():
        assert Clock.objects.get(breach__isnull=False).order_id == kept.pk
