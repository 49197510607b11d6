"""The promises of a signed agreement on an order: D3 to the company, D4 and D5 per line, D6 for new employees.

They are those in force when the order was received, and run beside D1 (A22). Nothing here is called when an agreement
is signed, extended, cancelled or changed: that holds for later orders.
"""

import datetime
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.selectors.routing import Route
from jobcenters.calendar import CalendarDays, local_date
from orders.agreed import Terms
from orders.calendars import NETWORK_SOURCE, rules_of
from orders.effects import VIA_OF, Via
from orders.enums import Channel, ClockState, EventKind
from orders.models import Clock, Delivery, Order, OrderEvent, OrderLine, Search
from orders.promises import Act, with_override
from orders.services.clocks import clock_cancel, clock_start, clocks_stop
from orders.titles import line_title
from ui import danish


def terms_of(order: Order) -> Terms:
    """What the agreement promised when the order was received; empty without one."""
    return Terms.of(order.agreement_terms)


def terms_under(route: Route | None, leader_id: int | None) -> Terms:
    """The terms of an order that `leader_id` leads: empty unless it is the agreement's tovholder for the place.

    Another jobcentre that keeps an order for a reason (R95) has promised nothing in the agreement.
    """
    if route is None or route.tovholder is None or route.tovholder.organisation_id != leader_id:
        return Terms()
    return Terms(route.number, route.goals(), route.starts_clarified)


def agreed_clock_start(
    *,
    actor: Actor,
    order: Order,
    code: str,
    received_at: datetime.datetime,
    line: OrderLine | None = None,
    owner_organisation_id: int | None = None,
    via: Via = Via.PORTAL,
) -> Clock | None:
    """Start D3-D6 as agreed on an order or one of its lines, owed by its tovholder to the company; None where the
    agreement makes no such promise, or the same one runs already: the earlier deadline covers both.

    `owner_organisation_id` is who hands the clock to the tovholder within the same transaction.
    """
    promised = terms_of(order).promise(code)
    if promised is None or (order.tovholder_id is None and owner_organisation_id is None):
        return None
    if isinstance(promised.unit, CalendarDays):
        # The last day of a promise in calendar days rolls where the tovholder's network says so (A6).
        rules = rules_of(order.tovholder_id or owner_organisation_id or 0, local_date(received_at))
        if rules.calendar_days_roll:
            source = promised.overridden_by or NETWORK_SOURCE
            promised = with_override(promised, unit=promised.unit, source=source, rolls=True)
    if Clock.objects.running().filter(order=order, promise=code, line=line, request__isnull=True).exists():
        return None
    return clock_start(
        actor=actor,
        order=order,
        code=code,
        line=line,
        promised=promised,
        received_at=received_at,
        owner_organisation_id=owner_organisation_id or order.tovholder_id or 0,
        calendar_of_id=order.tovholder_id,
        owner_user_id=order.owner_id,
        owed_to_id=order.company_id,
        via=via,
        subject=line_title(line) if line else order.title,
        counterpart=order.company.name,
    )


def received_clocks_start(
    *,
    actor: Actor,
    order: Order,
    owner_organisation_id: int | None = None,
    at: datetime.datetime | None = None,
) -> list[Clock]:
    """D3 on the order, and D4 or D5 on each of its lines unless they wait for clarification (A5, A8).

    `at` is when a reopened order was asked for again (aware; default: when the order was received).
    """
    if not order.agreement_terms:
        return []
    at = at or order.received_at
    owner = owner_organisation_id
    via = VIA_OF[Channel(order.channel)]
    started = [
        agreed_clock_start(
            actor=actor, order=order, code="D3", received_at=at, owner_organisation_id=owner, via=via
        )
    ]
    if not terms_of(order).from_clarified:
        started += _search_clocks_start(actor=actor, order=order, at=at, owner=owner)
    return [clock for clock in started if clock is not None]


