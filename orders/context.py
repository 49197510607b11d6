"""What every page says about the deadline watch (N18): the footer's time, and the red banner."""

import datetime
import json
import time
from dataclasses import dataclass

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from orders.sweep.heartbeat import SWEEP
from orders.watch.audit import AUDITOR
from orders.watch.rules import STALE_AFTER, unseen_of, unseen_text

_READ = "select name, last_run_at, detail from orders_heartbeat where name in (%s, %s)"

# What the sweep's and the auditor's heartbeats say, and until when that may be said again (monotonic clock, seconds).
_kept: tuple[datetime.datetime | None, datetime.datetime | None, int, float] | None = None


@dataclass(frozen=True, slots=True)
class Watchman:
    """When the sweep last ran to its end (UTC). `is_stale`: more than ten minutes ago, or never.

    `unseen`: so many deadlines has the sweep overlooked, says the auditor, who looked within the last ten minutes.
    Where the database cannot say, `last_run` is None and nothing is claimed either way.
    """

    last_run: datetime.datetime | None
    is_stale: bool
    never_run: bool
    unseen: int = 0

    @property
    def is_alarm(self) -> bool:
        """Whether everybody must be told."""
        return self.is_stale or self.unseen > 0

    @property
    def unseen_text(self) -> str:
        """What the auditor found, as a sentence; empty for nothing."""
        return unseen_text(self.unseen) if self.unseen else ""


def watchman(request: HttpRequest) -> dict[str, object]:
    """`watchman` for the frame of every page; it is read by the page that shows it, not by partials."""
    return {"watchman": SimpleLazyObject(read_watchman)}


def read_watchman() -> Watchman:
    """The heartbeats as of now, or of the last WATCHMAN_SECONDS: this process keeps them for so long.

    They are nobody's data, the page shows them to the minute, and every page asks. How old they are is judged anew each
    time. Raises nothing.
    """
    global _kept
    kept = _kept
    if kept is None or time.monotonic() >= kept[3]:
        try:
            with connection.cursor() as cursor:  # by primary key, and in the cheapest way
                cursor.execute(_READ, [SWEEP, AUDITOR])
                rows = {name: (at, detail) for name, at, detail in cursor.fetchall()}
        except DatabaseError:
            return Watchman(None, is_stale=False, never_run=False)
        looked_at, detail = rows.get(AUDITOR, (None, None))
        found = unseen_of(json.loads(detail) if isinstance(detail, str) else detail)
        kept = _kept = (
            rows.get(SWEEP, (None, None))[0],
            looked_at,
            found,
            time.monotonic() + settings.WATCHMAN_SECONDS,
        )
    last_run, looked_at, found, _until = kept
    now = timezone.now()
    unseen = found if looked_at is not None and now - looked_at <= STALE_AFTER else 0
    if last_run is None:
        return Watchman(None, is_stale=True, never_run=True, unseen=unseen)
    return Watchman(last_run, is_stale=now - last_run > STALE_AFTER, never_run=False, unseen=unseen)
