"""News that the apps above listen to. They connect in their `apps.ready()`; this app knows none of them."""

from dataclasses import dataclass
from datetime import datetime

from django.dispatch import Signal

# Sent inside the transaction of the change, with `jobcenter` (whose calendar_version is the new one). Whoever keeps
# due times that follow this calendar computes them again here.
calendar_changed = Signal()

# Sent before a change is saved, with `jobcenter`, `before` and `after` (two OpeningCalendar). Receivers return the
# deadlines that would move, as a list of MovedDeadline.
calendar_change_proposed = Signal()


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A running deadline that a proposed calendar would move. Instants are UTC; `label` is a Danish text."""

    label: str
    url: str
    before: datetime
    after: datetime
