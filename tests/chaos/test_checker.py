"""The checker of `./run chaos` finds what it is there to find: each kind of harm is planted in a world that is well."""

import datetime
import json
import sys
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from bench.chaos.checker import KINDS, Verdict, judge
from bench.chaos.data import ALWAYS_OPEN
from bench.chaos.facts import read
from bench.clock_rows import fill
from notifications.models import OutboxMail
from notifications.smtp import build_message
from orders.sweep.run import sweep
from tests.conftest import database_url
from tests.helpers.committed import Committed, own_database, session_role
from tests.helpers.sweeping import at

NOW = at(31, "12.00")
CLOCKS = 60


class World:
    """A database in which every level has fired and every mail has arrived."""

    def __init__(self, name: str, folder: Path) -> None:
        self.dsn = database_url(name)
        self.mailbox = folder / "mail"
        self.journal = folder / "journal"
        self.mailbox.mkdir()
        self.journal.write_text("")

    def verdict(self, *, kills: int = 0) -> Verdict:
        return judge(read(self.dsn, self.mailbox, self.journal), kills=kills)


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    template_database: str,
    django_db_blocker: Any,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    with own_database(template_database, django_db_blocker) as made:
        yield build(made, tmp_path_factory.mktemp("world"))


def build(made: Committed, folder: Path) -> World:
    found = World(made.name, folder)
    with session_role("jo_owner"):
        with connection.cursor() as cursor:
            cursor.execute(ALWAYS_OPEN)
            fill(cursor, clocks=CLOCKS, due=CLOCKS, now=NOW, late=datetime.timedelta(days=3))
        sweep(now=NOW)
        for n, mail in enumerate(OutboxMail.objects.order_by("id")):
            head = f"X-Envelope-To: {mail.recipient}\r\n".encode()
            content = build_message(mail).message().as_bytes()
            (found.mailbox / f"{n:04}.eml").write_bytes(head + content)
        OutboxMail.objects.update(state="sent", sent_at=NOW)
    return found


@pytest.fixture
def harm(world: World) -> Iterator[psycopg.Connection[Any]]:
    """A connection that may do anything, also what triggers refuse; what it did is taken back afterwards.

    The checker reads committed rows, so the harm is copied aside before it is done.
    """
    tables = ["orders_clock", "orders_timer", "orders_firing", "orders_escalation", "orders_breach"]
    tables += ["orders_letter", "orders_orderevent", "orders_clockevent", "notifications_outboxmail"]
    with psycopg.connect(world.dsn, autocommit=True) as admin:
        admin.execute("set session_replication_role = replica")
        for table in tables:
            admin.execute(f"create table kept_{table} as table {table}")
        yield admin
        for table in tables:
            columns = ", ".join(
                row[0]
                for row in admin.execute(
                    "select quote_ident(column_name) from information_schema.columns"
                    f" where table_name = '{table}' and is_generated = 'NEVER'"
                )
            )
            admin.execute(f"delete from {table}")
            admin.execute(f"insert into {table} ({columns}) select {columns} from kept_{table}")
            admin.execute(f"drop table kept_{table}")


def kinds(verdict: Verdict) -> set[str]:
    return {kind for kind in KINDS if verdict.found[kind]}


def test_a_world_that_is_well_is_found_well(world: World) -> None:
    verdict = world.verdict()
    assert verdict.is_good, verdict.found
    assert verdict.numbers["levels in the ledger"] == 3 * CLOCKS
    assert verdict.numbers["breaches"] == CLOCKS
    assert verdict.numbers["mails that arrived"] > 10


ONE = "(select min(id) from orders_clock)"
STOPPED = f"""
with stop as (
  insert into orders_clockevent (clock_id, kind, at, reason, data) values ({ONE}, 'stop', now(), '', '{{}}'))
update orders_clock set state = 'stopped', stopped_at = due_at + interval %s, kept = %s where id = {ONE}
"""
IN_TIME, LATE = "'-1 ms'", "'1 ms'"
FIRES_AGAIN = f"""
insert into orders_timer (clock_id, level, owner_id, fire_at)
select clock_id, level, owner_id, due_at from orders_firing where clock_id = {ONE}
"""
SAID_AGAIN = f"""
insert into orders_orderevent (uuid, order_id, kind, at, about_id, title, text, audience, data)
select gen_random_uuid(), order_id, kind, at, about_id, title, text, audience, data
  from orders_orderevent where (data ->> 'clock')::bigint = {ONE}
"""
NO_BREACH = f"delete from orders_breach where clock_id = {ONE}"
LAST = "where id = (select max(id) from orders_letter)"


