"""Shared by the barometer's pages: for whom they exist."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from accounts.actor import Actor
from barometer.permissions import sees_barometer

UNPROCESSABLE = 422


def acting(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def jobcenters_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The page does not exist for companies, partners and labour market offices (404, not 403)."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = getattr(request, "actor", None)
        if actor is None or not sees_barometer(actor):
            raise Http404
        return view(request, *args, **kwargs)

    return wrapped
