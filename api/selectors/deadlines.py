"""Deadlines as the API tells of them: the page's own words, with the instants beside."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.actor import Actor
from api.paging import from_microseconds, microseconds
from api.selectors.orders import iso, order_url, organisation_document
from orders.enums import ClockState
from orders.models import Clock, Order
from orders.promises import promise
from orders.selectors.deadlines import deadlines_of

MINE, OTHERS = "mine", "others"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which deadlines: those that the organisation owes, or is owed by others."""

    owner: str = MINE
    state: str = ClockState.OPEN
    until: datetime.datetime | None = None
    after: tuple[int, ...] | None = None


def clocks_after(actor: Actor, asked: Asked, size: int) -> list[Clock]:
    """At most `size` clocks, the earliest due first."""
    mine = actor.organisation_id
    rows = _rows(actor).filter(state=asked.state)
    rows = rows.filter(owner_organisation_id=mine) if asked.owner == MINE else rows.filter(owed_to_id=mine)
    if asked.until:
        rows = rows.filter(due_at__lte=asked.until)
    if asked.after:
        at, key = from_microseconds(asked.after[0]), asked.after[1]
        rows = rows.filter(Q(due_at__gt=at) | Q(due_at=at, pk__gt=key), due_at__gte=at)
    return list(rows.order_by("due_at", "pk")[:size])


def clocks_on(actor: Actor, order_id: int) -> list[Clock]:
    """Those of an order that the actor owes or is owed."""
    return list(_rows(actor).filter(order_id=order_id).order_by("due_at", "pk"))


def _rows(actor: Actor) -> QuerySet[Clock]:
    return Clock.objects.visible_to(actor).select_related(
        "owner_organisation__jobcenter", "owed_to", "request__line", "line"
    )


def place_of(clock: Clock) -> tuple[int, int]:
    return microseconds(clock.due_at), clock.pk


def documents(actor: Actor, clocks: Sequence[Clock]) -> list[dict[str, Any]]:
    """See `DeadlineSerializer`. A constant number of queries."""
    now = timezone.now()
    told = {row.key: row for row in deadlines_of(clocks, now, actor.organisation_id)}
    orders = {
        order.pk: order
        for order in Order.objects.visible_to(actor)
        .filter(pk__in={clock.order_id for clock in clocks})
        .only("pk", "uuid", "number")
    }
    return [_document(clock, told.get(str(clock.pk)), orders.get(clock.order_id)) for clock in clocks]


def _document(clock: Clock, told: Any, order: Order | None) -> dict[str, Any]:
    return {
        "id": str(clock.uuid),
        "promise": clock.promise,
        "title": promise(clock.promise).title_text,
        "subject": clock.subject,
        "order": {"id": str(order.uuid), "number": order.number, "url": order_url(order.uuid)}
        if order
        else None,
        "request": str(clock.request.uuid) if clock.request else None,
        "line": str(clock.line.uuid) if clock.line else None,
        "owner": organisation_document(clock.owner_organisation),
        "owed_to": organisation_document(clock.owed_to),
        "state": clock.state,
        "status": told.status if told else "",
        "received_at": iso(clock.received_at),
        "counts_from": iso(clock.counts_from),
        "due_at": iso(clock.due_at),
        "stopped_at": iso(clock.stopped_at),
        "kept": clock.kept,
        "paused_until": iso(clock.paused_until),
        "why": str(told.why) if told else "",
        "basis": str(told.basis) if told else "",
    }
