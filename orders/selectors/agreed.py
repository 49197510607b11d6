"""An agreement's marks on an order's pages: its number, when the company must have been answered, and both dates where
candidates are promised from clarification.
"""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _

from agreements.selectors.routing import Route
from jobcenters.calendar import NATIONAL, NoOpeningHoursError, due
from orders.agreed import Terms
from orders.calendars import calendar_of, deadline_for
from orders.models import Clock, Order, OrderLine
from orders.titles import line_title
from ui import danish


def first_answer_due(route: Route, receiver_id: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the company must have been answered if its order came at `now`: the earlier of D1, counted in the
    receiver's opening hours, and D3 of the agreement (A22). None where no hours are known.
    """
    instants = []
    try:
        instants.append(deadline_for("D1", receiver_id, now).due_at)
    except NoOpeningHoursError:
        return None
    unit = route.goals().get("D3")
    if unit is not None and route.tovholder is not None:
        instants.append(due(unit, now, calendar_of(route.tovholder.organisation_id), NATIONAL).due_at)
    return min(instants)


def under_agreement(order: Order) -> str:
    """ "Efter aftale A2026-0012.", or "" for an order without an agreement."""
    terms = Terms.of(order.agreement_terms)
    return _("Efter aftale %s.") % terms.number if terms else ""


def both_dates(
    order: Order, lines: Iterable[OrderLine], clocks: Iterable[Clock], now: datetime.datetime
) -> list[str]:
    """Where the promise of candidates counts from the clarified order, what it would be from the receipt (A5).

    One sentence per line that has such a promise; none under other agreements. `now` is aware.
    """
    terms = Terms.of(order.agreement_terms)
    if not terms.from_clarified:
        return []
    started = {clock.line_id: clock for clock in clocks if clock.line_id is not None}
    found = []
    for line in lines:
        promised = terms.on_line(line)
        if promised is None:
            continue
        words = {
            "what": line_title(line),
            "received": danish.day_when(due(promised.unit, order.received_at, None, NATIONAL).last_day, now),
        }
        if line.pk in started:
            text = _(
                "%(what)s: fristen regnes fra afklaringen. Fra modtagelsen havde den været %(received)s."
            )
        else:
            text = _(
                "%(what)s: fristen begynder, når ordren er afklaret. Er den det i dag, er den %(clarified)s. Fra"
                " modtagelsen havde den været %(received)s."
            )
            words["clarified"] = danish.day_when(due(promised.unit, now, None, NATIONAL).last_day, now)
        found.append(text % words)
    return found
