"""The orders that another jobcentre leads and has asked about, as rows of the list: what is owed to it, by when."""

import datetime
from collections.abc import Sequence
from typing import NamedTuple

from django.db import connection

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar
from orders.calendars import calendars_at
from orders.enums import AccessRole, RequestState
from orders.selectors.listed import ListedOrder
from orders.selectors.my_day import status_of_clock
from ui import danish, parts
from ui.words import gettext as _

# The function's statement, and why it is one, stand in the migration that makes it.
_SQL = "select * from orders_asked_rows(%s::bigint[], %s::int)"


class AskedRow(NamedTuple):
    """A request that was not withdrawn, and its running clock, if there is one; `asked_by` as a sentence calls it.

    `calendar_version` is that of the asked jobcentre's opening hours, None where it is none.
    """

    order_id: int
    state: str
    asked_by: str
    promise: str | None
    due_at: datetime.datetime | None
    counts_from: datetime.datetime | None
    calendar_version: int | None


def asked_rows(
    actor: Actor, orders: Sequence[ListedOrder], urls: dict[int, str], now: datetime.datetime
) -> dict[int, parts.OrderRow]:
    """Order id -> its row, for those of `orders` that the actor's jobcentre was asked about. `now` is aware.

    What is not answered yet is asked for; otherwise it says that we have answered. One query (two where the jobcentre's
    opening hours are not known here yet), and none where nothing was asked.
    """
    asked = {row.pk: row for row in orders if row.role == AccessRole.ASKED and row.is_open}
    if not asked:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [list(asked), actor.organisation_id])
        found = [AskedRow(*row) for row in cursor.fetchall()]
    newest: dict[int, AskedRow] = {}
    for request in found:
        # One that waits counts before one that came later and is answered.
        known = newest.get(request.order_id)
        if known is None or known.state != RequestState.SENT:
            newest[request.order_id] = request
    if not found:
        return {}
    own = actor.organisation_id
    calendar = calendars_at({own: found[0].calendar_version})[own]
    return {pk: _row(asked[pk], request, urls[pk], calendar, now) for pk, request in newest.items()}


def _row(
    order: ListedOrder, request: AskedRow, url: str, calendar: OpeningCalendar, now: datetime.datetime
) -> parts.OrderRow:
    status, when = None, ""
    waits = request.state == RequestState.SENT
    if waits and request.promise and request.due_at and request.counts_from:
        status = status_of_clock(request.promise, request.due_at, request.counts_from, calendar, now)
        when = danish.when(request.due_at, now)
    return parts.OrderRow(
        title=order.company.name,
        url=url,
        second=order.title,
        step=(_("Svar %s") if waits else _("I har svaret %s")) % request.asked_by,
        step_second=_("Ordre %s") % order.number,
        status=status,  # type: ignore[arg-type]
        when=when,
    )
