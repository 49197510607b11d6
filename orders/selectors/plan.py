"""The delivery plan of an order as a table: own share, answers, and who has been asked and has not answered."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from jobcenters.calendar import OpeningCalendar
from orders.enums import AnswerKind, RequestState
from orders.models import Clock, Delivery, OrderLine, Request
from orders.selectors.facts import place_of
from orders.titles import part_title
from ui import danish, parts

NOTHING = "–"
# More columns than this do not fit beside the dates; a longer order shows its numbers in all.
MOST_COLUMNS = 4


@dataclass(slots=True)
class _Row:
    name: str
    promised: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    wanted: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    presented: int = 0
    hired: int = 0
    by: datetime.date | None = None
    when: str = ""
    status: parts.StatusName = "confirmed"
    status_text: str = ""


def delivery_plan_of(
    *,
    lines: Sequence[OrderLine],
    deliveries: Sequence[Delivery],
    requests: Sequence[Request],
    clocks: Sequence[Clock],
    calendars: dict[int, OpeningCalendar],
    now: datetime.datetime,
    viewer_id: int,
) -> parts.Plan | None:
    """One row per jobcentre; None where nobody has promised anything and nobody is asked. Runs no query.

    `requests` are those that were not withdrawn. A number that is only asked for ends in "?"; the foot counts what is
    promised, never more than the line's places.
    """
    rows: dict[int, _Row] = {}

    def row_of(organisation: object, pk: int) -> _Row:
        if pk not in rows:
            name = place_of(organisation)
            rows[pk] = _Row(_("%s (os)") % name if pk == viewer_id else name)
        return rows[pk]

    for delivery in sorted(deliveries, key=lambda item: (item.organisation_id != viewer_id, item.pk)):
        row = row_of(delivery.organisation, delivery.organisation_id)
        row.promised[delivery.line_id] += delivery.promised
        row.presented += delivery.presented
        row.hired += delivery.hired
        row.by = max(filter(None, [row.by, delivery.by]))
    due_of = {clock.request_id: clock.due_at for clock in clocks if clock.request_id}
    for request in sorted(requests, key=lambda item: (item.sent_at, item.pk)):
        _add_request(
            row_of(request.to_organisation, request.to_organisation_id),
            request,
            due_of.get(request.pk),
            calendars.get(request.to_organisation_id),
            now,
        )
    if not rows:
        return None
    together = len(lines) > MOST_COLUMNS
    return parts.Plan(
        columns=[_("Antal")] if together else [danish.capitalise(line.occupation) for line in lines],
        rows=[_plan_row(row, lines, now, together=together) for row in rows.values()],
        totals=_totals(rows, lines, together=together),
    )


def _add_request(
    row: _Row,
    request: Request,
    due_at: datetime.datetime | None,
    opening: OpeningCalendar | None,
    now: datetime.datetime,
) -> None:
    if request.state == RequestState.SENT:
        row.wanted[request.line_id or 0] += request.number_wanted
        row.when = _("svar %s") % danish.when(due_at, now) if due_at else ""
        late = due_at is not None and now > due_at
        closed = opening is not None and not opening.is_open(now)
        row.status = "late" if late else "closed" if closed else "unanswered"
        return
    answered = danish.day_when(danish.local(request.answered_at).date(), now) if request.answered_at else ""
    if request.answer == AnswerKind.PASSED_ON and not any(row.promised.values()):
        other = place_of(request.referred_to) if request.referred_to else _("et andet jobcenter")
        row.when, row.status, row.status_text = (
            _("svarede %s") % answered,
            "declined",
            _("Henviser til %s") % other,
        )
    elif request.answer == AnswerKind.CLARIFY:
        row.wanted[request.line_id or 0] += request.number_wanted
        row.when, row.status, row.status_text = (
            _("svarede %s") % answered,
            "unanswered",
            _("Mangler afklaring"),
        )
    elif request.answer == AnswerKind.NO and not any(row.promised.values()):
        row.when, row.status, row.status_text = _("svarede %s") % answered, "declined", ""


def _plan_row(
    row: _Row, lines: Sequence[OrderLine], now: datetime.datetime, *, together: bool
) -> parts.PlanRow:
    status, text, when = row.status, row.status_text, row.when
    if status == "confirmed":
        when = _("senest %s") % danish.day_when(row.by, now) if row.by else ""
        if row.hired:
            text = _("%s ansat") % danish.number(row.hired)
        elif row.presented:
            text = _("%s præsenteret") % danish.number(row.presented)
    if together:
        quantities = [_quantity(sum(row.promised.values()), sum(row.wanted.values()))]
    else:
        quantities = [_quantity(row.promised[line.pk], row.wanted[line.pk]) for line in lines]
    return parts.PlanRow(row.name, quantities, when, status, text)


def _quantity(promised: int, wanted: int) -> str:
    known = danish.number(promised) if promised else ""
    asked = f"{danish.number(wanted)}?" if wanted else ""
    return " + ".join(filter(None, [known, asked])) or NOTHING


def _totals(rows: dict[int, _Row], lines: Sequence[OrderLine], *, together: bool) -> list[str]:
    got = [
        (min(sum(row.promised[line.pk] for row in rows.values()), line.places), line.places) for line in lines
    ]
    if together:
        got = [(sum(have for have, _need in got), sum(need for _have, need in got))]
    return [danish.share(have, need) for have, need in got]


def promised_by_line(deliveries: Sequence[Delivery]) -> defaultdict[int, int]:
    """Line id -> how many are promised in all."""
    promised: defaultdict[int, int] = defaultdict(int)
    for delivery in deliveries:
        promised[delivery.line_id] += delivery.promised
    return promised


def shortfall(lines: Sequence[OrderLine], deliveries: Sequence[Delivery]) -> list[tuple[OrderLine, int]]:
    """The lines with places that nobody has promised to fill, and how many."""
    promised = promised_by_line(deliveries)
    missing = [(line, line.places - promised[line.pk]) for line in lines]
    return [(line, n) for line, n in missing if n > 0]


def shortfall_text(lines: Sequence[OrderLine], deliveries: Sequence[Delivery]) -> str:
    """ "mangler 1 af 4 montører og 2 svejsere"; empty where everything is promised."""
    found = [part_title(n, line) for line, n in shortfall(lines, deliveries)]
    return _("mangler %s") % danish.join(found) if found else ""
