"""The auditor's questions to the database. Each is answered by an index of its own, however many clocks there are."""

import datetime
from typing import Any

from django.db import connection

from notifications.selectors import mail_stuck
from orders.sweep.heartbeat import SWEEP
from orders.watch.rules import GRACE, Look

# By the index of open clocks by due instant (clock_open_due), the breach's key, and the index of unfinished changes.
_UNSEEN = """
select one.now, h.last_run_at, u.number, u.oldest,
       (select min(r.at) from orders_recalculation r where r.state <> 'done' and r.at < one.now - %s::interval)
  from (select coalesce(%s, statement_timestamp()) as now) as one
  left join orders_heartbeat h on h.name = %s
  cross join lateral (
    select count(*) as number, min(c.due_at) as oldest
      from orders_clock c
     where c.state = 'open' and c.due_at < one.now - %s::interval
       and not exists (select 1 from orders_breach b where b.clock_id = c.id)) as u
"""


def look(now: datetime.datetime | None = None) -> Look:
    """What the database says now; all instants are its own, unless `now` (aware) plays another time. As the worker or
    the owner: others see their own clocks.
    """
    values: list[Any] = [GRACE, now, SWEEP, GRACE]
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, values)
        at, sweep_at, unseen, oldest_due, oldest_change = cursor.fetchone()
    stuck, oldest_mail = mail_stuck(GRACE)
    return Look(at, sweep_at, unseen, oldest_due, stuck, oldest_mail, oldest_change)
