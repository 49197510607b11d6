"""News that the apps above listen to. They connect in their `apps.ready()`; this app knows none of them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.dispatch import Signal

from jobcenters.models import Jobcenter
from jobcenters.moved import MovedDeadline
from ui import parts

__all__ = [
    "MovedDeadline",
    "calendar_change_proposed",
    "calendar_changed",
    "calendar_changes",
    "network_rules_changed",
    "network_rules_proposed",
    "register_changes",
]

# Sent inside the transaction of the change, with `jobcenter` (whose calendar_version is the new one), the `actor`, and
# `what` (a Danish text: what was changed). Whoever keeps due times that follow this calendar computes them again.
calendar_changed = Signal()

# Sent before a change is saved, with `jobcenter`, `before` and `after` (two OpeningCalendar). Receivers return the
# deadlines that would move, as a list of MovedDeadline.
calendar_change_proposed = Signal()

# Sent inside the transaction of new rules that running deadlines are to follow too, with `network`, `promises` (code ->
# length), `rolls`, `actor` and `what` (a Danish text).
network_rules_changed = Signal()

# Sent before such rules are saved, with `network`, `promises`, `rolls` and `actor`. Receivers return what they would
# move, as jobcenters.moved.Moved.
network_rules_proposed = Signal()


_readers: list[Callable[[Jobcenter, datetime], Sequence[parts.Event]]] = []


def register_changes(reader: Callable[[Jobcenter, datetime], Sequence[parts.Event]]) -> None:
    """Let the calendar's page list what `reader` knows about its last changes, seen at an instant (aware)."""
    if reader not in _readers:
        _readers.append(reader)


def calendar_changes(jobcenter: Jobcenter, now: datetime) -> list[parts.Event]:
    """The last changes of a jobcentre's calendar and what they did to deadlines, the newest first."""
    return [change for reader in _readers for change in reader(jobcenter, now)]
