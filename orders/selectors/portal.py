"""What a company sees of its orders: where each stands, what was promised, and whom to ring.

Nothing of what jobcentres say to each other is read here: promised numbers are added up, and only events that are
meant for the company are asked for.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from agreements.selectors.routing import route_to
from companies.models import Workplace
from jobcenters.calendar import NoOpeningHoursError, OpeningCalendar, end_of_day, local_date
from jobcenters.rules import opening_state
from orders.calendars import OFFICE_HOURS, calendars_of, deadline_for
from orders.enums import Decision, EventKind, OrderState
from orders.models import Alternative, Clock, Delivery, Order, OrderEvent, OrderLine
from orders.models.orders import OrderQuerySet
from orders.selectors.agreed import first_answer_due
from orders.selectors.portal_steps import Case, steps_of
from orders.selectors.receivers import national_organisation, receiver_for
from ui import danish, parts
from ui.telephone import tel_url

CONTACTS = (EventKind.CALL, EventKind.REPLY, EventKind.MEETING)
MOST_OTHERS = 20
MOST_CLOSED = 5


# --- before an order is sent --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FirstAnswer:
    """Who answers an order for a workplace, and by when (UTC) if it were sent now; None without opening hours.

    `agreement` is the number of the agreement that says who.
    """

    name: str
    due_at: datetime.datetime | None
    agreement: str = ""


def first_answer(workplace: Workplace, now: datetime.datetime) -> FirstAnswer | None:
    """Who would receive the workplace's order at `now` (aware); None where there is nobody at all."""
    route = route_to(workplace, local_date(now))
    if route is not None and route.tovholder is not None:
        due_at = first_answer_due(route, route.tovholder.organisation_id, now)
        return FirstAnswer(route.tovholder.name, due_at, route.number)
    receiver = receiver_for(workplace, local_date(now)) or national_organisation()
    if receiver is None:
        return None
    try:
        return FirstAnswer(receiver.name, deadline_for("D1", receiver.pk, now).due_at)
    except NoOpeningHoursError:
        return FirstAnswer(receiver.name, None)


# --- orders that have been sent -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Contact:
    """The person (or, before there is one, the organisation) to ring. Texts may be empty."""

    name: str
    first_name: str
    organisation: str
    phone: str
    email: str
    hours: str

    @property
    def phone_url(self) -> str:
        return tel_url(self.phone)


@dataclass(frozen=True, slots=True)
class Offer:
    """Another solution that waits for the company's answer. `asked_back`: when it asked to be rung about it."""

    uuid: UUID
    what: str
    text: str
    asked_back: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class OrderStatus:
    """One order as the company reads it."""

    order: Order
    place: str
    steps: list[parts.Step]
    offers: list[Offer]
    contact: Contact
    due_at: datetime.datetime | None  # the earliest thing promised that is still to come, or late (UTC)

    @property
    def step(self) -> parts.Step:
        """Where the order is now; the last step of one that has ended."""
        return next((step for step in self.steps if step.state == "now"), self.steps[-1])

    @property
    def urgency(self) -> tuple[object, ...]:
        """Sorts the most urgent first: a question to the company, then the earliest promise, then candidates to choose
        from, then the newest.
        """
        far = datetime.datetime.max.replace(tzinfo=datetime.UTC)
        presenting = self.order.state == OrderState.PRESENTING
        return (not self.offers, self.due_at or far, not presenting, -self.order.received_at.timestamp())


@dataclass(frozen=True, slots=True)
class Portal:
    """The first screen. `current` is None without an open order; `latest` is what can be ordered again."""

    current: OrderStatus | None
    others: list[parts.OrderRow]
    closed: list[Order]
    latest: Order | None


def own_orders(actor: Actor) -> OrderQuerySet:
    """The company's orders with everything that its pages show of them in one row."""
    return (
        Order.objects.visible_to(actor)
        .filter(company_id=actor.organisation_id)
        .select_related(
            "workplace__postcode", "contact", "owner", "tovholder__jobcenter", "received_by__jobcenter"
        )
    )


def portal(actor: Actor, now: datetime.datetime) -> Portal:
    """The company's first screen at `now` (aware): a constant number of queries."""
    rows = own_orders(actor)
    found = statuses(list(rows.open().order_by("-received_at", "-id")[: MOST_OTHERS + 1]), now)
    found.sort(key=lambda status: status.urgency)
    closed = list(rows.filter(closed_at__isnull=False).order_by("-closed_at", "-id")[:MOST_CLOSED])
    newest = [status.order for status in found] + closed
    return Portal(
        current=found[0] if found else None,
        others=[_row(status, now) for status in found[1:]],
        closed=closed,
        latest=max(
            (one for one in newest if not one.is_inquiry), key=lambda order: order.received_at, default=None
        ),
    )


def _row(status: OrderStatus, now: datetime.datetime) -> parts.OrderRow:
    return parts.OrderRow(
        title=danish.capitalise(status.order.title),
        url=reverse("orders:portal_order", args=[status.order.uuid]),
        second=status.place,
        step=status.step.title,
        step_second=status.step.promise,
        status="waiting" if status.offers else None,
        status_text=_("Vi afventer jer") if status.offers else "",
        when=_("modtaget %s") % danish.day_when(local_date(status.order.received_at), now),
    )


