"""The company page's list of orders: what this organisation may see of them, open ones first."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from companies.models import Company
from companies.panels import Panel
from jobcenters.calendar import local_date
from orders.models import Order
from orders.titles import state_words
from ui import danish, parts

MOST = 10


def orders_panel(actor: Actor, company: Company) -> Panel | None:
    """The orders of `company` that `actor` may see; None for the company itself, which has its portal."""
    if actor.is_company:
        return None
    now = timezone.now()
    found = (
        Order.objects.visible_to(actor).filter(company=company).order_by("closed_at", "-received_at", "-id")
    )
    # Open orders have no closing time; PostgreSQL sorts those last, so they are asked for by name.
    orders = [*found.open()[:MOST], *found.exclude(closed_at__isnull=True).order_by("-closed_at")[:MOST]][
        :MOST
    ]
    rows = [_row(order, now) for order in orders]
    context: dict[str, Any] = {
        "rows": rows,
        "all_url": f"{reverse('orders:list')}?vis=alle&q={company.cvr}",
        "new_url": _new_url(actor, company),
    }
    return Panel("orders/partials/_company_orders.html", context)


def _new_url(actor: Actor, company: Company) -> str:
    """The form for a new order with the company already found; "" for those who register none."""
    page = "orders:new" if actor.is_jobcenter else "orders:national_new" if actor.is_national else ""
    return f"{reverse(page)}?{urlencode({'q': company.cvr, 'company': company.uuid})}" if page else ""


def _row(order: Order, now: Any) -> parts.OrderRow:
    return parts.OrderRow(
        title=order.title,
        url=reverse("orders:order", args=[order.uuid]),
        second=order.number,
        step=state_words(order.state, is_inquiry=order.is_inquiry),
        status=None if order.is_open else "done",
        when=danish.day_when(local_date(order.closed_at or order.received_at), now),
    )
