"""When a citizen may be written to, and what an invitation must say. Pure."""

import datetime

from candidates.enums import ReplyKind
from jobcenters.calendar import end_of_day, local_date, local_instant
from jobcenters.calendar.zone import DAY, wall_clock

UNDO = datetime.timedelta(seconds=10)  # an invitation waits this long, so that sending can be undone
# Nobody's telephone should ring with a jobcentre's mail late in the evening, at night or on a Sunday.
QUIET_UNTIL = datetime.time(8, 0)
QUIET_FROM = datetime.time(20, 0)
SUNDAY = 6
MOST_AT_ONCE = 200


def not_before(now: datetime.datetime) -> datetime.datetime:
    """The first instant from `now` (aware) on when a citizen may get a mail: 8-20 Danish time, never on a Sunday."""
    day, clock = wall_clock(now)
    if day.weekday() != SUNDAY:
        if clock < _since_midnight(QUIET_UNTIL):
            return local_instant(day, QUIET_UNTIL)
        if clock < _since_midnight(QUIET_FROM):
            return now
    day += DAY
    if day.weekday() == SUNDAY:
        day += DAY
    return local_instant(day, QUIET_UNTIL)


def expires_at(apply_by: datetime.date) -> datetime.datetime:
    """When the personal link stops answering: the end of the last day to apply, Danish time."""
    return end_of_day(apply_by)


def is_open(apply_by: datetime.date, now: datetime.datetime) -> bool:
    """Whether one can still apply on the Danish day of `now`."""
    return local_date(now) <= apply_by


def _since_midnight(clock: datetime.time) -> datetime.timedelta:
    return datetime.timedelta(hours=clock.hour, minutes=clock.minute)


# What the citizen reads after answering, and what the jobcentre is told.
THANKS = {
    ReplyKind.INTERESTED: "Tak. Jobcentret får besked om, at du er interesseret. Husk at søge jobbet inden fristen.",
    ReplyKind.NOT_NOW: "Tak for dit svar. Du hører ikke mere om dette job.",
    ReplyKind.IN_WORK: "Tak, og tillykke med arbejdet. Husk at fortælle det til dit jobcenter.",
}
