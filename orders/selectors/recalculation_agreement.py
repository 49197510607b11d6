"""Running deadlines of orders under an agreement whose terms have changed since the orders came (T11, R100-R103)."""

import datetime
from dataclasses import dataclass

from accounts.actor import Actor
from agreements.models import Agreement
from agreements.selectors.routing import Route, route_to
from jobcenters.calendar import local_date
from jobcenters.moved import Moved
from orders.agreed import AGREED, Terms, agreed_promises
from orders.calendars import calendar_of
from orders.enums import OPEN_STATES
from orders.models import Clock, Order
from orders.selectors.recalculation import counted_again, moved_deadlines
from orders.services.agreement_clocks import terms_of, terms_under


@dataclass(frozen=True, slots=True)
class AgreedMoves:
    """What the version in force would do to one tovholder's orders. `terms` are the version's."""

    terms: Terms
    orders: tuple[Order, ...]
    clocks: tuple[Clock, ...]
    moved: Moved


def agreed_moves(actor: Actor, agreement: Agreement, now: datetime.datetime) -> AgreedMoves:
    """What would move at `now` (aware) if the open orders under `agreement` that the actor's jobcentre leads followed
    the version in force. Orders that have its terms already are left out.
    """
    today = local_date(now)
    rows = Order.objects.visible_to(actor).filter(
        agreement_id=agreement.pk, tovholder_id=actor.organisation_id, state__in=OPEN_STATES
    )
    newest, others = Terms(), []
    routes: dict[int, Route | None] = {}  # orders of one company share a few workplaces
    for order in rows.select_related("workplace__postcode").distinct().order_by("pk"):
        if order.workplace_id not in routes:
            routes[order.workplace_id] = route_to(order.workplace, today)
        route = routes[order.workplace_id]
        terms = terms_under(route, actor.organisation_id)
        if route is not None and route.agreement_id == agreement.pk and terms and terms_of(order) != terms:
            newest = terms
            others.append(order)
    clocks = tuple(
        Clock.objects.running()
        .owned_by(actor.organisation_id)
        .filter(order__in=others, promise__in=AGREED)
        .select_related("order", "request")
        .order_by("pk")
    )
    calendars = {actor.organisation_id: calendar_of(actor.organisation_id)}
    found = counted_again(clocks, calendars, terms=agreed_promises(newest), now=now)
    moved = Moved.of(moved_deadlines(((one.clock, one.move(now)) for one in found), actor.organisation_id))
    return AgreedMoves(newest, tuple(others), clocks, moved)
