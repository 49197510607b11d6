"""Delivery: lease, send, mark, as the outbox does with mail (`notifications.delivery`).

HTTP cannot be exactly-once. What holds, whatever is killed and whenever: no message is lost, it keeps its one id
however often it is tried, and only one in the middle of being sent can arrive twice. Tries run in threads, so that a
slow receiver holds up nobody else; the database is this thread's alone. Any number of deliverers may work at once.
"""

import logging
import random
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Organisation
from notifications.senders import changed_rows, place_among
from webhooks.claims import claim
from webhooks.emails import turned_off
from webhooks.limits import ERROR_MAX, LEASE, OFF_AFTER, SENDERS, THREADS
from webhooks.models import Delivery, Endpoint, SigningSecret
from webhooks.objects import body_of, message_id
from webhooks.retry import MAX_ATTEMPTS, delay, rest
from webhooks.sending import Answer, send
from webhooks.signing import UnreadableSecretError, signed_headers, unseal

logger = logging.getLogger(__name__)

_SENDER_LOCK = 7_110_120
_PAUSE = 0.2  # seconds between two looks at what has become due while tries are running

# The lease's end is its owner's proof: whoever took the message over has a later one. But delivered is delivered, also
# when the lease was lost meanwhile: it keeps the next deliverer from sending it again.
_DELIVERED = """
update webhooks_delivery set state = 'delivered', settled_at = statement_timestamp(), leased_until = null,
       status = %s, answer = %s, last_error = ''
 where id = %s and state in ('leased', 'waiting')
"""
_WITHHELD = """
update webhooks_delivery set state = 'withheld', settled_at = statement_timestamp(), leased_until = null,
       status = null, answer = '', last_error = ''
 where id = %s and state = 'leased' and leased_until = %s
"""
_AGAIN = """
update webhooks_delivery set state = 'waiting', leased_until = null, status = %s, answer = %s, last_error = %s,
       not_before = statement_timestamp() + %s
 where id = %s and state = 'leased' and leased_until = %s
"""
_DEAD = """
update webhooks_delivery set state = 'dead', settled_at = statement_timestamp(), leased_until = null,
       status = %s, answer = %s, last_error = %s
 where id = %s and state = 'leased' and leased_until = %s
"""
_WELL = """
update webhooks_endpoint set failures = 0, failing_since = null, rest_until = null,
       delivered_at = statement_timestamp()
 where id = %s
   and (failures > 0 or delivered_at is null or delivered_at < statement_timestamp() - interval '10 seconds')
"""
_ILL = """
update webhooks_endpoint
   set failures = failures + 1, failing_since = coalesce(failing_since, statement_timestamp())
 where id = %s returning failures, failing_since < statement_timestamp() - %s
"""
_REST = "update webhooks_endpoint set rest_until = statement_timestamp() + %s where id = %s"


