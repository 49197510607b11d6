"""From a deadline to its strip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from django.utils.translation import gettext, gettext_noop

from jobcenters.calendar import (
    Deadline,
    OpeningCalendar,
    ShownAs,
    StepKind,
    Voice,
    local_date,
    shown_due,
    why,
)
from jobcenters.calendar.national import ONE_DAY, days_after
from jobcenters.calendar.wording import DEFAULT_VOICE
from jobcenters.calendar.zone import DAY, wall_clock
from orders.strip.model import (
    Label,
    LegendItem,
    MarkKind,
    Strip,
    boxes,
    height_of,
    joined,
    marks_on_lines,
    percent,
)
from ui import danish

MOST_CELLS = 7
# More cells than this and a phone has no room for three letters of the weekday.
MOST_LONG_LABELS = 5
# Ticks closer than this are drawn without white lines between them.
MOST_TICK_EDGES = 31
# Smallest distance between two labels in a strip of ticks, in percent of the width.
LABEL_ROOM = 17.0

# A line at the very edge would be drawn half outside.
LAST_X = 99.7

BEFORE_OPENING = timedelta(hours=2)
AFTER_CLOSING = timedelta(hours=1)
ORDINARY_DAY = (timedelta(hours=9), timedelta(hours=15))

_TWO_LETTERS = (
    gettext_noop("ma"),
    gettext_noop("ti"),
    gettext_noop("on"),
    gettext_noop("to"),
    gettext_noop("fr"),
    gettext_noop("lø"),
    gettext_noop("sø"),
)


@dataclass(frozen=True, slots=True)
class _Cell:
    """One or several whole days drawn as one, from `x` and `width` percent wide."""

    first: date
    last: date
    x: float
    width: float


def build_strip(
    deadline: Deadline,
    opening: OpeningCalendar | None,
    *,
    received_word: str = "Modtaget",
    voice: Voice = DEFAULT_VOICE,
    now: datetime | None = None,
) -> Strip:
    """The strip of `deadline` in the calendar `opening` of whoever owes it.

    `received_word` is the promise's ("Spurgt"), `voice` the sentence's; with `now` near days are worded as
    people say them. Promises in days need no `opening`; without it their days are drawn whole.
    """
    first, last = local_date(deadline.received_at), deadline.last_day
    cells = _cells(first, last, deadline, opening)
    if cells is None:
        return _ticks(deadline, opening, received_word, voice, now)
    return _day_cells(deadline, opening, cells, received_word, voice, now)


# --- one cell a day -----------------------------------------------------------------------------------------


def _cells(
    first: date, last: date, deadline: Deadline, opening: OpeningCalendar | None
) -> tuple[_Cell, ...] | None:
    """The cells, at most seven, or None when even the closed stretches drawn as one leave too many."""
    groups: list[tuple[date, date]] = [(day, day) for day in days_after(first - ONE_DAY, last)]
    if len(groups) > MOST_CELLS:
        if deadline.in_days or opening is None or len(groups) > 10 * MOST_CELLS:
            return None
        kept = {first, local_date(deadline.started_at), last}
        groups = []
        for closed, stretch in groupby(
            days_after(first - ONE_DAY, last),
            key=lambda day: day not in kept and not opening.is_open_day(day),
        ):
            days = list(stretch)
            groups.extend([(days[0], days[-1])] if closed else [(day, day) for day in days])
        if len(groups) > MOST_CELLS:
            return None
    width = 100 / len(groups)
    return tuple(_Cell(a, b, n * width, width) for n, (a, b) in enumerate(groups))


def _day_cells(
    deadline: Deadline,
    opening: OpeningCalendar | None,
    cells: Sequence[_Cell],
    received_word: str,
    voice: Voice,
    now: datetime | None,
) -> Strip:
    window = _window(deadline, opening, cells)

    def position(day: date, clock: timedelta) -> float:
        cell = next(cell for cell in cells if cell.first <= day <= cell.last)
        share = (clock - window[0]) / (window[1] - window[0])
        return cell.x + cell.width * min(max(share, 0.0), 1.0)

    counted = {step.day for step in deadline.steps if step.kind is StepKind.COUNTED}
    open_stretches: list[tuple[float, float]] = []
    closed_stretches: list[tuple[float, float]] = []
    for cell in cells:
        stretches = [
            (position(cell.first, a), position(cell.first, b))
            for a, b in _open_stretches(cell.first, opening, counted)
        ]
        open_stretches.extend(stretches)
        at = cell.x
        for a, b in [*stretches, (cell.x + cell.width, cell.x + cell.width)]:
            closed_stretches.append((at, a))
            at = b

    due_day, due_clock, due_text = _due_mark(deadline, opening)
    due_x = min(position(due_day, due_clock), LAST_X)
    marks = [
        (MarkKind.RECEIVED, position(*wall_clock(deadline.received_at)), received_word, deadline.received_at)
    ]
    if not deadline.in_days:
        started = wall_clock(deadline.started_at)
        if deadline.started_at > deadline.received_at:
            marks.append((MarkKind.STARTS, position(*started), gettext("Uret starter"), deadline.started_at))
        runs = [
            (max(cell.x, position(*started)), min(cell.x + cell.width, due_x))
            for cell in cells
            if cell.first in counted or cell.first == started[0] or cell.first == due_day
        ]
    else:
        runs = [(cell.x, cell.x + cell.width) for cell in cells if cell.first in counted]
        if due_day in counted:
            runs = [(a, min(b, due_x)) for a, b in runs]

    return Strip(
        title=_title(deadline, opening, now),
        desc=_desc(deadline, opening, cells, voice, now),
        height=height_of(len(marks) + 1),
        labels=tuple(
            Label(percent(cell.x + cell.width / 2), _cell_label(cell, len(cells))) for cell in cells
        ),
        open=boxes(open_stretches),
        closed=boxes(closed_stretches),
        edges=tuple(percent(cell.x) for cell in cells[1:]),
        runs=boxes(joined(runs)),
        marks=marks_on_lines(
            [
                *((kind, x, f"{gettext(word)} {danish.clock_time(at)}") for kind, x, word, at in marks),
                (MarkKind.DUE, due_x, due_text),
            ]
        ),
        legend=_legend(deadline, opening, voice),
        form="cells",
    )


def _open_stretches(
    day: date, opening: OpeningCalendar | None, counted: set[date]
) -> list[tuple[timedelta, timedelta]]:
    if opening is None:
        return [(timedelta(0), DAY)] if day in counted else []
    return [(span.opens, span.closes) for span in opening.spans_on(day)]


def _window(
    deadline: Deadline, opening: OpeningCalendar | None, cells: Sequence[_Cell]
) -> tuple[timedelta, timedelta]:
    """The part of the day each cell shows: opening hours with some room, and whatever the clock starts or
    ends at.
    """
    if opening is None:
        return timedelta(0), DAY
    clocks = [
        clock
        for cell in cells
        for span in opening.spans_on(cell.first)
        for clock in (span.opens, span.closes)
    ]
    if not deadline.in_days:
        clocks += [wall_clock(deadline.started_at)[1], wall_clock(deadline.due_at)[1]]
    clocks = clocks or list(ORDINARY_DAY)
    return max(min(clocks) - BEFORE_OPENING, timedelta(0)), min(max(clocks) + AFTER_CLOSING, DAY)


def _due_mark(deadline: Deadline, opening: OpeningCalendar | None) -> tuple[date, timedelta, str]:
    """Where the due mark stands, and its text."""
    shown = shown_due(deadline, opening)
    if shown.shown_as is ShownAs.CLOSING:
        return *wall_clock(shown.at), gettext("Senest %(time)s") % {"time": danish.clock_time(shown.at)}
    if deadline.in_days:
        return deadline.last_day, DAY, gettext("Frist ved dagens slutning")
    return *wall_clock(deadline.due_at), gettext("Frist %(time)s") % {
        "time": danish.clock_time(deadline.due_at)
    }


def _cell_label(cell: _Cell, cells: int) -> str:
    if cell.first != cell.last:
        return f"{cell.first.day}.–{cell.last.day}."
    if cells > MOST_LONG_LABELS:
        return f"{gettext(_TWO_LETTERS[cell.first.weekday()])}{danish.NBSP}{cell.first.day}."
    return f"{danish.weekday_short(cell.first)}{danish.NBSP}{cell.first.day}."


# --- one tick a day -----------------------------------------------------------------------------------------


def _ticks(
    deadline: Deadline,
    opening: OpeningCalendar | None,
    received_word: str,
    voice: Voice,
    now: datetime | None,
) -> Strip:
    first, last = local_date(deadline.received_at), deadline.last_day
    days = list(days_after(first - ONE_DAY, last))
    width = 100 / len(days)
    counted = {step.day for step in deadline.steps if step.kind is StepKind.COUNTED}
    if not deadline.in_days:
        counted.add(local_date(deadline.started_at))

    def stretches(wanted: Callable[[date], bool]) -> list[tuple[float, float]]:
        return joined([(n * width, (n + 1) * width) for n, day in enumerate(days) if wanted(day)])

    received_text = f"{gettext(received_word)} {danish.day_month(first)}"
    due_text = gettext("Frist %(day)s") % {"day": danish.day_month(last)}
    return Strip(
        title=_title(deadline, opening, now),
        desc=why(deadline, voice, now),
        height=height_of(2),
        labels=_tick_labels(days, width),
        open=boxes(stretches(lambda day: day in counted)),
        closed=boxes(stretches(lambda day: day not in counted)),
        edges=tuple(percent(n * width) for n in range(1, len(days))) if len(days) <= MOST_TICK_EDGES else (),
        runs=boxes(stretches(lambda day: day in counted)),
        marks=marks_on_lines(
            [(MarkKind.RECEIVED, width / 2, received_text), (MarkKind.DUE, LAST_X, due_text)]
        ),
        legend=_tick_legend(),
        form="ticks",
    )


def _tick_labels(days: Sequence[date], width: float) -> tuple[Label, ...]:
    """The Mondays with room for their text, the first one first."""
    labels: list[Label] = []
    at = -LABEL_ROOM
    for n, day in enumerate(days):
        x = (n + 0.5) * width
        if day.weekday() == 0 and x - at >= LABEL_ROOM and LABEL_ROOM / 2 <= x <= 100 - LABEL_ROOM / 2:
            labels.append(Label(percent(x), f"{danish.weekday_short(day)}{danish.NBSP}{day.day}."))
            at = x
    return tuple(labels)


# --- shared -------------------------------------------------------------------------------------------------


def _title(deadline: Deadline, opening: OpeningCalendar | None, now: datetime | None) -> str:
    shown = shown_due(deadline, opening)
    if not deadline.in_days:
        return gettext("Frist %(when)s") % {"when": danish.full_time(shown.at)}
    day = danish.full_day(shown.day)
    if shown.shown_as is ShownAs.CLOSING:
        return gettext("Frist %(day)s, senest %(time)s") % {"day": day, "time": danish.clock_time(shown.at)}
    return gettext("Frist ved udgangen af %(day)s") % {"day": day}


def _desc(
    deadline: Deadline,
    opening: OpeningCalendar | None,
    cells: Sequence[_Cell],
    voice: Voice,
    now: datetime | None,
) -> str:
    """The sentence, and then each cell in words."""
    parts = [why(deadline, voice, now)]
    if opening is not None:
        for cell in cells:
            name = danish.capitalise(danish.full_day(cell.first))
            if cell.first != cell.last:
                name = gettext("%(first)s til %(last)s") % {"first": name, "last": danish.full_day(cell.last)}
            spans = danish.join(
                f"{_digits(span.opens)}–{_digits(span.closes)}" for span in opening.spans_on(cell.first)
            )
            hours = gettext("åbent kl.%(nbsp)s%(spans)s") % {"nbsp": danish.NBSP, "spans": spans}
            parts.append(f"{name}: {hours if spans else gettext('lukket')}.")
    return " ".join(parts)


def _digits(clock: timedelta) -> str:
    minutes = int(clock.total_seconds() // 60)
    return f"{minutes // 60:02}.{minutes % 60:02}"


def _legend(deadline: Deadline, opening: OpeningCalendar | None, voice: Voice) -> tuple[LegendItem, ...]:
    if opening is None:
        return _tick_legend()
    place = danish.capitalise(gettext(voice.place))
    run = gettext("Dage, der tæller") if deadline.in_days else gettext("Uret tæller")
    return (
        LegendItem("open", gettext("%(place)s har åbent") % {"place": place}),
        LegendItem("closed", gettext("Lukket")),
        LegendItem("run", run),
    )


def _tick_legend() -> tuple[LegendItem, ...]:
    return (
        LegendItem("open", gettext("Dage, der tæller")),
        LegendItem("closed", gettext("Dage, der ikke tæller")),
    )
