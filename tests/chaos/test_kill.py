"""kill -9 in the middle of a sweep of 5,000 due clocks: each ledger row once, each mail with one Message-ID, none lost.

Real processes on servers of their own: PostgreSQL, Valkey, Celery worker and beat, and an SMTP server that keeps what
it acknowledged.
"""

import os
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default as modern

import psycopg
import pytest

from bench.clock_rows import fill
from tests.chaos.machine import Machine, wait_for

CLOCKS = 5_000
SENDERS = 2  # mails that can be on their way at one instant, and so arrive twice, per kill

# Every page lasts long enough to be killed in its middle: after the clocks were raised, before anything is committed.
SLOWER = """
create function chaos_wait() returns trigger language plpgsql as $$ begin perform pg_sleep(0.4); return null; end $$;
create trigger chaos_wait before insert on orders_escalation for each statement execute function chaos_wait();
"""
# Mail waits until every letter is written, so that there is a full outbox to kill a deliverer over: how many mails
# there are depends on how much goes into one digest.
HELD_BACK = """
create function chaos_hold() returns trigger language plpgsql as $$
  begin new.not_before := new.not_before + interval '1 hour'; return new; end $$;
create trigger chaos_hold before insert on notifications_outboxmail for each row execute function chaos_hold();
"""
LET_GO = """
drop trigger chaos_hold on notifications_outboxmail;
update notifications_outboxmail set not_before = not_before - interval '1 hour';
"""
IN_THE_MIDDLE = "select count(*) > 0 from pg_stat_activity where wait_event = 'PgSleep'"
DUE = """
select (select count(*) from orders_timer where fire_at <= now())
     + (select count(*) from orders_firing where tell_at <= now())"""
# The levels that the sweep has fired, apart from those that the test wrote itself.
FIRED = "select clock_id, level from orders_firing where detected_at > due_at"
# Written down independently of the sweep: p1 leads each jobcentre, and stands in where nobody is responsible.
EXPECTED = f"""
with lead as (select m.organisation_id, m.user_id from accounts_membership m where m.role = 'manager'),
reached as (select c.*, f.level from orders_clock c join ({FIRED}) f on f.clock_id = c.id),
told as (
  select c.id, c.level, coalesce(c.owner_user_id, o.user_id) as user_id
    from reached c join lead o on o.organisation_id = c.owner_organisation_id
  union
  select c.id, c.level, o.user_id
    from reached c join lead o on o.organisation_id = c.owner_organisation_id where c.level = 2
  union
  select c.id, c.level, coalesce(c.owed_to_user_id, w.user_id)
    from reached c join lead w on w.organisation_id = c.owed_to_id where c.level = 2 and c.promise = 'D2')
select id, level, 'user:' || user_id from told
"""
# It is opening time everywhere, whatever day and hour the test runs at: nothing waits for a morning it would not see.
ALWAYS_OPEN = """
delete from jobcenters_openinghours;
insert into jobcenters_openinghours (jobcenter_id, weekday, opens, closes, valid_from)
select organisation_id, weekday, '00:00', '23:59:59', '2000-01-01'
  from jobcenters_jobcenter, generate_series(0, 6) weekday;
update jobcenters_jobcenter set calendar_version = calendar_version + 1;
"""


@pytest.fixture
def machine(
    django_db_setup: None, template_database: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Machine]:
    for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL", "JO_DATA_DIR", "JO_DB_ROLE", "SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JO_SWEEP_SECONDS", "1")
    monkeypatch.setenv("JO_OUTBOX_SECONDS", "1")
    # Small pages, so that there is something left to lose for each victim; mail at no domain's pace but its own.
    monkeypatch.setenv("JO_SWEEP_PAGE", "50")
    monkeypatch.setenv("JO_MAIL_PER_MINUTE", "100000")
    made = Machine()
    try:
        made.start_servers(template_database)
        yield made
    finally:
        made.close()


def fill_clocks(machine: Machine) -> None:
    with machine.connect() as connection, connection.cursor() as cursor:
        fill(cursor, clocks=CLOCKS, due=CLOCKS, now=datetime.now(UTC), levels=(0, 0, 0, 1))
        # A warning is sent whatever day the test runs on: its deadline is far away.
        warned = "in (select clock_id from orders_timer where level = 1)"
        cursor.execute(f"update orders_clock set due_at = due_at + interval '30 days' where id {warned}")
        cursor.execute(
            "update orders_timer set fire_at = fire_at + interval '30 days'"
            f" where level > 1 and clock_id {warned}"
        )
        cursor.execute(ALWAYS_OPEN)
        cursor.execute(SLOWER)
        cursor.execute(HELD_BACK)


