"""One page of the sweep: from levels that have fired to ledger, breaches, timeline, and letters to be mailed.

Everything of a page is written in the transaction that claimed it, with one statement per table.
"""

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from orders.causes import Outage, cause_of, was_outage
from orders.enums import EventKind
from orders.escalation_mails import after_words
from orders.ladder import Ladder, Phase, Role, Step, is_moot
from orders.models.timeline import INTERNAL
from orders.promises import Party, promise
from orders.services.breaches import breaches_insert
from orders.sweep.claims import Fired
from orders.sweep.directory import Directory, Recipient
from ui.danish import join

# All rows of a page come as one JSON text: an array per column costs several times as much to write down.
_LEDGER = """
insert into orders_escalation
       (id, clock_id, level, recipient, organisation_id, email, due_at, detected_at, mail_not_before)
select gen_random_uuid(), k.clock_id, k.level, k.recipient, k.organisation_id, k.email, k.due_at, %s, k.not_before
  from json_to_recordset(%s::json) as k (clock_id bigint, level int, recipient text, organisation_id int, email text,
                                         due_at timestamptz, not_before timestamptz)
on conflict (clock_id, level, recipient) do nothing
"""
_LETTERS = """
insert into orders_letter
       (clock_id, level, recipient, organisation_id, role, why, email, name, not_before, recalculation_id)
select k.clock_id, k.level, k.recipient, k.organisation_id, k.role, k.why, k.email, k.name, k.not_before, %s
  from json_to_recordset(%s::json) as k (clock_id bigint, level int, recipient text, organisation_id int, role text,
                                         why text, email text, name text, not_before timestamptz)
on conflict (clock_id, level, recipient) do nothing
"""
_EVENTS = """
insert into orders_orderevent (uuid, order_id, kind, at, about_id, title, text, audience, data)
select gen_random_uuid(), k.order_id, %s, k.at, k.about_id, k.title, k.text, %s::varchar(10)[], k.data
  from json_to_recordset(%s::json) as k (order_id bigint, at timestamptz, about_id int, title text, text text,
                                         data jsonb)
"""

# Letters of a recalculation wait until its last clock has been done, so that each recipient gets one mail.
HELD = datetime.datetime(9999, 1, 1, tzinfo=datetime.UTC)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a sweep takes place: `now` is what it believes."""

    now: datetime.datetime
    outages: tuple[Outage, ...]


@dataclass(slots=True)
class Counts:
    """What a sweep did, in rows. `fired` levels came into the ledger; `levels` of them, by phase, were told of.

    `moot` warnings and `unreachable` recipients are in the ledger without a mail; `overtaken` letters were not sent
    because the clock had been stopped when the recipient opened, or whoever has the role then had been told already.
    `digests` are among the `mails`.
    """

    fired: int = 0
    levels: Counter[Phase] = field(default_factory=Counter)
    breaches: int = 0
    told: int = 0
    mails: int = 0
    digests: int = 0
    moot: int = 0
    unreachable: int = 0
    overtaken: int = 0

    def add(self, other: "Counts") -> None:
        self.levels.update(other.levels)
        for name in ("fired", "breaches", "told", "mails", "digests", "moot", "unreachable", "overtaken"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of the ledger to be. `email` is empty where no mail goes out."""

    fired: Fired
    step: Step
    role: Role
    to: Recipient
    email: str
    not_before: datetime.datetime


def tell(
    page: Sequence[Fired],
    ladders: Mapping[str, Ladder],
    directory: Directory,
    moment: Moment,
    *,
    together: int | None = None,
) -> Counts:
    """Write everything that follows from the levels in `page`. Needs the worker's role and a transaction.

    A clock that was stopped before its level was told climbs no further: the answer wins. `together` names the
    recalculation that brought the levels about: its letters are held until all of them are written.
    """
    steps = {fired.key: ladders[fired.ladder].step(fired.level) for fired in page if fired.is_open}
    open_ones = [fired for fired in page if fired.is_open]
    counts = Counts(levels=Counter(step.phase for step in steps.values()))
    tellings = [
        telling
        for fired in open_ones
        for telling in _tellings(fired, steps[fired.key], directory, moment, counts)
    ]
    counts.told = _write_ledger(tellings, moment.now)
    counts.breaches = breaches_insert(
        {fired.id: _cause(fired, moment) for fired in open_ones if steps[fired.key].phase is Phase.BREACH},
        detected_at=moment.now,
    )
    _write_events(open_ones, steps, tellings, directory)
    _write_letters(tellings, together)
    return counts


