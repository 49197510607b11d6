"""Orders as the API tells of them: what a role is told here is what it is told on its page."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import Organisation
from api.paging import from_microseconds, microseconds
from companies.models import Company, ContactPerson, Workplace
from orders.enums import AccessRole
from orders.models import Order, OrderAccess, OrderLine, Search

WHOLE = frozenset({AccessRole.TOVHOLDER, AccessRole.NATIONAL})
# The page of a jobcentre that was asked tells it what the job is, never who the contact person is.
NEED = WHOLE | {AccessRole.ASKED}
RELATED = (
    "company__organisation",
    "workplace__postcode",
    "contact",
    "received_by",
    "tovholder",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which orders of the list. `after` is the last row of the page before: (microseconds, key)."""

    is_open: bool = True
    role: str = ""
    since: datetime.datetime | None = None
    after: tuple[int, ...] | None = None


def accesses(actor: Actor, asked: Asked, size: int) -> list[OrderAccess]:
    """At most `size` rows: with `since` by the time of change, the oldest first; else the newest order first."""
    rows = OrderAccess.objects.visible_to(actor)
    if asked.role:
        rows = rows.filter(role=asked.role)
    if asked.since is not None:
        rows = rows.filter(changed_at__gte=asked.since)
        if asked.after:
            at, key = from_microseconds(asked.after[0]), asked.after[1]
            rows = rows.filter(Q(changed_at__gt=at) | Q(changed_at=at, order_id__gt=key), changed_at__gte=at)
        return list(rows.order_by("changed_at", "order_id")[:size])
    rows = rows.filter(is_open=asked.is_open)
    if asked.after:
        at, key = from_microseconds(asked.after[0]), asked.after[1]
        rows = rows.filter(Q(received_at__lt=at) | Q(received_at=at, order_id__lt=key), received_at__lte=at)
    return list(rows.order_by("-received_at", "-order_id")[:size])


def place_in(asked: Asked, row: OrderAccess) -> tuple[int, int]:
    """The cursor of a row."""
    return microseconds(row.changed_at if asked.since is not None else row.received_at), row.order_id


def documents(rows: Sequence[OrderAccess]) -> dict[int, dict[str, Any]]:
    """The documents of some rows of the list by the order's key. Two queries."""
    keys = [row.order_id for row in rows]
    orders = Order.objects.select_related(*RELATED).in_bulk(keys)
    lines = _lines(keys)
    return {
        row.order_id: _document(orders[row.order_id], lines[row.order_id], row)
        for row in rows
        if row.order_id in orders
    }


def order_and_access(actor: Actor, uuid: UUID) -> tuple[Order, OrderAccess]:
    """The order and the actor's part in it. Raises Http404."""
    access = OrderAccess.objects.visible_to(actor).filter(order__uuid=uuid).first()
    order = Order.objects.select_related(*RELATED).filter(uuid=uuid).first() if access else None
    if access is None or order is None:
        raise Http404
    return order, access


def order_document(actor: Actor, uuid: UUID) -> dict[str, Any]:
    """See `OrderSerializer`. Raises Http404."""
    order, access = order_and_access(actor, uuid)
    return _document(order, _lines([order.pk])[order.pk], access)


def _lines(keys: Sequence[int]) -> defaultdict[int, list[OrderLine]]:
    found: defaultdict[int, list[OrderLine]] = defaultdict(list)
    for line in OrderLine.objects.filter(order_id__in=keys).order_by("order_id", "position", "id"):
        found[line.order_id].append(line)
    return found


def _document(order: Order, lines: Sequence[OrderLine], access: OrderAccess) -> dict[str, Any]:
    whole, need = access.role in WHOLE, access.role in NEED

    def told(value: Any, *, to: bool = whole) -> Any:
        return value if to else None

    return {
        "id": str(order.uuid),
        "number": order.number,
        "url": order_url(order.uuid),
        "role": access.role,
        "state": order.state,
        "is_open": order.is_open,
        "is_inquiry": order.is_inquiry,
        "title": order.title,
        "channel": order.channel,
        "company": company_brief(order.company),
        "workplace": place_document(order.workplace),
        "contact": told(person_document(order.contact) if order.contact else None),
        "received_by": organisation_document(order.received_by),
        "received_at": iso(order.received_at),
        "tovholder": organisation_document(order.tovholder) if order.tovholder else None,
        "lines": [line_document(line) for line in lines],
        "job_description": told(order.job_description, to=need),
        "candidate_profile": told(order.candidate_profile, to=need),
        "start_on": iso(order.start_on),
        "application_deadline": told(iso(order.application_deadline), to=need),
        "cvs_wanted": told(order.cvs_wanted),
        "candidate_contact": told(order.candidate_contact),
        "posting": told(order.posting),
        "wants_screening": told(order.wants_screening),
        "is_large": order.is_large,
        "agreement": told(order.agreement_terms.get("number") or None),
        "closed_at": iso(order.closed_at),
        "closing_note": told(order.closing_note, to=need),
        "changed_at": iso(access.changed_at),
        "version": order.version,
    }


def order_url(uuid: UUID) -> str:
    return reverse("v1:order", args=[uuid])


def company_brief(company: Company) -> dict[str, Any]:
    return {"id": str(company.uuid), "name": company.name, "cvr": company.cvr}


def place_document(workplace: Workplace) -> dict[str, Any]:
    return {
        "id": str(workplace.uuid),
        "name": workplace.name,
        "p_number": workplace.p_number or "",
        "address": workplace.address,
        "postcode": workplace.postcode_id,
        "town": workplace.postcode.name,
    }


def person_document(person: ContactPerson) -> dict[str, Any]:
    return {
        "id": str(person.uuid),
        "name": person.name,
        "title": person.title,
        "phone": person.phone,
        "email": person.email,
    }


def organisation_document(organisation: Organisation) -> dict[str, Any]:
    return {"id": str(organisation.uuid), "name": organisation.name}


def line_document(line: OrderLine) -> dict[str, Any]:
    return {
        "id": str(line.uuid),
        "position": line.position,
        "occupation": line.occupation,
        "places": line.places,
        "form": line.form,
        "target_group": line.target_group,
        "requirements": line.requirements,
        "outcome": line.outcome,
        "hired": line.hired,
    }


def search_document(search: Search, *, is_evidence: bool) -> dict[str, Any]:
    return {
        "id": str(search.uuid),
        "at": iso(search.at),
        "criteria": search.criteria,
        "postcode": search.postcode_id,
        "radius_km": search.radius_km,
        "across_borders": search.across_borders,
        "hits": search.hits,
        "suitable": search.suitable,
        "unsuitable_reason": search.unsuitable_reason,
        "is_evidence": is_evidence,
    }


def iso(value: Any) -> str | None:
    """An instant or a day as JSON has it."""
    return value.isoformat() if value else None
