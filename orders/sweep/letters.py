"""The last part of the sweep: letters whose recipient is open become mails, alone or as one digest (T6, T14).

A letter waits here, not in the outbox: when the morning comes its clock is looked at once more, under its lock, and an
answer that came in the evening takes the letter off the table (G3). Who reads it is asked again too
(`orders.sweep.readers`). Whoever has more than five at once gets one mail.
"""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language, gettext

from jobcenters.calendar.zone import end_of_day
from notifications.outbox import Mail, queue_many, render
from orders.answer_links import path
from orders.calendars import ladders
from orders.escalation_mails import OBSERVERS, answering, letter, one_line
from orders.escalation_mails import Letter as Form
from orders.ladder import Ladder, Role, is_moot
from orders.models import Recalculation
from orders.recalculation import still_true
from orders.reply_path import ReplyTo, reply_path
from orders.services.answer_links import answer_links_give
from orders.sweep.claims import UNTOLD_SINCE, Key, dedupe_key
from orders.sweep.directory import Directory, Why
from orders.sweep.page import Counts
from orders.sweep.readers import Address, Waiting, readers
from ui.danish import clock_time, full_day, local, plain
from ui.danish import count as danish_count

# Up to so many at once are mails of their own; from there on they are one digest.
MOST_ALONE = 5
# A digest lists so many; the rest is a number, and stands on the recipient's own page.
MOST_LISTED = 50
# So many recipients per transaction.
RECIPIENTS = 200

# One writer at a time, so that what comes at once to somebody is seen as a whole. The others do something else.
_ALONE = "select pg_try_advisory_xact_lock(7110020)"
# Somebody whose jobcentre, or whose case's owner, still has levels to be told of waits for them: they belong in the
# same digest.
_READY = """
{since},
more as materialized (
  select owner_id from since where first <= %(now)s
     and exists (
       select 1 from orders_firing f where f.owner_id = since.owner_id and f.tell_at <= %(now)s
          and (f.clock_id, f.level) not in (
            select * from unnest(%(stuck_clocks)s::bigint[], %(stuck_levels)s::int[])))),
waiting as materialized (
  select l.recipient, l.organisation_id, min(l.not_before) as since
    from orders_letter l join orders_clock c on c.id = l.clock_id
   where l.done_at is null and l.not_before <= %(now)s
     and (%(recipient)s is null or (l.recipient = %(recipient)s and l.organisation_id = %(organisation)s))
     and not exists (select 1 from more where more.owner_id in (l.organisation_id, c.owner_organisation_id))
   group by l.recipient, l.organisation_id order by since, l.recipient limit %(recipients)s),
ready as materialized (
  select l.id, l.clock_id, l.level, l.recipient as ledger, l.organisation_id as ledger_organisation_id,
         l.recipient, l.organisation_id, l.role, l.why, l.email, l.name,
         f.due_at as fired_for, c.order_id, c.request_id,
         c.promise, c.owner_organisation_id, c.owner_user_id, c.owed_to_id, c.owed_to_user_id,
         c.received_at, c.due_at, c.subject, c.counterpart, c.ladder, c.state = 'open' as is_open, l.recalculation_id
    from waiting w
    join orders_letter l on l.recipient = w.recipient and l.organisation_id = w.organisation_id
    join orders_firing f on f.clock_id = l.clock_id and f.level = l.level
    join orders_clock c on c.id = l.clock_id
   where l.done_at is null and l.not_before <= %(now)s
     for no key update of l, c skip locked)
select r.*, k.order_uuid, k.request_uuid
  from ready r join orders_clock_cases(array(select clock_id from ready)) k on k.clock_id = r.clock_id
 order by r.fired_for, r.clock_id, r.level
"""
_DUE_RECIPIENTS = """
select recipient, organisation_id from orders_letter where done_at is null and not_before <= %s
 group by recipient, organisation_id order by min(not_before), recipient limit %s
"""
_PUSH = """
update orders_letter set not_before = %s
 where recipient = %s and organisation_id = %s and done_at is null and not_before <= %s
"""
_SETTLE = """
update orders_letter l set done_at = %s, mail_id = k.mail_id
  from unnest(%s::bigint[], %s::uuid[]) as k (id, mail_id) where l.id = k.id
"""


