"""Which messages go next: of each object the first, of each endpoint a fair share. All instants are the database's.

A message waits while an earlier one about the same object, to the same endpoint, is not settled: an object's messages
arrive in the order in which they were written. Two transactions that do not wait for each other have no order; then
the one that commits last may have the smaller key, and is not sent while the other is on its way.
"""

from datetime import timedelta

from django.db import connection, transaction

from webhooks.limits import FAILURES_BEFORE_REST, PER_ENDPOINT
from webhooks.models import Delivery

# One at a time: what is given out is counted before the next one reads. Held for milliseconds.
_CLAIM_LOCK = 7_110_130

_BEGIN = "select pg_advisory_xact_lock(%s)"
_DUE = """
d.state in ('waiting', 'leased') and d.not_before <= statement_timestamp()
and (d.state = 'waiting' or d.leased_until <= statement_timestamp())
"""
_CLAIM = f"""
with share as materialized (
  select s.id, s.turn, s.not_before
    from webhooks_endpoint e
   cross join lateral (
     select greatest(0, case when e.failures >= %(tired)s then 1 else %(most)s end
              - (select count(*) from webhooks_delivery b
                  where b.endpoint_id = e.id and b.state = 'leased' and b.leased_until > statement_timestamp())) as room
     ) as r
   cross join lateral (
     select o.id, o.not_before, row_number() over () as turn
       from (select d.id, d.not_before from webhooks_delivery d
              where d.endpoint_id = e.id and {_DUE}
                and not exists (
                  select 1 from webhooks_delivery p
                   where p.endpoint_id = d.endpoint_id and p.object_id = d.object_id and p.id <> d.id
                     and p.state in ('waiting', 'leased')
                     and (p.id < d.id or p.state = 'leased' and p.leased_until > statement_timestamp()))
              order by d.not_before, d.id limit r.room) as o) as s
   where e.state = 'active' and (e.rest_until is null or e.rest_until <= statement_timestamp())),
due as materialized (
  select d.id from webhooks_delivery d
   where d.id in (select id from share order by turn, not_before, id limit %(limit)s) and {_DUE}
   for update skip locked)
update webhooks_delivery m
   set state = 'leased', leased_until = statement_timestamp() + %(lease)s, attempts = attempts + 1,
       tried_at = statement_timestamp()
  from due where m.id = due.id
returning m.*
"""  # noqa: S608  (own constants)


def claim(*, limit: int, lease: timedelta) -> list[Delivery]:
    """Lease up to `limit` due messages for `lease`, and count the try: a message that kills its deliverer uses up
    tries too. Needs the worker's role, and no transaction around it.
    """
    values = {"limit": limit, "lease": lease, "tired": FAILURES_BEFORE_REST, "most": PER_ENDPOINT}
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [_CLAIM_LOCK])
        found = list(Delivery.objects.raw(_CLAIM, values))
    return sorted(found, key=lambda one: (one.not_before, one.pk))
