"""What a clock says: due instant, pauses and warning, as pure functions of its events.

A clock is nothing but its list of events and the calendars they name. Nothing here reads the time of day or
the database; `now` is an argument. A12, A22; [001], [003].
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from jobcenters.calendar import (
    NATIONAL,
    CalendarDays,
    Deadline,
    NationalCalendar,
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    WorkingDays,
    due,
    start_of_day,
)
from jobcenters.calendar.national import ONE_DAY
from jobcenters.calendar.zone import as_utc, wall_clock
from orders.promises import LONGEST_PAUSE, Promise

# Stored with every clock; change it when the same events may get another answer.
RULES_VERSION = "2026.1"

# "Haster: under 2 åbningstimer tilbage", counted while the owner is open.
SOON = timedelta(hours=2)

# A warning that cannot be sent when it is due goes out this long before the previous closing ...
BEFORE_CLOSING = timedelta(minutes=30)
# ... unless the recipient opens again with at least this much opening time left to act in.
TIME_TO_ACT = timedelta(hours=1)


class ClockError(ValueError):
    """The events cannot have happened in this order. A programming error, not something a user can mend."""


class EventKind(StrEnum):
    """The only things that can happen to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    RETARGET = "retarget"
    STOP = "stop"
    CANCEL = "cancel"
    # Another event happened at another instant than was written down.
    CORRECT = "correct"


# What may happen to a promise whose first day is still to come.
BEFORE_START = frozenset({EventKind.RETARGET, EventKind.STOP, EventKind.CANCEL})


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One event at `at` (aware).

    START and RETARGET carry the promise (with its unit) and the calendars of whoever owes it from then on; a
    RETARGET keeps what it does not name. A CORRECT names the event that it corrects by its `key`, and `at` is
    the instant at which that one really happened.
    """

    kind: EventKind
    at: datetime
    promise: Promise | None = None
    opening: OpeningCalendar | None = None
    national: NationalCalendar | None = None
    key: int | None = None
    corrects: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What the events say. All instants are UTC.

    `deadline` is final once nothing pauses; during a pause it is the latest it can become, because a pause
    ends by itself at `paused_until`. `pause_left` is how many working days another pause can take. `kept` is None
    until the clock is stopped, and for a cancelled clock.
    """

    promise: Promise
    deadline: Deadline
    opening: OpeningCalendar | None
    national: NationalCalendar
    paused_since: datetime | None = None
    paused_until: datetime | None = None
    stopped_at: datetime | None = None
    cancelled: bool = False
    pause_left: int = LONGEST_PAUSE.n

    @property
    def due_at(self) -> datetime:
        """When the promise is due."""
        return self.deadline.due_at

    @property
    def kept(self) -> bool | None:
        """Whether the promise was kept: stopped at or before the due instant."""
        if self.stopped_at is None or self.cancelled:
            return None
        return self.stopped_at <= self.due_at

    def is_paused(self, now: datetime) -> bool:
        """True while a pause runs that has not ended by itself."""
        return self.paused_until is not None and self.stopped_at is None and now < self.paused_until

    def overrun(self, now: datetime) -> timedelta:
        """How far past its deadline the clock is, as time that passes; frozen once it is stopped, never
        negative.
        """
        end = self.stopped_at or as_utc(now)
        return max(end - self.due_at, timedelta(0))


# --- the deadline that a promise begins with ---------------------------------------------------------------


def promised_deadline(
    promise: Promise,
    received_at: datetime,
    opening: OpeningCalendar | None,
    national: NationalCalendar = NATIONAL,
    *,
    paused: int = 0,
) -> Deadline:
    """When `promise` is due for something received at `received_at` (aware), in the calendar of whoever owes it.

    Every clock starts with it, and what is told beforehand ("if it were sent now") is asked of it too, so that the two
    cannot differ. Raises as `due` does.
    """
    return due(promise.unit, received_at, opening, national, paused=paused, roll=promise.rolls)


# --- reading the events -------------------------------------------------------------------------------------


