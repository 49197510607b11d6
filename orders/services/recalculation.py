"""Planning a recalculation: in the transaction of the change itself, so that neither exists without the other (T11).

The rest is the worker's (`orders.sweep.recalculating`). Nothing is sent to the broker: beat finds the row.
"""

from typing import Any

from accounts.actor import Actor
from accounts.moment import moment
from orders.enums import RecalculationKind
from orders.models import Recalculation
from ui import danish


def recalculation_plan(
    *,
    actor: Actor | None,
    organisation_id: int,
    kind: RecalculationKind,
    what: str,
    scope: dict[str, Any] | None = None,
) -> Recalculation:
    """Write down that running clocks are to be counted again because of `what` (Danish). `organisation_id` is whose
    opening hours or terms they are; `actor` is None where a system changed them.
    """
    return Recalculation.objects.create(
        kind=kind,
        organisation_id=organisation_id,
        user_id=actor.user_id if actor else None,
        what=danish.plain(what)[:300],
        scope=scope or {},
        at=moment(),
    )
