"""Asking contact persons by mail whether their entries are right, and their answer by the link. At most one mail per
person in ASK_AGAIN_DAYS, whoever asks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.tokens import token_hash
from jobcenters.calendar import NoOpeningHoursError, local_date
from jobcenters.contacting import mails
from jobcenters.contacting.links import code, expires_at
from jobcenters.enums import AskAnswer
from jobcenters.models import ContactAsk, ContactEntry, Jobcenter
from jobcenters.permissions import check_can_ask_contact
from jobcenters.selectors import opening_calendars
from jobcenters.services.contacts import contact_confirm, contact_left
from jobcenters.trust import ASK_AGAIN_DAYS, should_ask
from ui import danish

_ALONE = "select pg_try_advisory_xact_lock(7110041)"


class LinkClosedError(Exception):
    """The link cannot answer (any more): it has been used, or its time is over."""


@dataclass(slots=True)
class _Asked:
    last: datetime | None = None
    in_vain: int = 0


def _asked(jobcenter_ids: Sequence[int] | None = None) -> dict[tuple[int, str], _Asked]:
    """(jobcentre id, address in small letters) -> the last ask, and how many since the last answer."""
    found: defaultdict[tuple[int, str], _Asked] = defaultdict(_Asked)
    asks = ContactAsk.objects.order_by("asked_at", "id")
    if jobcenter_ids is not None:
        asks = asks.filter(jobcenter_id__in=jobcenter_ids)
    for jobcenter_id, email, asked_at, answer in asks.values_list(
        "jobcenter_id", "email", "asked_at", "answer"
    ):
        one = found[jobcenter_id, email.lower()]
        one.last, one.in_vain = asked_at, 0 if answer else one.in_vain + 1
    return found


@transaction.atomic
def contact_ask(*, actor: Actor, entry: ContactEntry, now: datetime) -> ContactAsk:
    """Ask the person of an entry at `now` (aware). Raises NotAllowed, and ValueError (Danish) where it cannot be."""
    check_can_ask_contact(actor, entry)
    if not entry.email:
        raise ValueError(_("%s har ingen e-mail. Ring i stedet.") % entry.person)
    last = _asked([entry.jobcenter_id])[entry.jobcenter_id, entry.email.lower()].last
    today = local_date(now)
    if last is not None and (today - local_date(last)).days < ASK_AGAIN_DAYS:
        raise ValueError(
            _("%(person)s blev spurgt %(when)s. Vent, til der er gået %(days)s dage.")
            % {"person": entry.person, "when": danish.day_month(local_date(last)), "days": ASK_AGAIN_DAYS}
        )
    jobcenter = Jobcenter.objects.with_names().get(pk=entry.jobcenter_id)
    entries = [one for one in jobcenter.contacts.all() if one.email.lower() == entry.email.lower()]
    return _ask(jobcenter, entry.email, entries, now, sender_id=actor.organisation_id, not_before=None)


def contacts_ask(*, now: datetime) -> int:
    """The round: ask everybody whose entries will soon turn yellow or have; how many mails. Needs the worker's role.

    Two at once ask nobody twice: the second leaves.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(_ALONE)
            if not cursor.fetchone()[0]:
                return 0
        today = local_date(now)
        persons: defaultdict[tuple[int, str], list[ContactEntry]] = defaultdict(list)
        for entry in ContactEntry.objects.exclude(email="").order_by("list_kind", "pk"):
            persons[entry.jobcenter_id, entry.email.lower()].append(entry)
        asked = _asked()
        due = [
            (key, entries)
            for key, entries in persons.items()
            if any(
                should_ask(
                    entry.signs,
                    today,
                    last_asked_on=local_date(last) if (last := asked[key].last) else None,
                    asked_in_vain=asked[key].in_vain,
                )
                for entry in entries
            )
        ]
        jobcenters = {
            one.pk: one
            for one in Jobcenter.objects.on(today).filter(pk__in={key[0] for key, _e in due}).with_names()
        }
        opens = _opens(list(jobcenters.values()), now)
        sent = 0
        for (jobcenter_id, _email), entries in due:
            if jobcenter_id in jobcenters:
                jobcenter = jobcenters[jobcenter_id]
                _ask(
                    jobcenter,
                    entries[0].email,
                    entries,
                    now,
                    sender_id=jobcenter_id,
                    not_before=opens[jobcenter_id],
                )
                sent += 1
        return sent


