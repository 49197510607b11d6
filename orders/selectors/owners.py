"""Which organisations have had a clock, and for how long (G4)."""

import datetime
from collections.abc import Sequence

from django.utils.translation import gettext as _

from accounts.models import Organisation
from orders.clock import EventKind, Reading, resumes_by_itself_at
from orders.consumed import Stretch, consumed_by
from orders.models import Clock, ClockEvent
from orders.selectors.facts import place_of
from ui import danish


def owners_of(clock: Clock, events: Sequence[ClockEvent]) -> list[tuple[datetime.datetime, int]]:
    """(since, organisation id), oldest first: the first from the receipt on, then one per change of owner."""
    moves = [event for event in events if event.kind == EventKind.RETARGET and "to" in event.data]
    first = int(moves[0].data["from"]) if moves else clock.owner_organisation_id
    return [(clock.received_at, first), *((event.at, int(event.data["to"])) for event in moves)]


def consumed_of(
    clock: Clock, events: Sequence[ClockEvent], reading: Reading | None, now: datetime.datetime
) -> dict[int, datetime.timedelta]:
    """Organisation id -> how long it has had the clock: until it was stopped, or until `now` (aware)."""
    end = clock.stopped_at or now
    whole = Stretch(clock.received_at, max(end, clock.received_at))
    return consumed_by(whole, owners_of(clock, events), _pauses(events, reading, end))


def _pauses(events: Sequence[ClockEvent], reading: Reading | None, end: datetime.datetime) -> list[Stretch]:
    found, since = [], None
    for event in events:
        if event.kind == EventKind.PAUSE:
            since = event.at
        elif event.kind == EventKind.RESUME and since is not None:
            found.append(Stretch(since, event.at))
            since = None
    if since is not None:
        until = reading.paused_until if reading else None
        found.append(Stretch(since, min(until or resumes_by_itself_at(since), end)))
    return found


def owners_text(
    clock: Clock, events: Sequence[ClockEvent], reading: Reading | None, now: datetime.datetime
) -> str:
    """ "Horsens har haft sagen i 3 timer, Odder i 2 dage." "" where it has always been one organisation's.

    One query where there are several.
    """
    found = consumed_of(clock, events, reading, now)
    if len(found) < 2:
        return ""
    names = Organisation.objects.select_related("jobcenter").in_bulk(list(found))
    shares = [
        _("%(who)s i %(time)s") % {"who": place_of(names[pk]), "time": danish.duration(time)}
        for pk, time in found.items()
        if pk in names
    ]
    return _("Hvem har haft sagen: %s.") % danish.join(shares)
