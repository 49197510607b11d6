"""One page of the sweep: from clocks that have just been raised by a level to ledger, breaches, timeline and mail.

Everything of a page is written in the transaction that claimed it, with one statement per table.
"""

import datetime
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language, gettext

from jobcenters.calendar.zone import end_of_day
from notifications.outbox import Mail, queue_many
from orders.answer_links import path
from orders.causes import Outage, cause_of, was_outage
from orders.enums import EventKind
from orders.escalation_mails import Letter, letter, one_line
from orders.ladder import Level, Role, is_moot, recipients
from orders.models.timeline import INTERNAL
from orders.promises import Party, promise
from orders.services.answer_links import answer_links_give
from orders.services.breaches import breaches_insert
from orders.sweep.claims import Fired, dedupe_key
from orders.sweep.directory import Directory, Recipient, Why
from ui.danish import clock_time, full_day, join, local, plain

# All rows of a page come as one JSON text: an array per column costs several times as much to write down.
_LEDGER = """
insert into orders_escalation
       (id, clock_id, level, recipient, organisation_id, email, due_at, detected_at, mail_not_before)
select gen_random_uuid(), k.clock_id, k.level, k.recipient, k.organisation_id, k.email, k.due_at, %s, k.not_before
  from json_to_recordset(%s::json) as k (clock_id bigint, level int, recipient text, organisation_id int, email text,
                                         due_at timestamptz, not_before timestamptz)
on conflict (clock_id, level, recipient) do nothing
"""
_EVENTS = """
insert into orders_orderevent (uuid, order_id, kind, at, about_id, title, text, audience, data)
select gen_random_uuid(), k.order_id, %s, k.at, k.about_id, k.title, k.text, %s::varchar(10)[], k.data
  from json_to_recordset(%s::json) as k (order_id bigint, at timestamptz, about_id int, title text, text text,
                                         data jsonb)
"""


@dataclass(frozen=True, slots=True)
class Moment:
    """When a sweep takes place: `now` is what it believes; a future that is played lies `ahead` of the real clock."""

    now: datetime.datetime
    ahead: datetime.timedelta
    outages: tuple[Outage, ...]


@dataclass(slots=True)
class Counts:
    """What a sweep did, in rows. `moot` warnings and `unreachable` recipients are in the ledger without a mail."""

    levels: Counter[Level] = field(default_factory=Counter)
    breaches: int = 0
    told: int = 0
    mails: int = 0
    moot: int = 0
    unreachable: int = 0

    def add(self, other: "Counts") -> None:
        self.levels.update(other.levels)
        self.breaches += other.breaches
        self.told += other.told
        self.mails += other.mails
        self.moot += other.moot
        self.unreachable += other.unreachable


@dataclass(frozen=True, slots=True)
class Telling:
    """One row of the ledger to be. `email` is empty where no mail goes out."""

    fired: Fired
    role: Role
    to: Recipient
    email: str
    not_before: datetime.datetime


def fire(page: Sequence[Fired], directory: Directory, moment: Moment) -> Counts:
    """Write everything that follows from the levels in `page`. Needs the worker's role and a transaction."""
    counts = Counts(levels=Counter(Level(fired.level) for fired in page))
    tellings = [telling for fired in page for telling in _tellings(fired, directory, moment, counts)]
    counts.told = _write_ledger(tellings, moment.now)
    counts.breaches = breaches_insert(
        {fired.id: _cause(fired, moment) for fired in page if fired.level == Level.BREACH},
        detected_at=moment.now,
    )
    _write_events(page, tellings, directory)
    letters = _Letters(directory, moment)
    counts.mails = queue_many(letters.mail(telling) for telling in tellings if telling.email)
    answer_links_give((t.fired.id, t.email, t.not_before) for t in tellings if t.email and _answers(t))
    return counts


def _answers(telling: Telling) -> bool:
    """Whether the mail carries a link to answer the request by."""
    return telling.fired.request_uuid is not None and telling.role in (Role.OWNER, Role.OWNER_MANAGER)


def _tellings(fired: Fired, directory: Directory, moment: Moment, counts: Counts) -> Iterable[Telling]:
    """Who is told of one level: each recipient once, in the first of their roles."""
    level = Level(fired.level)
    told = set()
    for role in _agreed_roles(fired, level, directory):
        if role in (Role.OWNER, Role.OWNER_MANAGER):
            found = directory.resolve(role, fired.owner_organisation_id, fired.owner_user_id)
        else:
            found = directory.resolve(role, fired.owed_to_id, fired.owed_to_user_id)
        for to in found:
            if to.key in told:
                continue
            told.add(to.key)
            not_before: datetime.datetime | None
            if level is Level.WARNING:
                moot = is_moot(level, fired.due_at, moment.now)
                not_before = None if moot else directory.warning_at(to.organisation_id, fired.due_at)
                counts.moot += not_before is None
            else:
                not_before = directory.opens_at(to.organisation_id)
            counts.unreachable += not to.email
            email = to.email if not_before is not None else ""
            yield Telling(fired, role, to, email, not_before or moment.now)


def _agreed_roles(fired: Fired, level: Level, directory: Directory) -> tuple[Role, ...]:
    """The ladder's roles; at the second level those that the owing jobcentre's network has agreed on."""
    if level is Level.SECOND:
        to_company = promise(fired.promise).owed_to is Party.COMPANY
        agreed = directory.second_level(fired.owner_organisation_id, to_company=to_company)
        if agreed is not None:
            return agreed
    return _roles(fired.promise, level)


@cache
def _roles(code: str, level: Level) -> tuple[Role, ...]:
    return recipients(promise(code), level)


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


def _json(rows: list[dict[str, Any]]) -> str:
    return json.dumps(rows, ensure_ascii=False, default=str)


