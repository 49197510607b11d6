"""What every page says about the deadline watch (N18): the footer's time, and the red banner."""

import datetime
from dataclasses import dataclass

from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from orders.sweep.heartbeat import SWEEP

STALE_AFTER = datetime.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Watchman:
    """When the sweep last ran to its end (UTC). `is_stale`: more than ten minutes ago, or never.

    Where the database cannot say, `last_run` is None and nothing is claimed either way.
    """

    last_run: datetime.datetime | None
    is_stale: bool
    never_run: bool


def watchman(request: HttpRequest) -> dict[str, object]:
    """`watchman` for the frame of every page; the query is made by the page that shows it, not by partials."""
    return {"watchman": SimpleLazyObject(read_watchman)}


def read_watchman() -> Watchman:
    """Read the heartbeat: one query by primary key."""
    try:
        with connection.cursor() as cursor:  # every page asks this, so it is asked in the cheapest way
            cursor.execute("select last_run_at from orders_heartbeat where name = %s", [SWEEP])
            row = cursor.fetchone()
    except DatabaseError:
        return Watchman(None, is_stale=False, never_run=False)
    last_run = row[0] if row else None
    if last_run is None:
        return Watchman(None, is_stale=True, never_run=True)
    return Watchman(last_run, is_stale=timezone.now() - last_run > STALE_AFTER, never_run=False)
