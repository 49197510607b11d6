"""What the sweep's claim is measured against: one statement for everything that is due, without locks, pages or order.

Two of them. The *limit* is how a single statement fires deadlines where they stand in a row of their own: it marks the
row and writes a narrow ledger with one unique key. The *bare* one does what the sweep does, with the product's own
tables, policies and indexes.
"""

from typing import Any

import psycopg

# A deadline per clock, due when its next timer is; nothing indexed but the key and what is open by its due time.
_MAKE = """
drop table if exists bench_deadline, bench_outbox;
create table bench_deadline (
  id bigint primary key, order_id bigint not null, jobcenter_id bigint not null, kind text not null,
  step smallint not null, due_at timestamptz not null, state smallint not null default 0, fired_at timestamptz,
  version int not null default 1);
insert into bench_deadline (id, order_id, jobcenter_id, kind, step, due_at)
select c.id, c.order_id, c.owner_organisation_id, c.promise, t.level, t.fire_at
  from orders_clock c
  join lateral (select level, fire_at from orders_timer t where t.clock_id = c.id order by level limit 1) t on true;
create index bench_deadline_due on bench_deadline (due_at) where state = 0;
create table bench_outbox (
  id bigint generated always as identity primary key, deadline_id bigint not null, step smallint not null,
  jobcenter_id bigint not null, due_at timestamptz not null, unique (deadline_id, step));
"""
_FIRE = """
with fired as (
  update bench_deadline set state = 1, fired_at = %(now)s, version = version + 1
   where state = 0 and due_at <= %(now)s
  returning id, step, jobcenter_id, due_at)
insert into bench_outbox (deadline_id, step, jobcenter_id, due_at)
select id, step, jobcenter_id, due_at from fired
"""
BARE = """
with gone as (delete from orders_timer where fire_at <= %(now)s returning clock_id, level, owner_id, fire_at)
insert into orders_firing (clock_id, level, owner_id, due_at, detected_at, tell_at)
select clock_id, level, owner_id, fire_at, %(now)s, fire_at from gone
"""


def make(owner: psycopg.Connection[Any]) -> None:
    """The limit's tables, from the clocks that there are."""
    for statement in _MAKE.split(";"):
        if statement.strip():
            owner.execute(statement)
    restore(owner)


def restore(owner: psycopg.Connection[Any]) -> None:
    """Nothing has fired."""
    owner.execute("update bench_deadline set state = 0, fired_at = null where state = 1")
    owner.execute("truncate bench_outbox")
    owner.execute("vacuum analyze bench_deadline, bench_outbox")


def fire(owner: psycopg.Connection[Any], values: dict[str, Any]) -> int:
    """Everything due, in one statement; how many."""
    return owner.execute(_FIRE, values).rowcount