def statuses(orders: Sequence[Order], now: datetime.datetime) -> list[OrderStatus]:
    """The orders' statuses in the same order: six queries however many there are, and two for opening hours."""
    mine = {"order_id__in": [order.pk for order in orders]}
    if not orders:
        return []
    lines = _by_order(OrderLine.objects.filter(**mine))
    clocks = _by_order(Clock.objects.filter(**mine, request__isnull=True))
    deliveries = _by_order(Delivery.objects.filter(**mine))
    events = _by_order(
        OrderEvent.objects.filter(**mine, kind__in=[*CONTACTS, EventKind.ALTERNATIVE_ANSWERED])
        .select_related("user")
        .order_by("at", "id")
    )
    offers = _by_order(Alternative.objects.filter(**mine, decision=Decision.OFFERED).order_by("offered_at"))
    calendars = calendars_of({(order.tovholder or order.received_by).pk for order in orders})
    return [
        _status(
            order,
            Case(
                order=order,
                now=now,
                lines=lines[order.pk],
                clocks=clocks[order.pk],
                deliveries=deliveries[order.pk],
                answers=[event for event in events[order.pk] if event.kind in CONTACTS],
            ),
            offers[order.pk],
            events[order.pk],
            calendars.get((order.tovholder or order.received_by).pk, OFFICE_HOURS),
        )
        for order in orders
    ]


def _by_order(rows: Iterable) -> defaultdict[int, list]:
    grouped: defaultdict[int, list] = defaultdict(list)
    for row in rows:
        grouped[row.order_id].append(row)
    return grouped


def _status(
    order: Order,
    case: Case,
    offers: list[Alternative],
    events: list[OrderEvent],
    calendar: OpeningCalendar,
) -> OrderStatus:
    contact = _contact(order, calendar, case.now)
    promised = [clock.due_at for clock in case.clocks if clock.stopped_at is None]
    promised += [
        end_of_day(delivery.by)
        for delivery in case.deliveries
        if delivery.promised and not delivery.presented
    ]
    asked = {event.data.get("callback"): event.at for event in events if event.data.get("callback")}
    return OrderStatus(
        order=order,
        place=f"{order.workplace.name}, {order.workplace.postcode}",
        steps=steps_of(case, contact.first_name or contact.organisation, contact.phone),
        offers=[
            Offer(offer.uuid, _what(offer), offer.text, asked.get(str(offer.uuid)))
            for offer in offers
            if order.is_open
        ],
        contact=contact,
        due_at=min(promised, default=None) if order.is_open else None,
    )


def _what(offer: Alternative) -> str:
    """ "Virksomhedspraktik i 3 måneder"."""
    what = str(offer.get_kind_display())
    return _("%(what)s i %(length)s") % {
        "what": what,
        "length": danish.count(offer.months, _("måned"), _("måneder")),
    } if offer.months else what  # fmt: skip


def _contact(order: Order, calendar: OpeningCalendar, now: datetime.datetime) -> Contact:
    organisation: Organisation = order.tovholder or order.received_by
    jobcenter = getattr(organisation, "jobcenter", None)
    phone = (jobcenter.company_phone if jobcenter else "") or organisation.phone
    email = (jobcenter.company_email if jobcenter else "") or organisation.email
    owner = order.owner
    return Contact(
        name=owner.name if owner else "",
        first_name=owner.first_name if owner else "",
        organisation=organisation.name,
        phone=(owner.phone if owner else "") or phone,
        email=(owner.email if owner else "") or email,
        hours=hours_text(calendar, now),
    )


def hours_text(calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """ "Åbent i dag til kl. 13.00, igen mandag kl. 09.00." or "Åbner mandag kl. 09.00."."""
    for span in calendar.open_spans(now, now + datetime.timedelta(microseconds=1)):
        if span.opens_at <= now < span.closes_at:
            try:
                again = danish.when(calendar.next_opening(span.closes_at), now)
            except NoOpeningHoursError:
                break
            return _("Åbent i dag til %(closes)s, igen %(again)s.") % {
                "closes": danish.clock_time(span.closes_at),
                "again": again,
            }
    return f"{opening_state(calendar, now).text}."


def ordered_facts(
    status: OrderStatus, lines: Sequence[OrderLine], now: datetime.datetime
) -> list[parts.Fact]:
    """What the company asked for, one under the other."""
    order = status.order
    facts = [
        parts.Fact(
            _("Stilling"), f"{danish.number(line.places)} {line.occupation}", str(line.get_form_display())
        )
        for line in lines
    ]
    facts.append(parts.Fact(_("Arbejdsplads"), order.workplace.name, order.workplace.full_address))
    if order.start_on:
        facts.append(parts.Fact(_("Start"), danish.day_when(order.start_on, now)))
    if order.application_deadline:
        facts.append(parts.Fact(_("Ansøgningsfrist"), danish.day_when(order.application_deadline, now)))
    if order.cvs_wanted is not None:
        facts.append(parts.Fact(_("CV'er, I vil have"), danish.number(order.cvs_wanted)))
    if order.contact:
        facts.append(parts.Fact(_("Vi ringer til"), order.contact.name, order.contact.phone))
    facts.append(parts.Fact(_("Sagsnummer") if order.is_inquiry else _("Ordrenummer"), order.number))
    return facts


def is_over(order: Order) -> bool:
    return order.state in (OrderState.CLOSED, OrderState.CANCELLED)