def clarified_clocks_start(*, actor: Actor, order: Order, at: datetime.datetime) -> list[Clock]:
    """D4 and D5 of an agreement whose promise of candidates counts from the clarified order (A5)."""
    if not terms_of(order).from_clarified:
        return []
    clocks = Clock.objects.filter(order=order, promise__in=["D4", "D5"])
    if since := _reopened_at(order):
        clocks = clocks.filter(received_at__gte=since)
    begun = set(clocks.values_list("line_id", flat=True))
    started = _search_clocks_start(actor=actor, order=order, at=at, without=begun)
    return [clock for clock in started if clock is not None]


def _reopened_at(order: Order) -> datetime.datetime | None:
    """When the order was last opened again (UTC): what was done before belongs to the need of then (T9)."""
    reopened = OrderEvent.objects.filter(order=order, kind=EventKind.REOPENED).order_by("-at").first()
    return reopened.at if reopened is not None else None


def _search_clocks_start(
    *,
    actor: Actor,
    order: Order,
    at: datetime.datetime,
    owner: int | None = None,
    without: Collection[int | None] = frozenset(),
) -> list[Clock | None]:
    terms = terms_of(order)
    promised = [(line, terms.on_line(line)) for line in order.lines.all() if line.pk not in without]
    return [
        agreed_clock_start(
            actor=actor,
            order=order,
            code=promise.code,
            line=line,
            received_at=at,
            owner_organisation_id=owner,
            via=VIA_OF[Channel(order.channel)],
        )
        for line, promise in promised
        if promise is not None
    ]


def delivered_clocks_stop(*, actor: Actor, order: Order, at: datetime.datetime, reason: str = "") -> int:
    """Stop D4 and D5 on the lines that have been delivered (A9); how many clocks.

    All three are needed: a search is recorded on the order, and at least one candidate has been presented to the
    company on the line, which nobody is before somebody has talked with them: screened, and the list delivered. It is
    asked after each of the two acts, whichever comes last. On an order that was opened again both must be of after
    that: its clocks are a new promise.
    """
    with as_tovholder(actor, order):
        searches = Search.objects.filter(order=order)
        deliveries = Delivery.objects.filter(order=order, presented__gte=1, presented_at__isnull=False)
        if since := _reopened_at(order):
            searches, deliveries = searches.filter(at__gte=since), deliveries.filter(presented_at__gte=since)
        lines = set(deliveries.values_list("line_id", flat=True))
        if not lines or not searches.exists():
            return 0
        return clocks_stop(
            actor=actor,
            order=order,
            act=Act.CANDIDATES_DELIVERED,
            at=at,
            reason=reason,
            owner_organisation_id=order.tovholder_id,
            line_ids=lines,
        )


@contextmanager
def as_tovholder(actor: Actor, order: Order) -> Iterator[None]:
    """See and write the tovholder's clocks while another jobcentre tells what it has delivered for it: a jobcentre that
    was asked sees none of them, and what it does keeps them all the same. The events name who really acted.
    """
    if order.tovholder_id in (None, actor.organisation_id):
        yield
        return
    with acting_as(replace(actor, organisation_id=order.tovholder_id)):
        yield


def training_clock_start(
    *, actor: Actor, order: Order, line: OrderLine | None, at: datetime.datetime, asked: bool
) -> Clock | None:
    """D6 from the earlier of the company's request for training (`asked`) and the first day of employment (A7).

    `at` is aware, and may be a day that is still to come. A clock that began later gives way to it; one that began
    earlier, or that has been kept, stands. Only a new request starts another after that.
    """
    with as_tovholder(actor, order):
        mine = Clock.objects.filter(order=order, promise="D6").exclude(state=ClockState.CANCELLED)
        mine = mine.filter(Q(line=line) | Q(line__isnull=True)) if line else mine
        running = mine.filter(state=ClockState.OPEN).order_by("received_at").first()
        if running is None and not asked and mine.exists():
            return None
        if running is not None:
            if running.received_at <= at:
                return None
            reason = _("Fristen begynder tidligere: %s.") % danish.day_month(local_date(at), year=True)
            clock_cancel(actor=actor, clock=running, at=moment(), reason=reason)
        return agreed_clock_start(actor=actor, order=order, code="D6", line=line, received_at=at)
