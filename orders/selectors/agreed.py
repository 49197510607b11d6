"""An agreement's marks on an order's pages: its number, when the company must have been answered, and both dates where
candidates are promised from clarification.
"""

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext as _

from agreements.selectors.routing import Route
from jobcenters.calendar import NoOpeningHoursError
from orders.agreed import Terms
from orders.calendars import calendar_of, deadline_for
from orders.clock import promised_deadline
from orders.models import Clock, Order, OrderLine
from orders.titles import line_title
from ui import danish

# What an agreement promises about an order, as the intake says it.
_AGREED = {
    "D3": gettext_noop("Kontaktpersonen vender tilbage"),
    "D4": gettext_noop("Kandidater til ordinære job er udsøgt og screenet"),
    "D5": gettext_noop("Flygtninge er udsøgt og screenet"),
    "D6": gettext_noop("Opkvalificering af nyansatte er aftalt"),
}


def first_answer_due(route: Route, receiver_id: int, now: datetime.datetime) -> datetime.datetime | None:
    """When the company must have been answered if its order came at `now`: the earlier of D1, counted in the
    receiver's opening hours, and D3 of the agreement (A22). None where no hours are known.
    """
    instants = []
    try:
        instants.append(deadline_for("D1", receiver_id, now).due_at)
    except NoOpeningHoursError:
        return None
    promised = terms_of_route(route).promise("D3")
    if promised is not None and route.tovholder is not None:
        instants.append(promised_deadline(promised, now, calendar_of(route.tovholder.organisation_id)).due_at)
    return min(instants)


def terms_of_route(route: Route) -> Terms:
    """What an order would be promised under the agreement."""
    return Terms(route.number, route.goals(), route.starts_clarified)


def agreed_dues(route: Route, now: datetime.datetime) -> list[tuple[str, str]]:
    """(what is promised, when it is due) for D3-D6 of an order that came at `now` (aware). No queries.

    D4 and D5 of an agreement that counts from clarification, and D6, begin later; they tell what it would be if that
    were today. Empty where the agreement has no tovholder for the place: nothing is promised there.
    """
    if route.tovholder is None:
        return []
    terms = terms_of_route(route)
    found = []
    for code, label in _AGREED.items():
        promised = terms.promise(code)
        if promised is None:
            continue
        text = _("senest %s")
        if code == "D6":
            text = _("senest %s, hvis nogen ansættes i dag")
        elif code in ("D4", "D5") and terms.from_clarified:
            text = _("senest %s, hvis ordren bliver afklaret i dag")
        day = promised_deadline(promised, now, None).last_day
        found.append((gettext(label), text % danish.day_when(day, now)))
    return found


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
            "received": danish.day_when(promised_deadline(promised, order.received_at, None).last_day, now),
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
            words["clarified"] = danish.day_when(promised_deadline(promised, now, None).last_day, now)
        found.append(text % words)
    return found
