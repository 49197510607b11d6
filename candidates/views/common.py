"""What the pages about candidates share: finding what they are about, and who may see it."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest

from accounts.actor import Actor
from accounts.requests import actor_of
from candidates.models import Candidate, Nomination
from orders.models import Order
from orders.selectors.order_page import order_rows


def jobcenter_of(request: HttpRequest) -> Actor:
    """The acting jobcentre. Raises Http404 for others."""
    actor = actor_of(request)
    if not actor.is_jobcenter:
        raise Http404
    return actor


def candidate_or_404(actor: Actor, uuid: UUID) -> Candidate:
    """A candidate that the actor may know of. Raises Http404: who takes part no longer is gone to others."""
    rows = Candidate.objects.visible_to(actor).select_related(
        "jobcenter__jobcenter", "municipality", "postcode"
    )
    found = rows.filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def own_candidate_or_404(actor: Actor, uuid: UUID) -> Candidate:
    """One of the actor's own. Raises Http404."""
    found = candidate_or_404(actor, uuid)
    if found.jobcenter_id != actor.organisation_id:
        raise Http404
    return found


def order_of(actor: Actor, text: str) -> Order | None:
    """The order that an address names, where the actor takes part in it; None for none or for nonsense."""
    try:
        wanted = UUID(text)
    except ValueError:
        return None
    return order_rows(actor).filter(uuid=wanted).first()


def nomination_or_404(actor: Actor, uuid: UUID) -> Nomination:
    """A nomination that the actor's jobcentre made or leads the order of, with its order. Raises Http404."""
    found = (
        Nomination.objects.visible_to(actor)
        .select_related("line", "organisation__jobcenter")
        .filter(uuid=uuid)
        .first()
    )
    order = order_rows(actor).filter(pk=found.order_id).first() if found else None
    if found is None or order is None or not actor.is_staff:
        raise Http404
    found.order = order
    return found


def refusal(error: Exception) -> str:
    """The sentence of an exception that a service raised for the user."""
    return str(error.args[0]) if error.args else str(error)


def kept(request: HttpRequest, *names: str) -> dict[str, Any]:
    """The named values of the address that are given, for a link that keeps them."""
    return {name: request.GET[name][:200] for name in names if request.GET.get(name)}
