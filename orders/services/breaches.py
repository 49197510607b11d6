"""Breach rows: inserted once per clock, by the sweep or by the late answer, whichever comes first."""

import datetime
import uuid
from collections.abc import Sequence

from django.db import connection

# How long after its deadline a breach may be found before the watchman itself is the reason.
OUTAGE_AFTER = datetime.timedelta(minutes=10)

INSERT = """
insert into orders_breach (id, clock_id, promise, organisation_id, owed_to_id, due_at, detected_at, cause)
select k.breach_id, c.id, c.promise, c.owner_organisation_id, c.owed_to_id, c.due_at, %(at)s,
       case when c.level < 2 and %(at)s - c.due_at > %(outage)s and not %(human)s then 'outage'
            when c.promise = 'D2' then 'awaiting_jobcenter'
            when c.owner_user_id is null then 'no_owner'
            when c.promise = 'D1' then 'not_called'
            else 'missing_clarification' end
  from unnest(%(clocks)s::bigint[], %(ids)s::uuid[]) as k (clock_id, breach_id)
  join orders_clock c on c.id = k.clock_id
on conflict (clock_id) do nothing
"""


def breach_record(clock_ids: Sequence[int], *, detected_at: datetime.datetime, by_sweep: bool = False) -> int:
    """Record that these clocks passed their deadline; how many were new. Needs the right to see the clocks.

    `detected_at` is aware. Found by the sweep more than OUTAGE_AFTER late, the cause is the outage.
    """
    if not clock_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "clocks": list(clock_ids),
                "ids": [uuid.uuid4() for _clock in clock_ids],
                "at": detected_at,
                "outage": OUTAGE_AFTER,
                "human": not by_sweep,
            },
        )
        return cursor.rowcount
