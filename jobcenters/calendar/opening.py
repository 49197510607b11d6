"""When one jobcentre is open, as an immutable value: weekly hours with validity, local closing days,
holidays.

All instants in and out are aware; those out are UTC. Weekly hours are Danish wall-clock time. A span is
open from its first instant and closed from its last ("09-15" is open at 09.00.00 and closed at 15.00.00).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import blake2s

from django.utils.translation import gettext

from jobcenters.calendar.national import NATIONAL, ONE_DAY, SATURDAY, NationalCalendar, days_after
from jobcenters.calendar.zone import DAY, MIDNIGHT, as_utc, local_date, on_clock

# How far ahead or back an opening is looked for. Beyond it the calendar counts as having no opening hours.
HORIZON_DAYS = 1_100


class NoOpeningHoursError(ValueError):
    """The calendar has no opening hours where some are needed. The text is a Danish sentence for the user."""

    def __init__(self) -> None:
        super().__init__(
            gettext("Der er ingen åbningstider at regne med, så fristen kan ikke beregnes. Skriv dem først.")
        )


class ClosedReason(StrEnum):
    """Why a day does not count."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    LOCAL = "local"
    NO_HOURS = "no_hours"


@dataclass(frozen=True, order=True, slots=True)
class WeeklySpan:
    """Open every `weekday` (0 = Monday) from `opens` to `closes`, from `valid_from` to `valid_to`, both
    included.

    A weekday may have several spans. `closes` 00:00 means midnight at the end of the day ("00-24" is all
    day). Raises ValueError when the span is empty or runs backwards, or the weekday does not exist.
    """

    weekday: int
    opens: time
    closes: time
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"A weekday is 0 (Monday) to 6 (Sunday), not {self.weekday}.")
        if self.closes != MIDNIGHT and self.opens >= self.closes:
            raise ValueError(f"A span must end after it begins: {self.opens} to {self.closes}.")

    def is_valid(self, day: date) -> bool:
        """True when the span applies on `day`."""
        if self.weekday != day.weekday():
            return False
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )

    @property
    def on_clock(self) -> tuple[timedelta, timedelta]:
        """Wall-clock time since midnight of both ends; midnight at the end of the day is 24 hours."""
        opens = timedelta(hours=self.opens.hour, minutes=self.opens.minute, seconds=self.opens.second)
        closes = timedelta(hours=self.closes.hour, minutes=self.closes.minute, seconds=self.closes.second)
        return opens, closes or DAY


@dataclass(frozen=True, slots=True)
class OpenSpan:
    """One stretch of open time: UTC instants, the last one excluded, and the same on the local clock."""

    day: date
    opens_at: datetime
    closes_at: datetime
    opens: timedelta
    closes: timedelta


