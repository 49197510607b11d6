"""What to do next on an order: one imperative sentence, the reason, and the page that does it. Pure.

A list of orders and the order page say the same, because both ask here. The rule reads nothing but `OrderFacts`
(made by `orders.selectors.facts.order_facts`); `now` is one of them. Texts are Danish and ready to show; a title
begins with a capital letter, and `NextStep.inline` with a small one, for use after "Næste skridt:".
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import ngettext

from orders.enums import OrderState
from ui import danish
from ui.words import gettext as _

ActionName = Literal[
    "assign", "answer", "clarify", "search", "ask", "question", "wait", "alternative", "plan", "close", "none"
]


# Where candidates are searched for. The page is an app's above this one: only its name is known here.
SEARCH_PAGE = "candidates:order_search"


@dataclass(frozen=True, slots=True)
class Awaited:
    """A jobcentre that has been asked and has not answered: its place, how many, and when it must answer (UTC)."""

    place: str
    number: int
    due_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """What the rule reads of one order, as its tovholder sees it.

    Numbers count persons. `confirmed` is what the plan promises (own share and the answers), never more than `places`
    on any line. `gate_open` tells whether a recorded search allows asking others (A16). All instants are aware.
    """

    state: str
    now: datetime.datetime
    places: int
    confirmed: int = 0
    presented: int = 0
    hired: int = 0
    answer_due: datetime.datetime | None = None
    missing: int = 0
    searched: bool = False
    gate_open: bool = False
    awaited: tuple[Awaited, ...] = ()
    refused: int = 0
    unclear: tuple[str, ...] = ()
    offered: int = 0
    follow_up_on: datetime.date | None = None
    application_deadline: datetime.date | None = None

    @property
    def remaining(self) -> int:
        """Places that nobody has promised to fill."""
        return max(self.places - self.confirmed, 0)


@dataclass(frozen=True, slots=True)
class NextStep:
    """`title` in the imperative, `detail` why or by when (may be empty), `action` the kind of step, and the name of
    the page that does it: `reverse(url_name, args=[order.uuid])`. "wait" leads to the order itself; "none" to nothing.
    """

    title: str
    detail: str
    action: ActionName
    url_name: str

    @property
    def inline(self) -> str:
        """The title as it stands after "Næste skridt:", with its full stop."""
        return f"{self.title[:1].lower()}{self.title[1:]}."

    @property
    def button(self) -> str:
        """The words on the step's button; empty where there is nothing to press."""
        return {
            "assign": _("Vælg tovholder"),
            "answer": _("Ring op"),
            "clarify": _("Afklar"),
            "search": _("Udsøg"),
            "ask": _("Inddrag jobcentre"),
            "question": _("Svar jobcentret"),
            "alternative": _("Tilbyd alternativ"),
            "plan": _("Ret planen"),
            "close": _("Luk ordren"),
        }.get(self.action, "")


def next_step(facts: OrderFacts) -> NextStep:
    """The one thing to do now.

    In this order: nothing on an ended order; a tovholder; the first answer (R134); the call before the application
    deadline (A19); a jobcentre that cannot go on; clarification (R135); closing a filled order; then whatever brings
    the missing places nearer: own search first (R148), others (R147), another solution (R141), and at last what the
    company does with the candidates.
    """
    if facts.state in (OrderState.CLOSED, OrderState.CANCELLED):
        title = _("Ordren er lukket") if facts.state == OrderState.CLOSED else _("Ordren er annulleret")
        return NextStep(title, "", "none", "")
    if facts.state == OrderState.UNASSIGNED:
        return NextStep(_("Vælg en tovholder"), _due(facts), "assign", "orders:national_assign")
    if facts.state == OrderState.RECEIVED:
        return NextStep(_("Ring til virksomheden"), _due(facts), "answer", "orders:answer")
    return (
        _people_to_call(facts)
        or _inquiry(facts)
        or _clarification(facts)
        or _filled(facts)
        or _missing_places(facts)
        or _rest(facts)
    )


def _due(facts: OrderFacts) -> str:
    if facts.answer_due is None:
        return ""
    if facts.now > facts.answer_due:
        return _("Fristen er overskredet: svar senest %s.") % danish.when(facts.answer_due, facts.now)
    return _("Svar senest %s.") % danish.when(facts.answer_due, facts.now)


def _people_to_call(facts: OrderFacts) -> NextStep | None:
    today = danish.local(facts.now).date()
    if facts.follow_up_on and facts.follow_up_on <= today:
        day = facts.application_deadline
        detail = _("Ansøgningsfristen er %s.") % danish.day_when(day, facts.now) if day else ""
        return NextStep(_("Ring til virksomheden"), detail, "answer", "orders:answer")
    if facts.unclear:
        places = danish.join(facts.unclear)
        detail = ngettext(
            "De har svaret, at de mangler en afklaring.", "De mangler hver en afklaring.", len(facts.unclear)
        )
        return NextStep(_("Svar %s") % places, detail, "question", "orders:question")
    return None