def corrected(events: Iterable[ClockEvent]) -> list[ClockEvent]:
    """`events` without their corrections, each at the instant that its last correction gives it.

    Corrections count in the order of their own keys, whatever order they come in. Raises ClockError for a
    correction of nothing, or of another correction: whoever was wrong twice corrects the event once more.
    """
    rows = list(events)
    corrections = sorted((row for row in rows if row.kind is EventKind.CORRECT), key=lambda row: row.key or 0)
    instants = {row.corrects: row.at for row in corrections}
    kept = [row for row in rows if row.kind is not EventKind.CORRECT]
    if not set(instants) <= {row.key for row in kept if row.key is not None}:
        raise ClockError("A correction names an event of the same clock.")
    return [replace(row, at=instants[row.key]) if row.key in instants else row for row in kept]


def read_clock(events: Iterable[ClockEvent]) -> Reading:
    """What `events`, in any order of storage, say about the clock once their corrections are applied.

    The deadline is always counted from the first event with the promise and calendars of the last RETARGET,
    so a change of agreement or tovholder neither gives nor takes consumed time. A start may be a day that was still to
    come (A7): what was settled before it is kept, at the instant at which that happened. Raises ClockError when the
    events cannot have happened, NoOpeningHoursError and CalendarRangeError as `due` does.
    """
    ordered = sorted(
        corrected(events),
        key=lambda event: (event.kind is not EventKind.START, as_utc(event.at), event.key or 0),
    )
    if not ordered or ordered[0].kind is not EventKind.START:
        raise ClockError("A clock begins with a start.")
    start = ordered[0]
    if start.promise is None:
        raise ClockError("A start names its promise.")
    promise, opening, national = start.promise, start.opening, start.national or NATIONAL
    pauses: list[tuple[datetime, datetime]] = []
    paused_since: datetime | None = None
    stopped_at: datetime | None = None
    cancelled = False
    for event in ordered[1:]:
        at = as_utc(event.at)
        if at < as_utc(start.at) and event.kind not in BEFORE_START:
            raise ClockError(f"Before it starts a clock knows no {event.kind}.")
        if stopped_at is not None:
            raise ClockError(f"Nothing can follow a stop, but {event.kind} does; a new need is a new clock.")
        if event.kind is EventKind.RETARGET:
            promise = event.promise or promise
            opening = event.opening or opening
            national = event.national or national
        elif event.kind is EventKind.PAUSE:
            if not promise.pausable:
                raise ClockError(f"{promise.code} never pauses (A12).")
            if paused_since is not None:
                raise ClockError("A paused clock cannot be paused again.")
            paused_since = at
        elif event.kind is EventKind.RESUME:
            if paused_since is None:
                raise ClockError("Only a paused clock can be resumed.")
            pauses.append((paused_since, at))
            paused_since = None
        elif event.kind in (EventKind.STOP, EventKind.CANCEL):
            stopped_at, cancelled = at, event.kind is EventKind.CANCEL
        else:
            raise ClockError("A clock starts once; a new need is a new clock.")
    left = _left_after(pauses, opening, national)
    until: datetime | None = None
    if paused_since is not None:
        # The stop ends the pause; without one it ends by itself, when what is left of the ten days has passed.
        until = resumes_by_itself_at(paused_since, opening, national, WorkingDays(left))
        pauses.append((paused_since, min(stopped_at or until, until)))
        left = _left_after(pauses, opening, national)

    deadline = _with_pauses(promise, as_utc(start.at), opening, national, pauses)
    return Reading(promise, deadline, opening, national, paused_since, until, stopped_at, cancelled, left)


def _with_pauses(
    promise: Promise,
    received_at: datetime,
    opening: OpeningCalendar | None,
    national: NationalCalendar,
    pauses: list[tuple[datetime, datetime]],
) -> Deadline:
    paused = 0
    deadline = promised_deadline(promise, received_at, opening, national)
    for first, last in pauses:
        if first > deadline.due_at:
            # Pausing a clock that is already late does not make it on time.
            break
        longest = resumes_by_itself_at(first, opening, national)
        paused += _pause_length(promise, first, min(last, longest), opening, national)
        deadline = promised_deadline(promise, received_at, opening, national, paused=paused)
    return deadline


def _left_after(
    pauses: list[tuple[datetime, datetime]], opening: OpeningCalendar | None, national: NationalCalendar
) -> int:
    """How many working days a clock can still be paused after `pauses`: all of them together are ten at most (A12)."""
    waited = sum(
        national.working_days_between(
            _day_of_work(first, opening, national), _day_of_work(last, opening, national)
        )
        for first, last in pauses
    )
    return max(LONGEST_PAUSE.n - waited, 0)


