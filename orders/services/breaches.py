"""Breach rows: inserted once per clock, by the sweep or by the late answer, whichever comes first."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from orders.causes import cause_of, was_outage
from orders.sweep.heartbeat import outages_at

# What the web role sees of the cases: a jobcentre that was merely asked does not see the other requests.
_FACTS = """
select c.id, c.promise, c.owner_user_id is not null, c.due_at, o.state,
       exists (select 1 from orders_request q where q.order_id = c.order_id and q.state = 'sent')
  from orders_clock c left join orders_order o on o.id = c.order_id
 where c.id = any(%s)
"""
_INSERT = """
insert into orders_breach (id, clock_id, promise, organisation_id, owed_to_id, due_at, detected_at, cause)
select k.id, c.id, c.promise, c.owner_organisation_id, c.owed_to_id, c.due_at, %s, k.cause
  from unnest(%s::uuid[], %s::bigint[], %s::text[]) as k (id, clock_id, cause)
  join orders_clock c on c.id = k.clock_id
 where c.due_at <= %s
on conflict (clock_id) do nothing
"""

# The last word on whether a recorded breach is one: NULL where nobody has said anything.
_LAST_WORD = """
(select not k.kept from orders_breachcorrection k
  where k.breach_id = b.id and k.kept is not null order by k.id desc limit 1)
"""
_STANDS = f"""
select exists (select 1 from orders_breach b where b.clock_id = %s and coalesce({_LAST_WORD}, true))
"""  # noqa: S608
_LIFT = f"""
insert into orders_breachcorrection (breach_id, at, user_id, organisation_id, cause, kept, moved, text)
select b.id, %s, %s, %s, '', true, true, %s from orders_breach b where b.clock_id = %s and coalesce({_LAST_WORD}, true)
"""  # noqa: S608
_AGAIN = f"""
insert into orders_breachcorrection (breach_id, at, user_id, organisation_id, cause, kept, moved, text)
select b.id, %s, %s, b.organisation_id, '', false, true, %s
  from orders_breach b
 where b.clock_id = any(%s) and not {_LAST_WORD}
   and (current_user = 'jo_worker' or b.organisation_id = nullif(current_setting('app.org', true), '')::int)
"""  # noqa: S608


def breach_record(clock_ids: Sequence[int], *, detected_at: datetime.datetime) -> int:
    """Record that these clocks passed their deadline before `detected_at` (aware); how many were new.

    For a human act that comes late and before the sweep has seen it. A breach that was none for a while is one again.
    Needs the right to see the clocks.
    """
    if not clock_ids:
        return 0
    breaches_again(clock_ids, at=detected_at, text=gettext("Fristen blev overskredet igen."))
    outages = outages_at(detected_at)
    with connection.cursor() as cursor:
        cursor.execute(_FACTS, [list(clock_ids)])
        causes = {
            clock_id: cause_of(
                promise=promise,
                has_owner=has_owner,
                order_state=order_state,
                awaits_jobcenter=awaits,
                outage=was_outage(due_at, detected_at, outages),
            )
            for clock_id, promise, has_owner, due_at, order_state, awaits in cursor.fetchall()
        }
    return breaches_insert(causes, detected_at=detected_at)


def has_breach(clock_id: int) -> bool:
    """Whether a breach of the clock has been recorded and stands: none has been found to be no breach after all. Needs
    the right to see the clock.
    """
    with connection.cursor() as cursor:
        cursor.execute(_STANDS, [clock_id])
        return bool(cursor.fetchone()[0])


def breach_lift(
    *, clock_id: int, at: datetime.datetime, user_id: int | None, organisation_id: int, text: str
) -> int:
    """Say that a recorded breach is none, because the clock's deadline has been moved ahead; how many (0 or 1). The
    breach stays as it was recorded (T10).
    """
    with connection.cursor() as cursor:
        cursor.execute(_LIFT, [at, user_id, organisation_id, text[:300], clock_id])
        return cursor.rowcount


def breaches_again(
    clock_ids: Sequence[int], *, at: datetime.datetime, user_id: int | None = None, text: str
) -> int:
    """Say that these clocks' breaches, which were none for a while, are breaches again; how many.

    Only their own organisation, and the worker, may say it; the worker finds what others leave.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AGAIN, [at, user_id, text[:300], list(clock_ids)])
        return cursor.rowcount


def breaches_insert(causes: Mapping[int, str], *, detected_at: datetime.datetime) -> int:
    """Insert a breach per clock id with its cause, if it is past due and has none; how many were new."""
    if not causes:
        return 0
    ids = [uuid.uuid4() for _clock in causes]
    values: list[Any] = [
        detected_at,
        ids,
        list(causes),
        [str(cause) for cause in causes.values()],
        detected_at,
    ]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return cursor.rowcount
