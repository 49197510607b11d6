"""What apps above do when an order ends, or somebody is hired on a line, in the same transaction.

This app does not know them (as `orders.panels`).
"""

from collections.abc import Callable

from accounts.actor import Actor
from orders.models import Order, OrderLine

OnEnd = Callable[[Actor, Order], None]

OnHired = Callable[[Order, OrderLine], None]

_on_end: list[OnEnd] = []
_on_hired: list[OnHired] = []


def register_on_end(callback: OnEnd) -> None:
    """Add `callback` once. It gets whoever did it and the order as it ended; what it raises stops that."""
    if callback not in _on_end:
        _on_end.append(callback)


def order_has_ended(actor: Actor, order: Order) -> None:
    """Tell everybody who registered, in the order of registration."""
    for callback in _on_end:
        callback(actor, order)


def register_on_hired(callback: OnHired) -> None:
    """Add `callback` once. It gets the order and the line that somebody was hired on, after that is stored."""
    if callback not in _on_hired:
        _on_hired.append(callback)


def somebody_is_hired(order: Order, line: OrderLine) -> None:
    """Tell everybody who registered, in the order of registration."""
    for callback in _on_hired:
        callback(order, line)
