"""One door for the order's timeline."""

import datetime
from typing import Any

from accounts.actor import Actor
from orders.models import Order, OrderEvent
from orders.models.timeline import INTERNAL


def event_add(
    *,
    actor: Actor,
    order: Order,
    kind: str,
    title: str,
    at: datetime.datetime,
    text: str = "",
    audience: list[str] | None = None,
    about_id: int | None = None,
    data: dict[str, Any] | None = None,
) -> OrderEvent:
    """Add one event. `audience` are access roles (default: the tovholder alone); `about_id` also reads it."""
    return OrderEvent.objects.create(
        order=order,
        kind=kind,
        at=at,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        about_id=about_id,
        title=title[:200],
        text=text[:2000],
        audience=audience if audience is not None else INTERNAL,
        data=data or {},
    )
