"""The rule that says what to do next, without a database; and its facts, with one."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.tenancy import acting_as
from orders.enums import AnswerKind, EventKind, OrderState
from orders.models import Order
from orders.next_step import Awaited, OrderFacts, next_step
from orders.selectors.facts import order_facts
from orders.services.orders import LineData, order_answer
from orders.services.requests import request_answer
from tests.factories import orders as make

NOW = datetime.datetime(2026, 3, 27, 9, 44, tzinfo=datetime.UTC)  # Friday 10.44 in Denmark
SOON = datetime.datetime(2026, 3, 27, 11, 30, tzinfo=datetime.UTC)


def facts(**fields: object) -> OrderFacts:
    values = {"state": OrderState.SEARCHING, "now": NOW, "places": 4, "searched": True, "gate_open": True}
    return OrderFacts(**{**values, **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "title", "action"),
    [
        (facts(state=OrderState.CLOSED), "Ordren er lukket", "none"),
        (facts(state=OrderState.UNASSIGNED), "Vælg en tovholder", "assign"),
        (facts(state=OrderState.RECEIVED), "Ring til virksomheden", "answer"),
        (
            facts(state=OrderState.CLARIFYING, missing=3, searched=False),
            "Afklar behovet med virksomheden",
            "clarify",
        ),
        (facts(state=OrderState.CLARIFYING, missing=3, searched=True), "Skaf 4 kandidater", "ask"),
        (facts(searched=False, gate_open=False), "Udsøg kandidater", "search"),
        (facts(), "Skaf 4 kandidater", "ask"),
        (facts(gate_open=False), "Skaf 4 kandidater", "search"),
        (facts(confirmed=3), "Skaf 1 kandidat mere", "ask"),
        (facts(confirmed=3, awaited=(Awaited("Odder", 1, SOON),)), "Afvent svar fra Odder", "wait"),
        (
            facts(confirmed=3, awaited=(Awaited("Odder", 1, NOW - datetime.timedelta(minutes=1)),)),
            "Ring til Odder, eller spørg et andet jobcenter",
            "ask",
        ),
        (facts(confirmed=2, refused=1), "Tilbyd et alternativ", "alternative"),
        (facts(confirmed=2, refused=1, offered=1), "Afvent virksomhedens svar på forslaget", "wait"),
        (facts(unclear=("Odder",)), "Svar Odder", "question"),
        (facts(confirmed=4, presented=2), "Præsenter kandidaterne for virksomheden", "plan"),
        (facts(confirmed=4, presented=5, hired=1), "Hør, hvem virksomheden ansætter", "plan"),
        (facts(confirmed=4, presented=5, hired=4), "Luk ordren", "close"),
        (facts(follow_up_on=datetime.date(2026, 3, 27)), "Ring til virksomheden", "answer"),
        (facts(follow_up_on=datetime.date(2026, 3, 28)), "Skaf 4 kandidater", "ask"),
    ],
)
def test_the_step(given: OrderFacts, title: str, action: str) -> None:
    step = next_step(given)
    assert (step.title, step.action) == (title, action)


def test_the_detail_says_until_when() -> None:
    step = next_step(facts(confirmed=3, awaited=(Awaited("Hedensted", 1, SOON),)))
    assert step.detail.replace("\xa0", " ") == "3 af 4 er bekræftet. Hedensted svarer senest i dag kl. 12.30."
    late = next_step(facts(state=OrderState.RECEIVED, answer_due=NOW - datetime.timedelta(hours=1)))
    assert late.detail.replace("\xa0", " ") == "Fristen er overskredet: svar senest i dag kl. 09.44."
    assert step.inline == "afvent svar fra Hedensted."


def test_every_step_but_none_and_wait_has_a_button() -> None:
    assert next_step(facts(state=OrderState.RECEIVED)).button == "Ring op"
    assert next_step(facts(state=OrderState.CLOSED)).button == ""


@pytest.mark.django_db
def test_facts_follow_the_order() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette, lines=(LineData("montører", 4), LineData("svejsere", 1)))
    now = timezone.now()
    with acting_as(mette):
        seen = order_facts([order], now)[order.pk]
        assert (seen.places, seen.confirmed, seen.searched, seen.missing) == (5, 0, False, 4)
        assert seen.answer_due is not None
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"), number=9)
    with acting_as(mette):
        seen = order_facts([order], timezone.now())[order.pk]
        assert [(item.place, item.number) for item in seen.awaited] == [("Odder", 9)]
        assert (seen.searched, seen.gate_open) == (True, True)
    with acting_as(bo):
        request_answer(actor=bo, request=request, answer=AnswerKind.YES, number=9, by=NOW.date())
    with acting_as(mette):
        seen = order_facts([order], timezone.now())[order.pk]
        assert (seen.confirmed, seen.remaining, seen.awaited) == (4, 0, ())


@pytest.mark.django_db
def test_facts_cost_the_same_for_one_and_for_many() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    counts = []
    for n in (1, 5):
        for _ in range(n):
            make.request(mette, make.order(mette), odder)
        with acting_as(mette):
            orders = list(Order.objects.visible_to(mette))
            order_facts(orders, timezone.now())
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert len(order_facts(orders, timezone.now())) == len(orders)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