def kill_in_the_middle(machine: Machine, name: str, *, below: int) -> int:
    """kill -9 `name` while a page is under way and fewer than `below` clocks are left, then start it again.

    Returns how many were left.
    """

    def is_time() -> bool:
        return bool(machine.one(DUE) < below and machine.one(IN_THE_MIDDLE))

    wait_for(is_time, f"a page to be under way, to kill {name}", seconds=120)
    machine.shelf.kill(name)
    if name == "postgres":
        machine.shelf.again(name)
    left: int = machine.one(DUE)
    if name != "postgres":
        machine.shelf.again(name)
    assert left > 0, "there was nothing left to lose"
    return left


def kill_in_mid_delivery(machine: Machine) -> None:
    """kill -9 the worker while mails are on their way."""
    leased = "select count(*) > 0 from notifications_outboxmail where state = 'leased'"
    written = "select count(*) > 0 and count(*) = count(done_at) from orders_letter"
    wait_for(
        lambda: machine.one(DUE) == 0 and bool(machine.one(written)),
        "every letter to be written",
        seconds=300,
        pause=0.2,
    )
    # A mail server that says nothing for a while keeps the mail on its way until the worker is dead.
    server = machine.shelf.children["mail"].pid
    os.killpg(server, signal.SIGSTOP)
    try:
        with machine.connect() as connection:
            connection.execute(LET_GO)
        wait_for(lambda: bool(machine.one(leased)), "mail to be on its way", seconds=120)
        machine.shelf.kill("worker")
        assert machine.one(leased)
    finally:
        os.killpg(server, signal.SIGCONT)
    machine.shelf.again("worker")


def all_sent(machine: Machine) -> bool:
    return bool(
        machine.one(
            "select (select count(*) from orders_letter where done_at is null) = 0"
            " and (select count(*) from notifications_outboxmail where state = 'queued') = 0"
        )
    )


def run_out_of_leases(machine: Machine) -> None:
    """Two minutes pass: what a killed worker had leased is free again."""
    with machine.connect() as connection:
        connection.execute("update notifications_outboxmail set leased_until = now() where state = 'leased'")


@pytest.mark.timeout(900)
def test_kill_9_of_everything_in_the_middle_of_a_sweep(machine: Machine) -> None:
    fill_clocks(machine)
    machine.start_product()
    victims = ("worker", "beat", "valkey", "postgres")
    try:
        left = CLOCKS + 1
        for name in victims:
            left = kill_in_the_middle(machine, name, below=left)
        kill_in_mid_delivery(machine)
        wait_for(lambda: machine.one(DUE) == 0, "every clock to be swept", seconds=200, pause=0.2)
        wait_for(lambda: all_sent(machine), "every mail to be sent", seconds=400, pause=0.5)
        run_out_of_leases(machine)
        wait_for(
            lambda: machine.one("select count(*) = 0 from notifications_outboxmail where state <> 'sent'"),
            "leased mails to be sent",
            seconds=60,
            pause=0.5,
        )
    except (AssertionError, psycopg.Error) as error:
        raise AssertionError(f"{error}\n{machine.logs()}") from error
    check_ledger(machine)
    check_mail(machine, kills=len(victims) + 1)


def check_ledger(machine: Machine) -> None:
    fired = machine.rows(FIRED)
    assert len(fired) == CLOCKS
    assert {level for _clock, level in fired} == {1, 2}
    expected = machine.rows(EXPECTED)
    ledger = machine.rows("select clock_id, level, recipient from orders_escalation")
    assert len(expected) == len(set(expected)) > CLOCKS
    assert len(ledger) == len(set(ledger))
    assert set(ledger) == set(expected)
    breaches = [row[0] for row in machine.rows("select clock_id from orders_breach order by clock_id")]
    assert breaches == [clock for clock, level in sorted(fired) if level == 2]
    assert machine.one(
        "select last_run_at > now() - interval '1 minute' from orders_heartbeat where name = 'sweep'"
    )


def check_mail(machine: Machine, *, kills: int) -> None:
    astray = """
        select count(*)
          from (select * from orders_escalation where email <> '') e
          full join orders_letter l on (l.clock_id, l.level, l.recipient) = (e.clock_id, e.level, e.recipient)
          left join notifications_outboxmail m on m.id = l.mail_id
         where m.id is null or e.id is null or m.recipient <> e.email"""
    assert machine.one(astray) == 0
    outbox = machine.rows("select message_id, recipient from notifications_outboxmail")
    assert len(set(outbox)) == len({message_id for message_id, _recipient in outbox}) == len(outbox)
    assert machine.one("select count(distinct mail_id) from orders_letter") == len(outbox)
    arrived: Counter[tuple[str, str]] = Counter()
    for file in machine.stack.mailbox.glob("*.eml"):
        mail = message_from_bytes(file.read_bytes(), policy=modern)
        arrived[(mail["Message-ID"].strip(), mail["X-Envelope-To"].strip())] += 1
    assert set(arrived) == set(outbox)
    # SMTP cannot be exactly-once: a mail that was on its way when its sender died comes again, as the same mail.
    assert arrived.total() - len(arrived) <= SENDERS * kills
