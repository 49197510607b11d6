"""The company page's list of orders: what this organisation may see of them, open ones first."""

import datetime
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.models import Company
from companies.panels import Panel
from jobcenters.calendar import local_date
from orders.models import Order
from orders.selectors.my_day import Steps, steps_of
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
    rows = found.select_related("tovholder", "company__organisation")
    is_open = list(rows.open()[:MOST])
    closed = list(rows.exclude(closed_at__isnull=True).order_by("-closed_at")[:MOST])[: MOST - len(is_open)]
    steps = steps_of([order for order in is_open if order.tovholder_id == actor.organisation_id], now)
    context: dict[str, Any] = {
        "rows": [
            *(_open_row(order, steps, now) for order in is_open),
            *(_row(order, now) for order in closed),
        ],
        "count": found.count(),
        "all_url": f"{reverse('orders:list')}?vis=alle&q={company.cvr}",
        "new_url": _new_url(actor, company),
    }
    return Panel("orders/partials/_company_orders.html", context)


def _new_url(actor: Actor, company: Company) -> str:
    """The form for a new order with the company already found; "" for those who register none."""
    page = "orders:new" if actor.is_jobcenter else "orders:national_new" if actor.is_national else ""
    return f"{reverse(page)}?{urlencode({'q': company.cvr, 'company': company.uuid})}" if page else ""


def _open_row(order: Order, steps: Steps, now: datetime.datetime) -> parts.OrderRow:
    """What state it is in, and what its tovholder does next; of another's order who has it."""
    if order.pk not in steps:
        who = _("%s er tovholder") % order.tovholder.name if order.tovholder else _("Ingen tovholder endnu")
        return replace(_row(order, now), step_second=who)
    led = steps[order.pk][0]
    return replace(
        _row(order, now),
        step_second=_("Næste skridt: %s") % f"{str(led.step)[:1].lower()}{str(led.step)[1:]}",
        status=led.status,
        when=led.when or danish.day_when(local_date(order.received_at), now),
    )


def _row(order: Order, now: Any) -> parts.OrderRow:
    return parts.OrderRow(
        title=order.title,
        url=reverse("orders:order", args=[order.uuid]),
        second=order.number,
        step=state_words(order.state, is_inquiry=order.is_inquiry),
        status=None if order.is_open else "done",
        when=danish.day_when(local_date(order.closed_at or order.received_at), now),
    )
