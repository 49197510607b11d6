"""Everything the order page shows, in a constant number of queries: as many for one request as for thirty."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from jobcenters.calendar import NATIONAL, local_date
from jobcenters.rules import NetworkRules
from orders.calendars import calendars_of, rules_of
from orders.clarification import Missing, missing
from orders.enums import AccessRole, ClockState, Decision, EmploymentForm, EventKind
from orders.evidence import counts_as_evidence, oldest_valid_day
from orders.models import (
    Alternative,
    Clock,
    Delivery,
    FollowUp,
    HeadsUp,
    Order,
    OrderAccess,
    OrderEvent,
    OrderLine,
    Request,
    Search,
    TovholderChange,
)
from orders.next_step import NextStep, next_step
from orders.selectors.agreed import both_dates, under_agreement
from orders.selectors.deadlines import deadlines_of
from orders.selectors.exchange import Referral, open_questions, referrals, requests_of
from orders.selectors.facts import facts_of, place_of
from orders.selectors.plan import delivery_plan_of, promised_by_line, shortfall, shortfall_text
from orders.selectors.suggestions import Suggestion, suggestions
from orders.titles import part_title
from ui import danish, parts

EVENTS_SHOWN = 30
PANEL_CHOICES = 3


def order_rows(actor: Actor) -> QuerySet[Order]:
    """The orders that `actor` may see, with what every page about one of them names."""
    return Order.objects.visible_to(actor).select_related(
        "company__organisation", "workplace__postcode", "contact", "tovholder__jobcenter", "owner"
    )


def role_on(actor: Actor, order: Order) -> str:
    """The access role of the actor's organisation on the order; "" where it has none."""
    found = OrderAccess.objects.visible_to(actor).filter(order=order).values_list("role", flat=True).first()
    return found or ""


@dataclass(frozen=True, slots=True)
class Gate:
    """Whether other jobcentres may be asked because the own search was not enough; if not, what is missing.

    `search` is the newest one that counts as evidence, or else the newest.
    """

    is_open: bool
    sentence: str
    search: Search | None


def gate_of(searches: Sequence[Search], rules: NetworkRules, now: datetime.datetime) -> Gate:
    """The gate ([003], R147-R149; A16) in words a consultant can act on. `searches` are newest first."""
    days = rules.search_valid_working_days
    valid = [item for item in searches if counts_as_evidence(item, now=now, working_days=days)]
    if valid:
        when = danish.when(valid[0].at, now)
        return Gate(True, _("Jeres søgning fra %s sendes med.") % when, valid[0])
    if not rules.search_required:
        return Gate(True, "", searches[0] if searches else None)
    if not searches:
        return Gate(False, _("Søg selv først. Søgningen sendes med som begrundelse."), None)
    last = searches[0]
    when = danish.when(last.at, now)
    if local_date(last.at) < oldest_valid_day(local_date(now), working_days=days, calendar=NATIONAL):
        sentence = _(
            "Jeres søgning fra %(when)s er for gammel: den må højst være %(days)s gammel. Søg igen."
        ) % {
            "when": when,
            "days": danish.working_days(days),
        }
    elif not last.across_borders:
        sentence = _("Jeres søgning fra %s nåede ikke over kommunegrænsen. Søg i en større radius.") % when
    else:
        sentence = _("Jeres søgning fra %s siger ikke, hvorfor kandidaterne ikke er egnede. Søg igen.") % when
    return Gate(False, sentence, last)


