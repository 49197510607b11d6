"""The deadline sweep against the same work as one statement written by hand.

20,000 due clocks among 200,000 of 98 jobcentres, half warnings, a third breaches, the rest second levels. Both raise
the clocks, and write ledger, breaches, timeline and ready-made mails, as the worker's role, under the same row-level
security and the same constraints. They take turns on the same rows, and the round with the middle ratio counts.

The hand-written statement gets for nothing what the sweep has to find out: everybody's next opening time, the letters,
and that each jobcentre has exactly one manager. It isolates no bad row and can only be all or nothing.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.conf import settings
from django.db import connection
from django.utils.translation import override

from bench import Context, Figure, at_most
from bench.clock_rows import fill, make_jobcenters
from config.database import django_database
from orders.escalation_mails import SLOTS, letter, mail_name
from orders.ladder import Level, recipients
from orders.promises import PROMISES
from orders.sweep.directory import Directory
from orders.sweep.run import sweep

CLOCKS, DUE, JOBCENTERS, ROUNDS = 200_000, 20_000, 98, 3
IDLE = 200
NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)  # a Tuesday at noon: nearly everybody is open

WRITTEN = (
    "orders_answerlink",
    "orders_escalation",
    "orders_breach",
    "orders_orderevent",
    "notifications_outboxmail",
)

_CLAIM = """
due as (select id from orders_clock where next_fire_at <= %(now)s order by next_fire_at, id for update skip locked),
fired as (
  update orders_clock c set level = c.level + 1,
         next_fire_at = case c.level when 0 then c.due_at when 1 then c.second_at end
    from due where c.id = due.id returning c.*)
"""
BY_HAND = f"""
with {_CLAIM},
told as (
  select distinct on (f.id, person.user_id)
         f.id, f.level, f.promise, f.order_id, f.request_id, f.owner_organisation_id, f.owed_to_id, f.received_at,
         (array[f.warn_at, f.due_at, f.second_at])[f.level] as fired_for, f.due_at, f.subject as topic, f.counterpart,
         person.user_id, person.organisation_id, u.email, u.name, b.name as mail, b.subject, b.text, office.opens_at,
         owner.name as owner, owed.name as owed, coalesce(responsible.name, 'ingen valgt') as responsible
    from fired f
    join bench_letters b on b.promise = f.promise and b.level = f.level
    cross join lateral (
      select case b.role when 'owner' then coalesce(f.owner_user_id, o.user_id) when 'owner_manager' then o.user_id
                         when 'counterpart' then coalesce(f.owed_to_user_id, w.user_id) else w.user_id end as user_id,
             case when b.role like 'owner%%' then f.owner_organisation_id else f.owed_to_id end as organisation_id
        from bench_leads o left join bench_leads w on w.organisation_id = f.owed_to_id
       where o.organisation_id = f.owner_organisation_id) person
    join accounts_user u on u.id = person.user_id
    join bench_offices office on office.organisation_id = person.organisation_id
    join accounts_organisation owner on owner.id = f.owner_organisation_id
    join accounts_organisation owed on owed.id = f.owed_to_id
    left join accounts_user responsible on responsible.id = f.owner_user_id
   order by f.id, person.user_id, b.position),
ledger as (
  insert into orders_escalation
         (id, clock_id, level, recipient, organisation_id, email, due_at, detected_at, mail_not_before)
  select gen_random_uuid(), id, level, 'user:' || user_id, organisation_id, email, fired_for, %(now)s, opens_at
    from told
  on conflict (clock_id, level, recipient) do nothing),
breach as (
  insert into orders_breach (id, clock_id, promise, organisation_id, owed_to_id, due_at, detected_at, cause)
  select gen_random_uuid(), id, promise, owner_organisation_id, owed_to_id, due_at, %(now)s,
         case when promise = 'D2' then 'awaiting_jobcenter' when owner_user_id is null then 'no_owner'
              when promise in ('D1', 'D3') then 'not_called' else 'awaiting_jobcenter' end
    from fired where level = 2 on conflict (clock_id) do nothing),
