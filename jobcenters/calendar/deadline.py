"""When a promise is due, and the steps of the reasoning (REQUIREMENTS 1.2-1.4, A1-A6; [001], [003]).

Pure: no database, no clock on the wall. Arithmetic is done on local dates and wall-clock time, never by
adding hours to an instant, so that "same time on the next opening day" stays the same time over a change of
summer time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from jobcenters.calendar.national import (
    FIRST_YEAR,
    LAST_YEAR,
    NATIONAL,
    ONE_DAY,
    SATURDAY,
    NationalCalendar,
    check_year,
    days_after,
)
from jobcenters.calendar.opening import ClosedReason, NoOpeningHoursError, OpeningCalendar
from jobcenters.calendar.units import CalendarDays, OpeningDayHours, Unit, WorkingDays
from jobcenters.calendar.zone import (
    DAY,
    as_utc,
    end_of_day,
    local_date,
    on_clock,
    start_of_day,
    wall_clock,
)


class StepKind(StrEnum):
    """What happens in one step of the reasoning."""

    RECEIVED = "received"  # it came in
    CLOSED = "closed"  # it came in while closed; the clock waits for STARTS
    STARTS = "starts"  # the clock counts from here
    SKIPPED = "skipped"  # a day between that does not count; `reason` and perhaps `name` say why
    COUNTED = "counted"  # day number `number` that counts
    ROLLED = "rolled"  # the last day was no working day, so the deadline moved to `day`
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its local `day`, and for the steps that are instants `at` (UTC)."""

    kind: StepKind
    day: date
    at: datetime | None = None
    reason: ClosedReason | None = None
    name: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A due instant with its reasoning. All instants are UTC.

    `started_at` is the first instant that counts: for hours the receipt or the opening after it, for days
    the midnight that begins day 1. `paused` is what pauses have added: days for the two units of days,
    seconds for hours. `calendar_version` names the calendar the answer depends on and is stored with it.
    """

    unit: Unit
    received_at: datetime
    started_at: datetime
    due_at: datetime
    steps: tuple[Step, ...]
    calendar_version: str
    paused: int = 0

    @property
    def in_days(self) -> bool:
        """True for promises in days, which are due at the end of `last_day`."""
        return not isinstance(self.unit, OpeningDayHours)

    @property
    def last_day(self) -> date:
        """The local date on which the deadline falls."""
        return local_date(self.due_at)


def due(
    unit: Unit,
    received_at: datetime,
    opening: OpeningCalendar | None = None,
    national: NationalCalendar = NATIONAL,
    *,
    paused: int = 0,
    roll: bool = False,
) -> Deadline:
    """When something received at `received_at` (aware) is due.

    - OpeningDayHours: in `opening`, which is then required; receipt while closed is receipt at the next
      opening, 24 hours is the same wall-clock time on the next opening day, and the result is never moved
      to an opening hour (A1, A2; [003], R134, R150).
    - WorkingDays: 23:59:59 on the nth working day of `national` after the day of receipt; local closing days
      never extend it (A3, A4; [001]).
    - CalendarDays: 23:59:59 on the nth day after the day of receipt, weekend or not (A6; [001]). With
      `roll`, which a network's terms may choose, a last day that is no working day moves to the next one.

    `paused` lengthens it by days (units of days) or seconds (hours). Raises NoOpeningHoursError,
    CalendarRangeError (both with a Danish sentence), ValueError for a naive datetime, TypeError for
    anything that is not a unit.
    """
    # Near the ends of the calendar even a change of time zone overflows, so the coarse check comes first.
    if received_at.year + 1 >= FIRST_YEAR and received_at.year - 1 <= LAST_YEAR:
        check_year(local_date(received_at).year)
    else:
        check_year(received_at.year)
    received_at = as_utc(received_at)
    if paused < 0:
        raise ValueError("A pause cannot be negative.")
    if isinstance(unit, OpeningDayHours):
        if opening is None:
            raise NoOpeningHoursError
        return _due_in_hours(unit, received_at, opening, paused)
    if isinstance(unit, WorkingDays):
        return _due_in_working_days(unit, received_at, national, paused)
    if isinstance(unit, CalendarDays):
        return _due_in_calendar_days(unit, received_at, national, paused, roll=roll)
    raise TypeError(f"A deadline needs one of the three units, not {type(unit).__name__}.")


def _due_in_hours(
    unit: OpeningDayHours, received_at: datetime, opening: OpeningCalendar, paused: int
) -> Deadline:
    started_at = opening.next_opening(received_at)
    first_day, clock = wall_clock(started_at)
    whole_days, clock = divmod(clock + timedelta(hours=unit.n, seconds=paused), DAY)
    last_day = opening.next_open_day(first_day, whole_days)
    due_at = on_clock(last_day, clock)

    steps = [Step(StepKind.RECEIVED, local_date(received_at), received_at)]
    if started_at > received_at:
        steps.append(Step(StepKind.CLOSED, local_date(received_at), received_at))
    steps.append(Step(StepKind.STARTS, first_day, started_at))
    number = 0
    for day in days_after(first_day, last_day):
        closed = opening.closed_reason(day)
        if closed is None:
            number += 1
            steps.append(Step(StepKind.COUNTED, day, number=number))
        else:
            steps.append(Step(StepKind.SKIPPED, day, reason=closed[0], name=closed[1]))
    steps.append(Step(StepKind.DUE, last_day, due_at))
    return Deadline(unit, received_at, started_at, due_at, tuple(steps), opening.version, paused)


def _due_in_working_days(
    unit: WorkingDays, received_at: datetime, national: NationalCalendar, paused: int
) -> Deadline:
    day = day_of_receipt = local_date(received_at)
    steps = [Step(StepKind.RECEIVED, day, received_at)]
    number = 0
    first_day: date | None = None
    while number < unit.n + paused:
        day += ONE_DAY
        if national.is_working_day(day):
            number += 1
            if first_day is None:
                first_day = day
                steps.append(Step(StepKind.STARTS, day, start_of_day(day)))
            steps.append(Step(StepKind.COUNTED, day, number=number))
        elif day.weekday() >= SATURDAY:
            steps.append(Step(StepKind.SKIPPED, day, reason=ClosedReason.WEEKEND))
        else:
            name = national.holiday_name(day) or ""
            steps.append(Step(StepKind.SKIPPED, day, reason=ClosedReason.HOLIDAY, name=name))
    due_at = end_of_day(day)
    steps.append(Step(StepKind.DUE, day, due_at))
    started_at = start_of_day(first_day or day_of_receipt)
    return Deadline(unit, received_at, started_at, due_at, tuple(steps), national.version, paused)


def _due_in_calendar_days(
    unit: CalendarDays, received_at: datetime, national: NationalCalendar, paused: int, *, roll: bool
) -> Deadline:
    received_on = local_date(received_at)
    first_day, last_day = received_on + ONE_DAY, received_on + (unit.n + paused) * ONE_DAY
    counted = (
        Step(StepKind.COUNTED, day, number=number)
        for number, day in enumerate(days_after(received_on, last_day), start=1)
    )
    check_year(last_day.year)
    rolled_to = national.next_working_day(last_day) if roll else last_day
    steps = [
        Step(StepKind.RECEIVED, received_on, received_at),
        Step(StepKind.STARTS, first_day, start_of_day(first_day)),
        *counted,
    ]
    if rolled_to > last_day:
        steps.append(Step(StepKind.ROLLED, rolled_to))
    due_at = end_of_day(rolled_to)
    steps.append(Step(StepKind.DUE, rolled_to, due_at))
    version = national.version if roll else "calendar"
    return Deadline(unit, received_at, start_of_day(first_day), due_at, tuple(steps), version, paused)


# --- what people are shown --------------------------------------------------------------------------------


class ShownAs(StrEnum):
    """What the shown instant is."""

    EXACT = "exact"  # the due instant itself
    CLOSING = "closing"  # the closing time on the last day
    CLOSED_DAY = "closed_day"  # the last day is closed; `at` is the last closing before it


@dataclass(frozen=True, slots=True)
class ShownDue:
    """How a deadline is shown: the `day` it falls on, the instant `at` to act before (UTC), and what that
    is.
    """

    day: date
    at: datetime
    shown_as: ShownAs


def shown_due(deadline: Deadline, opening: OpeningCalendar | None) -> ShownDue:
    """The moment people must act before (A3): promises in days are shown as the closing time of their last
    day.

    When that day is closed (a Saturday with CalendarDays, a local closing day), `day` is still the promised
    day but `at` is the last closing before it, provided it comes after the receipt; otherwise the due
    instant.
    """
    day = deadline.last_day
    if not deadline.in_days or opening is None:
        return ShownDue(day, deadline.due_at, ShownAs.EXACT)
    try:
        last_open_day = opening.last_open_day(day)
    except NoOpeningHoursError:
        return ShownDue(day, deadline.due_at, ShownAs.EXACT)
    # Where the door closes at midnight, the last second of the promise comes first.
    last_chance = min(opening.closes_on(last_open_day) or deadline.due_at, deadline.due_at)
    if last_open_day == day:
        return ShownDue(day, last_chance, ShownAs.CLOSING)
    if last_chance <= deadline.received_at:
        return ShownDue(day, deadline.due_at, ShownAs.EXACT)
    return ShownDue(day, last_chance, ShownAs.CLOSED_DAY)
