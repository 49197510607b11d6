"""Who acts in a browser's request."""

from django.http import Http404, HttpRequest

from accounts.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The one who acts; the middleware lets nobody without an actor come this far."""
    return request.actor  # type: ignore[attr-defined]


def staff_of(request: HttpRequest) -> Actor:
    """The acting authority. For anybody else the page does not exist: raises Http404."""
    actor = actor_of(request)
    if not actor.is_staff:
        raise Http404
    return actor
