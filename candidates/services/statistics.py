"""The statistics that a search chooses its way by: how many carry each term and word, and live in each postcode."""

import datetime

from django.db import connection

from ui import danish

NIGHT = range(1, 5)  # hours of the Danish day in which the daily refresh runs
OLD = datetime.timedelta(hours=20)
TOO_OLD = datetime.timedelta(hours=44)  # then at any hour: the nights before were missed
CHANGED = 0.05  # of all candidates since the last refresh: an import, say


def statistics_refresh() -> int:
    """Count anew, now; returns how many candidates there are. As the worker or the owner. Call it after an import.

    A search finds the same with old statistics, only slower.
    """
    with connection.cursor() as cursor:
        cursor.execute("select candidates_stats_refresh()")
        return int(cursor.fetchone()[0])


def statistics_refresh_where_due(now: datetime.datetime) -> int | None:
    """Count anew once a night, or at once where many have come or changed; None where it was not due (`now`: aware)."""
    with connection.cursor() as cursor:
        cursor.execute("select counted_at, found, changed from candidates_stats_age()")
        counted_at, found, changed = cursor.fetchone()
    age = now - counted_at
    at_night = danish.local(now).hour in NIGHT
    due = age > TOO_OLD or (at_night and age > OLD) or changed > max(100, found * CHANGED)
    return statistics_refresh() if due else None
