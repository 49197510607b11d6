"""Shared by the pages: who may open them, and what day it is."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from accounts.actor import Actor
from jobcenters.models import Jobcenter
from ui import danish


def acting(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def authorities_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page does not exist for companies and partners (404, not 403)."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not actor.is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped


def now_and_today() -> tuple[datetime, date]:
    now = timezone.now()
    return now, danish.local(now).date()


def own_jobcenter(actor: Actor) -> Jobcenter:
    """The jobcentre that the actor works for. Raises Http404 where the organisation is none."""
    jobcenter = Jobcenter.objects.visible_to(actor).with_names().filter(pk=actor.organisation_id).first()
    if jobcenter is None:
        raise Http404
    return jobcenter
