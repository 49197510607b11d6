"""T9: an order that is opened again has clocks of its own; those of before are frozen for ever."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.enums import ClockState, EventKind, OrderState, Outcome
from orders.models import Clock, Delivery, Order, OrderEvent
from orders.selectors.replay import reading_of
from orders.services.orders import order_answer, order_cancel, order_close
from orders.services.plan import delivery_plan, delivery_report
from orders.services.reopening import order_reopen
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import at, sweep_as_worker
from tests.orders.test_agreement_clocks import agreed

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


class Ended:
    """An order under agreement of Monday 2 March 2026, answered a day late, and closed on Monday 9 March."""

    def __init__(self, *, delivered: bool = False) -> None:
        self.company = companies.company()
        agreed(self.company)
        self.mette: Actor = make.consultant("Horsens")
        with playing(at(2, "10.00")):
            self.order: Order = make.order(self.mette, company=self.company)
        sweep_as_worker(at(3, "10.01"))
        with playing(at(4, "10.00")), acting_as(self.mette):
            self.order = order_answer(actor=self.mette, order=self.order, kind=EventKind.CALL, note="")
        if delivered:
            with playing(at(4, "11.00")):
                make.search(self.mette, self.order)
                self.present(2)
        with playing(at(9, "10.00")), acting_as(self.mette):
            line = self.order.lines.get()
            self.order = order_close(
                actor=self.mette, order=self.order, outcomes={line.pk: (Outcome.PARTLY, 2)}, note="To ansat"
            )

    def reopen(self) -> Order:
        with playing(at(30, "12.00")), acting_as(self.mette):
            return order_reopen(actor=self.mette, order=self.order, reason="De mangler to til")

    def present(self, number: int) -> None:
        """Say how many candidates have been presented so far."""
        with as_owner():
            self.order.refresh_from_db()
        with acting_as(self.mette):
            line = self.order.lines.get()
            delivery = delivery_plan(
                actor=self.mette, order=self.order, line=line, number=4, by=datetime.date(2026, 4, 8)
            )
            delivery_report(actor=self.mette, delivery=delivery, presented=number, hired=0)

    def clocks(self, **fields: Any) -> list[Clock]:
        with as_owner():
            return list(Clock.objects.filter(order=self.order, **fields).order_by("id"))

    def of_before(self) -> list[tuple[Any, ...]]:
        instant = at(30, "11.59")
        return make.rows(
            "select c.*, e.kind, e.at, b.cause from orders_clock c left join orders_clockevent e on e.clock_id = c.id"
            " left join orders_breach b on b.clock_id = c.id where c.order_id = %s and c.received_at < %s"
            " order by c.id, e.id",
            self.order.pk,
            instant,
        )


def mails() -> int:
    return int(make.rows("select count(*) from notifications_outboxmail")[0][0])


def test_t9_a_new_need_is_a_new_cycle_and_the_old_result_stays() -> None:
    ended = Ended()
    before = ended.of_before()
    assert len(before) > 3
    order = ended.reopen()
    assert (order.state, order.closed_at) == (OrderState.RECEIVED, None)
    running = ended.clocks(state=ClockState.OPEN)
    assert [clock.promise for clock in running] == ["D1", "D3", "D4"]
    assert {clock.received_at for clock in running} == {at(30, "12.00")}
    assert running[0].due_at == at(31, "12.00")
    assert ended.of_before() == before
    with playing(at(30, "13.00")), acting_as(ended.mette):
        order_answer(actor=ended.mette, order=order, kind=EventKind.CALL, note="")
    assert ended.of_before() == before
    kept = [(clock.promise, clock.kept) for clock in ended.clocks(promise="D1")]
    assert kept == [("D1", False), ("D1", True)]


def test_t9_the_overrun_of_a_stopped_clock_never_grows() -> None:
    ended = Ended()
    first = ended.clocks(promise="D1")[0]
    with as_owner():
        reading = reading_of(first)
    assert reading is not None
    assert {reading.overrun(at(day, "12.00")) for day in (5, 9, 30)} == {datetime.timedelta(days=1)}


def test_t9_no_mail_within_the_first_minute() -> None:
    ended = Ended()
    before = mails()
    ended.reopen()
    for second in (0, 15, 30, 59):
        sweep_as_worker(at(30, "12.00") + datetime.timedelta(seconds=second))
    assert mails() == before
    # And then the ladder works: the warning of the new D1 is sent before its deadline.
    sweep_as_worker(at(31, "10.01"))
    with as_owner():
        new = Clock.objects.get(order=ended.order, promise="D1", state=ClockState.OPEN)
        assert OutboxMail.objects.filter(dedupe_key__startswith=f"clock:{new.pk}:1:").exists()


def test_how_it_ended_then_is_on_the_timeline() -> None:
    ended = Ended()
    ended.reopen()
    with acting_as(companies.user_of(ended.company)):
        told = OrderEvent.objects.get(order=ended.order, kind=EventKind.REOPENED)
        closed = OrderEvent.objects.get(order=ended.order, kind=EventKind.CLOSED)
    assert (told.text, closed.text) == ("De mangler to til", "To ansat")
    with as_owner():
        line = ended.order.lines.get()
    assert told.data == {"ended": {str(line.uuid): {"outcome": "partly", "hired": 2}}}
    assert (line.outcome, line.hired) == ("", 2)


def test_a9_what_was_delivered_before_keeps_no_promise_of_the_new_need() -> None:
    """Searched and presented anew: neither a search nor a candidate of before the order was opened again counts."""
    ended = Ended(delivered=True)
    assert [(clock.promise, clock.kept) for clock in ended.clocks(promise="D4")] == [("D4", True)]
    order = ended.reopen()

    def state() -> str:
        return ended.clocks(promise="D4")[-1].state

    with playing(at(30, "12.30")):
        make.search(ended.mette, order)
    assert state() == ClockState.OPEN, "the candidates are those of then"
    with playing(at(30, "12.40")):
        ended.present(2)
    assert state() == ClockState.OPEN, "nobody new has been presented"
    with playing(at(30, "13.00")):
        ended.present(3)
    new = ended.clocks(promise="D4")[-1]
    assert (new.state, new.kept, new.stopped_at) == (ClockState.STOPPED, True, at(30, "13.00"))


def test_a9_a_search_of_before_is_none_for_the_new_need() -> None:
    ended = Ended(delivered=True)
    order = ended.reopen()
    with playing(at(30, "12.30")):
        ended.present(3)
    assert ended.clocks(promise="D4")[-1].state == ClockState.OPEN
    with playing(at(30, "13.00")):
        make.search(ended.mette, order)
    assert ended.clocks(promise="D4")[-1].stopped_at == at(30, "13.00")


def test_a9_also_where_the_jobcentre_that_was_asked_says_what_it_brought() -> None:
    """It does not see the tovholder's clocks; what it presents keeps them all the same."""
    ended = Ended(delivered=True)
    order = ended.reopen()
    with playing(at(30, "12.30")):
        odder = make.consultant("Odder")
        make.request(ended.mette, order, make.jobcenter("Odder"))
        with as_owner():
            line = order.lines.get()
            delivery = Delivery.objects.create(
                order=order,
                line=line,
                organisation_id=odder.organisation_id,
                promised=1,
                by=datetime.date(2026, 4, 8),
                presented=1,
                presented_at=at(5, "12.00"),
            )
    with playing(at(30, "12.40")), acting_as(odder):
        delivery_report(actor=odder, delivery=delivery, presented=1, hired=0, note="Som før")
    assert ended.clocks(promise="D4")[-1].state == ClockState.OPEN
    with playing(at(30, "13.00")), acting_as(odder):
        delivery_report(actor=odder, delivery=delivery, presented=2, hired=0)
    assert ended.clocks(promise="D4")[-1].stopped_at == at(30, "13.00")


def test_a_cancelled_order_may_be_needed_after_all() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        order = order_cancel(actor=mette, order=order, reason="Fandt selv nogen")
        order = order_reopen(actor=mette, order=order, reason="De sagde op igen")
        assert order.state == OrderState.RECEIVED
        assert Clock.objects.running().filter(order=order).count() == 1


def test_only_its_tovholder_opens_an_order_and_only_one_that_has_ended() -> None:
    ended = Ended()
    employer = companies.user_of(ended.company)
    with acting_as(employer), pytest.raises(PermissionDenied, match="Kun ordrens tovholder"):
        order_reopen(actor=employer, order=ended.order, reason="x")
    stranger = make.consultant("Odder")
    with acting_as(stranger), pytest.raises(Order.DoesNotExist):
        order_reopen(actor=stranger, order=ended.order, reason="x")
    ended.reopen()
    with pytest.raises(PermissionDenied, match="åben"):
        ended.reopen()