def due_recipients(now: datetime.datetime) -> list[Address]:
    """Some of those who have letters waiting and are open at `now`."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE_RECIPIENTS, [now, RECIPIENTS])
        return [(recipient, organisation_id) for recipient, organisation_id in cursor.fetchall()]


def push_letters(to: Address, *, now: datetime.datetime, until: datetime.datetime) -> None:
    """Let a recipient whose letters cannot be written stand aside until `until`."""
    with connection.cursor() as cursor:
        cursor.execute(_PUSH, [until, *to, now])


def write(
    now: datetime.datetime, directory: Directory, stuck: Sequence[Key] = (), only: Address | None = None
) -> tuple[int, Counts]:
    """Settle the letters of some recipients who are open at `now`, or of `only` one: (how many letters, what came of
    them). Needs the worker's role and a transaction.
    """
    counts = Counts()
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        if not cursor.fetchone()[0]:
            return 0, counts
        values: dict[str, Any] = {
            "now": now,
            "recipients": RECIPIENTS,
            "recipient": only and only[0],
            "organisation": only and only[1],
            "stuck_clocks": [key[0] for key in stuck],
            "stuck_levels": [key[1] for key in stuck],
        }
        cursor.execute(_READY.format(since=UNTOLD_SINCE), values)
        rows = [Waiting(*row) for row in cursor.fetchall()]
    if not rows:
        return 0, counts
    known = ladders({row.ladder for row in rows})
    writer = _Writer(directory, known)
    true: list[Waiting] = []
    settled: dict[int, UUID | None] = {}
    for row in rows:
        phase = known[row.ladder].step(row.level).phase
        if not row.is_open or not still_true(phase, row.due_at, now):
            counts.overtaken += 1
            settled[row.id] = None
        elif is_moot(phase, row.due_at, now):
            counts.moot += 1
            settled[row.id] = None
        else:
            true.append(row)
    found: dict[tuple[str, int, int | None], list[Waiting]] = defaultdict(list)
    for row in readers(true, directory):
        found[row.recipient, row.organisation_id, row.recalculation_id].append(row)
    read = {row.id for letters in found.values() for row in letters}
    for row in true:
        if row.id not in read:
            counts.overtaken += 1
            settled[row.id] = None
    mails, links = [], []
    for (_recipient, organisation_id, recalculation_id), letters in found.items():
        opens_at = directory.opens_at(organisation_id)
        if opens_at > now:
            # Its time came while nobody swept, and now they are closed again; or it is read in another house.
            for to in {row.written_to for row in letters}:
                push_letters(to, now=now, until=opens_at)
        elif len(letters) > MOST_ALONE or recalculation_id is not None:
            counts.digests += 1
            together = writer.digest(letters, recalculation_id)
            mails.append(together)
            settled |= {row.id: together.id for row in letters}
            listed = letters[:MOST_LISTED]
            links += [(row.clock_id, row.email, now) for row in listed if row.can_answer]
        else:
            for row in letters:
                alone = writer.mail(row)
                mails.append(alone)
                settled[row.id] = alone.id
                if row.can_answer:
                    links.append((row.clock_id, row.email, now))
    counts.mails = queue_many(mails)
    answer_links_give(links)
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [now, list(settled), list(settled.values())])
    return len(rows), counts


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a digest: what to do, about which case ("" for observers), and where; `answer` is the reader's own
    link to answer a request by, if any.
    """

    todo: str
    case: str
    link: str
    answer: str


