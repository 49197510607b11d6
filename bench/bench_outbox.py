"""Mail over real SMTP: the outbox against a bare loop, and what a throttled domain's backlog costs all others.

The mail server is a process of its own that takes everything and keeps nothing. The bare loop sends the same messages,
built beforehand, over the same connection as often as the outbox does; it leases nothing, marks nothing, and loses on a
crash what the outbox does not. Each of the outbox's mails is two commits, which the disk must have.

Then 30,000 mails wait for one domain that gets 60 a minute, and 300 mails to 30 other domains are queued behind them:
the seconds until the last of these has left, beside the same 300 in an empty queue.
"""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Organisation
from bench import Context, Figure, at_least, at_most
from bench.bench_sweep import worker_login
from notifications.delivery import deliver
from notifications.models import MailPace, OutboxMail
from notifications.outbox import Mail, queue_many
from notifications.smtp import MAILS_PER_CONNECTION, build_message

MAILS, BACKLOG, OTHERS, DOMAINS, ROUNDS = 2_000, 30_000, 300, 30, 3
PAGE = 5_000
TEXT = "Jobcenter Horsens spørger, om I kan finde 2 tømrere.\n\nSvar her: https://jobordre.example/henvendelser/1/\n"


def run(context: Context) -> list[Figure]:
    with mail_server(), worker_login(), psycopg.connect(context.dsn("owner"), autocommit=True) as owner:
        owner.execute(
            "insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)"
            " values (gen_random_uuid(), 'jobcenter', 'Jobcenter Horsens', '', '', false, now())"
        )
        context.say(f"{context.rows(MAILS):,} mails, {ROUNDS} rounds ...")
        ours, bare = speed(context, owner)
        context.say(f"a backlog of {context.rows(BACKLOG):,} ...")
        behind, alone = waiting(context, owner)
    return [
        at_least("mails over SMTP, per second", ours, bare, 0.2, "mails/s", "a bare smtplib loop"),
        at_most("others behind a throttled backlog", behind, alone, 3.0, "s", "the same without the backlog"),
    ]


@contextmanager
def mail_server() -> Iterator[None]:
    """A mail server on a free port, and the product's settings pointing to it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["-m", "aiosmtpd", "-n", "-l", f"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Sink"]
    process = subprocess.Popen([sys.executable, *words])  # noqa: S603
    try:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        end = time.monotonic() + 30
        while True:
            try:
                smtplib.SMTP("127.0.0.1", port, timeout=5).quit()
                break
            except OSError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.1)
        yield
    finally:
        process.terminate()
        process.wait(timeout=15)


def queue(count: int, *, domain: str) -> None:
    """Queue `count` mails, `domain` with the mail's number in it."""
    sender = Organisation.objects.values_list("pk", flat=True)[0]
    for first in range(0, count, PAGE):
        with transaction.atomic():
            queue_many(
                Mail(
                    name="orders.request_received",
                    recipient=f"modtager{n}@{domain.format(n % DOMAINS)}",
                    subject=f"Svar Jobcenter Horsens: nr. {n}",
                    text=TEXT,
                    organisation_id=sender,
                )
                for n in range(first, min(first + PAGE, count))
            )


def empty(owner: psycopg.Connection[tuple[object, ...]]) -> None:
    owner.execute("truncate notifications_outboxmail, notifications_mailpace")
    owner.execute("vacuum analyze notifications_outboxmail")


def speed(context: Context, owner: psycopg.Connection[tuple[object, ...]]) -> tuple[float, float]:
    """Mails per second of both, in the round with the middle ratio."""
    settings.MAIL_PER_MINUTE = 0
    count = context.rows(MAILS)
    rounds = []
    for _round in range(ROUNDS):
        empty(owner)
        queue(count, domain="jobcenter{}.example")
        built = [
            (mail.recipient, build_message(mail).message().as_bytes()) for mail in OutboxMail.objects.all()
        ]
        started = time.perf_counter()
        for first in range(0, count, MAILS_PER_CONNECTION):
            with smtplib.SMTP(settings.EMAIL_HOST, settings.EMAIL_PORT) as server:
                for recipient, content in built[first : first + MAILS_PER_CONNECTION]:
                    server.sendmail("service@jobordre.example", [recipient], content)
        bare = count / (time.perf_counter() - started)
        started = time.perf_counter()
        assert deliver().sent == count
        rounds.append((count / (time.perf_counter() - started), bare))
    return sorted(rounds, key=lambda one: one[0] / one[1])[ROUNDS // 2]


def waiting(context: Context, owner: psycopg.Connection[tuple[object, ...]]) -> tuple[float, float]:
    """Seconds until the last of the others has left: behind the backlog, and alone."""
    took = []
    for backlog in (context.rows(BACKLOG), 0):
        empty(owner)
        MailPace.objects.create(domain="langsom.example", per_minute=60)
        queue(backlog, domain="langsom.example")
        queue(OTHERS, domain="jobcenter{}.example")
        started = time.time()
        outcome = deliver()
        with connection.cursor() as cursor:
            cursor.execute(
                "select count(*), extract(epoch from max(sent_at)) from notifications_outboxmail"
                " where state = 'sent' and domain <> 'langsom.example'"
            )
            sent, last = cursor.fetchone()
        assert sent == OTHERS, outcome
        took.append(float(last) - started)
    return took[0], took[1]
