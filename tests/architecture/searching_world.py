"""The routes of the search for candidates, for the walk of all routes."""

from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.services.saved import saved_search_add
from orders.models import Order


def searching_arguments(actor: Actor, order: Order, secret: str) -> dict[str, dict[str, Any]]:
    """Arguments by route name; one kept search to look at, and one to delete."""
    criteria = Criteria(postcode="8700", text=secret)
    with acting_as(actor):
        kept, gone = (
            saved_search_add(actor=actor, name=f"{secret} {n}", criteria=criteria, tells=True, order=order)
            for n in (1, 2)
        )
    return {
        "candidates:order_search": {"uuid": order.uuid},
        "candidates:evidence": {"uuid": order.uuid},
        "candidates:saved_run": {"uuid": kept.uuid},
        "candidates:saved_edit": {"uuid": kept.uuid},
        "candidates:saved_delete": {"uuid": gone.uuid},
    }
