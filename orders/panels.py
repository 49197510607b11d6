"""Places on the pages of an order that apps above fill, without this app knowing them (as `companies.panels`).

An app registers builders in its `AppConfig.ready()`. A page calls each for the actor and what it shows; None means that
there is nothing to show to that actor. The panel's template gets its values as `panel`.
"""

from collections.abc import Callable

from accounts.actor import Actor
from companies.panels import Panel
from orders.models import Delivery, Order, Request

__all__ = [
    "NEXT_PRESS",
    "Panel",
    "counted_elsewhere",
    "order_panels_for",
    "portal_panels_for",
    "register_counter",
    "register_order_panel",
    "register_portal_panel",
    "register_request_panel",
    "request_panels_for",
]

OrderBuilder = Callable[[Actor, Order, str], Panel | None]  # the str is the actor's access role on the order
# What a panel of the order's page may say under this name: the press that brings the candidates to the company.
NEXT_PRESS = "next_press"
RequestBuilder = Callable[[Actor, Request], Panel | None]
PortalBuilder = Callable[[Actor, Order], Panel | None]
Counter = Callable[[Delivery], bool]

# In the order of registration, which is that of INSTALLED_APPS.
_order: list[OrderBuilder] = []
_request: list[RequestBuilder] = []
_portal: list[PortalBuilder] = []
_counters: list[Counter] = []


def register_order_panel(builder: OrderBuilder) -> None:
    """Add `builder` once: a part of the order's page, below the delivery plan."""
    if builder not in _order:
        _order.append(builder)


def order_panels_for(actor: Actor, order: Order, role: str) -> list[Panel]:
    """The panels of the order's page for `actor`, whose access role is `role`."""
    return [panel for builder in _order if (panel := builder(actor, order, role)) is not None]


def register_request_panel(builder: RequestBuilder) -> None:
    """Add `builder` once: a part of the page of a jobcentre that was asked."""
    if builder not in _request:
        _request.append(builder)


def request_panels_for(actor: Actor, request: Request) -> list[Panel]:
    """The panels of the asked jobcentre's page; `request.order` is read already."""
    return [panel for builder in _request if (panel := builder(actor, request)) is not None]


def register_portal_panel(builder: PortalBuilder) -> None:
    """Add `builder` once: what the company is waited for, first on its page about an order."""
    if builder not in _portal:
        _portal.append(builder)


def portal_panels_for(actor: Actor, order: Order) -> list[Panel]:
    """The panels of the company's page about one of its orders."""
    return [panel for builder in _portal if (panel := builder(actor, order)) is not None]


def register_counter(counter: Counter) -> None:
    """Add `counter` once. It says whether a delivery's numbers follow from rows of its own: then nobody types them."""
    if counter not in _counters:
        _counters.append(counter)


def counted_elsewhere(delivery: Delivery) -> bool:
    """Whether presented and hired of the delivery are counted from something else than what is typed."""
    return any(counter(delivery) for counter in _counters)
