"""The facts of orders that decide their next step, for many orders at a time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence

from jobcenters.calendar import local_date
from orders.clarification import missing
from orders.enums import AnswerKind, RequestState
from orders.evidence import counts_as_evidence
from orders.models import Clock, Delivery, Order, OrderLine, Request
from orders.next_step import Awaited, OrderFacts
from orders.promises import FIRST_ANSWER, PromiseCode
from orders.selectors.case_rows import (
    ClockRow,
    DeliveryRow,
    LineRow,
    RequestRow,
    SearchRow,
    SearchTerms,
    case_rows,
)
from orders.selectors.listed import ListedOrder

ANSWERED = (*FIRST_ANSWER, PromiseCode.D2)


def place_of(organisation: object) -> str:
    """What people call a jobcentre in a sentence: "Odder"; the whole name of any other organisation."""
    jobcenter = getattr(organisation, "jobcenter", None)
    return str(jobcenter.place if jobcenter else getattr(organisation, "name", ""))


def order_facts(orders: Iterable[Order | ListedOrder], now: datetime.datetime) -> dict[int, OrderFacts]:
    """Order id -> facts, as the acting organisation may see them; `now` is aware. A constant number of queries."""
    return {pk: facts for pk, (facts, _clock) in facts_and_clocks(orders, now).items()}


def facts_and_clocks(
    orders: Iterable[Order | ListedOrder], now: datetime.datetime
) -> dict[int, tuple[OrderFacts, ClockRow | None]]:
    """Order id -> facts, and the running clock that is due first; `now` is aware. A constant number of queries."""
    found = {order.pk: order for order in orders}
    if not found:
        return {}
    leads = {order.tovholder_id for order in found.values() if order.tovholder_id is not None}
    cases, terms = case_rows(found, leads, local_date(now))
    return {
        pk: (
            facts_of(
                order,
                now,
                cases[pk].lines,
                cases[pk].deliveries,
                cases[pk].requests,
                cases[pk].clocks,
                searched=bool(cases[pk].searches),
                gate_open=_gate(cases[pk].searches, terms.get(order.tovholder_id or 0), now),
                offered=cases[pk].offered,
                follow_up_on=cases[pk].follow_up_on,
            ),
            cases[pk].first_due,
        )
        for pk, order in found.items()
    }


def _gate(searches: list[SearchRow], terms: SearchTerms | None, now: datetime.datetime) -> bool:
    """Whether an order may ask others after a failed search, by the rules of its tovholder."""
    if not searches or terms is None:
        return False
    return not terms.required or any(
        counts_as_evidence(search, now=now, working_days=terms.valid_working_days) for search in searches
    )


def facts_of(
    order: Order | ListedOrder,
    now: datetime.datetime,
    lines: Sequence[OrderLine | LineRow],
    deliveries: Sequence[Delivery | DeliveryRow],
    requests: Sequence[Request | RequestRow],
    clocks: Sequence[Clock | ClockRow],
    *,
    searched: bool,
    gate_open: bool,
    offered: int,
    follow_up_on: datetime.date | None,
) -> OrderFacts:
    """The facts of one order whose rows have been read already. `requests` are those that were not withdrawn, with
    their receivers; `clocks` the running ones.
    """
    promised: defaultdict[int, int] = defaultdict(int)
    for delivery in deliveries:
        promised[delivery.line_id] += delivery.promised
    # The earliest promise of an answer: to the company (where it has two, A22), and of each request.
    due_of: dict[int | None, datetime.datetime] = {}
    for clock in clocks:
        if clock.promise in ANSWERED:
            due_of[clock.request_id] = min(clock.due_at, due_of.get(clock.request_id, clock.due_at))
    awaited = [request for request in requests if request.state == RequestState.SENT]
    asking = [item.to_organisation for item in requests if item.answer == AnswerKind.CLARIFY]
    return OrderFacts(
        state=order.state,
        now=now,
        places=sum(line.places for line in lines),
        confirmed=sum(min(promised[line.pk], line.places) for line in lines),
        presented=sum(delivery.presented for delivery in deliveries),
        hired=sum(delivery.hired for delivery in deliveries),
        answer_due=due_of.get(None),
        missing=sum(item.needed_to_search for item in missing(order)),
        searched=searched,
        gate_open=gate_open,
        awaited=tuple(
            Awaited(place_of(item.to_organisation), item.number_wanted, due_of.get(item.pk))
            for item in awaited
        ),
        refused=sum(item.answer == AnswerKind.NO for item in requests),
        unclear=tuple(dict.fromkeys(place_of(organisation) for organisation in asking)),
        offered=offered,
        follow_up_on=follow_up_on,
        application_deadline=order.application_deadline,
    )