def _opens(jobcenters: Sequence[Jobcenter], now: datetime) -> dict[int, datetime]:
    """When each reads mail: now, or when it opens next."""
    found = {}
    for pk, calendar in opening_calendars(jobcenters).items():
        try:
            found[pk] = now if calendar.is_open(now) else calendar.next_opening(now)
        except NoOpeningHoursError:
            found[pk] = now
    return found


def _ask(
    jobcenter: Jobcenter,
    email: str,
    entries: Sequence[ContactEntry],
    now: datetime,
    *,
    sender_id: int,
    not_before: datetime | None,
) -> ContactAsk:
    uuid = uuid4()
    ask = ContactAsk(
        uuid=uuid,
        jobcenter=jobcenter,
        email=email,
        token_hash=token_hash(code(str(uuid), email)),
        asked_at=now,
        expires_at=expires_at(max(now, not_before or now)),
    )
    ask.save(force_insert=True)
    mails.contact_wanted(
        ask=ask, jobcenter=jobcenter, entries=entries, sender_id=sender_id, not_before=not_before
    )
    return ask


# --- the answer ---------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """What the person has written anew of one of their entries. The address is changed by a colleague, signed in."""

    telephone: str
    subject: str
    languages: str


def ask_by_token(token: str) -> tuple[int, int] | None:
    """(ask id, jobcentre id) of a link, before anybody acts; None for one that was never given."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select ask_id, jobcenter_id from jobcenters_contact_ask_by_hash(%s)", [token_hash(token)]
        )
        row = cursor.fetchone()
    return (row[0], row[1]) if row else None


def entries_of(ask: ContactAsk) -> list[ContactEntry]:
    """The entries that an ask is about, as they stand now."""
    rows = ContactEntry.objects.filter(jobcenter_id=ask.jobcenter_id, email__iexact=ask.email)
    return list(rows.select_related("network", "stand_in").order_by("list_kind", "network__name", "pk"))


@transaction.atomic
def contact_answer(
    *, actor: Actor, ask_id: int, answer: AskAnswer, changes: dict[int, Change] | None = None, now: datetime
) -> ContactAsk:
    """Answer an ask by its link at `now` (aware); `changes` by entry id where something is changed.

    `actor` acts for the jobcentre. Raises LinkClosedError where it has been answered or its time is over.
    """
    # Locked as `for no key update` needs it: the web role may change the answer's columns alone.
    with connection.cursor() as cursor:
        cursor.execute("select id from jobcenters_contactask where id = %s for no key update", [ask_id])
    ask = ContactAsk.objects.select_related("jobcenter__organisation").get(pk=ask_id)
    if ask.answer or now > ask.expires_at:
        raise LinkClosedError
    today = local_date(now)
    entries = entries_of(ask)
    for entry in entries:
        if answer == AskAnswer.LEFT:
            contact_left(actor=actor, entry=entry, today=today)
            continue
        change = (changes or {}).get(entry.pk)
        if answer == AskAnswer.CHANGED and change is not None:
            entry.telephone, entry.subject = change.telephone, change.subject
            entry.languages = change.languages
            entry.save(update_fields=["telephone", "subject", "languages"])
        contact_confirm(actor=actor, entry=entry, today=today)
    ask.answer, ask.answered_at = answer, now
    ask.save(update_fields=["answer", "answered_at"])
    if answer == AskAnswer.LEFT and entries:
        mails.contact_left(ask=ask, jobcenter=ask.jobcenter, entries=entries)
    return ask