def _pause_length(
    promise: Promise,
    first: datetime,
    last: datetime,
    opening: OpeningCalendar | None,
    national: NationalCalendar,
) -> int:
    """How much a pause adds, in the unit's own measure: days, or seconds on opening days.

    Both ends are moved to the next time work could have been done, as a receipt is; a pause from closing to
    the next opening therefore adds nothing.
    """
    if isinstance(promise.unit, OpeningDayHours):
        if opening is None:
            raise NoOpeningHoursError
        first, last = opening.next_opening(first), opening.next_opening(last)
        (first_day, first_clock), (last_day, last_clock) = wall_clock(first), wall_clock(last)
        open_days = 0
        while first_day < last_day:
            first_day = opening.next_open_day(first_day)
            open_days += 1
        return max(int((open_days * ONE_DAY + last_clock - first_clock).total_seconds()), 0)
    first_day, last_day = _day_of_work(first, opening, national), _day_of_work(last, opening, national)
    if isinstance(promise.unit, CalendarDays):
        return (last_day - first_day).days
    return national.working_days_between(first_day, last_day)


def _day_of_work(instant: datetime, opening: OpeningCalendar | None, national: NationalCalendar) -> date:
    """The working day to which `instant` belongs: after the day's closing time it is the next one.

    Local closing days are disregarded here, as everywhere for promises in days (A4): they may neither
    lengthen a deadline nor shorten it.
    """
    day, clock = wall_clock(instant)
    closes = opening.weekly_close(day) if opening is not None else None
    if closes is not None and clock >= closes:
        day += ONE_DAY
    return national.next_working_day(day)


def resumes_by_itself_at(
    paused_at: datetime,
    opening: OpeningCalendar | None = None,
    national: NationalCalendar = NATIONAL,
    left: WorkingDays = LONGEST_PAUSE,
) -> datetime:
    """When a pause from `paused_at` ends if nobody ends it, UTC: the beginning of its tenth working day, or of an
    earlier one where only `left` is left after other pauses (A12). Never before `paused_at`.
    """
    first_day = _day_of_work(as_utc(paused_at), opening, national)
    return max(start_of_day(national.shift(first_day, left.n)), as_utc(paused_at))


# --- when the owner is warned -----------------------------------------------------------------------


def warn_at(deadline: Deadline, opening: OpeningCalendar | None) -> datetime:
    """When the owner is warned, UTC: after the receipt, by the deadline, and in the owner's opening hours.

    Only where the owner is closed all the way from receipt to deadline is it the receipt itself; the mail
    then waits for the opening, finds the deadline passed and is moot.

    - Hours: when 2 opening hours are left. A deadline shortly after an opening is so warned of before the
      closing that precedes it (T6).
    - Days: when the last opening day begins, on or before the last day (A6: a Saturday is warned of on
      Friday). Two hours would be too late to search and screen anybody.
    """
    if opening is None:
        return max(start_of_day(deadline.last_day), deadline.received_at)
    try:
        if not deadline.in_days:
            return max(opening.before(deadline.due_at, SOON), deadline.started_at)
        opens_at = opening.opens_on(opening.last_open_day(deadline.last_day))
    except NoOpeningHoursError:
        return deadline.started_at
    return max(opens_at or deadline.received_at, deadline.received_at)


# --- when a mail may leave (T6) -----------------------------------------------------------------------------


def notify_at(instant: datetime, recipient: OpeningCalendar) -> datetime:
    """The first instant at or after `instant` at which `recipient` is open, UTC."""
    return recipient.next_opening(instant)


def warning_notify_at(instant: datetime, due_at: datetime, recipient: OpeningCalendar) -> datetime:
    """When a warning due at `instant` reaches `recipient` in opening hours and while there is time to act,
    UTC.

    Normally `instant` or the next opening. If that leaves less than an hour of opening time before
    `due_at`, it is half an hour of opening time before the previous closing, which lies before `instant`.
    """
    if recipient.is_open(instant):
        return as_utc(instant)
    following = recipient.next_opening(instant)
    if recipient.has_open_time(following, due_at, TIME_TO_ACT):
        return following
    try:
        return recipient.before(instant, BEFORE_CLOSING)
    except NoOpeningHoursError:
        return following