def _inquiry(facts: OrderFacts) -> NextStep | None:
    """A message about no order: there is nothing to find, and answering it was all."""
    if facts.places:
        return None
    return NextStep(
        _("Luk henvendelsen, når den er klaret"), _("Virksomheden har fået svar."), "close", "orders:close"
    )


def _clarification(facts: OrderFacts) -> NextStep | None:
    under_way = facts.searched or facts.awaited or facts.confirmed
    if facts.state != OrderState.CLARIFYING or not facts.missing or under_way:
        return None  # who has searched already, or has asked others, knew enough to do so
    detail = ngettext(
        "%(n)s oplysning mangler, før I kan udsøge.",
        "%(n)s oplysninger mangler, før I kan udsøge.",
        facts.missing,
    ) % {"n": danish.number(facts.missing)}
    return NextStep(_("Afklar behovet med virksomheden"), detail, "clarify", "orders:clarify")


def _filled(facts: OrderFacts) -> NextStep | None:
    if facts.places and facts.hired >= facts.places:
        detail = ngettext("Pladsen er besat.", "Alle %(n)s pladser er besat.", facts.places) % {
            "n": danish.number(facts.places)
        }
        return NextStep(_("Luk ordren"), detail, "close", "orders:close")
    return None


def _confirmed(facts: OrderFacts) -> str:
    return _("%s er bekræftet.") % danish.share(min(facts.confirmed, facts.places), facts.places)


def _awaited(facts: OrderFacts) -> str:
    """Who answers first, and by when."""
    first = min(
        (item for item in facts.awaited if item.due_at),
        key=lambda item: item.due_at or facts.now,
        default=None,
    )
    if first is None or first.due_at is None:
        return ""
    when = danish.when(first.due_at, facts.now)
    if facts.now > first.due_at:
        return _("%(place)s skulle have svaret %(when)s.") % {"place": first.place, "when": when}
    return _("%(place)s svarer senest %(when)s.") % {"place": first.place, "when": when}


def _missing_places(facts: OrderFacts) -> NextStep | None:
    if not facts.remaining:
        return None
    n = facts.remaining
    more = ngettext("Skaf %(n)s kandidat", "Skaf %(n)s kandidater", n) % {"n": danish.number(n)}
    if facts.confirmed:
        more = _("%s mere") % more
    if not facts.searched and not facts.awaited and not facts.confirmed:
        return NextStep(_("Udsøg kandidater"), _places(facts), "search", SEARCH_PAGE)
    if sum(item.number for item in facts.awaited) >= n:
        late = [item.place for item in facts.awaited if item.due_at and facts.now > item.due_at]
        if late:
            title = _("Ring til %s, eller spørg et andet jobcenter") % danish.join(dict.fromkeys(late))
            detail = " ".join(filter(None, [_confirmed(facts), _awaited(facts)]))
            if facts.gate_open:
                return NextStep(title, detail, "ask", "orders:ask")
            return NextStep(title, detail, "search", SEARCH_PAGE)
        who = danish.join(dict.fromkeys(item.place for item in facts.awaited))
        detail = " ".join(filter(None, [_confirmed(facts), _awaited(facts)]))
        return NextStep(_("Afvent svar fra %s") % who, detail, "wait", "orders:order")
    if facts.offered:
        return NextStep(
            _("Afvent virksomhedens svar på forslaget"), _confirmed(facts), "wait", "orders:order"
        )
    if facts.refused and not facts.awaited and facts.gate_open:
        detail = _("%s De spurgte jobcentre kan ikke levere flere.") % _confirmed(facts)
        return NextStep(_("Tilbyd et alternativ"), detail, "alternative", "orders:alternative")
    detail = " ".join(filter(None, [_confirmed(facts), _awaited(facts)]))
    if facts.gate_open:
        return NextStep(more, detail, "ask", "orders:ask")
    return NextStep(more, detail, "search", SEARCH_PAGE)


def _places(facts: OrderFacts) -> str:
    return ngettext("Der er %(n)s plads.", "Der er %(n)s pladser.", facts.places) % {
        "n": danish.number(facts.places)
    }


def _rest(facts: OrderFacts) -> NextStep:
    if facts.presented < facts.places:
        detail = _("%(confirmed)s %(presented)s præsenteret.") % {
            "confirmed": _confirmed(facts),
            "presented": danish.number(facts.presented),
        }
        return NextStep(_("Præsenter kandidaterne for virksomheden"), detail, "plan", "orders:plan")
    detail = _("%(presented)s præsenteret, %(hired)s ansat.") % {
        "presented": danish.number(facts.presented),
        "hired": danish.number(facts.hired),
    }
    return NextStep(_("Hør, hvem virksomheden ansætter"), detail, "plan", "orders:plan")
