"""Jobservice Danmark's overview: orders without a tovholder, how the brokered ones stand, and east against west.

It rests on the orders that the organisation itself received: nobody sees the others from here. JOURNEYS 4.4; A15.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise as LazyText
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from jobcenters.calendar import local_date
from jobcenters.enums import Side
from jobcenters.models import Municipality
from orders.calendars import OFFICE_HOURS, calendars_of
from orders.enums import OrderState
from orders.map import municipality_shapes
from orders.models import Clock, Order
from orders.selectors.assignment import due_detail
from orders.selectors.brokering import Choice, best, choices_for, stage_of
from orders.selectors.facts import place_of
from orders.selectors.my_day import clock_status
from orders.selectors.national_map import DenmarkMap, denmark_map
from orders.selectors.sla import risk_until
from orders.titles import state_words
from ui import danish, parts

MOST_ROWS = 50
RECENT = datetime.timedelta(days=30)


class Show(StrEnum):
    """What the list of orders shows; the values stand in addresses."""

    BROKERED = "formidlede"
    OPEN = "aabne"
    AT_RISK = "i-fare"
    LATE = "overskredne"
    URGENT = "haster"  # at risk or late
    INQUIRIES = "henvendelser"  # open cases about no order; all others show orders alone


SIDES: Mapping[str, str] = {"vest": Side.WEST, "oest": Side.EAST}
SIDE_NAMES: Mapping[str, LazyText] = {
    "vest": gettext_lazy("vest for Storebælt"),
    "oest": gettext_lazy("øst for Storebælt"),
}


@dataclass(frozen=True, slots=True)
class NationalFilter:
    """Which of the organisation's orders: the only way from a number to its rows.

    `side` is a key of SIDES, or ""; `municipality` a code of four digits, or "".
    """

    actor: Actor
    now: datetime.datetime
    show: Show = Show.BROKERED
    side: str = ""
    municipality: str = ""

    def rows(self) -> QuerySet[Any]:
        """The orders, newest first."""
        rows = _classified(self.actor, self.now)
        rows = rows.filter(is_inquiry=self.show is Show.INQUIRIES)
        if self.show is Show.BROKERED:
            rows = rows.filter(tovholder__isnull=False, received_at__gte=self.now - RECENT)
        else:
            rows = rows.open()
        if self.show is Show.AT_RISK:
            rows = rows.filter(at_risk=True)
        if self.show is Show.LATE:
            rows = rows.filter(late=True)
        if self.show is Show.URGENT:
            rows = rows.filter(Q(late=True) | Q(at_risk=True))
        if self.side:
            rows = rows.filter(workplace__postcode__municipality__side=SIDES[self.side])
        if self.municipality:
            rows = rows.filter(workplace__postcode__municipality_id=self.municipality)
        return rows.order_by("-received_at", "-pk")

    @property
    def url(self) -> str:
        """The page with exactly these rows."""
        values = {"vis": self.show.value, "omraade": self.side, "kommune": self.municipality}
        query = urlencode({key: value for key, value in values.items() if value})
        return f"{reverse('orders:national')}?{query}#ordrer"

    @property
    def heading(self) -> str:
        """ "Ordrer i fare vest for Storebælt"."""
        words = {
            Show.BROKERED: _("Formidlet de sidste 30 dage"),
            Show.OPEN: _("Åbne ordrer"),
            Show.AT_RISK: _("Ordrer i fare"),
            Show.LATE: _("Ordrer med overskredet frist"),
            Show.URGENT: _("Ordrer i fare eller over fristen"),
            Show.INQUIRIES: _("Åbne henvendelser uden ordre"),
        }[self.show]
        if self.municipality:
            name = Municipality.objects.filter(pk=self.municipality).values_list("name", flat=True).first()
            words = _("%(words)s i %(municipality)s") % {
                "words": words,
                "municipality": name or _("ukendt kommune"),
            }
        return f"{words} {SIDE_NAMES[self.side]}" if self.side else words


def _classified(actor: Actor, now: datetime.datetime) -> Any:
    """The orders that may be seen, with `late` and `at_risk`: whether one of their running clocks is."""
    running = Clock.objects.running().filter(order=OuterRef("pk"))
    until = risk_until(OFFICE_HOURS, now)
    return Order.objects.visible_to(actor).annotate(
        late=Exists(running.filter(due_at__lt=now)),
        at_risk=Exists(running.filter(due_at__gte=now, due_at__lt=until)),
    )


@dataclass(frozen=True, slots=True)
class Number:
    """A number with the address of what it counts; no address where it counts no orders."""

    value: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class AreaRow:
    label: str
    west: Number
    east: Number


@dataclass(frozen=True, slots=True)
class Mark:
    """How many orders of a municipality are at risk or late, and where the number stands on the map."""

    name: str
    number: Number
    x: int = 0
    y: int = 0


@dataclass(frozen=True, slots=True)
class NationalPage:
    """Everything on the page, in words."""

    lead: str
    unassigned: list[parts.CaseRow]
    orders: list[parts.OrderRow]
    orders_in_all: int
    heading: str
    is_filtered: bool
    areas: list[AreaRow]
    unplaced: Number
    marks: list[Mark]
    map: DenmarkMap | None


def national_page(wanted: NationalFilter) -> NationalPage:
    """The overview for an organisation at an instant. A constant number of queries."""
    actor, now = wanted.actor, wanted.now
    found = wanted.rows()
    places = _places(actor, now)
    areas, unplaced = _areas(actor, now, places)
    marks = _marks(actor, now, places)
    return NationalPage(
        lead=danish.capitalise(danish.full_time(now)),
        unassigned=unassigned_rows(actor, now),
        orders=_order_rows(list(_with_names(found)[:MOST_ROWS]), now),
        orders_in_all=found.count(),
        heading=wanted.heading,
        is_filtered=wanted.show is not Show.BROKERED or bool(wanted.side or wanted.municipality),
        areas=areas,
        unplaced=unplaced,
        marks=marks,
        map=denmark_map(),
    )


def _with_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("company__organisation", "workplace__postcode", "tovholder__jobcenter")


def running_clocks(orders: Sequence[Order]) -> dict[int, Clock]:
    """Order id -> its running clock with the earliest deadline."""
    clocks = Clock.objects.running().filter(order__in=orders).select_related("owner_organisation__jobcenter")
    return {clock.order_id: clock for clock in clocks.order_by("-due_at", "-pk")}


# --- without a tovholder --------------------------------------------------------------------------------------


def unassigned_rows(actor: Actor, now: datetime.datetime) -> list[parts.CaseRow]:
    """Orders without a tovholder, the earliest deadline first, each with a suggestion and why."""
    orders = list(_with_names(Order.objects.visible_to(actor).filter(state=OrderState.UNASSIGNED)))
    if not orders:
        return []
    clocks = running_clocks(orders)
    far = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    orders.sort(key=lambda order: (clocks[order.pk].due_at if order.pk in clocks else far, order.pk))
    stage = stage_of(actor, orders, local_date(now))
    return [
        _unassigned_row(actor, order, clocks.get(order.pk), best(choices_for(order, stage)), now)
        for order in orders
    ]


def _unassigned_row(
    actor: Actor, order: Order, clock: Clock | None, suggested: Choice | None, now: datetime.datetime
) -> parts.CaseRow:
    assign = reverse("orders:national_assign", args=[order.uuid])
    action = parts.Action(_("Vælg tovholder"), assign, described_by=order.company.name)
    third = ""
    if suggested:
        action = parts.Action(
            _("Send til %s") % suggested.place,
            assign,
            post=True,
            fields=(("to", str(suggested.uuid)), ("reason", suggested.reason)),
            described_by=order.company.name,
        )
        third = format_html(
            '{} <b>{}</b>, {}. <a href="{}">{}<span class="sr-only"> {} {}</span></a>',
            _("Forslag:"),
            suggested.place,
            suggested.why,
            assign,
            _("Vælg en anden"),
            _("til"),
            order.company.name,
        )
    return parts.CaseRow(
        status=clock_status(clock, OFFICE_HOURS, now) if clock else "on_time",  # type: ignore[arg-type]
        due=danish.when(clock.due_at, now) if clock else _("Ingen frist"),
        due_second=due_detail(clock, OFFICE_HOURS, now) if clock else "",
        title=order.company.name,
        url=reverse("orders:order", args=[order.uuid]),
        second=_("%(what)s, arbejdssted %(town)s") % {"what": order.title, "town": town_of(order)},
        third=third,
        action=action if actor.is_national else None,
    )


def town_of(order: Order) -> str:
    """The town of the workplace."""
    return order.workplace.postcode.name


# --- the list ---------------------------------------------------------------------------------------------------


def _order_rows(orders: Sequence[Order], now: datetime.datetime) -> list[parts.OrderRow]:
    clocks = running_clocks(orders)
    calendars = calendars_of({clock.owner_organisation_id for clock in clocks.values()})
    return [
        _order_row(
            order,
            clock := clocks.get(order.pk),
            clock_status(clock, calendars[clock.owner_organisation_id], now) if clock else "",
            now,
        )
        for order in orders
    ]


def _order_row(order: Order, clock: Clock | None, status: str, now: datetime.datetime) -> parts.OrderRow:
    when = _("modtaget %s") % danish.day_when(local_date(order.received_at), now)
    if clock is not None:
        when = f"{place_of(clock.owner_organisation)} {danish.when(clock.due_at, now)}"
    elif not order.is_open:
        status = "done"
    step = _("Mangler tovholder")
    if order.tovholder is not None:
        step = _("%s er tovholder") % place_of(order.tovholder)
    return parts.OrderRow(
        title=order.company.name,
        url=reverse("orders:order", args=[order.uuid]),
        second=_("%(what)s, arbejdssted %(town)s") % {"what": order.title, "town": town_of(order)},
        step=step,
        step_second=f"{state_words(order.state, is_inquiry=order.is_inquiry)} · {order.number}"
        if order.tovholder
        else order.number,
        status=status or None,  # type: ignore[arg-type]
        when=when,
    )


# --- east and west ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """`number` open orders (or inquiries) with their workplace in one municipality (None: not known), alike in late and
    at risk.
    """

    side: str | None
    code: str | None
    name: str | None
    late: bool
    at_risk: bool
    is_inquiry: bool
    number: int


def _places(actor: Actor, now: datetime.datetime) -> list[Place]:
    """Open orders and inquiries counted by municipality. One query."""
    where = [f"workplace__postcode__municipality__{field}" for field in ("side", "code", "name")]
    groups = (
        _classified(actor, now)
        .open()
        .order_by()
        .values(*where, "late", "at_risk", "is_inquiry")
        .annotate(n=Count("pk"))
        .values_list(*where, "late", "at_risk", "is_inquiry", "n")
    )
    return [Place(*row) for row in groups]


def _fits(place: Place, show: Show) -> bool:
    if place.is_inquiry or show is Show.INQUIRIES:
        return place.is_inquiry and show is Show.INQUIRIES
    return {
        Show.AT_RISK: place.at_risk,
        Show.LATE: place.late,
        Show.URGENT: place.late or place.at_risk,
    }.get(show, True)


def _areas(actor: Actor, now: datetime.datetime, places: Sequence[Place]) -> tuple[list[AreaRow], Number]:
    """The table of both sides, and the open orders whose workplace lies on neither. One query."""
    municipalities = dict(
        Municipality.objects.order_by().values("side").annotate(n=Count("pk")).values_list("side", "n")
    )

    def number(show: Show, name: str) -> Number:
        value = sum(one.number for one in places if one.side == SIDES[name] and _fits(one, show))
        return Number(value, NationalFilter(actor, now, show, name).url if value else "")

    rows = [
        AreaRow(
            _("Kommuner"),
            Number(municipalities.get(Side.WEST.value, 0)),
            Number(municipalities.get(Side.EAST.value, 0)),
        )
    ]
    for label, show in (
        (_("Åbne ordrer"), Show.OPEN),
        (_("I fare"), Show.AT_RISK),
        (_("Overskredet"), Show.LATE),
        (_("Åbne henvendelser"), Show.INQUIRIES),
    ):
        rows.append(AreaRow(label, number(show, "vest"), number(show, "oest")))
    missing = sum(one.number for one in places if one.side is None and not one.is_inquiry)
    return rows, Number(missing, NationalFilter(actor, now, Show.OPEN).url if missing else "")


def _marks(actor: Actor, now: datetime.datetime, places: Sequence[Place]) -> list[Mark]:
    """The municipalities with orders at risk or late, most first."""
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in places:
        if one.code and one.name and _fits(one, Show.URGENT):
            found[one.code, one.name] += one.number
    middles = {shape.code: (shape.x, shape.y) for shape in municipality_shapes()}
    return [
        Mark(
            name,
            Number(value, NationalFilter(actor, now, Show.URGENT, municipality=code).url),
            *middles.get(code, (0, 0)),
        )
        for (code, name), value in sorted(found.items(), key=lambda item: (-item[1], item[0][1]))
    ]
