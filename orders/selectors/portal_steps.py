"""The company's timeline of an order: five steps in plain words, each with what was promised. Reads no database."""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orders.enums import CandidateContact, EventKind, OrderState
from orders.models import Clock, Delivery, Order, OrderEvent, OrderLine
from orders.promises import FIRST_ANSWER
from ui import danish
from ui.parts import Step

State = Literal["done", "now", "coming"]
SEARCHING = (OrderState.CLARIFYING, OrderState.SEARCHING)


@dataclass(frozen=True, slots=True)
class Case:
    """An order with the rows that its timeline needs. `answers` are our contacts with the company, oldest first."""

    order: Order
    now: datetime.datetime
    lines: list[OrderLine]
    clocks: list[Clock]
    deliveries: list[Delivery]
    answers: list[OrderEvent]

    @property
    def first_promise(self) -> Clock | None:
        """The promise of a first answer: the newest, where one was started anew, and of two that began together the
        one that is due first (A22).
        """
        promised = [clock for clock in self.clocks if clock.promise in FIRST_ANSWER]
        begun = max((clock.received_at for clock in promised if clock.promise == "D1"), default=None)
        together = (clock for clock in promised if clock.received_at == begun)
        return min(together, key=lambda clock: clock.due_at, default=None)


def steps_of(case: Case, who: str, phone: str) -> list[Step]:
    """Modtaget, we ring, we find candidates, you choose, hired. `who` rings (a first name, or a jobcentre)."""
    order, now = case.order, case.now
    received = Step(_("Modtaget"), "done", second=danish.capitalise(danish.when(order.received_at, now)))
    if order.state == OrderState.CANCELLED:
        first = [_answered(case, who)] if case.answers else []
        return [received, *first, Step(_("Ordren er annulleret"), "done", second=_ended(order, now))]
    if not case.lines:
        # A message about no order: it is answered, and that is all.
        answer = _answered(case, who) if case.answers else _first_answer(case, who, phone)
        ended = [Step(_("Afsluttet"), "done", second=_ended(order, now))] if not order.is_open else []
        return [received, answer, *ended]
    waiting = order.state in (OrderState.RECEIVED, OrderState.UNASSIGNED)
    return [
        received,
        _first_answer(case, who, phone) if waiting else _answered(case, who),
        _finding(case),
        _choosing(case, who),
        _hired(case),
    ]


def _ended(order: Order, now: datetime.datetime) -> str:
    return danish.capitalise(danish.when(order.closed_at, now)) if order.closed_at else ""


# --- the first answer ---------------------------------------------------------------------------------------


def _first_answer(case: Case, who: str, phone: str) -> Step:
    clock = case.first_promise
    promise = ""
    if clock is not None:
        when = danish.when(clock.due_at, case.now)
        promise = _("Vi ringer senest %s.") % when
        if case.now > clock.due_at:
            promise = _("Vi skulle have ringet senest %s. Det beklager vi.") % when
    if case.order.state == OrderState.UNASSIGNED:
        second = _("%s finder det jobcenter, der skal hjælpe jer.") % who
    elif phone:
        second = _("%(who)s, telefon %(phone)s") % {"who": who, "phone": phone.replace(" ", danish.NBSP)}
    else:
        second = who
    return Step(_("Vi ringer til jer"), "now", promise=promise, second=second)


def _answered(case: Case, who: str) -> Step:
    first = case.answers[0] if case.answers else None
    if first is None:
        return Step(_("Vi har talt med jer"), "done")
    name = first.user.first_name if first.user else who
    titles = {
        EventKind.CALL: _("%s har ringet"),
        EventKind.REPLY: _("%s har svaret jer"),
        EventKind.MEETING: _("%s har aftalt et møde med jer"),
    }
    if case.order.is_inquiry:
        # Who rang whom is not said: often it was the company, and it was answered in the conversation.
        titles[EventKind.CALL] = _("%s har talt med jer")
    clock = case.first_promise
    # What the clock says has been put right where the time was registered wrongly.
    at = clock.stopped_at if clock is not None and clock.kept is not None and clock.stopped_at else first.at
    told = danish.capitalise(danish.when(at, case.now))
    if clock is not None:
        due = danish.when(clock.due_at, case.now)
        if at <= clock.due_at:
            told = _("%(told)s. Vi havde lovet senest %(due)s.") % {"told": told, "due": due}
        else:
            told = _("%(told)s. Vi havde lovet senest %(due)s, og det beklager vi.") % {
                "told": told,
                "due": due,
            }
    return Step(titles[EventKind(first.kind)] % name, "done", second=told)


