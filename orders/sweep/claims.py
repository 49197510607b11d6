"""What the sweep asks of the database: claim what is due, push what cannot be done, take back what is overtaken."""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

# The next level's instant is written here once more than in `orders.ladder.next_rung`; a test holds them together.
_NEXT = "case c.level when 0 then c.due_at when 1 then c.second_at end"

# The oldest first, whoever owns them. A row that somebody else holds is theirs: a colleague sweep, or an answer that
# is being saved at this moment. Once it is free, the condition is tested again on what it became.
_CLAIM = f"""
with due as (
  select id from orders_clock
   where next_fire_at <= %(now)s and id <> all(%(stuck)s) {{only}}
   order by next_fire_at, id limit %(limit)s for update skip locked),
fired as (
  update orders_clock c set level = c.level + 1, next_fire_at = {_NEXT}
    from due where c.id = due.id
  returning c.id, c.level, c.promise, c.order_id, c.owner_organisation_id, c.owner_user_id, c.owed_to_id,
            c.owed_to_user_id, c.received_at, c.due_at, (array[c.warn_at, c.due_at, c.second_at])[c.level] as fired_for,
            c.subject, c.counterpart)
select f.*, k.order_uuid, k.request_uuid, k.order_state, k.awaits
  from fired f join orders_clock_cases(array(select id from due)) k on k.clock_id = f.id
"""  # noqa: S608  (own constants)
_DUE_IDS = """
select id from orders_clock where next_fire_at <= %(now)s and id <> all(%(stuck)s)
 order by next_fire_at, id limit %(limit)s
"""
_PUSH = "update orders_clock set next_fire_at = %s where id = %s and next_fire_at <= %s"
# A mail that waits for the morning must not say "has not answered" about somebody who did in the evening.
_OVERTAKEN = """
select e.clock_id, e.level, e.recipient
  from orders_escalation e join orders_clock c on c.id = e.clock_id
 where e.mail_not_before > %s and e.email <> '' and c.state <> 'open'
"""


class Fired(NamedTuple):
    """A clock whose `level` has just been fired, with what is told about its case. All instants are aware."""

    id: int
    level: int
    promise: str
    order_id: int
    owner_organisation_id: int
    owner_user_id: int | None
    owed_to_id: int
    owed_to_user_id: int | None
    received_at: datetime.datetime
    due_at: datetime.datetime
    fired_for: datetime.datetime  # when the level was due: the true time, however late it was found
    subject: str
    counterpart: str
    order_uuid: UUID
    request_uuid: UUID | None
    order_state: str
    awaits: bool


def claim(
    now: datetime.datetime, *, limit: int, stuck: Sequence[int], only: int | None = None
) -> list[Fired]:
    """Raise up to `limit` due clocks (or the one called `only`) by one level, locked until the transaction ends."""
    values: dict[str, Any] = {"now": now, "limit": limit, "stuck": list(stuck), "only": only}
    query = _CLAIM.format(only="" if only is None else "and id = %(only)s")
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        rows = [Fired(*row) for row in cursor.fetchall()]
    rows.sort(key=lambda row: (row.fired_for, row.id))
    return rows


def due_ids(now: datetime.datetime, *, limit: int, stuck: Sequence[int]) -> list[int]:
    """The ids that `claim` would take if nobody else took them."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_IDS, {"now": now, "limit": limit, "stuck": list(stuck)})
        return [row[0] for row in cursor.fetchall()]


def push(clock_id: int, *, now: datetime.datetime, until: datetime.datetime) -> None:
    """Let a clock that raises stand aside until `until`, so that it cannot starve the others."""
    with connection.cursor() as cursor:
        cursor.execute(_PUSH, [until, clock_id, now])


def overtaken(now: datetime.datetime) -> list[str]:
    """The keys of mails that wait for somebody's opening time, though their clock has been stopped since."""
    with connection.cursor() as cursor:
        cursor.execute(_OVERTAKEN, [now])
        return [dedupe_key(*row) for row in cursor.fetchall()]


def dedupe_key(clock_id: int, level: int, recipient: str) -> str:
    """The outbox key of one telling: the ledger's own key."""
    return f"clock:{clock_id}:{level}:{recipient}"
