"""Notes of visits as the API tells of them: one's own, and those that others share."""

import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from api.paging import by_time, microseconds
from api.selectors.orders import company_brief, iso, organisation_document
from companies.models import Company
from visits.models import Interaction, WithdrawnNote


def _rows(actor: Actor) -> QuerySet[Interaction]:
    return (
        Interaction.objects.visible_to(actor)
        .told_to(actor)
        .select_related("organisation", "company__organisation", "workplace", "contact")
        .prefetch_related("needs")
    )


def visits_after(
    actor: Actor,
    *,
    own: bool,
    company: Company | None,
    since: datetime.datetime | None,
    after: tuple[int, ...] | None,
    size: int,
) -> list[Interaction]:
    """At most `size` notes by the time of change, the oldest first."""
    rows = _rows(actor)
    if own:
        rows = rows.filter(organisation_id=actor.organisation_id)
    if company is not None:
        rows = rows.filter(company=company)
    return by_time(rows, "updated_at", since, after, size)


def place_of(note: Interaction) -> tuple[int, int]:
    return microseconds(note.updated_at), note.pk


def withdrawn_after(
    actor: Actor, *, since: datetime.datetime | None, after: tuple[int, ...] | None, size: int
) -> list[WithdrawnNote]:
    """At most `size` notes of others that are shared no more, by when they were withdrawn, the oldest first."""
    return by_time(WithdrawnNote.objects.visible_to(actor), "withdrawn_at", since, after, size)


def visit_or_404(actor: Actor, uuid: UUID) -> Interaction:
    """Raises Http404."""
    found = _rows(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def visit_document(actor: Actor, note: Interaction) -> dict[str, Any]:
    """See `VisitSerializer`."""
    return {
        "id": str(note.uuid),
        "url": visit_url(note.uuid),
        "organisation": organisation_document(note.organisation),
        "is_own": note.organisation_id == actor.organisation_id,
        "company": company_brief(note.company),
        "workplace": str(note.workplace.uuid) if note.workplace else None,
        "contact": str(note.contact.uuid) if note.contact and note.names_contact else None,
        "kind": note.kind,
        "held_on": iso(note.held_on),
        "text": note.text,
        "growth": note.growth,
        "needs_labour": note.needs_labour,
        "needs_apprentices": note.needs_apprentices,
        "needs_retention": note.needs_retention,
        "outlook_3": note.outlook_3,
        "outlook_12": note.outlook_12,
        "needs": [
            {"occupation": need.occupation, "number": need.number, "horizon": need.horizon}
            for need in note.needs.all()
        ],
        "campaign": note.campaign,
        "next_visit_on": iso(note.next_visit_on),
        "is_shared": note.is_shared,
        "changed_at": iso(note.updated_at),
        "version": note.version,
    }


def visit_url(uuid: UUID) -> str:
    return reverse("v1:visit", args=[uuid])
