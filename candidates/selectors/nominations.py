"""The candidates of an order, line by line, as its tovholder or a jobcentre that nominated sees them."""

import datetime
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.enums import NominationState
from candidates.models import Candidate, Nomination
from candidates.permissions import parts_of
from candidates.selectors.described import words_of
from candidates.selectors.released import Released, releases_of
from candidates.workflow import Part, can_move
from orders.models import Delivery, Order, OrderLine
from orders.selectors.facts import place_of
from orders.titles import line_title
from ui import danish, parts

S = NominationState
LOOKS: dict[str, parts.StatusName] = {
    S.PROPOSED: "unanswered",
    S.SCREENED: "confirmed",
    S.PRESENTED: "waiting",
    S.INTERVIEW: "waiting",
    S.HIRED: "done",
    S.DECLINED: "declined",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One nominated candidate. `action` is the next step of whoever looks, None where it is somebody else's."""

    nomination: Nomination
    title: str
    url: str
    place: str
    status: parts.StatusName
    state: str
    second: str
    released: str
    action: parts.Action | None
    can_present: bool


@dataclass(frozen=True, slots=True)
class Line:
    """An order line with its candidates: running ones first."""

    line: OrderLine
    title: str
    counts: str
    rows: list[Row]


@dataclass(slots=True)
class Board:
    """All lines. `to_present` are screened and released to the company; `to_release` wait for their own jobcentre."""

    lines: list[Line] = field(default_factory=list)
    to_present: list[Nomination] = field(default_factory=list)
    to_release: list[Nomination] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not any(line.rows for line in self.lines)


def nominations_of(actor: Actor, order: Order) -> list[Nomination]:
    """The nominations that the actor sees on the order, with their lines and jobcentres."""
    rows = list(
        Nomination.objects.visible_to(actor)
        .filter(order=order)
        .select_related("line", "organisation__jobcenter")
        .order_by("line__position", "nominated_at", "pk")
    )
    for row in rows:
        row.order = order
    return rows


def board_of(
    actor: Actor, order: Order, now: datetime.datetime, *, lines: Sequence[OrderLine] | None = None
) -> Board:
    """The board of the order in a constant number of queries. `lines`: only these (default all of the order's)."""
    shown = list(OrderLine.objects.filter(order=order)) if lines is None else list(lines)
    rows = nominations_of(actor, order)
    board = Board()
    # Their own rows are gone where they take part no longer; the nomination says which one it was.
    candidates = Candidate.objects.visible_to(actor).in_bulk([row.candidate_id for row in rows])
    words = words_of(candidates.values())
    released: defaultdict[int, list[Released]] = defaultdict(list)
    for release in releases_of(order.pk):
        released[release.candidate_id].append(release)
    promised: Counter[int] = Counter()
    for line_id, number in Delivery.objects.filter(order=order).values_list("line_id", "promised"):
        promised[line_id] += number
    for line in shown:
        here = [row for row in rows if row.line_id == line.pk]
        drawn = []
        for nomination in sorted(here, key=lambda row: (row.state == S.DECLINED, row.nominated_at, row.pk)):
            candidate = candidates.get(nomination.candidate_id)
            drawn.append(
                _row(
                    actor,
                    nomination,
                    words.title(candidate) if candidate else nomination.pseudonym,
                    released[nomination.candidate_id],
                    now,
                )
            )
        board.lines.append(Line(line, line_title(line), _counts(line, here, promised[line.pk]), drawn))
        leads = order.is_open and order.tovholder_id == actor.organisation_id
        board.to_present += [row.nomination for row in drawn if leads and row.can_present]
        board.to_release += [
            row.nomination
            for row in drawn
            if leads
            and not row.can_present
            and row.nomination.state == S.SCREENED
            and row.nomination.organisation_id != actor.organisation_id
        ]
    return board


def _counts(line: OrderLine, rows: Sequence[Nomination], promised: int) -> str:
    """ "lovet 3, indstillet 2, præsenteret 1, ansat 0 af 4": what was promised beside what came of it."""
    return _("lovet %(promised)s, indstillet %(nominated)s, præsenteret %(presented)s, ansat %(hired)s") % {
        "promised": danish.number(promised),
        "nominated": danish.number(len(rows)),
        "presented": danish.number(sum(row.presented_at is not None for row in rows)),
        "hired": danish.share(sum(row.state == S.HIRED for row in rows), line.places),
    }


def _row(
    actor: Actor, nomination: Nomination, title: str, releases: list[Released], now: datetime.datetime
) -> Row:
    order = nomination.order
    to_company = next((item for item in releases if item.organisation_id == order.company_id), None)
    is_running = nomination.state not in (S.HIRED, S.DECLINED)
    return Row(
        nomination=nomination,
        title=title,
        url=reverse("candidates:nomination", args=[nomination.uuid]),
        place=_("jeres egen")
        if nomination.organisation_id == actor.organisation_id
        else place_of(nomination.organisation),
        status=LOOKS[nomination.state],
        state=str(nomination.get_state_display()),
        second=danish.capitalise(_since(nomination, now)),
        released=_released_text(order, releases, now) if is_running else "",
        action=_action(actor, nomination) if order.is_open else None,
        can_present=nomination.state == S.SCREENED and to_company is not None,
    )


def _since(nomination: Nomination, now: datetime.datetime) -> str:
    if nomination.state == S.DECLINED:
        return str(nomination.get_declined_reason_display())
    if nomination.state == S.HIRED and nomination.employed_from:
        return _("fra %s") % danish.day_when(nomination.employed_from, now)
    at = {
        S.PROPOSED: nomination.nominated_at,
        S.SCREENED: nomination.screened_at,
        S.PRESENTED: nomination.presented_at,
        S.INTERVIEW: nomination.verdict_at,
    }.get(S(nomination.state))
    return danish.day_when(danish.local(at).date(), now) if at else ""


def _released_text(order: Order, releases: Sequence[Released], now: datetime.datetime) -> str:
    to = {
        order.tovholder_id: _("tovholderen"),
        order.company_id: _("virksomheden"),
    }
    given = [to[item.organisation_id] for item in releases if item.organisation_id in to]
    if not given:
        return _("Identiteten er ikke frigivet")
    until = min(item.until for item in releases)
    day = danish.day_when(danish.local(until - datetime.timedelta(seconds=1)).date(), now)
    return _("Frigivet til %(who)s til og med %(day)s") % {"who": danish.join(sorted(given)), "day": day}


def _action(actor: Actor, nomination: Nomination) -> parts.Action | None:
    """The next step, where it is the actor's: verb first, on the nomination's own page."""
    mine = parts_of(actor, nomination)
    page = reverse("candidates:nomination", args=[nomination.uuid])
    steps = (
        (S.PROPOSED, S.SCREENED, _("Skriv screening"), "#screening"),
        (S.PRESENTED, S.INTERVIEW, _("Skriv svaret"), "#svar"),
        (S.INTERVIEW, S.HIRED, _("Skriv ansat"), "#ansat"),
    )
    for source, target, label, place in steps:
        if nomination.state == source and can_move(source, target, mine):
            return parts.Action(label, page + place, described_by=nomination.pseudonym)
    if nomination.state == S.SCREENED and Part.RESIDENCE in mine:
        return parts.Action(_("Frigiv identitet"), page + "#frigivelse", described_by=nomination.pseudonym)
    return None
