"""Each recipient domain gets its number a minute, and no domain waits for another."""

import datetime
import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from notifications.claims import claim
from notifications.delivery import BATCH, LEASE, deliver
from notifications.enums import MailState
from notifications.models import MailPace, OutboxMail
from notifications.outbox import queue_many
from notifications.pace import BURST, MINUTE, Pace
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import Committed
from tests.notifications.conftest import Mailbox

NOON = datetime.datetime(2026, 3, 2, 12, tzinfo=datetime.UTC)


@given(st.integers(1, 2_000), st.lists(st.tuples(st.integers(0, 90_000), st.integers(1, 50)), max_size=60))
def test_no_stretch_of_time_holds_more_than_its_number_and_one_burst(
    per_minute: int, asked: list[tuple[int, int]]
) -> None:
    now, until, gave = NOON, None, 0
    for wait, limit in asked:
        now += datetime.timedelta(milliseconds=wait)
        pace = Pace(per_minute, until)
        mails_now = pace.room(now, limit)
        if mails_now:
            until = pace.after(now, mails_now)
        gave += mails_now
        assert gave <= (now - NOON) / MINUTE * per_minute + max(BURST / MINUTE * per_minute, 1) + 1e-6


@given(st.integers(1, 2_000))
def test_a_rested_domain_gets_at_least_one(per_minute: int) -> None:
    pace = Pace(per_minute)
    # An interval is a whole number of microseconds, so the last one may be missing.
    assert max(per_minute // 2 - 1, 1) <= pace.room(NOON, 10_000) <= max(per_minute // 2, 1)
    assert Pace(per_minute, pace.after(NOON, 1)).room(NOON + MINUTE / per_minute, 1) == 1
    assert Pace(0).room(NOON, 7) == 7


def test_a_throttled_backlog_holds_nobody_up(worker: Committed, mailbox: Mailbox) -> None:
    horsens = make.organisation()
    MailPace.objects.create(domain="langsom.example", per_minute=4)
    early = timezone.now() - datetime.timedelta(hours=1)
    with transaction.atomic():
        queue_many(
            [mails.mail(horsens, recipient=f"n{n}@Langsom.example", not_before=early) for n in range(500)]
        )
        queue_many([mails.mail(horsens, recipient=f"n{n}@hurtig{n % 7}.example") for n in range(70)])
    started = time.monotonic()
    outcome = deliver()
    got = Counter(str(message["To"]).partition("@")[2].lower() for message in mailbox.mails)
    # What half a minute is worth, and one more for every quarter of a minute that this took.
    assert 2 <= got["langsom.example"] <= 2 + (time.monotonic() - started) // 15
    assert sum(got.values()) == outcome.sent == got["langsom.example"] + 70
    # The slow one is in the first batch like everybody else, and not in each place of it.
    first = [str(message["To"]).partition("@")[2].lower() for message in mailbox.mails[:BATCH]]
    assert len(set(first)) == 8
    MailPace.objects.update(until=timezone.now() - datetime.timedelta(seconds=1))
    assert deliver().sent >= 2
    assert OutboxMail.objects.filter(state=MailState.QUEUED, domain="langsom.example").count() > 480


def test_the_default_is_for_every_domain_without_its_own(
    worker: Committed, mailbox: Mailbox, settings: Any
) -> None:
    settings.MAIL_PER_MINUTE = 2
    horsens = make.organisation()
    MailPace.objects.create(domain="uden.example", per_minute=0)
    with transaction.atomic():
        queue_many([mails.mail(horsens, recipient=f"n{n}@en.example") for n in range(3)])
        queue_many([mails.mail(horsens, recipient=f"n{n}@to.example") for n in range(3)])
        queue_many([mails.mail(horsens, recipient=f"n{n}@uden.example") for n in range(3)])
    mails.queued(None, recipient="n@en.example", subject="kode")
    assert deliver().sent == 1 + 1 + 1 + 3  # a sign-in code waits for nobody's pace
    assert mailbox.mails[0]["Subject"] == "kode"


def test_a_claim_is_a_fair_share(worker: Committed) -> None:
    horsens = make.organisation()
    early = timezone.now() - datetime.timedelta(hours=1)
    with transaction.atomic():
        queue_many([mails.mail(horsens, recipient=f"n{n}@en.example", not_before=early) for n in range(50)])
        queue_many([mails.mail(horsens, recipient=f"n{n}@to.example") for n in range(2)])
    got = Counter(mail.domain for mail in claim(limit=10, lease=LEASE))
    assert got == {"en.example": 8, "to.example": 2}
