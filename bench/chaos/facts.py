"""What there is after the chaos: rows by plain SQL, mails by their files. Nothing of the product is imported.

The rules about who must be told are written down here once more, independently: levels 1, 2 and 3 are the warning, the
breach at the deadline, and the reminder a day after it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as modern
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg

LEVELS = (1, 2, 3)
BREACH = 2  # the level that says that the deadline has passed

_CLOCKS = """
select id, promise, state, due_at, stopped_at, kept, request_id from orders_clock order by id
"""
# The lead stands in where nobody is responsible; what is owed to a jobcentre, that one hears of too.
_EXPECTED = """
with lead as (
  select m.organisation_id, m.user_id from accounts_membership m where m.role = 'manager' and m.is_active),
told as (
  select c.id, l as level, o.user_id
    from orders_clock c join lead o on o.organisation_id = c.owner_organisation_id, generate_series(1, 3) l
   where l > 1 or c.owner_user_id is null
  union
  select c.id, l, c.owner_user_id from orders_clock c, generate_series(1, 2) l where c.owner_user_id is not null
  union
  select c.id, l, coalesce(c.owed_to_user_id, w.user_id)
    from orders_clock c join lead w on w.organisation_id = c.owed_to_id, generate_series(2, 3) l
   where c.promise = 'D2'
  union
  select c.id, 3, w.user_id
    from orders_clock c join lead w on w.organisation_id = c.owed_to_id where c.promise = 'D2')
select t.id, t.level, 'user:' || u.id, u.email from told t join accounts_user u on u.id = t.user_id
"""
_TIMERS = "select clock_id, level, fire_at from orders_timer"
_FIRINGS = "select clock_id, level, due_at, detected_at, tell_at from orders_firing"
_TOLD = "select clock_id, level, recipient, email, detected_at from orders_escalation"
_BREACHES = "select clock_id, due_at, detected_at from orders_breach"
_LETTERS = "select clock_id, level, recipient, done_at, mail_id from orders_letter"
_OUTBOX = "select id, message_id, recipient, state from notifications_outboxmail"
_STOPS = "select clock_id, count(*) from orders_clockevent where kind = 'stop' group by 1"
_SAID = """
select (data ->> 'clock')::bigint, (data ->> 'level')::int, count(*)
  from orders_orderevent where kind = 'escalated' group by 1, 2
"""
_ANSWERED = """
select c.id, r.state, r.answered_at from orders_clock c join orders_request r on r.id = c.request_id
"""


@dataclass(frozen=True)
class Clock:
    """A promise. All instants are aware."""

    id: int
    promise: str
    state: str
    due_at: datetime
    stopped_at: datetime | None
    kept: bool | None
    request_id: int | None

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def in_time(self) -> bool:
        """Whether it was answered by its deadline."""
        return self.stopped_at is not None and self.stopped_at <= self.due_at


@dataclass(frozen=True)
class File:
    """One mail that the server has acknowledged, as it was kept."""

    name: str
    to: str
    message_ids: tuple[str, ...]
    content: tuple[str, str, str]  # to whom, subject and text: what a reader sees as one mail


@dataclass
class Witness:
    """What the people noted of one clock. Instants are seconds since 1970."""

    due: float | None = None
    first_sent: float | None = None
    acknowledged: float | None = None


Level = tuple[int, int]  # clock and level


@dataclass
class Facts:
    """Everything that the checker looks at. `now` is the database's time of the reading."""

    now: datetime
    clocks: dict[int, Clock]
    expected: dict[Level, dict[str, str]]
    timers: dict[Level, datetime]
    firings: dict[Level, tuple[datetime, datetime, datetime | None]]
    told: dict[Level, dict[str, tuple[str, datetime]]]
    breaches: dict[int, tuple[datetime, datetime]]
    letters: dict[tuple[int, int, str], tuple[datetime | None, str | None]]
    outbox: dict[str, tuple[str, str, str]]
    stops: dict[int, int]
    said: dict[Level, int]
    requests: dict[int, tuple[str, datetime | None]]
    files: list[File]
    witnesses: dict[int, Witness] = field(default_factory=dict)

    @cached_property
    def breach_mailed(self) -> set[int]:
        """The clocks of which somebody got a mail that says that they are broken."""
        return {
            clock for (clock, level, _to), (_at, mail) in self.letters.items() if level >= BREACH and mail
        }


def read(dsn: str, mailbox: Path, journal: Path | None) -> Facts:
    """Read it all: the rows in one snapshot, then the files. Raises psycopg.Error and OSError."""
    with psycopg.connect(dsn) as connection:
        connection.execute("set transaction isolation level repeatable read read only")

        def rows(statement: str) -> list[tuple[Any, ...]]:
            return connection.execute(statement).fetchall()

        expected: dict[Level, dict[str, str]] = defaultdict(dict)
        for clock, level, recipient, email in rows(_EXPECTED):
            expected[clock, level][recipient] = email
        told: dict[Level, dict[str, tuple[str, datetime]]] = defaultdict(dict)
        for clock, level, recipient, email, detected in rows(_TOLD):
            told[clock, level][recipient] = (email, detected)
        facts = Facts(
            now=rows("select clock_timestamp()")[0][0],
            clocks={row[0]: Clock(*row) for row in rows(_CLOCKS)},
            expected=dict(expected),
            timers={(clock, level): at for clock, level, at in rows(_TIMERS)},
            firings={(clock, level): (due, seen, tell) for clock, level, due, seen, tell in rows(_FIRINGS)},
            told=dict(told),
            breaches={clock: (due, seen) for clock, due, seen in rows(_BREACHES)},
            letters={
                (clock, level, to): (done, str(mail) if mail else None)
                for clock, level, to, done, mail in rows(_LETTERS)
            },
            outbox={str(mail): (message_id, to, state) for mail, message_id, to, state in rows(_OUTBOX)},
            stops=dict(rows(_STOPS)),
            said={(clock, level): number for clock, level, number in rows(_SAID)},
            requests={clock: (state, at) for clock, state, at in rows(_ANSWERED)},
            files=[_file(path) for path in sorted(mailbox.glob("*.eml"))],
        )
    if journal is not None:
        facts.witnesses = _witnesses(journal)
    return facts


def _file(path: Path) -> File:
    mail = message_from_bytes(path.read_bytes(), policy=modern)
    assert isinstance(mail, EmailMessage)
    to = str(mail["X-Envelope-To"] or "").strip()
    body = mail.get_body(("plain",))
    text = body.get_content() if body else ""
    ids = tuple(str(value).strip() for value in mail.get_all("Message-ID", []))
    return File(path.name, to, ids, (to, str(mail["Subject"] or ""), text))


def notes(journal: Path) -> Iterator[dict[str, Any]]:
    """The lines of the journal; one that was cut off by the end of its writer is no line."""
    for line in journal.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except json.JSONDecodeError:
            continue


def _witnesses(journal: Path) -> dict[int, Witness]:
    found: dict[int, Witness] = defaultdict(Witness)
    for note in notes(journal):
        if note["what"] == "asked":
            found[note["clock"]].due = note["due"]
        elif note["what"] == "answered":
            witness = found[note["clock"]]
            if witness.first_sent is None:
                witness.first_sent = note["sent"]
            if note["ok"] and witness.acknowledged is None:
                witness.acknowledged = note["got"]
    return dict(found)


def instant(seconds: float) -> datetime:
    """Seconds since 1970 as an aware instant (UTC)."""
    return datetime.fromtimestamp(seconds, UTC)
