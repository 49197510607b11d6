"""Delivery: lease a few mails, send them one at a time, mark each at once.

SMTP cannot be exactly-once. What holds instead, whatever is killed and whenever: no mail is lost, a mail
keeps its one Message-ID however often it is tried, and only a mail in the middle of being sent can arrive
twice; not even that where the server can be asked whether it has a Message-ID.

The lease is committed before anything is sent. A deliverer that dies leaves leases that run out; then the
next one sends those mails. Any number of deliverers may work at once. All instants are the database's.
"""

import logging
import random
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from notifications.addresses import address_mark, dead_for_the_worker
from notifications.claims import claim
from notifications.delivery_report import blames_address
from notifications.enums import ERROR_MAX
from notifications.models import OutboxMail
from notifications.retry import MAX_ATTEMPTS, Judgement, Verdict, delay, judge
from notifications.senders import changed_rows, place_among
from notifications.smtp import Conversation, ServerDownError

logger = logging.getLogger(__name__)

BATCH = 10
# Longer than the worst single mail (several answers of EMAIL_TIMEOUT seconds each); renewed for each mail.
LEASE = timedelta(minutes=2)
# How many work at once through the queue, so that mail never holds every worker while deadlines wait.
SENDERS = 2
# Why a mail to a marked address is not even tried.
HELD = gettext_noop("Holdt tilbage: Mail til adressen er kommet retur. Kontrollér adressen, og send igen.")
_SENDER_LOCK = 7_110_100
DISCONNECTS_IN_A_ROW = 2

# The lease's end is its owner's proof: whoever took the mail over has a later one.
_BEGIN = """
update notifications_outboxmail set attempts = attempts + 1, leased_until = statement_timestamp() + %s
 where id = %s and state = 'leased' and leased_until = %s returning attempts, leased_until
"""
# Sent is sent, also when the lease was lost meanwhile: it keeps the next deliverer from sending it again.
# A sign-in code has done its work then, and is not kept.
_SENT = """
update notifications_outboxmail set state = 'sent', sent_at = statement_timestamp(), leased_until = null,
       last_error = '',
       text = case when confidential then '' else text end,
       html = case when confidential then '' else html end
 where id = %s and state not in ('sent', 'bounced')
"""
_AGAIN = """
update notifications_outboxmail set state = 'queued', leased_until = null, last_error = %s,
       not_before = statement_timestamp() + %s
 where id = %s and state = 'leased' and leased_until = %s
"""
_FAILED = """
update notifications_outboxmail set state = 'failed', leased_until = null, last_error = %s,
       text = case when confidential then '' else text end,
       html = case when confidential then '' else html end
 where id = %s and state = 'leased' and leased_until = %s
"""
_RELEASE = """
update notifications_outboxmail set state = 'queued', leased_until = null, last_error = %s
 where id = %s and state = 'leased' and leased_until = %s
"""


@dataclass(slots=True)
class Outcome:
    """What one delivery did, in numbers of mails. `server_down` says why it stopped early, or is empty."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    released: int = 0
    lost: int = 0  # leases that another deliverer had taken over
    server_down: str = ""
    more: bool = False  # the time was up before the queue was empty


def deliver(*, seconds: float | None = None, batch: int = BATCH, lease: timedelta = LEASE) -> Outcome:
    """Send what is due until nothing is, `seconds` have passed, or the mail server is down.

    Needs the worker's role, and no transaction around it (raises RuntimeError): a lease must be committed to
    count.
    """
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    outcome = Outcome()
    with Conversation() as conversation:
        while not outcome.server_down:
            if time.monotonic() >= end:
                outcome.more = True
                break
            mails = claim(limit=batch, lease=lease)
            if not mails:
                break
            _send_batch(mails, conversation, outcome, lease)
    return outcome


def _send_batch(
    mails: list[OutboxMail], conversation: Conversation, outcome: Outcome, lease: timedelta
) -> None:
    disconnects = 0
    dead = dead_for_the_worker(mail.recipient for mail in mails)
    for number, mail in enumerate(mails):
        try:
            conversation.open()
        except ServerDownError as down:
            _stop(mails[number:], str(down), outcome)
            return
        if not _begin(mail, lease):
            outcome.lost += 1
            continue
        if mail.attempts > MAX_ATTEMPTS:  # each try before ended with its deliverer
            _push(mail, Judgement(Verdict.GIVE_UP, _("Afsendelsen blev afbrudt for mange gange.")), outcome)
            continue
        # A sign-in code is asked for by whoever waits for it: a person who confirms the address by that.
        if mail.recipient.lower() in dead and mail.organisation_id is not None:
            _push(mail, Judgement(Verdict.GIVE_UP, _(HELD)), outcome)
            continue
        try:
            # A try that ended with its deliverer, or with the line, may have arrived: where the server can tell, ask.
            if mail.attempts == 1 or not conversation.has_taken(mail):
                conversation.send(mail)
        except Exception as error:  # noqa: BLE001  (one mail that cannot be sent must not stop the rest)
            judgement = judge(error)
            _push(mail, judgement, outcome)
            if judgement.verdict is Verdict.GIVE_UP and blames_address(judgement.reason):
                address_mark(mail.recipient, at=timezone.now(), reason=judgement.reason[:ERROR_MAX])
            disconnects = disconnects + 1 if judgement.hung_up else 0
            if judgement.verdict is Verdict.SERVER or disconnects >= DISCONNECTS_IN_A_ROW:
                _stop(mails[number + 1 :], judgement.reason, outcome)
                return
        else:
            disconnects = 0
            changed_rows(_SENT, mail.pk)
            outcome.sent += 1


def _begin(mail: OutboxMail, lease: timedelta) -> bool:
    """Count the try and renew the lease, before the try: a mail that kills its deliverer uses up tries too.

    False where another deliverer has the mail now.
    """
    with connection.cursor() as cursor:
        values: tuple[Any, ...] = (lease, mail.pk, mail.leased_until)
        cursor.execute(_BEGIN, values)
        row = cursor.fetchone()
    if row is None:
        return False
    mail.attempts, mail.leased_until = row
    return True


def _push(mail: OutboxMail, judgement: Judgement, outcome: Outcome) -> None:
    """Push a mail that could not be sent ahead in time, or give it up."""
    reason = judgement.reason[:ERROR_MAX]
    if judgement.verdict is Verdict.GIVE_UP or mail.attempts >= MAX_ATTEMPTS:
        outcome.failed += changed_rows(_FAILED, reason, mail.pk, mail.leased_until)
        logger.warning(
            "Mail %s (%s) was given up after %s tries: %s", mail.pk, mail.name, mail.attempts, reason
        )
        return
    wait = delay(mail.attempts, random.random())  # noqa: S311  (jitter)
    outcome.again += changed_rows(_AGAIN, reason, wait, mail.pk, mail.leased_until)
    logger.info("Mail %s (%s) is tried again in %s: %s", mail.pk, mail.name, wait, reason)


def _stop(mails: list[OutboxMail], reason: str, outcome: Outcome) -> None:
    """Give back mails that were not tried: they wait, with no try counted."""
    outcome.server_down = reason
    for mail in mails:
        outcome.released += changed_rows(_RELEASE, reason[:ERROR_MAX], mail.pk, mail.leased_until)
    logger.error("Delivery stopped: %s", reason)


def sender_slot() -> AbstractContextManager[bool]:
    """Whether this process may be one of the `SENDERS` at work. The slot ends with block or process."""
    return place_among(SENDERS, _SENDER_LOCK)
