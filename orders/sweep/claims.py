"""What the sweep asks of the database: claim what is due, fairly; push what cannot be done.

A level is claimed by deleting its timer and writing it into the ledger in one statement: `FOR UPDATE SKIP LOCKED`
passes over what a colleague sweep has, or an answer that is being saved at this moment.

Timers are taken oldest first; where there are more than a page of them, every other page is fair: each owner's oldest.
Of what is to be told every page has the same number of each owner's. So nobody waits for another's backlog longer than
one page takes.
"""

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.db import IntegrityError, connection, transaction

# The place of what is due, oldest first, whoever owns it.
_OLDEST = """
select ctid as place from orders_timer
 where fire_at <= %(now)s order by fire_at, clock_id, level limit %(limit)s for update skip locked
"""
# The oldest few of each owner: the owners are found by leaping from one to the next along the index.
_FAIR = """
select mine.*
  from (with recursive leap (owner_id) as (
          (select min(owner_id) from orders_timer where fire_at is not null)
          union all
          select (select min(t.owner_id) from orders_timer t
                   where t.fire_at is not null and t.owner_id > leap.owner_id)
            from leap where leap.owner_id is not null)
        select owner_id from leap where owner_id is not null) owners
 cross join lateral (
   select ctid as place from orders_timer t
    where t.owner_id = owners.owner_id and t.fire_at <= %(now)s
    order by t.fire_at, t.clock_id, t.level limit %(share)s for update skip locked) mine
 limit %(limit)s
"""
# Since when each owner has levels in the ledger that nobody has been told of. Everything that asks for what is untold
# asks by owner: the ledger has no other index of it, since one more would cost as much as a row of the ledger.
UNTOLD_SINCE = """
with recursive leap (owner_id) as (
  (select min(owner_id) from orders_firing where tell_at is not null)
  union all
  select (select min(f.owner_id) from orders_firing f where f.tell_at is not null and f.owner_id > leap.owner_id)
    from leap where leap.owner_id is not null),
since as materialized (
  select owner_id, (select min(f.tell_at) from orders_firing f
                     where f.owner_id = leap.owner_id and f.tell_at is not null) as first
    from leap where owner_id is not null)
"""
# For every owner an equal part of the page, oldest first, and the longest waiting owner first.
_UNTOLD = """
select mine.*
  from ({since}
        select owner_id, ceil(%(limit)s::numeric / count(*) over ())::int as share
          from since where first <= %(now)s order by first, owner_id limit %(limit)s) owners
 cross join lateral (
   select clock_id, level from orders_firing f
    where f.owner_id = owners.owner_id and f.tell_at <= %(now)s {but}
    order by f.tell_at, f.clock_id, f.level limit owners.share {lock}) mine
 limit %(limit)s
"""
_ONE = """
select clock_id, level from orders_firing
 where tell_at <= %(now)s and clock_id = %(clock)s and level = %(level)s for update skip locked
"""
# By the place of the row, which this statement has locked: it goes without a second look into an index.
_FIRE = """
with due as materialized ({keys}),
gone as (
  delete from orders_timer t where t.ctid = any(array(select place from due))
  returning t.clock_id, t.level, t.owner_id, t.fire_at)
insert into orders_firing (clock_id, level, owner_id, due_at, detected_at, tell_at)
select clock_id, level, owner_id, fire_at, %(now)s, fire_at from gone
"""
# A level that is in the ledger already only loses its timer. Looking out for it costs PostgreSQL nearly as much again
# as the rest, and it hardly ever happens: so a page looks out when it has failed without.
_PASSING_OVER = " on conflict (clock_id, level) do nothing"
# The clock's row is locked with it: an answer that is being saved has it, and then the level is told later, or never.
_TELL = """
with due as materialized ({keys}),
taken as materialized (
  select f.clock_id as id, f.level, c.promise, c.order_id, c.owner_organisation_id, c.owner_user_id, c.owed_to_id,
         c.owed_to_user_id, c.received_at, c.due_at, f.due_at as fired_for, c.subject, c.counterpart, c.ladder,
         c.state = 'open' as is_open
    from due
    join orders_firing f on f.clock_id = due.clock_id and f.level = due.level
    join orders_clock c on c.id = due.clock_id
     for no key update of c skip locked),
told as (
  update orders_firing f set tell_at = null from taken t where f.clock_id = t.id and f.level = t.level)
select t.*, k.order_uuid, k.request_uuid, k.order_state, k.awaits
  from taken t join orders_clock_cases(array(select id from taken)) k on k.clock_id = t.id
"""
# Levels by their keys, whether or not they have been told of; the caller holds the clocks' locks.
_FIRED = """
with taken as materialized (
  select f.clock_id as id, f.level, c.promise, c.order_id, c.owner_organisation_id, c.owner_user_id, c.owed_to_id,
         c.owed_to_user_id, c.received_at, c.due_at, f.due_at as fired_for, c.subject, c.counterpart, c.ladder,
         c.state = 'open' as is_open
    from unnest(%s::bigint[], %s::int[]) as k (clock_id, level)
    join orders_firing f on f.clock_id = k.clock_id and f.level = k.level
    join orders_clock c on c.id = k.clock_id)
select t.*, k.order_uuid, k.request_uuid, k.order_state, k.awaits
  from taken t join orders_clock_cases(array(select id from taken)) k on k.clock_id = t.id
 order by fired_for, id, level
"""
_STUCK = (
    "and (clock_id, level) not in (select * from unnest(%(stuck_clocks)s::bigint[], %(stuck_levels)s::int[]))"
)
_PUSH = "update orders_firing set tell_at = %s where clock_id = %s and level = %s and tell_at <= %s"

