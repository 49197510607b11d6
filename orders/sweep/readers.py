"""Who reads a letter in the end: the role's person is asked for once more when the letter becomes a mail (G2).

Whom a level was told to is decided when it fires, in the night for a promise in days; the letter leaves at the next
opening, and by then that person may be on leave, or the case another's. The ledger keeps its key, so nothing is told
twice: whoever has been told of the level themselves gets no second mail in somebody else's place.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple, Self
from uuid import UUID

from django.db import connection

from orders.ladder import Role
from orders.sweep.claims import Key
from orders.sweep.directory import Directory, Recipient

# They owe the answer to a request, and may give it by the link in their mail.
ANSWERING = frozenset({Role.OWNER, Role.STAND_IN, Role.OWNER_MANAGER})

# Whom a level was told to, and who has read it in their place.
_TOLD = """
with wanted as (select * from unnest(%s::bigint[], %s::int[]) as k (clock_id, level))
select e.clock_id, e.level, e.recipient
  from wanted join orders_escalation e on e.clock_id = wanted.clock_id and e.level = wanted.level
 union
select l.clock_id, l.level, coalesce('user:' || m.recipient_user_id, 'organisation:' || m.recipient_organisation_id)
  from wanted
  join orders_letter l on l.clock_id = wanted.clock_id and l.level = wanted.level
  join notifications_outboxmail m on m.id = l.mail_id
"""

Address = tuple[str, int]  # recipient, as in the ledger, and the organisation it is reached at


class Waiting(NamedTuple):
    """A letter whose recipient is open, with its clock and case. All instants are aware.

    `ledger` and `ledger_organisation_id` are whom it was written to, `recipient` and `organisation_id` who reads it.
    """

    id: int
    clock_id: int
    level: int
    ledger: str
    ledger_organisation_id: int
    recipient: str
    organisation_id: int
    role: str
    why: str
    email: str
    name: str
    fired_for: datetime.datetime
    order_id: int
    request_id: int | None
    promise: str
    owner_organisation_id: int
    owner_user_id: int | None
    owed_to_id: int
    owed_to_user_id: int | None
    received_at: datetime.datetime
    due_at: datetime.datetime
    subject: str
    counterpart: str
    ladder: str
    is_open: bool
    recalculation_id: int | None
    order_uuid: UUID
    request_uuid: UUID | None

    @property
    def key(self) -> Key:
        return self.clock_id, self.level

    @property
    def written_to(self) -> Address:
        return self.ledger, self.ledger_organisation_id

    @property
    def can_answer(self) -> bool:
        """Whether the letter carries a link to answer the request by: it goes to those who owe the answer."""
        return self.request_uuid is not None and self.role in ANSWERING

    @property
    def user_id(self) -> int | None:
        kind, _colon, number = self.recipient.partition(":")
        return int(number) if kind == "user" else None

    def read_by(self, to: Recipient) -> Self:
        return self._replace(
            recipient=to.key,
            organisation_id=to.organisation_id,
            email=to.email,
            name=to.name,
            why=to.why.value,
        )


def readers(rows: Sequence[Waiting], directory: Directory) -> list[Waiting]:
    """`rows` as they are read now: by the same person where the role still has it, else by whoever has it now. Those
    whom nobody is left to read are left out: the others of the role have been told. One query where anybody changed.
    """
    now = {row.id: directory.resolve_on(Role(row.role), row) for row in rows}
    changed = [row for row in rows if not any(to.key == row.ledger for to in now[row.id])]
    told = _told({row.key for row in changed})
    found = []
    for row in rows:
        same = next((to for to in now[row.id] if to.key == row.ledger), None)
        to = same or next((to for to in now[row.id] if to.key not in told[row.key]), None)
        if to is None or not to.email:
            continue
        told[row.key].add(to.key)
        found.append(row.read_by(to))
    return found


def _told(keys: set[Key]) -> defaultdict[Key, set[str]]:
    told: defaultdict[Key, set[str]] = defaultdict(set)
    if keys:
        clocks, levels = zip(*keys, strict=True)
        with connection.cursor() as cursor:
            cursor.execute(_TOLD, [list(clocks), list(levels)])
            for clock_id, level, recipient in cursor.fetchall():
                told[clock_id, level].add(recipient)
    return told
