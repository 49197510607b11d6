"""When the parties of an agreement meet (R96, R109, A25). Pure; all days are Danish dates."""

import calendar
import datetime
from collections.abc import Iterator

from jobcenters.calendar import NATIONAL

INVITE_DAYS_BEFORE = 28  # calendar days; an invitation sent years ahead would be forgotten
LEADERS_INVITE_DAYS_BEFORE = 56  # calendar days; leaders of many jobcentres need longer to find a day
MINUTES_WORKING_DAYS = 5  # after a meeting without minutes its host is reminded, once
END_NOTICE_DAYS = 90  # calendar days before the current end: time for one more meeting and an extension
STARTS_AT = datetime.time(10, 0)  # Danish local time, until the parties agree on another


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month, `months` later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def meeting_days(
    starts_on: datetime.date,
    ends_on: datetime.date,
    months: int | None,
    first_on: datetime.date | None,
) -> list[datetime.date]:
    """The days of the follow-up meetings of a period, in order, all of them working days within it.

    Every `months` months from `first_on`, or from `starts_on` where the first is not fixed. Counted from the first
    one each time, so that a meeting moved past a holiday moves none of the others. Without `months` (A25: free text)
    only the first is known.
    """
    if months is None:
        return [day for day in (_working_day(first_on, ends_on),) if day] if first_on else []
    places = _every(first_on, 0, months, ends_on) if first_on else _every(starts_on, 1, months, ends_on)
    found = (_working_day(day, ends_on) for day in places)
    return sorted({day for day in found if day and day >= starts_on})


def _every(day_one: datetime.date, n: int, months: int, last: datetime.date) -> Iterator[datetime.date]:
    """From the n-th on. Always from day one: 31 January, 28 February, 31 March."""
    while (day := months_after(day_one, n * months)) <= last:
        yield day
        n += 1


def _working_day(day: datetime.date, last: datetime.date) -> datetime.date | None:
    """`day`, or the next working day; the one before where the period would be over. None after the period."""
    if day > last:
        return None
    if NATIONAL.is_working_day(day):
        return day
    later = NATIONAL.next_working_day(day)
    return later if later <= last else NATIONAL.previous_working_day(day)


def minutes_missing(held_on: datetime.date, today: datetime.date) -> bool:
    """Whether so many working days have passed since the meeting that its host is reminded of the minutes."""
    return today > NATIONAL.shift(held_on, MINUTES_WORKING_DAYS)


def end_notice_due(ends_on: datetime.date, notified_for: datetime.date | None, today: datetime.date) -> bool:
    """Whether the parties are told now that the agreement ends: once for each end, the newest only."""
    return notified_for != ends_on and today >= ends_on - datetime.timedelta(days=END_NOTICE_DAYS)
