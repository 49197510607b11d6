"""What every page says about the deadline watch (N18): the footer's time, and the red banner."""

import datetime
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from orders.sweep.heartbeat import SWEEP

STALE_AFTER = datetime.timedelta(minutes=10)

# When the sweep last ran to its end (UTC), and until when that may be said again (of the monotonic clock, in seconds).
_kept: tuple[datetime.datetime | None, float] | None = None


@dataclass(frozen=True, slots=True)
class Watchman:
    """When the sweep last ran to its end (UTC). `is_stale`: more than ten minutes ago, or never.

    Where the database cannot say, `last_run` is None and nothing is claimed either way.
    """

    last_run: datetime.datetime | None
    is_stale: bool
    never_run: bool


def watchman(request: HttpRequest) -> dict[str, object]:
    """`watchman` for the frame of every page; it is read by the page that shows it, not by partials."""
    return {"watchman": SimpleLazyObject(read_watchman)}


def read_watchman() -> Watchman:
    """The heartbeat as of now, or of the last WATCHMAN_SECONDS: this process keeps it for so long.

    It is nobody's data, the page shows it to the minute, and every page asks. How old it is is judged anew each time.
    Raises nothing.
    """
    global _kept
    kept = _kept
    if kept is None or time.monotonic() >= kept[1]:
        try:
            with connection.cursor() as cursor:  # by primary key, and in the cheapest way
                cursor.execute("select last_run_at from orders_heartbeat where name = %s", [SWEEP])
                row = cursor.fetchone()
        except DatabaseError:
            return Watchman(None, is_stale=False, never_run=False)
        kept = _kept = (row[0] if row else None, time.monotonic() + settings.WATCHMAN_SECONDS)
    last_run = kept[0]
    if last_run is None:
        return Watchman(None, is_stale=True, never_run=True)
    return Watchman(last_run, is_stale=timezone.now() - last_run > STALE_AFTER, never_run=False)
