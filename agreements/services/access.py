"""Who sees an agreement follows dates, and dates pass without anybody writing a row: here they take effect.

Triggers do the rest. Safe to run twice, late, or at the same time; after days without a run it makes up for all.
"""

import datetime
import logging

from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.moment import moment
from agreements.enums import FORCE_STATES
from agreements.models import AccessDay, Agreement
from jobcenters.calendar import local_date

logger = logging.getLogger(__name__)

# A transaction that was under way at midnight may have written access by the day before: so long it is looked after.
SETTLES_AFTER = datetime.timedelta(minutes=10)


def access_follow_dates(*, now: datetime.datetime | None = None, everything: bool = False) -> int:
    """Let links and memberships that began or ended by `now` (aware; Danish days, from midnight) take effect; how many
    agreements were looked at.

    `everything`: all agreements in force, whatever the dates. Needs the worker's role. One query on a day that has
    been settled.
    """
    now = now or moment()
    today = local_date(now)
    row, _made = AccessDay.objects.get_or_create(pk=1, defaults={"day": datetime.date(2000, 1, 1)})
    if row.day >= today and not everything:
        return 0
    if everything:
        ids = list(
            Agreement.objects.filter(state__in=FORCE_STATES).order_by("pk").values_list("pk", flat=True)
        )
    else:
        with connection.cursor() as cursor:
            cursor.execute("select agreements_days_passed(%s, %s)", [row.day, today])
            ids = [pk for (pk,) in cursor.fetchall()]
    failed = sum(not _refresh(pk, today) for pk in ids)
    settled = local_date(now - SETTLES_AFTER)
    if not failed and row.day < settled:
        AccessDay.objects.filter(pk=1, day__lt=settled).update(day=settled)
    return len(ids)


def _refresh(agreement_id: int, today: datetime.date) -> bool:
    """In a transaction of its own, so that no two agreements are locked at once. False where it could not be done."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select agreements_refresh_access(%s, %s)", [agreement_id, today])
    except (OperationalError, InterfaceError):
        raise  # the database is away: so are all the others
    except Exception:
        logger.exception(
            "Access to agreement %s could not be refreshed; the next run tries again.", agreement_id
        )
        return False
    return True
