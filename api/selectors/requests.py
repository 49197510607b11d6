"""Requests between jobcentres as the API tells of them."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from api.paging import from_microseconds, microseconds
from api.selectors.orders import (
    company_brief,
    iso,
    line_document,
    order_url,
    organisation_document,
    search_document,
)
from jobcenters.calendar import local_date
from orders.calendars import rules_of
from orders.enums import ClockState, RequestState
from orders.evidence import counts_as_evidence
from orders.models import Clock, Request

RELATED = (
    "order__company__organisation",
    "order__workplace",
    "line",
    "evidence",
    "from_organisation",
    "to_organisation",
    "referred_to",
)
INCOMING, OUTGOING = "incoming", "outgoing"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which requests of the list."""

    direction: str = INCOMING
    state: str = ""
    since: datetime.datetime | None = None
    after: tuple[int, ...] | None = None


def requests_after(actor: Actor, asked: Asked, size: int) -> list[Request]:
    """At most `size` requests by the time of change, the oldest first."""
    rows = _seen(actor)
    mine = actor.organisation_id
    if asked.direction == INCOMING:
        rows = rows.filter(to_organisation_id=mine).exclude(state=RequestState.WITHDRAWN)
    else:
        rows = rows.filter(from_organisation_id=mine)
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.since is not None:
        rows = rows.filter(changed_at__gte=asked.since)
    if asked.after:
        at, key = from_microseconds(asked.after[0]), asked.after[1]
        rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, pk__gt=key), changed_at__gte=at)
    return list(rows.order_by("changed_at", "pk")[:size])


def place_of(request: Request) -> tuple[int, int]:
    return microseconds(request.changed_at), request.pk


def _seen(actor: Actor) -> QuerySet[Request]:
    return Request.objects.visible_to(actor).select_related(*RELATED)


def request_or_404(actor: Actor, uuid: UUID) -> Request:
    """Raises Http404."""
    found = _seen(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def requests_on(actor: Actor, order_id: int) -> list[Request]:
    """All of one order that the actor may see, the newest first."""
    return list(_seen(actor).filter(order_id=order_id))


def request_document(actor: Actor, request: Request) -> dict[str, Any]:
    """See `RequestSerializer`."""
    return documents(actor, [request])[0]


def documents(actor: Actor, requests: Sequence[Request]) -> list[dict[str, Any]]:
    """Two queries, however many requests."""
    clocks: dict[int, Clock] = {}
    rows = Clock.objects.filter(request__in=[row.pk for row in requests], promise="D2")
    for clock in rows.order_by("received_at", "pk"):
        if clock.request_id is not None:
            clocks[clock.request_id] = clock
    now = timezone.now()
    days = rules_of(actor.organisation_id, local_date(now)).search_valid_working_days
    return [_document(actor, row, clocks.get(row.pk), now, days) for row in requests]


def _document(
    actor: Actor, request: Request, clock: Clock | None, now: datetime.datetime, days: int
) -> dict[str, Any]:
    order, evidence = request.order, request.evidence
    counts = evidence is not None and counts_as_evidence(evidence, now=now, working_days=days)
    return {
        "id": str(request.uuid),
        "url": request_url(request.uuid),
        "direction": INCOMING if request.to_organisation_id == actor.organisation_id else OUTGOING,
        "order": {
            "id": str(order.uuid),
            "number": order.number,
            "title": order.title,
            "url": order_url(order.uuid),
            "company": company_brief(order.company),
            "postcode": order.workplace.postcode_id,
            "start_on": iso(order.start_on),
        },
        "line": line_document(request.line) if request.line else None,
        "from_jobcenter": organisation_document(request.from_organisation),
        "to_jobcenter": organisation_document(request.to_organisation),
        "reason": request.reason,
        "text": request.text,
        "number_wanted": request.number_wanted,
        "evidence": search_document(evidence, is_evidence=counts) if evidence else None,
        "state": request.state,
        "sent_at": iso(request.sent_at),
        "due_at": iso(clock.due_at) if clock and clock.state != ClockState.CANCELLED else None,
        "clock": clock.state if clock else "",
        "answer": _answer(request),
        "withdrawn_at": iso(request.withdrawn_at),
        "changed_at": iso(request.changed_at),
        "version": request.version,
    }


def _answer(request: Request) -> dict[str, Any] | None:
    if not request.answer:
        return None
    return {
        "answer": request.answer,
        "number": request.answer_number,
        "by": iso(request.answer_by),
        "text": request.answer_text,
        "referred_to": organisation_document(request.referred_to) if request.referred_to else None,
        "answered_at": iso(request.answered_at),
        "channel": request.answer_channel,
    }


def request_url(uuid: UUID) -> str:
    return reverse("v1:request", args=[uuid])
