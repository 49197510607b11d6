"""Jobcentres as the API tells of them."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from api.selectors.orders import iso
from jobcenters.calendar import local_date
from jobcenters.contacting.finding import ContactRow, contact_rows
from jobcenters.models import Jobcenter


def _rows(actor: Actor, today: datetime.date) -> QuerySet[Jobcenter]:
    return (
        Jobcenter.objects.visible_to(actor)
        .on(today)
        .with_names()
        .prefetch_related("municipality_links__municipality")
    )


def jobcenters_documents(actor: Actor) -> list[dict[str, Any]]:
    """All jobcentres of today by place. A constant number of queries."""
    today = local_date(timezone.now())
    return [_document(row, today) for row in _rows(actor, today).order_by("place", "pk")]


def jobcenter_document(actor: Actor, uuid: UUID) -> dict[str, Any]:
    """See `JobcenterSerializer`. Raises Http404."""
    today = local_date(timezone.now())
    row = _rows(actor, today).filter(organisation__uuid=uuid).first()
    if row is None:
        raise Http404
    return _document(row, today)


def _document(row: Jobcenter, today: datetime.date) -> dict[str, Any]:
    links = sorted(
        (link.municipality for link in row.municipality_links.all() if link.holds(today)),
        key=lambda municipality: municipality.pk,
    )
    return {
        "id": str(row.organisation.uuid),
        "url": reverse("v1:jobcenter", args=[row.organisation.uuid]),
        "name": row.title_on(today),
        "place": row.place,
        "municipalities": [{"code": one.pk, "name": one.name} for one in links],
        "email": row.company_email,
        "phone": row.company_phone,
        "address": row.address,
        "postcode": row.postcode_id,
        "town": row.postcode.name,
    }


def contact_entries(actor: Actor, uuid: UUID) -> list[dict[str, Any]]:
    """The jobcentre's entries in the contact lists, as the page lists them. See `ContactEntrySerializer`.

    Raises Http404.
    """
    today = local_date(timezone.now())
    row = _rows(actor, today).filter(organisation__uuid=uuid).first()
    if row is None:
        raise Http404
    own = {"id": str(row.organisation.uuid), "name": row.title_on(today)}
    return [_entry(found, own) for found in contact_rows(actor, today, jobcenter_id=row.pk)]


def _entry(found: ContactRow, jobcenter: dict[str, str]) -> dict[str, Any]:
    entry = found.entry
    return {
        "network": entry.network.name if entry.network else "",
        "list": entry.list_kind,
        "jobcenter": jobcenter,
        "person": entry.person,
        "phone": entry.telephone,
        "email": entry.email,
        "subject": entry.subject,
        "languages": entry.languages,
        "freshness": found.freshness.value,
        "confirmed_on": iso(entry.last_confirmed_on),
        "stand_in": entry.stand_in.person if entry.stand_in else "",
    }
