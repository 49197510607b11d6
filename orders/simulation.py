"""What if a promise had been as long as that? A clock's own events, read again with another length. Pure.

Nothing here knows a case or the present: `read_clock` computes the deadline, as it does for every clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from jobcenters.calendar import CalendarRangeError, OpeningCalendar, Unit
from orders.clock import ClockEvent, EventKind, read_clock
from orders.promises import Promise, promise, with_override

HOUR = datetime.timedelta(hours=1)


class Flip(StrEnum):
    """What the other length changes for one clock."""

    SAME = "same"
    BREAKS = "breaks"  # was kept, would not be
    HOLDS = "holds"  # was not kept, would be
    STILL_RUNS = "still-runs"  # was overdue without an answer, would not be due yet


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as stored: `calendar_of` names the organisation whose hours count from then on, None: as before.

    `corrects` is the `key` of the event whose instant this one puts right.
    """

    kind: str
    at: datetime.datetime
    calendar_of: int | None = None
    key: int | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """A clock as it went. `due_at` is what was really counted with; instants are aware."""

    organisation_id: int
    due_at: datetime.datetime
    stopped_at: datetime.datetime | None
    kept: bool
    events: Sequence[Happened]
    clock_id: int | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """The same clock under the other promise. `more` is how much longer the owner would have had; negative: shorter."""

    past: Past
    due_at: datetime.datetime
    kept: bool | None  # None: not decided yet
    flip: Flip

    @property
    def more(self) -> datetime.timedelta:
        return self.due_at - self.past.due_at

    @property
    def margin(self) -> datetime.timedelta | None:
        """How long before the other deadline the answer came; negative: after it. None: no answer yet."""
        return None if self.past.stopped_at is None else self.due_at - self.past.stopped_at


def as_if(code: str, unit: Unit) -> Promise:
    """The promise `code` with another length."""
    return with_override(promise(code), unit=unit, source="Hvad nu hvis")


def replay(
    past: Past, promised: Promise, calendars: Mapping[int, OpeningCalendar], now: datetime.datetime
) -> Replayed | None:
    """The clock under `promised`; None where its events say nothing that can be computed (a calendar without opening
    hours, events from before the product kept them). `now` is aware.
    """
    try:
        due_at = read_clock([_event(one, past, promised, calendars) for one in past.events]).due_at
    except (ValueError, CalendarRangeError):  # ClockError, NoOpeningHoursError, a kind that is not known here
        return None
    if past.stopped_at is not None:
        kept: bool | None = past.stopped_at <= due_at
    else:
        kept = None if now <= due_at else False
    return Replayed(past, due_at, kept, _flip(past.kept, kept))


def _event(
    one: Happened, past: Past, promised: Promise, calendars: Mapping[int, OpeningCalendar]
) -> ClockEvent:
    """Raises ValueError for a kind of event that no clock knows."""
    is_start = one.kind == EventKind.START
    opening = calendars.get(one.calendar_of or past.organisation_id) if is_start or one.calendar_of else None
    return ClockEvent(
        EventKind(one.kind),
        one.at,
        promised if is_start else None,
        opening,
        key=one.key,
        corrects=one.corrects,
    )


def _flip(before: bool, after: bool | None) -> Flip:
    if after is None:
        return Flip.STILL_RUNS
    if before == after:
        return Flip.SAME
    return Flip.HOLDS if after else Flip.BREAKS


# (at most, key): how far an answer was from the other deadline. The keys are put into words by the page.
DISTANCES: tuple[tuple[datetime.timedelta, str], ...] = (
    (HOUR, "1"),
    (4 * HOUR, "4"),
    (24 * HOUR, "24"),
    (72 * HOUR, "72"),
    (datetime.timedelta.max, ""),
)


def distance(replayed: Replayed) -> str:
    """Which of DISTANCES the answer belongs to; "none" where there was none."""
    margin = replayed.margin
    if margin is None:
        return "none"
    return next(key for most, key in DISTANCES if abs(margin) <= most)
