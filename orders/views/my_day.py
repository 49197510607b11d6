"""The consultant's first screen and the list of orders."""

import datetime
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from jobcenters.calendar import local_date
from orders.day_notes import day_notes_for
from orders.enums import AccessRole, OrderState
from orders.finders import found_elsewhere
from orders.selectors.asked import asked_rows
from orders.selectors.listed import ListedOrder, addresses
from orders.selectors.my_day import my_day as select_day
from orders.selectors.my_day import steps_of
from orders.selectors.order_list import Filters, order_list
from ui import danish, parts
from ui.words import gettext as _

# What an organisation without the lead does, or has done, about an order.
STEPS = {
    AccessRole.PROPOSED: gettext_lazy("Svar, om I vil være tovholder"),
    AccessRole.ASKED: gettext_lazy("I er spurgt"),
    AccessRole.ALERTED: gettext_lazy("I er varslet"),
    AccessRole.FORMER: gettext_lazy("I er tidligere tovholder"),
}


@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    """Min dag: for people of a jobcentre."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_jobcenter:
        raise Http404
    now = timezone.now()
    everybody = request.GET.get("alle") == "1"
    return render(
        request,
        "orders/my_day.html",
        {
            "day": select_day(actor, now, everybody=everybody),
            "everybody": everybody,
            "now": now,
            "notes": day_notes_for(actor),
        },
    )


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """The orders that the organisation may see: its own, and those it was asked or alerted about."""
    actor = request.actor  # type: ignore[attr-defined]
    if actor.is_company or not actor.is_staff:
        raise Http404
    now = timezone.now()
    filters = Filters.of(request.GET)
    rows, following = order_list(actor, filters)
    led = [row for row in rows if row.role == AccessRole.TOVHOLDER and row.is_open]
    steps = {pk: row for pk, (row, _due) in steps_of(led, now).items()}
    address = addresses("orders:order")
    steps |= asked_rows(actor, rows, {row.pk: address(row.uuid) for row in rows}, now)
    kept = {key: value for key, value in request.GET.items() if key in ("vis", "lukkede", "q") and value}
    return render(
        request,
        "orders/list.html",
        {
            "rows": [steps.get(row.pk) or _other_row(row, address(row.uuid), now) for row in rows],
            "filters": filters,
            "found": [] if filters.after else found_elsewhere(actor, filters.text),
            "tabs": _tabs(filters),
            "following": f"?{urlencode({**kept, 'efter': following})}" if following else "",
            "first": f"?{urlencode(kept)}" if filters.after else "",
            "now": now,
        },
    )


def _other_row(row: ListedOrder, url: str, now: datetime.datetime) -> parts.OrderRow:
    """An order that is closed, or that another jobcentre leads."""
    led = row.role == AccessRole.TOVHOLDER
    step = OrderState(row.state).label if led else STEPS.get(AccessRole(row.role), AccessRole(row.role).label)
    return parts.OrderRow(
        title=row.company.name,
        url=url,
        second=row.title,
        step=step,
        step_second=row.number,
        status=None if row.is_open else "done",
        when=_("modtaget %s") % danish.day_when(local_date(row.received_at), now),
    )


def _tabs(filters: Filters) -> list[dict[str, object]]:
    names = (("alle", _("Alle")), ("egne", _("Vi er tovholder")), ("andre", _("Fra andre jobcentre")))
    tabs = [
        {"label": label, "url": f"?vis={name}", "current": filters.which == name and not filters.closed}
        for name, label in names
    ]
    return [*tabs, {"label": _("Lukkede"), "url": "?vis=alle&lukkede=1", "current": filters.closed}]
