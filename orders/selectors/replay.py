"""A clock's stored events read again by the rules: the very deadline that the clock's columns repeat."""

import datetime
from collections.abc import Iterable, Mapping

from jobcenters.calendar import (
    CalendarDays,
    CalendarRangeError,
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    Unit,
    WorkingDays,
)
from orders.calendars import calendars_of
from orders.clock import ClockError, EventKind, Reading, read_clock
from orders.clock import ClockEvent as PureEvent
from orders.models import Clock, ClockEvent
from orders.promises import Promise, promise, with_override

# What can only happen to a clock that runs.
BETWEEN = frozenset({EventKind.PAUSE, EventKind.RESUME, EventKind.RETARGET})
UNITS: dict[str, type[Unit]] = {unit.__name__: unit for unit in (OpeningDayHours, WorkingDays, CalendarDays)}


def promise_of(data: Mapping[str, object], code: str) -> Promise:
    """The promise as it was when the clock started, which the start event has kept."""
    unit = UNITS[str(data["unit"])](int(str(data["length"])))
    base = promise(code)
    source = str(data.get("overridden_by") or "")
    if not source:
        return base
    return with_override(base, unit=unit, source=source, rolls=bool(data.get("rolls")))


def promise_data(promised: Promise) -> dict[str, object]:
    """What an event keeps of a promise, for `promise_of`."""
    return {
        "promise": promised.code.value,
        "unit": type(promised.unit).__name__,
        "length": promised.unit.n,
        "overridden_by": promised.overridden_by,
        "rolls": promised.rolls,
    }


def start_of(events: Iterable[ClockEvent]) -> ClockEvent | None:
    """The start among a clock's events; None where it does not say by which rules it was counted."""
    start = next((event for event in events if event.kind == EventKind.START), None)
    return start if start is not None and start.data.get("unit") in UNITS else None


def calendars_in(events: Iterable[ClockEvent]) -> set[int]:
    """The organisations in whose opening hours these events are counted."""
    return {int(event.data["calendar_of"]) for event in events if event.data.get("calendar_of")}


def _ended_at(rows: Iterable[ClockEvent]) -> datetime.datetime | None:
    """When the clock was stopped, as far as is known now."""
    ordered = sorted(rows, key=lambda row: row.pk)
    stop = next((row for row in ordered if row.kind == EventKind.STOP), None)
    if stop is None:
        return None
    return [row.at for row in ordered if row.pk == stop.pk or row.corrects_id == stop.pk][-1]


def pure_events(
    clock: Clock, events: Iterable[ClockEvent], calendars: Mapping[int, OpeningCalendar]
) -> list[PureEvent]:
    """The events as the rules take them. A change of owner moves no deadline, so it carries no calendar. What was
    written down before it was known that the clock had been stopped earlier (a pause, say) has no effect.

    Raises ClockError for events without a start that can be read.
    """
    rows = list(events)
    start = start_of(rows)
    ended_at = _ended_at(rows)
    if ended_at is not None:
        rows = [row for row in rows if row.kind not in BETWEEN or row.at <= ended_at]
    if start is None:
        raise ClockError("The start does not say by which rules it was counted.")
    pure = []
    for row in rows:
        if row.pk == start.pk:
            counted_in = calendars.get(int(row.data["calendar_of"]))
            pure.append(
                PureEvent(
                    EventKind.START, row.at, promise_of(row.data, clock.promise), counted_in, key=row.pk
                )
            )
        elif row.kind == EventKind.RETARGET and row.data.get("unit") in UNITS:
            # A change of terms carries the promise as it is from then on, counted from the same receipt.
            again = promise_of(row.data, clock.promise)
            pure.append(PureEvent(EventKind.RETARGET, row.at, again, key=row.pk))
        else:
            pure.append(PureEvent(EventKind(row.kind), row.at, key=row.pk, corrects=row.corrects_id))
    return pure


def read_events(
    clock: Clock, events: Iterable[ClockEvent], calendars: Mapping[int, OpeningCalendar]
) -> Reading | None:
    """What the events say; None where they cannot be read (no start, no opening hours, a day out of range)."""
    try:
        return read_clock(pure_events(clock, events, calendars))
    except (ClockError, NoOpeningHoursError, CalendarRangeError):
        return None


def reading_of(clock: Clock) -> Reading | None:
    """The same for one clock, read from the database."""
    rows = list(ClockEvent.objects.filter(clock=clock))
    return read_events(clock, rows, calendars_of(calendars_in(rows)))
