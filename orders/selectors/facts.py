"""The facts of orders that decide their next step, for many orders at a time."""

import datetime
from collections import defaultdict
from collections.abc import Iterable

from jobcenters.calendar import local_date
from orders.calendars import rules_of
from orders.clarification import missing
from orders.enums import AnswerKind, Decision, RequestState
from orders.evidence import counts_as_evidence
from orders.models import Alternative, Clock, Delivery, FollowUp, Order, OrderLine, Request, Search
from orders.next_step import Awaited, OrderFacts


def place_of(organisation: object) -> str:
    """What people call a jobcentre in a sentence: "Odder"; the whole name of any other organisation."""
    jobcenter = getattr(organisation, "jobcenter", None)
    return str(jobcenter.place if jobcenter else getattr(organisation, "name", ""))


def order_facts(orders: Iterable[Order], now: datetime.datetime) -> dict[int, OrderFacts]:
    """Order id -> facts, as the acting organisation may see them; `now` is aware.

    Eight queries however many orders there are, and three more per tovholder that has searched (in a jobcentre's
    own lists there is one).
    """
    found = {order.pk: order for order in orders}
    if not found:
        return {}
    mine = {"order_id__in": list(found)}
    lines = _by_order(OrderLine.objects.filter(**mine))
    deliveries = _by_order(Delivery.objects.filter(**mine))
    requests = _by_order(
        Request.objects.filter(**mine)
        .exclude(state=RequestState.WITHDRAWN)
        .select_related("to_organisation__jobcenter")
    )
    searches = _by_order(Search.objects.filter(**mine))
    clocks = _by_order(Clock.objects.running().filter(**mine, promise__in=["D1", "D2"]))
    offered = _by_order(Alternative.objects.filter(**mine, decision=Decision.OFFERED))
    follow_ups = _by_order(FollowUp.objects.filter(**mine, done_at__isnull=True))
    gate = _gates(found, searches, now)
    return {
        pk: facts_of(
            order,
            now,
            lines[pk],
            deliveries[pk],
            requests[pk],
            clocks[pk],
            searched=bool(searches[pk]),
            gate_open=gate[pk],
            offered=len(offered[pk]),
            follow_up_on=min((task.due_on for task in follow_ups[pk]), default=None),
        )
        for pk, order in found.items()
    }


def _by_order(rows: Iterable) -> defaultdict[int, list]:
    grouped: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        grouped[row.order_id].append(row)
    return grouped


def _gates(orders: dict[int, Order], searches: dict[int, list], now: datetime.datetime) -> dict[int, bool]:
    """Whether each order may ask others after a failed search, by the rules of its tovholder."""
    rules = {}
    gates = {}
    for pk, order in orders.items():
        gates[pk] = False
        if not searches[pk] or order.tovholder_id is None:
            continue
        if order.tovholder_id not in rules:
            rules[order.tovholder_id] = rules_of(order.tovholder_id, local_date(now))
        terms = rules[order.tovholder_id]
        gates[pk] = not terms.search_required or any(
            counts_as_evidence(search, now=now, working_days=terms.search_valid_working_days)
            for search in searches[pk]
        )
    return gates


def facts_of(
    order: Order,
    now: datetime.datetime,
    lines: list[OrderLine],
    deliveries: list[Delivery],
    requests: list[Request],
    clocks: list[Clock],
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
    due_of = {clock.request_id: clock.due_at for clock in clocks}
    # A request that was passed on to a colleague is still waited for.
    awaited = [
        request
        for request in requests
        if request.state == RequestState.SENT or request.answer == AnswerKind.PASSED_ON
    ]
    # Only the newest answer of a jobcentre counts: it may have asked for something and got it.
    newest: dict[int, Request] = {}
    for request in sorted(requests, key=lambda item: (item.sent_at, item.pk)):
        newest[request.to_organisation_id] = request
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
        unclear=tuple(
            place_of(item.to_organisation) for item in newest.values() if item.answer == AnswerKind.CLARIFY
        ),
        offered=offered,
        follow_up_on=follow_up_on,
        application_deadline=order.application_deadline,
    )