def _tellings(
    fired: Fired, step: Step, directory: Directory, moment: Moment, counts: Counts
) -> Iterable[Telling]:
    for role, to in told_of(step, fired, directory):
        not_before: datetime.datetime | None
        if step.phase is Phase.WARNING:
            moot = is_moot(step.phase, fired.due_at, moment.now)
            not_before = None if moot else directory.warning_at(to.organisation_id, fired.due_at)
            counts.moot += not_before is None
        else:
            not_before = directory.opens_at(to.organisation_id)
        counts.unreachable += not to.email
        email = to.email if not_before is not None else ""
        yield Telling(fired, step, role, to, email, not_before or moment.now)


def told_of(step: Step, fired: Fired, directory: Directory) -> Iterable[tuple[Role, Recipient]]:
    """Who is told of one level: each recipient once, in the first of their roles."""
    told = set()
    for role in step.who:
        for to in directory.resolve_on(role, fired):
            if to.key not in told:
                told.add(to.key)
                yield role, to


def _cause(fired: Fired, moment: Moment) -> str:
    return cause_of(
        promise=fired.promise,
        has_owner=fired.owner_user_id is not None,
        order_state=fired.order_state,
        awaits_jobcenter=fired.awaits,
        outage=was_outage(fired.due_at, moment.now, moment.outages),
    )


def _write_ledger(tellings: Sequence[Telling], now: datetime.datetime) -> int:
    rows = [
        {
            "clock_id": telling.fired.id,
            "level": telling.fired.level,
            "recipient": telling.to.key,
            "organisation_id": telling.to.organisation_id,
            "email": telling.email,
            "due_at": telling.fired.fired_for,
            "not_before": telling.not_before,
        }
        for telling in tellings
    ]
    with connection.cursor() as cursor:
        cursor.execute(_LEDGER, [now, _json(rows)])
        return int(cursor.rowcount)


def _write_letters(tellings: Sequence[Telling], together: int | None) -> None:
    if together is not None:
        # Of one clock a recipient reads the last that has happened, and the ledger has the rest.
        last = {(telling.fired.id, telling.to.key): telling for telling in tellings if telling.email}
        tellings = [replace(telling, not_before=HELD) for telling in last.values()]
    rows = [
        {
            "clock_id": telling.fired.id,
            "level": telling.fired.level,
            "recipient": telling.to.key,
            "organisation_id": telling.to.organisation_id,
            "role": telling.role.value,
            "why": telling.to.why.value,
            "email": telling.email,
            "name": telling.to.name,
            "not_before": telling.not_before,
        }
        for telling in tellings
        if telling.email
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_LETTERS, [together, _json(rows)])


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def _write_events(
    page: Sequence[Fired],
    steps: Mapping[tuple[int, int], Step],
    tellings: Sequence[Telling],
    directory: Directory,
) -> None:
    """The order's timeline says that a deadline passed, and who was told. Warnings are between us and the owner."""
    told: dict[tuple[int, int], list[str]] = {}
    for telling in tellings:
        if telling.step.phase is not Phase.WARNING:
            to = telling.to
            name = directory.names[to.organisation_id, to.user_id] if to.user_id is not None else to.name
            told.setdefault(telling.fired.key, []).append(name)
    title, text = cache(_event_title), cache(_event_text)
    rows = [
        {
            "order_id": fired.order_id,
            # A deadline that was moved before anybody was told of it passes when it passes now.
            "at": fired.due_at if steps[fired.key].phase is Phase.BREACH else fired.fired_for,
            "about_id": fired.owner_organisation_id,
            "title": title(
                fired.promise, steps[fired.key], directory.offices[fired.owner_organisation_id].name
            ),
            "text": text(tuple(told[fired.key])),
            "data": {"clock": fired.id, "level": fired.level, "promise": fired.promise},
        }
        for fired in page
        if steps[fired.key].phase is not Phase.WARNING
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_EVENTS, [EventKind.ESCALATED.value, INTERNAL, _json(rows)])


def _event_title(code: str, step: Step, owner: str) -> str:
    promised = promise(code)
    words = {"owner": owner, "promise": promised.short_text, "days": after_words(step)}
    if promised.owed_to is not Party.COMPANY:
        if step.phase is Phase.BREACH:
            title = gettext("%(owner)s har ikke svaret inden fristen") % words
        else:
            title = gettext("%(owner)s har ikke svaret %(days)s efter fristen") % words
    elif step.phase is Phase.BREACH:
        title = gettext("Fristen er overskredet: %(promise)s") % words
    else:
        title = gettext("Fristen blev overskredet for %(days)s siden: %(promise)s") % words
    return title[:200]


def _event_text(names: tuple[str, ...]) -> str:
    return (gettext("Besked til %s") % join(names))[:2000]
