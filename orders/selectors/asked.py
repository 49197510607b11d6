"""The orders that another jobcentre leads and has asked about, as rows of the list: what is owed to it, by when."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.actor import Actor
from orders.calendars import calendars_of
from orders.enums import AccessRole, ClockState, RequestState
from orders.models import Clock, Request
from orders.selectors.facts import place_of
from orders.selectors.listed import ListedOrder
from orders.selectors.my_day import clock_status
from ui import danish, parts


def asked_rows(
    actor: Actor, orders: Sequence[ListedOrder], urls: dict[int, str], now: datetime.datetime
) -> dict[int, parts.OrderRow]:
    """Order id -> its row, for those of `orders` that the actor's jobcentre was asked about. `now` is aware.

    What is not answered yet is asked for; otherwise it says that we have answered. As many queries for one order as
    for many, and none where nothing was asked.
    """
    asked = [row for row in orders if row.role == AccessRole.ASKED and row.is_open]
    if not asked:
        return {}
    requests = (
        Request.objects.visible_to(actor)
        .filter(order_id__in=[row.pk for row in asked], to_organisation_id=actor.organisation_id)
        .exclude(state=RequestState.WITHDRAWN)
        .select_related("from_organisation__jobcenter")
        .order_by("sent_at", "pk")
    )
    newest: dict[int, Request] = {}
    for request in requests:
        # One that waits counts before one that came later and is answered.
        known = newest.get(request.order_id)
        if known is None or known.state != RequestState.SENT:
            newest[request.order_id] = request
    waiting = [request.pk for request in newest.values() if request.state == RequestState.SENT]
    clocks = {
        clock.request_id: clock
        for clock in Clock.objects.filter(request_id__in=waiting, state=ClockState.OPEN)
    }
    calendar = calendars_of({actor.organisation_id})[actor.organisation_id]
    rows = {}
    for row in asked:
        found = newest.get(row.pk)
        if found is None:
            continue
        place = place_of(found.from_organisation)
        clock = clocks.get(found.pk)
        waits = found.state == RequestState.SENT
        rows[row.pk] = parts.OrderRow(
            title=row.company.name,
            url=urls[row.pk],
            second=row.title,
            step=_("Svar %s") % place if waits else _("I har svaret %s") % place,
            step_second=_("Ordre %s") % row.number,
            status=clock_status(clock, calendar, now) if clock else None,  # type: ignore[arg-type]
            when=danish.when(clock.due_at, now) if clock else "",
        )
    return rows