Key = tuple[int, int]  # clock id and level


class Fired(NamedTuple):
    """A level that has fired, with what is told about its clock and case. All instants are aware."""

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
    ladder: str
    is_open: bool
    order_uuid: UUID
    request_uuid: UUID | None
    order_state: str
    awaits: bool

    @property
    def key(self) -> Key:
        return self.id, self.level


def fire(now: datetime.datetime, *, limit: int) -> int:
    """Move up to `limit` due levels from the timers to the ledger, oldest first; how many. One statement, and
    where a level is in the ledger already, a second.
    """
    return _fire(_OLDEST, {"now": now, "limit": limit})


def fire_fairly(now: datetime.datetime, *, limit: int, share: int) -> int:
    """The same, with no more than `share` of one owner's."""
    return _fire(_FAIR, {"now": now, "limit": limit, "share": share})


def _fire(keys: str, values: dict[str, Any]) -> int:
    statement = _FIRE.format(keys=keys)
    try:
        return _moved(statement, values)
    except IntegrityError:
        return _moved(statement + _PASSING_OVER, values)


def _moved(statement: str, values: dict[str, Any]) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def claim(
    now: datetime.datetime, *, limit: int, stuck: Sequence[Key] = (), only: Key | None = None
) -> list[Fired]:
    """Take up to `limit` fired levels that nobody has been told of (or the one called `only`), locked with their clocks
    until the transaction ends: of each owner as many as of any other, the oldest. They come oldest first.
    """
    values: dict[str, Any] = {"now": now, "limit": limit}
    if only is not None:
        keys = _ONE
        values |= {"clock": only[0], "level": only[1]}
    else:
        keys = _untold(stuck, "for update skip locked")
        values |= _stuck_values(stuck)
    with connection.cursor() as cursor:
        cursor.execute(_TELL.format(keys=keys), values)
        rows = [Fired(*row) for row in cursor.fetchall()]
    rows.sort(key=lambda row: (row.fired_for, row.id, row.level))
    return rows


def fired_of(keys: Sequence[Key]) -> list[Fired]:
    """These levels of the ledger with what is told about their clocks, oldest first."""
    if not keys:
        return []
    clocks, levels = zip(*keys, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_FIRED, [list(clocks), list(levels)])
        return [Fired(*row) for row in cursor.fetchall()]


def due_keys(now: datetime.datetime, *, limit: int, stuck: Sequence[Key]) -> list[Key]:
    """What `claim` would take if nobody else took it."""
    values = {"now": now, "limit": limit, **_stuck_values(stuck)}
    with connection.cursor() as cursor:
        cursor.execute(_untold(stuck, ""), values)
        return [(clock_id, level) for clock_id, level in cursor.fetchall()]


def _untold(stuck: Sequence[Key], lock: str) -> str:
    return _UNTOLD.format(since=UNTOLD_SINCE, but=_STUCK if stuck else "", lock=lock)


def _stuck_values(stuck: Sequence[Key]) -> dict[str, Any]:
    if not stuck:
        return {}
    clocks, levels = zip(*stuck, strict=True)
    return {"stuck_clocks": list(clocks), "stuck_levels": list(levels)}


def push(key: Key, *, now: datetime.datetime, until: datetime.datetime) -> None:
    """Let a level whose telling raises stand aside until `until`, so that it cannot starve the others."""
    with connection.cursor() as cursor:
        cursor.execute(_PUSH, [until, *key, now])


def dedupe_key(clock_id: int, level: int, recipient: str) -> str:
    """The outbox key of one telling: the ledger's own key."""
    return f"clock:{clock_id}:{level}:{recipient}"
