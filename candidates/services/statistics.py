"""The statistics that a search chooses its way by: how many carry each term and word, and live in each postcode."""

import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from accounts.moment import moment
from candidates.models import ImportRun
from ui import danish

NIGHT = range(1, 5)  # hours of the Danish day in which the daily refresh runs
OLD = datetime.timedelta(hours=20)
TOO_OLD = datetime.timedelta(hours=44)  # then at any hour: the nights before were missed
CHANGED = 0.05  # of all candidates since the last refresh
MOST_RUNS = 100


def stats_refresh() -> int:
    """Count anew, now; returns how many candidates there are. As the worker or the owner."""
    with connection.cursor() as cursor:
        cursor.execute("select candidates_stats_refresh()")
        return int(cursor.fetchone()[0])


@transaction.atomic
def stats_refresh_due(now: datetime.datetime | None = None) -> int | None:
    """Count anew where that is due at `now` (aware; default the present): how many candidates there are, else None.

    It is due at once after an import and where many have come or changed, else once a night. Two workers never count at
    the same time, and what a killed one did not finish is still due. A search finds the same with old statistics, only
    slower.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(hashtext('candidates statistics'))")
        if not cursor.fetchone()[0]:
            return None
        # Read before counting: a run that ends meanwhile is counted the next time.
        runs = list(ImportRun.objects.filter(stats_due=True).values_list("pk", flat=True)[:MOST_RUNS])
        if not runs and not _is_old(cursor, now or moment()):
            return None
    counted = stats_refresh()
    ImportRun.objects.filter(pk__in=runs).update(stats_due=False)
    return counted


def _is_old(cursor: CursorWrapper, now: datetime.datetime) -> bool:
    cursor.execute("select counted_at, found, changed from candidates_stats_age()")
    counted_at, found, changed = cursor.fetchone()
    age = now - counted_at
    at_night = danish.local(now).hour in NIGHT
    return age > TOO_OLD or (at_night and age > OLD) or changed > max(100, found * CHANGED)