@dataclass(slots=True)
class Outcome:
    """What one delivery did, in numbers of messages."""

    delivered: int = 0
    again: int = 0
    dead: int = 0
    withheld: int = 0
    more: bool = False  # the time was up before nothing was due


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message with all that a thread needs to send it."""

    url: str
    body: str
    headers: dict[str, str]

    def send(self) -> Answer:
        return send(self.url, self.body.encode(), self.headers)


def deliver(*, seconds: float | None = None, lease: timedelta = LEASE, hurry: float = 1.0) -> Outcome:
    """Send what is due until nothing is, or `seconds` have passed; tries that are running then are waited for.

    `hurry` divides the waiting times before another try (for tests). Needs the worker's role, and no transaction around
    it (raises RuntimeError): a lease must be committed to count.
    """
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    outcome = Outcome()
    running: dict[Future[Answer], Delivery] = {}
    with ThreadPoolExecutor(THREADS) as pool:
        while True:
            outcome.more = time.monotonic() >= end
            taken: list[Delivery] = []
            if not outcome.more and len(running) < THREADS:
                taken = claim(limit=THREADS - len(running), lease=lease)
            for delivery, ready in _ready(taken, outcome):
                running[pool.submit(ready.send)] = delivery
            if not running:
                if taken:
                    continue
                return outcome
            for future in wait(running, timeout=_PAUSE, return_when=FIRST_COMPLETED).done:
                _settle(running.pop(future), future.result(), outcome, hurry)


def _ready(taken: list[Delivery], outcome: Outcome) -> Iterator[tuple[Delivery, _Ready]]:
    """The messages that can be sent; the others are settled at once."""
    if not taken:
        return
    endpoints = Endpoint.objects.in_bulk({one.endpoint_id for one in taken})
    organisations = Organisation.objects.in_bulk({one.organisation_id for one in taken})
    keys: dict[int, list[str]] = {}
    signing = SigningSecret.objects.filter(Q(until__isnull=True) | Q(until__gt=Now()), endpoint__in=endpoints)
    for endpoint_id, sealed in signing.order_by("-id").values_list("endpoint_id", "sealed"):
        keys.setdefault(endpoint_id, []).append(sealed)
    for delivery in taken:
        body = body_of(delivery, organisations[delivery.organisation_id])
        if body is None:
            outcome.withheld += changed_rows(_WITHHELD, delivery.pk, delivery.leased_until)
            continue
        try:
            plain = [unseal(sealed) for sealed in keys.get(delivery.endpoint_id, [])]
        except UnreadableSecretError:
            plain = []
        if not plain:
            said = _("Hemmeligheden kan ikke læses. Lav en ny på webhookens side.")
            outcome.dead += changed_rows(_DEAD, None, "", said, delivery.pk, delivery.leased_until)
            continue
        headers = signed_headers(message=message_id(delivery), at=timezone.now(), body=body, keys=plain)
        yield delivery, _Ready(endpoints[delivery.endpoint_id].url, body, {**_HEADERS, **headers})


_HEADERS = {
    "content-type": "application/json",
    "user-agent": "Jobordre-webhooks/1",
    "accept": "*/*",
    "connection": "close",
}


def _settle(delivery: Delivery, answer: Answer, outcome: Outcome, hurry: float) -> None:
    if answer.is_taken:
        outcome.delivered += changed_rows(_DELIVERED, answer.status, answer.text, delivery.pk)
        changed_rows(_WELL, delivery.endpoint_id)
        return
    error = (answer.error or _said(answer))[:ERROR_MAX]
    values = (answer.status, answer.text, error)
    if delivery.attempts >= MAX_ATTEMPTS or answer.is_gone:
        outcome.dead += changed_rows(_DEAD, *values, delivery.pk, delivery.leased_until)
    else:
        pause = delay(delivery.attempts, random.random()) / hurry  # noqa: S311  (jitter)
        outcome.again += changed_rows(_AGAIN, *values, pause, delivery.pk, delivery.leased_until)
    logger.info("Webhook %s was not taken at try %s: %s", delivery.uuid, delivery.attempts, error)
    _note_failure(delivery, answer, hurry)


def _said(answer: Answer) -> str:
    if answer.status is not None and 300 <= answer.status < 400:
        return _("Serveren henviste til en anden adresse (%d). Henvisninger følges ikke.") % answer.status
    if answer.is_gone:
        return _("Serveren svarede 410: den vil ikke have flere beskeder.")
    return _("Serveren svarede %d.") % (answer.status or 0)


def _note_failure(delivery: Delivery, answer: Answer, hurry: float) -> None:
    """Let the endpoint rest where nothing gets through, and turn it off where it is to be called no more."""
    with connection.cursor() as cursor:
        values: tuple[Any, ...] = (delivery.endpoint_id, OFF_AFTER)
        cursor.execute(_ILL, values)
        row = cursor.fetchone()
    if row is None:  # removed meanwhile
        return
    failures, too_long = row
    if answer.is_gone:
        endpoint_off(delivery.endpoint_id, _said(answer))
    elif too_long:
        endpoint_off(delivery.endpoint_id, _("Intet er kommet frem i %d døgn.") % OFF_AFTER.days)
    elif pause := rest(failures):
        changed_rows(_REST, pause / hurry, delivery.endpoint_id)


def endpoint_off(endpoint_id: int, reason: str) -> bool:
    """Turn the endpoint off and tell its administrators; what waited lies among what did not arrive. Whether it was on.

    Needs the worker's role.
    """
    with transaction.atomic():
        changed = changed_rows(
            "update webhooks_endpoint set state = 'off', off_reason = %s, off_at = statement_timestamp()"
            " where id = %s and state <> 'off'",
            reason[:ERROR_MAX],
            endpoint_id,
        )
        if not changed:
            return False
        changed_rows(
            "update webhooks_delivery set state = 'dead', settled_at = statement_timestamp(), leased_until = null,"
            " last_error = %s where endpoint_id = %s and state = 'waiting'",
            _("Adressen blev slået fra, før beskeden kunne sendes."),
            endpoint_id,
        )
        turned_off(Endpoint.objects.select_related("organisation").get(pk=endpoint_id))
    return True


def sender_slot() -> AbstractContextManager[bool]:
    """Whether this process may be one of the `SENDERS` at work. The slot ends with block or process."""
    return place_among(SENDERS, _SENDER_LOCK)
