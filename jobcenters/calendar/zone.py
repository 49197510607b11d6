"""Between local Danish wall-clock time and instants, over summer time.

One rule, used everywhere, keeps order: a later wall-clock time never becomes an earlier instant.

- A time that does not exist (02.30 on the night when clocks go forward) is the instant of the jump, 03.00.
- A time that happens twice (02.30 on the night when clocks go back) is the first of the two.
- An instant in the second pass of the repeated hour reads as the end of that hour (03.00). Otherwise
  somebody who writes at 02.15 in the second pass would be promised an earlier answer than somebody who
  wrote half an hour before.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from ui.danish import COPENHAGEN

DAY = timedelta(days=1)
MIDNIGHT = time(0, 0)


def as_utc(instant: datetime) -> datetime:
    """`instant` in UTC. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    return instant.astimezone(UTC)


def local_date(instant: datetime) -> date:
    """The Danish date on which `instant` falls."""
    if instant.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    return instant.astimezone(COPENHAGEN).date()


def local_instant(day: date, clock: time = MIDNIGHT) -> datetime:
    """The UTC instant of wall-clock time `clock` in Denmark on `day`. Gaps and repeats: see the module's
    text.
    """
    wanted = datetime.combine(day, clock.replace(tzinfo=None, fold=0), tzinfo=COPENHAGEN)
    early = wanted.utcoffset()
    late = wanted.replace(fold=1).utcoffset()
    if early is not None and late is not None and late > early:
        # In the gap. Danish clocks have always jumped on a whole hour.
        wanted = wanted.replace(minute=0, second=0, microsecond=0)
    return wanted.astimezone(UTC)


def wall_clock(instant: datetime) -> tuple[date, timedelta]:
    """The Danish date and the wall-clock time since midnight, as it reads on a clock (not as elapsed time)."""
    if instant.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    there = instant.astimezone(COPENHAGEN)
    if there.fold:
        return there.date(), timedelta(hours=there.hour + 1)
    since_midnight = timedelta(
        hours=there.hour, minutes=there.minute, seconds=there.second, microseconds=there.microsecond
    )
    return there.date(), since_midnight


def on_clock(day: date, since_midnight: timedelta) -> datetime:
    """The UTC instant at which a Danish clock shows `since_midnight` on `day`; 24 hours is the next
    midnight.
    """
    days, clock = divmod(since_midnight, DAY)
    minutes, rest = divmod(clock, timedelta(minutes=1))
    at = time(*divmod(minutes, 60), rest.seconds, rest.microseconds)
    return local_instant(day + days * DAY, at)


def start_of_day(day: date) -> datetime:
    """00:00:00 in Denmark on `day`, as UTC."""
    return local_instant(day)


def end_of_day(day: date) -> datetime:
    """23:59:59 in Denmark on `day`, as UTC: the last second that still counts for a promise made in days."""
    return local_instant(day, time(23, 59, 59))