class _Writer:
    """Fills the letters of one page; words that many of them share are made once."""

    def __init__(self, directory: Directory, known: dict[str, Ladder]) -> None:
        self.directory = directory
        self.known = known
        self.base_url = settings.BASE_URL.rstrip("/")
        self.language = get_language() or ""
        self.nobody, self.unknown = gettext("ingen valgt"), gettext("ikke oplyst")
        self._forms: dict[tuple[str, str, int, str], Form] = {}
        self._days: dict[datetime.date, tuple[str, datetime.datetime]] = {}
        self._times: dict[datetime.datetime, str] = {}
        self._whys: dict[tuple[str, int], str] = {}
        self._recalculation = cache(
            lambda pk: Recalculation.objects.select_related("organisation").get(pk=pk)
        )

    def mail(self, row: Waiting) -> Mail:
        form, slots = self._form(row), self._slots(row)
        subject, text = form.fill(slots)
        return Mail(
            name=form.name,
            recipient=row.email,
            subject=subject,
            text=text,
            organisation_id=row.owner_organisation_id,
            recipient_user_id=row.user_id,
            recipient_organisation_id=row.organisation_id,
            dedupe_key=dedupe_key(row.clock_id, row.level, row.ledger),
            reply_to=reply_path(ReplyTo(row.order_id, row.organisation_id, row.request_id or 0)),
        )

    def digest(self, rows: Sequence[Waiting], recalculation_id: int | None = None) -> Mail:
        """One mail of many letters to the same recipient, oldest first; or of all that a recalculation has brought
        about.
        """
        first = rows[0]
        key = dedupe_key(first.clock_id, first.level, first.ledger)
        name, more = "orders.escalation_digest", {}
        if recalculation_id is not None:
            changed = self._recalculation(recalculation_id)
            name, key = "orders.recalculation_digest", f"{recalculation_id}:{key}"
            more = {
                "what": changed.what,
                "by_name": changed.organisation.name,
                "deadlines": danish_count(len(rows), gettext("frist"), gettext("frister")),
            }
        entries = []
        for row in rows[:MOST_LISTED]:
            slots = self._slots(row)
            # Those who are no party to the case do not read what the company needs, here as in a mail of its own.
            case = "" if row.role in OBSERVERS else slots["case"]
            answer = slots["answer"] if row.can_answer else ""
            entries.append(Entry(self._form(row).fill(slots)[0], case, slots["link"], answer))
        return render(
            name,
            more
            | {
                "hello": first.name,
                "number": len(rows),
                "entries": entries,
                "more": len(rows) - len(entries),
                "my_day": f"{self.base_url}/min-dag/",
                "why": self._why(first),
                "answers": answering(is_one_case=False),
            },
            recipient=first.email,
            organisation_id=first.organisation_id,
            recipient_user_id=first.user_id,
            recipient_organisation_id=first.organisation_id,
            dedupe_key="digest:" + key,
        )

    def _slots(self, row: Waiting) -> dict[str, str]:
        offices = self.directory.offices
        owner, waiting = offices[row.owner_organisation_id], offices.get(row.owed_to_id)
        if row.role in OBSERVERS:
            page = f"jobcentre/{owner.uuid}"
        elif row.request_uuid is not None and row.role not in (Role.COUNTERPART, Role.COUNTERPART_MANAGER):
            page = f"henvendelser/{row.request_uuid}"
        else:
            page = f"ordrer/{row.order_uuid}"
        answer = path(row.clock_id) if row.can_answer else f"/{page}/"
        return {
            "hello": row.name,
            "who": waiting.name if waiting else one_line(row.counterpart),
            "owner": owner.name,
            "person": self.directory.names.get((row.owner_organisation_id, row.owner_user_id), self.nobody),
            "phone": owner.phone or self.unknown,
            "case": one_line(row.subject),
            "due": self._time(row.due_at),
            "received": self._time(row.received_at),
            "link": f"{self.base_url}/{page}/",
            "answer": f"{self.base_url}{answer}",
            "why": self._why(row),
        }

    def _form(self, row: Waiting) -> Form:
        key = (row.promise, row.ladder, row.level, row.role)
        if key not in self._forms:
            step = self.known[row.ladder].step(row.level)
            self._forms[key] = letter(row.promise, step, Role(row.role))
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

    def _why(self, row: Waiting) -> str:
        key = (row.why, row.organisation_id)
        if key not in self._whys:
            office = self.directory.offices[row.organisation_id].name
            self._whys[key] = why_text(Why(row.why), office, self.language)
        return self._whys[key]


@cache
def why_text(why: Why, office: str, language: str) -> str:
    """The line that says why somebody gets the mail, in `language` (the active one)."""
    texts: dict[Why, Any] = {
        Why.OWNER: gettext("Du får mailen, fordi du er ansvarlig for sagen."),
        Why.NO_OWNER: gettext("Du får mailen, fordi du er leder i %s, og ingen er valgt som ansvarlig."),
        Why.MANAGER: gettext("Du får mailen, fordi du er leder i %s."),
        Why.ASKED: gettext("Du får mailen, fordi du har sendt henvendelsen."),
        Why.NO_ASKER: gettext("Du får mailen, fordi du er leder i %s, og den, der spurgte, ikke kan nås."),
        Why.STANDS_IN: gettext("Du får mailen, fordi du er stedfortræder for den, der er ansvarlig."),
        Why.STAND_IN: gettext("Du får mailen, fordi du er leder i %s, og ingen er valgt som stedfortræder."),
        Why.COORDINATOR: gettext("Du får mailen, fordi %s koordinerer netværket."),
        Why.NATIONAL: gettext("Du får mailen, fordi netværket har aftalt, at %s får besked."),
        Why.UNREACHED: gettext("Mailen går til %s, fordi ingen i det jobcenter, der skal handle, kan nås."),
        Why.MAILBOX: gettext("Mailen går til den fælles postkasse i %s, fordi ingen leder er registreret."),
    }
    text = str(texts[why])
    return text % office if "%s" in text else text
