"""When a clock's levels fire: the one place that writes timers. A trigger removes them when the clock ends."""

import datetime
from collections.abc import Iterable

from jobcenters.calendar import Deadline, OpeningCalendar
from orders.calendars import ladders
from orders.ladder import Ladder, Rung, rungs
from orders.models import Clock, Firing, Timer


def timers_set(*, clock: Clock, deadline: Deadline, opening: OpeningCalendar | None, ladder: Ladder) -> None:
    """Write the timers of a clock that starts. Needs a transaction, and the right to see the clock."""
    _write(clock, [(rung.level, rung.fires_at) for rung in rungs(deadline, opening, ladder)])


def timers_move(*, clock: Clock, deadline: Deadline, opening: OpeningCalendar | None) -> tuple[Rung, ...]:
    """Let the levels that have not fired follow a running clock's new `deadline`; those that have fired stay fired.

    The clock keeps the ladder that it began with, and while it is paused nothing fires before it runs again (A12). The
    caller holds the clock's lock. Returns all levels as they are now, those that have fired too.
    """
    Timer.objects.filter(clock=clock).delete()
    fired = set(Firing.objects.filter(clock=clock).values_list("level", flat=True))
    ladder = ladders({clock.ladder})[clock.ladder]
    found = rungs(deadline, opening, ladder)
    _write(clock, [(rung.level, rung.fires_at) for rung in found if rung.level not in fired])
    return found


def _write(clock: Clock, times: Iterable[tuple[int, datetime.datetime]]) -> None:
    earliest = clock.paused_until
    Timer.objects.bulk_create(
        Timer(
            clock=clock,
            level=level,
            owner_id=clock.owner_organisation_id,
            fire_at=max(at, earliest) if earliest else at,
        )
        for level, at in times
    )