@pytest.mark.parametrize(
    ("planted", "kind"),
    [
        ([f"delete from orders_firing where clock_id = {ONE} and level = 2"], "LOST"),
        ([f"delete from orders_escalation where clock_id = {ONE} and level = 2"], "LOST"),
        ([f"update orders_firing set tell_at = due_at where clock_id = {ONE} and level = 3"], "LOST"),
        ([f"delete from orders_letter {LAST}"], "LOST"),
        ([f"update orders_letter set mail_id = null {LAST}"], "LOST"),
        (["update notifications_outboxmail set state = 'queued', sent_at = null"], "LOST"),
        (["delete from orders_orderevent where kind = 'escalated'"], "LOST"),
        ([FIRES_AGAIN], "TWICE"),
        ([SAID_AGAIN], "TWICE"),
        ([STOPPED % (IN_TIME, "true")], "BOTH"),
        ([STOPPED % (IN_TIME, "false"), NO_BREACH], "BOTH"),
        ([NO_BREACH], "NEITHER"),
        ([STOPPED % (LATE, "true")], "NEITHER"),
        ([f"update orders_firing set detected_at = due_at - interval '1 s' where clock_id = {ONE}"], "EARLY"),
    ],
)
def test_planted_in_the_rows(
    world: World, harm: psycopg.Connection[Any], planted: list[str], kind: str
) -> None:
    for statement in planted:
        assert harm.execute(statement).rowcount, statement  # type: ignore[arg-type]
    assert kind in kinds(world.verdict())


def test_what_was_taken_back_is_well_again(world: World) -> None:
    assert world.verdict().is_good


def test_planted_among_the_mails(world: World) -> None:
    first = min(world.mailbox.glob("*.eml"))
    content = first.read_bytes()
    other = world.mailbox / "x.eml"
    try:
        first.unlink()
        assert kinds(world.verdict()) == {"LOST"}
        first.write_bytes(content)
        other.write_bytes(content)  # a raw copy is forgiven once per kill
        assert kinds(world.verdict()) == {"COPIES"}
        assert world.verdict(kills=1).is_good
        message_id = message_from_bytes(content)["Message-ID"].encode()
        other.write_bytes(content.replace(message_id, b"<other@jobordre.example>"))
        assert kinds(world.verdict(kills=1)) == {"MAIL"}
        other.write_bytes(content.replace(b"Message-ID: " + message_id, b"X-Other: 1"))
        assert kinds(world.verdict(kills=1)) == {"MAIL"}
        other.unlink()
        first.write_bytes(content.replace(b"X-Envelope-To: ", b"X-Envelope-To: x"))
        assert kinds(world.verdict()) == {"LOST", "MAIL"}
    finally:
        first.write_bytes(content)
        other.unlink(missing_ok=True)
    assert world.verdict().is_good


def test_planted_among_what_people_were_told(world: World) -> None:
    with psycopg.connect(world.dsn) as admin:
        [(clock, due)] = admin.execute("select id, due_at from orders_clock order by id limit 1").fetchall()
    answered = {
        "what": "answered",
        "clock": clock,
        "sent": due.timestamp() - 2,
        "got": due.timestamp() - 1,
        "ok": True,
    }
    try:
        for notes, found in (
            ([{"what": "asked", "clock": clock, "due": due.timestamp()}], set()),
            ([{"what": "asked", "clock": 10**9, "due": 0}], {"LOST"}),
            ([answered], {"LOST", "BOTH"}),
            ([answered | {"ok": False}], set()),
        ):
            world.journal.write_text("\n".join(json.dumps(note) for note in notes))
            assert kinds(world.verdict()) == found
    finally:
        world.journal.write_text("")


def test_the_checker_knows_nothing_of_the_product() -> None:
    """Its judgement would be worth little if it asked those whom it judges."""
    folder = Path(settings.BASE_DIR) / "bench" / "chaos"
    for name in ("checker.py", "facts.py"):
        lines = (folder / name).read_text().splitlines()
        imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
        ours = {module for module in imported if module.partition(".")[0] not in sys.stdlib_module_names}
        assert ours <= {"psycopg", "bench.chaos.facts"}
