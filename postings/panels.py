"""What postings add to the page of an order."""

from django.utils import timezone

from accounts.actor import Actor
from orders.enums import AccessRole
from orders.models import Order
from orders.panels import Panel
from postings.selectors import lines_of

PANEL = "postings/partials/_panel.html"


def order_postings(actor: Actor, order: Order, role: str) -> Panel | None:
    """Line by line what is posted, for the tovholder; None for a case without lines."""
    if role != AccessRole.TOVHOLDER or order.is_inquiry:
        return None
    lines = lines_of(actor, order, timezone.now())
    return Panel(PANEL, {"order": order, "lines": lines}) if lines else None
