"""What the agreement pages share."""

from typing import Any
from uuid import UUID

from django.http import Http404

from accounts.actor import Actor
from agreements.models import Agreement
from agreements.permissions import drafts, role_of

UNPROCESSABLE = 422
CONFLICT = 409


def agreement_or_404(actor: Actor, uuid: UUID) -> tuple[Agreement, str]:
    """The agreement with its company, and the actor's role in it. Strangers get 404."""
    found = (
        Agreement.objects.visible_to(actor)
        .filter(uuid=uuid)
        .select_related("company__organisation", "network", "owner", "parent", "widened_from", "current")
        .first()
    )
    if found is None:
        raise Http404
    return found, role_of(actor, found)


def drafted_or_404(actor: Actor, uuid: UUID) -> Agreement:
    """An agreement that `actor` may draft; for everybody else the page does not exist."""
    agreement, role = agreement_or_404(actor, uuid)
    if not drafts(actor, agreement, role):
        raise Http404
    return agreement


def frame(actor: Actor) -> dict[str, Any]:
    """The template that the page extends: a company sees its own portal."""
    return {"frame": "base_portal.html" if actor.is_company else "base.html"}