event as (
  insert into orders_orderevent (uuid, order_id, kind, at, about_id, title, text, audience, data)
  select gen_random_uuid(), order_id, 'escalated', min(fired_for), min(owner_organisation_id), 'Fristen er overskredet',
         'Besked til ' || string_agg(name, ', '), '{{tovholder}}', jsonb_build_object('clock', id, 'level', level)
    from told where level > 1 group by id, level, order_id)
insert into notifications_outboxmail (id, name, organisation_id, recipient, recipient_user_id,
       recipient_organisation_id, reply_to, subject, text, html, message_id, dedupe_key, dated_at, state, last_error,
       confidential, not_before, created_at, attempts)
select m.id, t.mail, t.owner_organisation_id, t.email, t.user_id, t.organisation_id, '',
       format(t.subject, split_part(t.name, ' ', 1), t.who, t.owner, t.responsible, 'ikke oplyst', t.topic, t.due,
              t.received, t.link, 'Du får mailen, fordi du er ansvarlig for sagen.', t.link),
       format(t.text, split_part(t.name, ' ', 1), t.who, t.owner, t.responsible, 'ikke oplyst', t.topic, t.due,
              t.received, t.link, 'Du får mailen, fordi du er ansvarlig for sagen.', t.link),
       '', '<' || m.id || '@jobordre.example>', 'clock:' || t.id || ':' || t.level || ':user:' || t.user_id,
       greatest(t.opens_at, now()), 'queued', '', false, greatest(t.opens_at, now()), now(), 0
  from (select t.*, case t.promise when 'D2' then t.owed else t.counterpart end as who,
               to_char(t.due_at at time zone 'Europe/Copenhagen', 'DD.MM.YYYY "kl." HH24.MI') as due,
               to_char(t.received_at at time zone 'Europe/Copenhagen', 'DD.MM.YYYY "kl." HH24.MI') as received,
               'http://localhost:8000/ordrer/' || k.order_uuid || '/' as link
          from told t
          join orders_clock_cases(array(select id from due)) k on k.clock_id = t.id) t
 cross join lateral (select gen_random_uuid() as id where t.id > 0) m
