"""A second opinion on deadlines: walks the clock minute by minute. Shares no code with the product.

Slow and simple on purpose. Hours are {weekday: [(first minute of the day, last minute), ...]}.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Copenhagen")
MINUTE = timedelta(minutes=1)
Hours = dict[int, list[tuple[int, int]]]


@cache
def easter(year: int) -> date:
    """The anonymous Gregorian method (Meeus), unlike the one the golden table is checked with."""
    a, b, c = year % 19, year // 100, year % 100
    d, e, f = b // 4, b % 4, (b + 8) // 25
    h = (19 * a + b - d - (b - f + 1) // 3 + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = h + m - 7 * ((a + 11 * h + 22 * m) // 451) + 114
    return date(year, n // 31, n % 31 + 1)


@cache
def is_holiday(day: date) -> bool:
    if (day.month, day.day) in {(1, 1), (6, 5), (12, 24), (12, 25), (12, 26), (12, 31)}:
        return True
    after = (day - easter(day.year)).days
    return after in {-3, -2, 0, 1, 39, 49, 50} or (after == 26 and day.year <= 2023)


def is_open(minute: datetime, hours: Hours, closed: frozenset[date]) -> bool:
    there = minute.astimezone(ZONE)
    day = there.date()
    if day in closed or is_holiday(day):
        return False
    # The second pass of the repeated hour is the stretched last minute of the first.
    now = there.hour * 60 + (59 if there.fold else there.minute)
    return any(first <= now < last for first, last in hours.get(day.weekday(), []))


def opens_on(day: date, hours: Hours, closed: frozenset[date]) -> bool:
    """Whether any minute of the Danish day is open; in March a whole span may lie in the hour that is skipped."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZONE).astimezone(UTC)
    minutes = (midnight + n * MINUTE for n in range(25 * 60))
    return any(m.astimezone(ZONE).date() == day and is_open(m, hours, closed) for m in minutes)


def due_in_24_hours(received: datetime, opening_days: int, hours: Hours, closed: frozenset[date]) -> datetime:
    """Walk to the first open minute, then to the same clock time on the nth opening day after that day."""
    minute = received
    while not is_open(minute, hours, closed):
        minute += MINUTE
    start = minute.astimezone(ZONE)
    clock = start.hour * 60 + start.minute
    if start.fold:
        clock = (start.hour + 1) * 60
    passed = 0
    day = start.date()
    opened_today = True
    while True:
        minute += MINUTE
        there = minute.astimezone(ZONE)
        if there.date() != day:
            day = there.date()
            opened_today = opens_on(day, hours, closed)
            passed += opened_today
        if passed == opening_days and opened_today and there.hour * 60 + there.minute >= clock:
            return minute


def due_in_days(received: datetime, days: int, *, working: bool) -> datetime:
    """Walk until the nth day that counts is over; the last second before that."""
    minute = received.replace(second=0, microsecond=0)
    day = minute.astimezone(ZONE).date()
    counted = 0
    while True:
        minute += MINUTE
        today = minute.astimezone(ZONE).date()
        if today != day:
            if counted == days:
                return (minute - timedelta(seconds=1)).astimezone(UTC)
            day = today
            counted += not working or (today.weekday() < 5 and not is_holiday(today))
