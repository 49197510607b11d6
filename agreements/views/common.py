"""What the agreement pages share."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache

from accounts.actor import Actor
from agreements.models import Agreement
from agreements.permissions import DRAFTERS, role_of

View = Callable[..., HttpResponseBase]

UNPROCESSABLE = 422
CONFLICT = 409


def personal_link(view: View) -> View:
    """A page that a personal link opens: without signing in, kept by no cache, found by no search engine, and the link
    is told to no other site. A signed-in person without any membership may have got a link, like everybody else.
    """

    @never_cache
    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex, nofollow"
        response["Referrer-Policy"] = "same-origin"
        return response

    shown.without_actor = True  # type: ignore[attr-defined]
    return login_not_required(shown)


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
    if role not in DRAFTERS:
        raise Http404
    return agreement


def frame(actor: Actor) -> dict[str, Any]:
    """The template that the page extends: a company sees its own portal."""
    return {"frame": "base_portal.html" if actor.is_company else "base.html"}