on conflict do nothing
"""
IDLE_BY_HAND = (
    f"with {_CLAIM} select count(*) from fired",
    "select count(*) from orders_escalation e join orders_clock c on c.id = e.clock_id"
    " where e.mail_not_before > now() and c.state <> 'open'",
    "insert into orders_heartbeat values ('bench', now(), '{}')"
    " on conflict (name) do update set last_run_at = excluded.last_run_at",
)


def run(context: Context) -> list[Figure]:
    clocks, due = context.rows(CLOCKS), context.rows(DUE)
    context.say(f"{clocks:,} clocks, {due:,} of them due ...")
    with psycopg.connect(context.dsn("owner"), autocommit=True) as owner, worker_login():
        with owner.cursor() as cursor:
            make_jobcenters(cursor, JOBCENTERS)
            fill(cursor, clocks=clocks, due=due, now=NOW, levels=(0, 0, 0, 1, 1, 2))
            cursor.execute(
                "create table bench_before as select * from orders_clock where next_fire_at <= %s", [NOW]
            )
        with psycopg.connect(context.dsn("worker"), autocommit=True) as hand:
            prepare_hand(owner)
            ours, reference = interleaved(context, owner, hand, due)
            idle, idle_reference = idle_times(hand)
    return [
        at_most("sweep of due clocks, seconds", ours, reference, 2.0, "s", "one statement by hand"),
        at_most(
            "sweep with nothing due, milliseconds", idle, idle_reference, 5.0, "ms", "its statements by hand"
        ),
    ]


@contextmanager
def worker_login() -> Iterator[None]:
    """Let Django's connection be the worker's."""
    before = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict.update(
        django_database(settings.DATABASE_URL, secret_key=settings.SECRET_KEY, role="worker")
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def prepare_hand(owner: psycopg.Connection[Any]) -> None:
    """What the statement by hand is given: managers, opening times and letters, as tables."""
    owner.execute(
        "create table bench_leads as select organisation_id, user_id from accounts_membership where role = 'manager'"
    )
    directory = Directory(NOW)
    owner.execute("create table bench_offices (organisation_id int primary key, opens_at timestamptz)")
    owner.execute(
        "create table bench_letters"
        " (promise text, level int, position int, role text, name text, subject text, text text)"
    )
    numbers = {slot: f"%{n}$s" for n, slot in enumerate(SLOTS, 1)}
    with owner.cursor() as cursor, override("da"):
        for organisation_id in directory.offices:
            cursor.execute(
                "insert into bench_offices values (%s, %s)",
                [organisation_id, directory.opens_at(organisation_id)],
            )
        for code, promise in PROMISES.items():
            for level in Level:
                for position, role in enumerate(recipients(promise, level)):
                    subject, text = letter(code, level, role).fill(numbers)
                    row = [code, level, position, role, mail_name(level, role), subject, text]
                    cursor.execute("insert into bench_letters values (%s, %s, %s, %s, %s, %s, %s)", row)
    for table in ("bench_leads", "bench_offices", "bench_letters"):
        owner.execute(f"grant select on {table} to jo_worker")
        owner.execute(f"analyze {table}")


def reset(owner: psycopg.Connection[Any]) -> None:
    """The clocks as they were, and nothing written."""
    owner.execute(f"truncate {', '.join(WRITTEN)}")
    owner.execute(
        "update orders_clock c set level = b.level, next_fire_at = b.next_fire_at from bench_before b where c.id = b.id"
    )
    owner.execute(f"vacuum analyze orders_clock, {', '.join(WRITTEN)}")


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def interleaved(
    context: Context, owner: psycopg.Connection[Any], hand: psycopg.Connection[Any], due: int
) -> tuple[float, float]:
    """Seconds of both in the round with the middle ratio; and that both did the same in every round."""
    rounds = []
    for number in range(ROUNDS):
        reset(owner)
        theirs = seconds(lambda: hand.execute(BY_HAND, {"now": NOW}))
        by_hand = written(owner)
        reset(owner)
        ours = seconds(lambda: sweep(now=NOW))
        assert written(owner) == by_hand, "they did not do the same"
        assert by_hand[0][0] == due
        context.say(
            f"round {number + 1}: sweep {ours:.2f} s, by hand {theirs:.2f} s; {by_hand[0][2]:,} mails"
        )
        rounds.append((ours, theirs))
    return sorted(rounds, key=lambda pair: pair[0] / pair[1])[ROUNDS // 2]


def written(owner: psycopg.Connection[Any]) -> list[tuple[Any, ...]]:
    """Numbers that must agree: clocks raised, ledger rows, mails, breaches, events, and sums over who was told."""
    return owner.execute(
        "select (select count(*) from orders_clock c join bench_before b on b.id = c.id and c.level = b.level + 1),"
        " (select count(*) from orders_escalation), (select count(*) from notifications_outboxmail),"
        " (select count(*) from orders_breach), (select count(*) from orders_orderevent),"
        " (select sum(hashtext(clock_id || ':' || level || ':' || recipient || email || due_at || mail_not_before))"
        "    from orders_escalation),"
        " (select sum(hashtext(clock_id || cause)) from orders_breach),"
        " (select sum(hashtext(dedupe_key || name || recipient)) from notifications_outboxmail)"
    ).fetchall()


def idle_times(hand: psycopg.Connection[Any]) -> tuple[float, float]:
    """Milliseconds of one sweep that finds nothing, and of its statements alone; medians, in turn."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)

    def by_hand() -> None:
        for statement in IDLE_BY_HAND:
            hand.execute(statement, {"now": long_ago} if "%(now)s" in statement else None)

    ours, theirs = [], []
    for _n in range(IDLE):
        theirs.append(seconds(by_hand))
        ours.append(seconds(lambda: sweep(now=long_ago)))
    return sorted(ours)[IDLE // 2] * 1000, sorted(theirs)[IDLE // 2] * 1000
