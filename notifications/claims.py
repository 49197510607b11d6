"""Which mails go next: sign-in codes at once, then a fair share of each recipient domain, each at its own pace.

A domain whose pace is used up is passed over, however much waits for it; of the others each gets one before any gets
two, the oldest first. All instants are the database's.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from notifications.models import OutboxMail
from notifications.pace import Pace

# One at a time: what is given out to a domain is counted before the next one reads it. Held for milliseconds.
_CLAIM_LOCK = 7_110_110

# Right after a burst the statistics know nothing of it, and the planner would sort the whole backlog for each
# batch (58 ms instead of 1 with 30,000 mails waiting). The indexes have the order already.
_BEGIN = """
select set_config('enable_sort', 'off', true), set_config('enable_bitmapscan', 'off', true),
       set_config('enable_seqscan', 'off', true), pg_advisory_xact_lock(%s)
"""
_DUE = """
state in ('queued', 'leased') and not_before <= statement_timestamp()
and (state = 'queued' or leased_until <= statement_timestamp())
"""
_LEASE = """
update notifications_outboxmail m set state = 'leased', leased_until = statement_timestamp() + %(lease)s
  from due where m.id = due.id
returning m.*
"""
_URGENT = f"""
with due as (
  select id from notifications_outboxmail
   where confidential and organisation_id is null and {_DUE}
   order by not_before, id limit %(limit)s for update skip locked)
{_LEASE}
"""  # noqa: S608  (own constants)
# From one waiting domain to the next by the index, never over the mails of one.
_DOMAINS = """
with recursive waiting as (
  (select domain from notifications_outboxmail where state in ('queued', 'leased') order by domain limit 1)
  union all
  select (select m.domain from notifications_outboxmail m
           where m.state in ('queued', 'leased') and m.domain > w.domain order by m.domain limit 1)
    from waiting w where w.domain is not null)
select w.domain, p.per_minute, p.until, statement_timestamp()
  from waiting w left join notifications_mailpace p on p.domain = w.domain
 where w.domain is not null
"""
_FAIR = f"""
with share as materialized (
  select s.id, s.turn, s.confidential, s.not_before
    from json_to_recordset(%(rooms)s::json) as w (domain text, room int)
   cross join lateral (
     select id, confidential, not_before, row_number() over () as turn
       from (select id, confidential, not_before from notifications_outboxmail
              where domain = w.domain and {_DUE}
              order by confidential desc, not_before, id limit w.room) as oldest) as s),
due as materialized (
  select m.id from notifications_outboxmail m
   where m.id in (select id from share order by turn, confidential desc, not_before, id limit %(limit)s)
   for update skip locked)
{_LEASE}
"""  # noqa: S608  (own constants)
_GIVEN = """
insert into notifications_mailpace (domain, until)
select k.domain, k.until from json_to_recordset(%s::json) as k (domain text, until timestamptz)
on conflict (domain) do update set until = excluded.until
"""


@dataclass(frozen=True, slots=True)
class _Waiting:
    pace: Pace
    now: datetime


def claim(*, limit: int, lease: timedelta) -> list[OutboxMail]:
    """Lease up to `limit` due mails for `lease`. Needs the worker's role, and no transaction around it."""
    with transaction.atomic(durable=True):
        _rows(_BEGIN, [_CLAIM_LOCK])
        mails = _leased(_URGENT, {"limit": limit, "lease": lease})
        if room := limit - len(mails):
            mails += _fair_share(room, lease)
    return mails


def _fair_share(limit: int, lease: timedelta) -> list[OutboxMail]:
    waiting = {
        domain: _Waiting(Pace(settings.MAIL_PER_MINUTE if own is None else own, until), now)
        for domain, own, until, now in _rows(_DOMAINS)
    }
    rooms = [
        {"domain": domain, "room": room}
        for domain, one in waiting.items()
        if (room := one.pace.room(one.now, limit))
    ]
    if not rooms:
        return []
    mails = _leased(_FAIR, {"rooms": json.dumps(rooms), "limit": limit, "lease": lease})
    given = [
        {"domain": domain, "until": waiting[domain].pace.after(waiting[domain].now, count)}
        for domain, count in Counter(mail.domain for mail in mails).items()
        if waiting[domain].pace.per_minute
    ]
    if given:
        with connection.cursor() as cursor:
            cursor.execute(_GIVEN, [json.dumps(given, default=str)])
    return mails


def _leased(statement: str, values: dict[str, Any]) -> list[OutboxMail]:
    found = list(OutboxMail.objects.raw(statement, values))
    return sorted(found, key=lambda mail: (not mail.confidential, mail.not_before, mail.id))


def _rows(statement: str, values: list[Any] | None = None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
