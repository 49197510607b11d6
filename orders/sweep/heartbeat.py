"""The watchman's own pulse: when a sweep last ran to its end, and when none did (N18).

Written by the sweep, read by every page. All instants are UTC and the database's, also when a sweep plays another
time: they are about the machine, not about the promises.
"""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from orders.causes import OUTAGE_AFTER, Outage
from orders.sweep.claims import UNTOLD_SINCE

SWEEP = "sweep"

# A pulse is written so often where there was nothing to do: a sweep looks every second, its row changes less often.
BEAT_EVERY = datetime.timedelta(seconds=5)

_READ = """
select statement_timestamp(), current_user::text, h.last_run_at, h.detail, {due}
  from (select 1) as one left join orders_heartbeat h on h.name = %(name)s
"""
# Kept for ever beside the row: the last of them stand in the heartbeat, for the sweep's own quick look.
_NOTE = """
insert into orders_outage (since, until)
select h.last_run_at, %(start)s::timestamptz from orders_heartbeat h
 where h.name = %(name)s and %(start)s::timestamptz - h.last_run_at > %(gap)s
on conflict (since) do nothing
"""
# Whether there is anything to do at %(now)s: four looks at the beginning of an index. Only the worker may ask.
_DUE = """case when current_user in ('jo_worker', 'jo_owner') then
    exists (select 1 from orders_timer where fire_at <= coalesce(%(now)s, statement_timestamp()))
    or exists ({since} select 1 from since where first <= coalesce(%(now)s, statement_timestamp()))
    or exists (select 1 from orders_clock where paused_until <= coalesce(%(now)s, statement_timestamp()))
    or exists (select 1 from orders_letter
                where done_at is null and not_before <= coalesce(%(now)s, statement_timestamp()))
  end"""
_DUE_QUERY, _PULSE_QUERY = _READ.format(due=_DUE.format(since=UNTOLD_SINCE)), _READ.format(due="null")
# The gap since the last one is computed on the row as it is now, so that two sweeps write it down once.
_WRITE = """
insert into orders_heartbeat as h (name, last_run_at, detail)
values (%(name)s, statement_timestamp(), %(detail)s::jsonb || '{"outages": []}')
on conflict (name) do update
   set last_run_at = greatest(h.last_run_at, excluded.last_run_at),
       detail = %(detail)s::jsonb || jsonb_build_object('outages', case
           when %(start)s::timestamptz - h.last_run_at > %(gap)s
           then jsonb_path_query_array(coalesce(h.detail -> 'outages', '[]'), '$[last - 18 to last]')
                || jsonb_build_array(jsonb_build_array(h.last_run_at::text, %(start)s::text))
           else coalesce(h.detail -> 'outages', '[]') end)
"""


@dataclass(frozen=True, slots=True)
class Pulse:
    """What the heartbeat row says at `at` (the database's clock), asked by database role `role`."""

    at: datetime.datetime
    role: str
    last_run_at: datetime.datetime | None
    outages: tuple[Outage, ...]
    anything_due: bool = False

    @property
    def is_fresh(self) -> bool:
        """Whether the row is so new that an idle sweep need not write it again."""
        return self.last_run_at is not None and self.at - self.last_run_at < BEAT_EVERY


def pulse() -> Pulse:
    """Read the heartbeat, with the present gap, if it is one, among the outages. One query.

    Before the first sweep there is no outage: what never ran cannot be down.
    """
    return _pulse(_PULSE_QUERY, {"name": SWEEP})


def look(now: datetime.datetime | None) -> Pulse:
    """The same, and whether a sweep at `now` (None: the database's clock) would find anything to do. One query.

    A role that may not sweep learns nothing of that.
    """
    return _pulse(_DUE_QUERY, {"name": SWEEP, "now": now})


def _pulse(query: str, values: dict[str, Any]) -> Pulse:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        at, role, last_run_at, detail, anything_due = cursor.fetchone()
    outages = _outages(json.loads(detail) if isinstance(detail, str) else detail)
    if last_run_at is not None and at - last_run_at > OUTAGE_AFTER:
        outages = (*outages, Outage(last_run_at, at))
    return Pulse(at, role, last_run_at, outages, bool(anything_due))


def outages_at(detected_at: datetime.datetime) -> tuple[Outage, ...]:
    """The times in which nobody watched, as known now; the last one lasts until `detected_at` if it still does."""
    found = pulse()
    return tuple(
        Outage(gap.since, max(gap.until, detected_at)) if gap.until == found.at else gap
        for gap in found.outages
    )


def beat(start: datetime.datetime, detail: dict[str, Any]) -> None:
    """Write that a sweep that began at `start` (the database's clock) has ended, with numbers for operators."""
    values: dict[str, Any] = {
        "name": SWEEP,
        "start": start,
        "gap": OUTAGE_AFTER,
        "detail": json.dumps(detail),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_NOTE, values)
        cursor.execute(_WRITE, values)


def _outages(detail: dict[str, Any] | None) -> tuple[Outage, ...]:
    found = []
    for since, until in (detail or {}).get("outages", ()):
        begin, end = datetime.datetime.fromisoformat(since), datetime.datetime.fromisoformat(until)
        found.append(Outage(begin, end))
    return tuple(found)