# --- candidates ---------------------------------------------------------------------------------------------


def _finding(case: Case) -> Step:
    state: State = "coming"
    if case.order.state in SEARCHING:
        state = "now"
    elif case.order.state in (OrderState.PRESENTING, OrderState.CLOSED):
        state = "done"
    title = _("Vi har fundet kandidater") if _presented(case) else _("Vi finder kandidater")
    if state == "done":
        return Step(
            title if _presented(case) else _("Vi har søgt efter kandidater"), state, second=_covered(case)
        )
    if state == "coming":
        return Step(title, state, second=_("Vi søger blandt ledige i jeres område."))
    second = _covered(case)
    if not second:
        second = (
            _("Vi taler behovet igennem med jer, og så søger vi.")
            if case.order.state == OrderState.CLARIFYING
            else _("Vi søger blandt ledige i jeres område.")
        )
    return Step(title, state, promise=_promise(case), second=second)


def _presented(case: Case) -> int:
    return sum(delivery.presented for delivery in case.deliveries)


def _promise(case: Case) -> str:
    """When the first CVs come, where somebody has promised it."""
    running = [
        clock.due_at for clock in case.clocks if clock.promise in ("D4", "D5") and clock.stopped_at is None
    ]
    days = [delivery.by for delivery in case.deliveries if delivery.promised and not delivery.presented]
    if running:
        when, late = danish.when(min(running), case.now), case.now > min(running)
    elif days:
        when, late = danish.day_when(min(days), case.now), danish.local(case.now).date() > min(days)
    else:
        return ""
    if late:
        return _("I skulle have fået de første CV'er senest %s. Det beklager vi.") % when
    return _("I får de første CV'er senest %s.") % when


def _covered(case: Case) -> str:
    """ "3 af 4 montører og 0 af 2 kokke er på plads." as far as it is promised; empty before anything is."""
    promised: defaultdict[int, int] = defaultdict(int)
    for delivery in case.deliveries:
        promised[delivery.line_id] += delivery.promised
    if not any(promised.values()) or not case.order.is_open:
        # At the end it counts who was hired, and the last step says that.
        return ""
    shares = [
        f"{danish.share(min(promised[line.pk], line.places), line.places)} {line.occupation}"
        for line in case.lines
    ]
    return _("%s er på plads.") % danish.join(shares)


# --- the company's choice -----------------------------------------------------------------------------------


def _choosing(case: Case, who: str) -> Step:
    title, presented = _("I vælger, hvem I vil tale med"), _presented(case)
    if case.order.state == OrderState.CLOSED:
        return (
            Step(_("I har valgt"), "done")
            if presented
            else Step(_("Ingen kandidater at vælge imellem"), "done")
        )
    if case.order.state == OrderState.PRESENTING:
        got = ngettext("I har fået %(n)s kandidat.", "I har fået %(n)s kandidater.", presented)
        promise = got % {"n": danish.number(presented)}
        return Step(title, "now", promise=promise, second=_("Sig til %s, hvem I vil tale med.") % who)
    second = {
        CandidateContact.COMPANY: _("I ringer selv til kandidaterne."),
        CandidateContact.SCREENS: _("Vi taler med kandidaterne først."),
        CandidateContact.ON_POSTING: _("Vi står som kontakt på opslaget."),
    }
    return Step(title, "coming", second=second[CandidateContact(case.order.candidate_contact)])


def _hired(case: Case) -> Step:
    places = sum(line.places for line in case.lines)
    if case.order.state == OrderState.CLOSED:
        hired = sum(line.hired for line in case.lines)
        title = _("%s ansat") % danish.share(hired, places) if hired else _("Afsluttet uden ansættelse")
        return Step(title, "done", second=_ended(case.order, case.now))
    hired = sum(delivery.hired for delivery in case.deliveries)
    told = [_("%s er ansat.") % danish.share(hired, places)] if hired else []
    if case.order.start_on:
        told.append(_("I ønsker start %s.") % danish.day_when(case.order.start_on, case.now))
    return Step(_("Ansat"), "coming", second=" ".join(told))
