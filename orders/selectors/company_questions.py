"""The questions that a company has been sent about an order, and whether it has answered."""

from orders.clock import EventKind as ClockEventKind
from orders.enums import EventKind
from orders.models import Clock, ClockEvent, Order, OrderEvent

# What the company says, in its own words or its tovholder's.
SAID = (EventKind.MESSAGE, EventKind.ALTERNATIVE_ANSWERED)


def is_answered(question: OrderEvent) -> bool:
    """Whether the company has said something since it was asked."""
    last = _last_said(question.order_id)
    return last is not None and (last.at, last.pk) > (question.at, question.pk)


def _last_said(order_id: int) -> OrderEvent | None:
    said = OrderEvent.objects.filter(order_id=order_id, kind__in=SAID)
    return said.order_by("-at", "-id").first()


def was_used(question: OrderEvent, clock: Clock) -> bool:
    """Whether the clock has been paused for this question already: ten working days are given once."""
    pauses = ClockEvent.objects.filter(clock=clock, kind=ClockEventKind.PAUSE.value)
    return pauses.filter(data__question=question.pk).exists()


def unanswered(order: Order) -> list[OrderEvent]:
    """What the company has been asked since it last said something, the newest first. Two queries."""
    asked = list(OrderEvent.objects.filter(order=order, kind=EventKind.COMPANY_ASKED).order_by("-at", "-id"))
    last = _last_said(order.pk) if asked else None
    return [event for event in asked if last is None or (last.at, last.pk) < (event.at, event.pk)]


def usable_questions(order: Order, clock: Clock) -> list[OrderEvent]:
    """The questions for which the clock may be paused, the newest first. At most three queries."""
    pauses = ClockEvent.objects.filter(clock=clock, kind=ClockEventKind.PAUSE.value)
    used = {event.data.get("question") for event in pauses}
    return [event for event in unanswered(order) if event.pk not in used]
