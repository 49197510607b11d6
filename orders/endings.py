"""What apps above do when an order ends, in its transaction, without this app knowing them (as `orders.panels`)."""

from collections.abc import Callable

from accounts.actor import Actor
from orders.models import Order

OnEnd = Callable[[Actor, Order], None]

_on_end: list[OnEnd] = []


def register_on_end(callback: OnEnd) -> None:
    """Add `callback` once. It gets whoever did it and the order as it ended; what it raises stops that."""
    if callback not in _on_end:
        _on_end.append(callback)


def order_has_ended(actor: Actor, order: Order) -> None:
    """Tell everybody who registered, in the order of registration."""
    for callback in _on_end:
        callback(actor, order)