def _write_events(page: Sequence[Fired], tellings: Sequence[Telling], directory: Directory) -> None:
    """The order's timeline says that a deadline passed, and who was told. Warnings are between us and the owner."""
    told: dict[tuple[int, int], list[str]] = {}
    for telling in tellings:
        if telling.fired.level != Level.WARNING:
            to = telling.to
            name = directory.names[to.organisation_id, to.user_id] if to.user_id is not None else to.name
            told.setdefault((telling.fired.id, telling.fired.level), []).append(name)
    title, text = cache(_event_title), cache(_event_text)
    rows = [
        {
            "order_id": fired.order_id,
            "at": fired.fired_for,
            "about_id": fired.owner_organisation_id,
            "title": title(fired.promise, fired.level, directory.offices[fired.owner_organisation_id].name),
            "text": text(tuple(told[fired.id, fired.level])),
            "data": {"clock": fired.id, "level": fired.level, "promise": fired.promise},
        }
        for fired in page
        if fired.level != Level.WARNING
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(_EVENTS, [EventKind.ESCALATED.value, INTERNAL, _json(rows)])


def _event_title(code: str, level: int, owner: str) -> str:
    promised = promise(code)
    if promised.owed_to is not Party.COMPANY:
        if level == Level.BREACH:
            title = gettext("%s har ikke svaret inden fristen") % owner
        else:
            title = gettext("%s har ikke svaret en åbningsdag efter fristen") % owner
    elif level == Level.BREACH:
        title = gettext("Fristen er overskredet: %s") % promised.short_text
    else:
        title = gettext("Fristen blev overskredet for en åbningsdag siden: %s") % promised.short_text
    return title[:200]


def _event_text(names: tuple[str, ...]) -> str:
    return (gettext("Besked til %s") % join(names))[:2000]


class _Letters:
    """Fills the letters of one page; words that many of them share are made once."""

    def __init__(self, directory: Directory, moment: Moment) -> None:
        self.directory = directory
        self.ahead = moment.ahead
        self.base_url = settings.BASE_URL.rstrip("/")
        self.language = get_language() or ""
        self.nobody, self.unknown = gettext("ingen valgt"), gettext("ikke oplyst")
        self._forms: dict[tuple[str, int, Role], Letter] = {}
        self._days: dict[datetime.date, tuple[str, datetime.datetime]] = {}
        self._times: dict[datetime.datetime, str] = {}
        self._whys: dict[tuple[Why, int], str] = {}

    def mail(self, telling: Telling) -> Mail:
        fired, to = telling.fired, telling.to
        offices = self.directory.offices
        owner, waiting = offices[fired.owner_organisation_id], offices.get(fired.owed_to_id)
        page, answer = f"/ordrer/{fired.order_uuid}/", ""
        if _answers(telling):
            page, answer = f"/henvendelser/{fired.request_uuid}/", path(fired.id)
        form = self._form(fired.promise, fired.level, telling.role)
        subject, text = form.fill(
            {
                "hello": to.name,
                "who": waiting.name if waiting else one_line(fired.counterpart),
                "owner": owner.name,
                "person": self.directory.names.get(
                    (fired.owner_organisation_id, fired.owner_user_id), self.nobody
                ),
                "phone": owner.phone or self.unknown,
                "case": one_line(fired.subject),
                "due": self._time(fired.due_at),
                "received": self._time(fired.received_at),
                "link": f"{self.base_url}{page}",
                "answer": f"{self.base_url}{answer or page}",
                "why": self._why(to),
            }
        )
        return Mail(
            name=form.name,
            recipient=to.email,
            subject=subject,
            text=text,
            organisation_id=fired.owner_organisation_id,
            recipient_user_id=to.user_id,
            recipient_organisation_id=to.organisation_id,
            not_before=telling.not_before - self.ahead,
            dedupe_key=dedupe_key(fired.id, fired.level, to.key),
        )

    def _form(self, code: str, level: int, role: Role) -> Letter:
        key = (code, level, role)
        if key not in self._forms:
            self._forms[key] = letter(code, Level(level), role)
        return self._forms[key]

    def _time(self, instant: datetime.datetime) -> str:
        """ "mandag 30. marts kl. 12.30"; the last second of a day, which ends a promise in days, is the day alone."""
        known = self._times.get(instant)
        if known is not None:
            return known
        there = local(instant)
        day = there.date()
        if day not in self._days:
            self._days[day] = plain(full_day(day)), end_of_day(day)
        words, end = self._days[day]
        self._times[instant] = words if instant == end else f"{words} {plain(clock_time(there.time()))}"
        return self._times[instant]

    def _why(self, to: Recipient) -> str:
        key = (to.why, to.organisation_id)
        if key not in self._whys:
            office = self.directory.offices[to.organisation_id].name
            self._whys[key] = why_text(to.why, office, self.language)
        return self._whys[key]


@cache
def why_text(why: Why, office: str, language: str) -> str:
    """The line that says why somebody gets the mail, in `language` (the active one)."""
    texts = {
        Why.OWNER: gettext("Du får mailen, fordi du er ansvarlig for sagen."),
        Why.NO_OWNER: gettext("Du får mailen, fordi du er leder i %s, og ingen er valgt som ansvarlig."),
        Why.MANAGER: gettext("Du får mailen, fordi du er leder i %s."),
        Why.ASKED: gettext("Du får mailen, fordi du har sendt henvendelsen."),
        Why.NO_ASKER: gettext("Du får mailen, fordi du er leder i %s, og den, der spurgte, ikke kan nås."),
        Why.MAILBOX: gettext("Mailen går til den fælles postkasse i %s, fordi ingen leder er registreret."),
    }
    text = texts[why]
    return text % office if "%s" in text else text
