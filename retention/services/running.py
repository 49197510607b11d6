"""The rules carried out: batch by batch, each in a short transaction of its own. Needs the worker's role.

Whatever kills a run, the next one goes on: a row is gone together with its being counted, or neither.
"""

import datetime
import logging
import time

from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from accounts.moment import moment
from accounts.personal_data import Rule
from jobcenters.calendar import local_date
from retention.catalogue import rules
from retention.models import Run
from retention.statements import name_of

logger = logging.getLogger(__name__)

BATCH = 1_000
TURN_SECONDS = 200.0
# A row that a page is writing is worth a moment's wait, and no more: the next run takes it.
LOCK_TIMEOUT = "5s"


def rules_carry_out(*, now: datetime.datetime | None = None, seconds: float = TURN_SECONDS) -> bool:
    """Carry out every rule that is in force, for at most about so many seconds; whether all came to their end.

    `now` is aware. A rule that fails is noted in its run and does not stop the others.
    """
    now = now or moment()
    end = time.monotonic() + seconds
    with transaction.atomic():
        whole = Run.objects.create(rule="", before=now, started_at=moment())
    finished, done = True, 0
    for table, rule in rules():
        if rule.own_task or rule.valid_from > local_date(now):
            continue
        try:
            number, is_over = rule_carry_out(rule, now=now, until=end)
        except DatabaseError:
            logger.exception("The rule %s for %s could not be carried out.", rule.code, table)
            with transaction.atomic():
                Run.objects.create(
                    rule=rule.code,
                    before=rule.ends_before(now),
                    started_at=moment(),
                    finished_at=moment(),
                    problem=_("Databasen afviste det. Prøves igen ved næste kørsel."),
                )
            continue
        done += number
        finished = finished and is_over
    with transaction.atomic():
        Run.objects.filter(pk=whole.pk).update(done=done, finished_at=moment() if finished else None)
    return finished


def rule_carry_out(
    rule: Rule, *, now: datetime.datetime, until: float | None = None, batch: int = BATCH
) -> tuple[int, bool]:
    """Carry out one rule at `now` (aware) until nothing is left or the monotonic clock says `until`.

    How many rows, and whether none is left. A run is written where there was something to do.
    """
    before, run, done = rule.ends_before(now), None, 0
    while True:
        with transaction.atomic():
            number = _some(rule, before, batch)
            if number:
                run = run or Run.objects.create(rule=rule.code, before=before, started_at=moment())
                done += number
                Run.objects.filter(pk=run.pk).update(
                    done=done, finished_at=moment() if number < batch else None
                )
        if number < batch:
            if run and not number:
                with transaction.atomic():
                    Run.objects.filter(pk=run.pk).update(finished_at=moment())
            return done, True
        if until is not None and time.monotonic() >= until:
            return done, False


def _some(rule: Rule, before: datetime.datetime, batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select set_config('lock_timeout', %s, true)", [LOCK_TIMEOUT])
        cursor.execute(f"select retention_do_{name_of(rule)}(%s, %s)", [before, batch])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
