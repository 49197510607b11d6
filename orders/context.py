"""What every page says about the deadline watch (N18): the footer's time, and the red banner."""

import datetime
from dataclasses import dataclass

from django.db import DatabaseError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from orders.models import Heartbeat
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
        last_run = Heartbeat.objects.filter(pk=SWEEP).values_list("last_run_at", flat=True).first()
    except DatabaseError:
        return Watchman(None, is_stale=False, never_run=False)
    if last_run is None:
        return Watchman(None, is_stale=True, never_run=True)
    return Watchman(last_run, is_stale=timezone.now() - last_run > STALE_AFTER, never_run=False)