@dataclass(frozen=True)
class OpeningCalendar:
    """When a jobcentre is open. Immutable and hashable; days are computed once and kept.

    `spans` may overlap or touch; they are joined. National holidays close the jobcentre whatever its weekly
    hours.
    """

    spans: tuple[WeeklySpan, ...]
    closed_days: frozenset[date] = frozenset()
    national: NationalCalendar = NATIONAL
    _days: dict[date, tuple[OpenSpan, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    @classmethod
    def of(
        cls,
        spans: Iterable[WeeklySpan],
        closed_days: Iterable[date] = (),
        national: NationalCalendar = NATIONAL,
    ) -> OpeningCalendar:
        """A calendar from any iterables; the order of the spans does not matter."""
        in_order = sorted(
            spans,
            key=lambda s: (s.weekday, s.opens, s.closes, s.valid_from or date.min, s.valid_to or date.max),
        )
        return cls(tuple(in_order), frozenset(closed_days), national)

    @cached_property
    def _hash(self) -> int:
        return hash((self.spans, self.closed_days, self.national))

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def version(self) -> str:
        """A short name that changes with the opening hours, the closing days or the national calendar."""
        content = repr((self.spans, sorted(self.closed_days)))
        return f"{self.national.version}/{blake2s(content.encode(), digest_size=5).hexdigest()}"

    def with_closed(self, *days: date) -> OpeningCalendar:
        """The same calendar with more local closing days."""
        return OpeningCalendar(self.spans, self.closed_days.union(days), self.national)

    # --- one day --------------------------------------------------------------------------------------------

    def spans_on(self, day: date) -> tuple[OpenSpan, ...]:
        """The open stretches of `day`, in order and never touching; none when it is closed."""
        known = self._days.get(day)
        if known is None:
            known = self._days[day] = self._spans_on(day)
        return known

    def _spans_on(self, day: date) -> tuple[OpenSpan, ...]:
        if day in self.closed_days or self.national.holiday_name(day) is not None:
            return ()
        joined: list[tuple[timedelta, timedelta]] = []
        for opens, closes in sorted(span.on_clock for span in self.spans if span.is_valid(day)):
            if joined and opens <= joined[-1][1]:
                joined[-1] = (joined[-1][0], max(closes, joined[-1][1]))
            else:
                joined.append((opens, closes))
        found = (OpenSpan(day, on_clock(day, a), on_clock(day, b), a, b) for a, b in joined)
        # A span that lies inside the hour that summer time takes away lasts no time at all.
        return tuple(span for span in found if span.opens_at < span.closes_at)

    def is_open_day(self, day: date) -> bool:
        """True when the jobcentre is open at some time on `day`."""
        return bool(self.spans_on(day))

    def opens_on(self, day: date) -> datetime | None:
        """The first opening on `day`, or None when it is closed all day."""
        spans = self.spans_on(day)
        return spans[0].opens_at if spans else None

    def closes_on(self, day: date) -> datetime | None:
        """The last closing on `day`, or None when it is closed all day."""
        spans = self.spans_on(day)
        return spans[-1].closes_at if spans else None

    def weekly_close(self, day: date) -> timedelta | None:
        """When the weekly hours end on `day`, on the clock, local closing days and holidays disregarded."""
        return max((span.on_clock[1] for span in self.spans if span.is_valid(day)), default=None)

    def closed_reason(self, day: date) -> tuple[ClosedReason, str] | None:
        """Why `day` is closed, and the holiday's name if that is why; None when it is an opening day."""
        if self.is_open_day(day):
            return None
        has_hours = self.weekly_close(day) is not None
        if day.weekday() >= SATURDAY and not has_hours:
            return ClosedReason.WEEKEND, ""
        name = self.national.holiday_name(day)
        if name is not None:
            return ClosedReason.HOLIDAY, name
        return (ClosedReason.LOCAL if day in self.closed_days else ClosedReason.NO_HOURS), ""

    # --- instants -------------------------------------------------------------------------------------------

    def is_open(self, instant: datetime) -> bool:
        """True when the jobcentre is open at `instant`."""
        instant = as_utc(instant)
        return any(span.opens_at <= instant < span.closes_at for span in self.spans_on(local_date(instant)))

    def next_opening(self, instant: datetime) -> datetime:
        """`instant` itself when open, otherwise the next opening. Raises NoOpeningHoursError if there is
        none.
        """
        instant = as_utc(instant)
        first = local_date(instant)
        for day in self._days_from(first):
            for span in self.spans_on(day):
                if instant < span.closes_at:
                    return max(instant, span.opens_at)
        raise NoOpeningHoursError

    def previous_closing(self, instant: datetime) -> datetime:
        """The latest closing at or before `instant`. Raises NoOpeningHoursError if there is none."""
        instant = as_utc(instant)
        day = local_date(instant)
        for n in range(HORIZON_DAYS):
            for span in reversed(self.spans_on(day - n * ONE_DAY)):
                if span.closes_at <= instant:
                    return span.closes_at
        raise NoOpeningHoursError

    def next_open_day(self, day: date, n: int = 1) -> date:
        """The `n`th opening day after `day` (n = 0: `day` itself). Raises NoOpeningHoursError if there is
        none.
        """
        for _ in range(n):
            for ahead in self._days_from(day + ONE_DAY):
                if self.is_open_day(ahead):
                    day = ahead
                    break
            else:
                raise NoOpeningHoursError
        return day

    def last_open_day(self, day: date) -> date:
        """`day` itself when it is an opening day, otherwise the last one before it.

        Raises NoOpeningHoursError if there is none.
        """
        for n in range(HORIZON_DAYS if self.spans else 0):
            if self.is_open_day(day - n * ONE_DAY):
                return day - n * ONE_DAY
        raise NoOpeningHoursError

    def _days_from(self, first: date) -> Iterator[date]:
        if not self.spans:
            return iter(())
        return (first + n * ONE_DAY for n in range(HORIZON_DAYS))

    # --- stretches ------------------------------------------------------------------------------------------

    def open_spans(self, first: datetime, last: datetime) -> Iterator[OpenSpan]:
        """The open stretches that overlap the time from `first` to `last`, whole, in order."""
        first, last = as_utc(first), as_utc(last)
        for day in days_after(local_date(first) - ONE_DAY, local_date(last)):
            for span in self.spans_on(day):
                if span.opens_at < last and first < span.closes_at:
                    yield span

    def open_time_between(self, first: datetime, last: datetime) -> timedelta:
        """How long the jobcentre is open from `first` to `last`, as time that passes; zero when `last` is
        first.
        """
        first, last = as_utc(first), as_utc(last)
        return sum(
            (min(span.closes_at, last) - max(span.opens_at, first) for span in self.open_spans(first, last)),
            timedelta(0),
        )

    def has_open_time(self, first: datetime, last: datetime, amount: timedelta) -> bool:
        """True when at least `amount` of opening time lies from `first` to `last`; stops looking once it
        does.
        """
        first, last = as_utc(first), as_utc(last)
        found = timedelta(0)
        for span in self.open_spans(first, last):
            found += min(span.closes_at, last) - max(span.opens_at, first)
            if found >= amount:
                return True
        return found >= amount

    def before(self, instant: datetime, amount: timedelta) -> datetime:
        """The latest instant with `amount` of opening time between it and `instant` ("2 opening hours
        before").

        Raises NoOpeningHoursError when there is not that much opening time before.
        """
        instant = as_utc(instant)
        day = local_date(instant)
        for n in range(HORIZON_DAYS):
            for span in reversed(self.spans_on(day - n * ONE_DAY)):
                end = min(span.closes_at, instant)
                here = end - span.opens_at
                if here >= amount:
                    return end - amount
                if here > timedelta(0):
                    amount -= here
        raise NoOpeningHoursError