@dataclass(frozen=True, slots=True)
class OrderPage:
    """What the template draws. Texts are ready to read; `leads` tells whether the viewer may act."""

    order: Order
    leads: bool
    title: str
    lead: str
    facts: list[parts.Fact]
    step: NextStep
    deadlines: list[parts.Deadline]
    deadline_notes: list[str]
    running: int
    plan: parts.Plan | None
    plan_note: str
    lines: list["LineRow"]
    gate: Gate | None
    ask_line: OrderLine | None
    ask_number: int
    ask_text: str
    suggestions: list[Suggestion]
    missing: list[Missing]
    events: list[parts.Event]
    more_events: bool
    follow_up: FollowUp | None
    alternatives: list[Alternative]
    change: TovholderChange | None
    questions: list[Request]
    referrals: list[Referral]
    asked: str  # what the company asked, where the case is about no order


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of the order, as the table shows it."""

    what: str
    form: str
    requirements: str
    place: str
    step: str


def order_title_of(order: Order) -> str:
    """ "4 montører og 2 flygtninge til Gudenå Maskinfabrik (demo)"."""
    if order.is_inquiry:
        return _("Henvendelse fra %s") % order.company.name
    return _("%(what)s til %(company)s") % {"what": order.title, "company": order.company.name}


def order_page(
    actor: Actor, order: Order, role: str, now: datetime.datetime, *, all_events: bool = False
) -> OrderPage:
    """The order as `actor` sees it: its tovholder, or Jobservice Danmark that received it. `now` is aware."""
    lines = list(OrderLine.objects.filter(order=order))
    deliveries = list(Delivery.objects.filter(order=order).select_related("organisation__jobcenter"))
    requests = requests_of(actor, order.pk)
    searches = list(Search.objects.filter(order=order).select_related("postcode"))
    clocks = list(
        Clock.objects.filter(order=order)
        .exclude(state=ClockState.CANCELLED)
        .select_related("owner_organisation__jobcenter", "request__line")
    )
    alternatives = list(Alternative.objects.filter(order=order))
    follow_up = FollowUp.objects.filter(order=order, done_at__isnull=True).first()
    change = (
        TovholderChange.objects.filter(order=order, decision=Decision.OFFERED)
        .select_related("to_organisation__jobcenter")
        .first()
    )
    leads = role == AccessRole.TOVHOLDER and order.is_open
    gate = gate_of(searches, rules_of(actor.organisation_id, local_date(now)), now)
    running = [clock for clock in clocks if clock.state == ClockState.OPEN]
    step = next_step(
        facts_of(
            order,
            now,
            lines,
            deliveries,
            requests,
            running,
            searched=bool(searches),
            gate_open=gate.is_open,
            offered=sum(item.decision == Decision.OFFERED for item in alternatives),
            follow_up_on=follow_up.due_on if follow_up else None,
        )
    )
    calendars = calendars_of({item.to_organisation_id for item in requests} | {actor.organisation_id})
    events, more = events_of(actor, order, now, everything=all_events)
    lacking = shortfall(lines, deliveries)
    ask_line, ask_number = lacking[0] if lacking else (lines[0] if lines else None, 1)
    page_suggestions: list[Suggestion] = []
    if leads and order.state != "received" and ask_line is not None:
        page_suggestions = suggestions(
            postcode=order.workplace.postcode,
            now=now,
            without=asked_already(requests, ask_line) | {actor.organisation_id},
        )
    return OrderPage(
        order=order,
        leads=leads,
        title=order_title_of(order),
        lead=_lead(order, now),
        facts=_facts(order),
        step=step,
        deadlines=deadlines_of(
            clocks, now, actor.organisation_id, actor if role == AccessRole.TOVHOLDER else None
        ),
        deadline_notes=both_dates(order, lines, clocks, now) if order.is_open else [],
        running=len(running),
        plan=delivery_plan_of(
            lines=lines,
            deliveries=deliveries,
            requests=requests,
            clocks=running,
            calendars=calendars,
            now=now,
            viewer_id=actor.organisation_id,
        ),
        plan_note=shortfall_text(lines, deliveries) if order.is_open else "",
        lines=_line_rows(order, lines, deliveries),
        gate=gate,
        ask_line=ask_line,
        ask_number=ask_number,
        ask_text=ask_text(order, ask_line, ask_number, now),
        suggestions=page_suggestions[:PANEL_CHOICES],
        missing=[] if order.is_inquiry else missing(order),
        events=events,
        more_events=more,
        follow_up=follow_up,
        alternatives=[item for item in alternatives if item.decision == Decision.OFFERED],
        change=change,
        questions=open_questions(requests) if leads else [],
        referrals=referrals(requests, actor) if leads else [],
        asked=asked_text(order),
    )


def asked_already(requests: Sequence[Request], line: OrderLine) -> set[int]:
    """The organisations that have been asked about the line; one that asked back gets an answer instead."""
    return {item.to_organisation_id for item in requests if item.line_id in (None, line.pk)}


def alerted_already(order: Order) -> set[int]:
    """The organisations that have been told what may come."""
    return set(HeadsUp.objects.filter(order=order).values_list("to_organisation_id", flat=True))


def ask_text(order: Order, line: OrderLine | None, number: int, now: datetime.datetime) -> str:
    """A first draft of what is lacking: "1 af 4 montører: svejsecertifikat. Start 1. maj."."""
    if line is None:
        return ""
    text = part_title(number, line)
    if line.requirements:
        text = f"{text}: {line.requirements.rstrip('.')}"
    if order.start_on:
        text = _("%(text)s. Start %(day)s") % {"text": text, "day": danish.day_month(order.start_on)}
    return danish.plain(f"{text}.")[:1000]


def _lead(order: Order, now: datetime.datetime) -> str:
    text = _("%(number)s. Modtaget %(when)s.") % {
        "number": (_("Henvendelse %s") if order.is_inquiry else _("Ordre %s")) % order.number,
        "when": danish.when(order.received_at, now),
    }
    if under := under_agreement(order):
        text += f" {under}"
    if order.start_on:
        text += " " + _("Start %s.") % danish.day_month(
            order.start_on, year=order.start_on.year != local_date(now).year
        )
    if not order.is_open and order.closed_at:
        text += " " + _("%(state)s %(when)s.") % {
            "state": order.get_state_display(),
            "when": danish.when(order.closed_at, now),
        }
    return text


def _facts(order: Order) -> list[parts.Fact]:
    owner = str(order.owner) if order.owner else _("Ingen ansvarlig valgt")
    contact = order.contact
    wanted = (
        ngettext("ønsker %(n)s CV", "ønsker %(n)s CV'er", order.cvs_wanted)
        % {"n": danish.number(order.cvs_wanted)}
        if order.cvs_wanted
        else ""
    )
    found = [
        parts.Fact(_("Tovholder"), order.tovholder.name if order.tovholder else _("Ingen endnu"), owner),
        parts.Fact(
            _("Virksomhed"),
            contact.name if contact else order.company.name,
            contact.email if contact and not contact.phone else "",
            url=reverse("companies:detail", args=[order.company.uuid]),
            phone=contact.phone if contact else "",
        ),
        parts.Fact(_("Arbejdssted"), str(order.workplace.postcode), order.workplace.address),
    ]
    if order.is_inquiry:
        came = parts.Fact(_("Modtaget via"), str(order.get_channel_display()))
        return [*found, came]
    return [
        *found,
        parts.Fact(_("Hvem kontakter kandidaterne"), order.get_candidate_contact_display(), wanted),
    ]


def asked_text(order: Order) -> str:
    """What the company asked in a case about no order: the first of its events. "" for an order."""
    if not order.is_inquiry:
        return ""
    first = OrderEvent.objects.filter(order=order, kind=EventKind.RECEIVED).order_by("at", "id")
    return first.values_list("text", flat=True).first() or ""


def _line_rows(order: Order, lines: Sequence[OrderLine], deliveries: Sequence[Delivery]) -> list[LineRow]:
    promised = promised_by_line(deliveries)
    rows = []
    for line in lines:
        lacks = line.places - promised[line.pk]
        if line.outcome:
            step = _("%(outcome)s (%(n)s ansat)") % {
                "outcome": line.get_outcome_display(),
                "n": danish.number(line.hired),
            }
        elif lacks > 0:
            step = _("Skaf %s mere") % danish.number(lacks) if promised[line.pk] else _("Skaf %s") % lacks
        else:
            step = _("Alle er lovet")
        rows.append(
            LineRow(
                what=f"{danish.number(line.places)} {line.occupation}",
                form="" if line.form == EmploymentForm.ORDINARY else line.get_form_display(),
                requirements=line.requirements,
                place=str(order.workplace.postcode),
                step=step,
            )
        )
    return rows


def events_of(
    actor: Actor, order: Order, now: datetime.datetime, *, everything: bool = False
) -> tuple[list[parts.Event], bool]:
    """The timeline that the actor may read, newest first, and whether there is more than is shown."""
    rows = OrderEvent.objects.visible_to(actor).filter(order=order).distinct()
    found = list(rows if everything else rows[: EVENTS_SHOWN + 1])
    more = not everything and len(found) > EVENTS_SHOWN
    return [
        parts.Event(_event_when(event.at, now), event.title, event.text, _event_url(actor, event))
        for event in (found[:EVENTS_SHOWN] if more else found)
    ], more


def _event_url(actor: Actor, event: OrderEvent) -> str:
    """The page behind an event: what else was moved when this deadline was. Not for the company."""
    moved_by = event.data.get("recalculation")
    if not moved_by or actor.is_company:
        return ""
    return reverse("orders:recalculation", args=[moved_by])


def _event_when(at: datetime.datetime, now: datetime.datetime) -> str:
    there = danish.local(at)
    return f"{danish.day_when(there.date(), now)} {danish.clock_time(there.time())}"


def searched_text(search: Search, now: datetime.datetime) -> str:
    """ "8700 Horsens, 50 km, montør: 38 fundet, 2 egnede"."""
    return _("%(place)s, %(km)s, %(criteria)s: %(hits)s fundet, %(suitable)s egnede") % {
        "place": search.postcode,
        "km": danish.kilometres(search.radius_km),
        "criteria": search.criteria,
        "hits": danish.number(search.hits),
        "suitable": danish.number(search.suitable),
    }


def tovholder_place(order: Order) -> str:
    """What people call the tovholder in a sentence."""
    return place_of(order.tovholder) if order.tovholder else ""
