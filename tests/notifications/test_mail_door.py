"""Mails that come back, from the real outgoing mail to a real conversation with the real process that takes them."""

import signal
import smtplib
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Organisation
from notifications.bounces import Taken, bounce_receive
from notifications.delivery import deliver
from notifications.enums import MailState
from notifications.mail_door import MAX_BYTES
from notifications.models import OutboxMail
from notifications.return_path import mail_of, return_path
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import ROOT, Committed
from tests.notifications.conftest import Mailbox, free_port
from tests.notifications.reports import OUT_OF_OFFICE, plain, report


class Line:
    """The running door and the conversations with it."""

    def __init__(self, port: int, kind: type[smtplib.SMTP]) -> None:
        self.port, self.kind = port, kind

    def talk(self) -> smtplib.SMTP:
        return self.kind("127.0.0.1", self.port, local_hostname="mx.example", timeout=20)

    def bring(self, address: str, content: bytes) -> int:
        """The code that the door answers a mail with."""
        with self.talk() as line:
            try:
                line.sendmail("", [address], content)
            except smtplib.SMTPRecipientsRefused as refused:
                return int(refused.recipients[address][0])
            except smtplib.SMTPResponseException as refused:
                return int(refused.smtp_code)
            return 250


@contextmanager
def running(database: Committed, *words: str, kind: type[smtplib.SMTP] = smtplib.SMTP) -> Iterator[Line]:
    port = free_port()
    process = subprocess.Popen(
        database.manage("receive_mail", "--listen", f"127.0.0.1:{port}", *words),
        env=database.environment("worker"),
        cwd=ROOT,
    )
    try:
        until = time.monotonic() + 240  # a busy machine takes its time
        while True:
            assert process.poll() is None and time.monotonic() < until
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.1)
        yield Line(port, kind)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def horsens(worker: Committed) -> Organisation:
    return make.organisation("Horsens")


@pytest.fixture
def door(worker: Committed) -> Iterator[Line]:
    with running(worker) as line:
        yield line


def gone(organisation: Organisation | None, mailbox: Mailbox) -> tuple[UUID, str]:
    """A mail that was really sent, and the envelope sender that the mail server was told."""
    mail_id = mails.queued(organisation)
    assert deliver().sent == 1
    return mail_id, mailbox.senders[-1]


def test_a_mail_that_comes_back_is_marked_once(
    door: Line, mailbox: Mailbox, horsens: Organisation, worker: Committed
) -> None:
    mail_id, sender = gone(horsens, mailbox)
    other, _sender = gone(horsens, mailbox)
    assert sender == return_path(mail_id)
    assert sender.endswith("@retur.jobordre.example")
    assert len(sender.partition("@")[0]) <= 64
    assert mailbox.mails[0]["From"] == "Jobordre på tværs <service@jobordre.example>"
    assert mailbox.mails[0]["Return-Path"] is None  # whoever delivers it writes it
    # Nothing of this is a failure.
    for content in (
        OUT_OF_OFFICE,
        plain("Re: Underskriv", "Tak, det ser fint ud"),
        report(action="delayed", status="4.4.1"),
        report(kind="disposition-notification"),
        report()[:200],
        b"\x00\xff\r\n.\r\n" * 500,
    ):
        assert door.bring(sender, content) == 250
        assert mails.row(mail_id).state == MailState.SENT
    # Some servers write addresses in capitals.
    assert door.bring(sender.upper(), report()) == 250
    row = mails.row(mail_id)
    assert (row.state, row.bounced_at is not None, row.sent_at is not None) == (MailState.BOUNCED, True, True)
    assert row.last_error.startswith("Kom retur: 550 5.1.1 <aase@virksomhed.example>")
    assert door.bring(sender, report(said="smtp; 550 another text")) == 250
    again = mails.row(mail_id)
    assert (again.bounced_at, again.last_error) == (row.bounced_at, row.last_error)
    assert mails.row(other).state == MailState.SENT
    # It is not sent again by itself.
    assert deliver().sent == 0


def test_other_addresses_are_refused_before_anything_is_read(
    door: Line, mailbox: Mailbox, horsens: Organisation, worker: Committed
) -> None:
    mail_id, sender = gone(horsens, mailbox)
    local, _at, domain = sender.partition("@")
    guessed = return_path(uuid4())
    wrong = [
        f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}",
        f"{local}@andet.example",
        f"{local}@{domain}.andet.example",
        f"x{local}@{domain}",
        f"{local.rsplit('-', 1)[0]}-{guessed.partition('@')[0].rsplit('-', 1)[1]}@{domain}",
        f"postmaster@{domain}",
        f"{'a' * 300}@{domain}",
    ]
    for address in wrong:
        assert mail_of(address) is None
        assert door.bring(address, report()) in (500, 501, 550, 553), address
    # An address that is ours and names no mail (any more) takes the report and changes nothing.
    assert door.bring(guessed, report()) == 250
    assert mails.row(mail_id).state == MailState.SENT
    with door.talk() as line:
        line.ehlo()
        assert line.mail("")[0] == 250
        assert line.docmd("DATA")[0] == 503
        assert line.rcpt(sender)[0] == 250
        assert line.rcpt(guessed)[0] == 452


def test_size_and_nonsense_are_answered_and_the_door_stays_open(
    door: Line, mailbox: Mailbox, horsens: Organisation, worker: Committed
) -> None:
    mail_id, sender = gone(horsens, mailbox)
    assert door.bring(sender, report() + b"x" * 70 + b"\r\n" * MAX_BYTES) == 552
    for nonsense in (
        b"RCPT TO:<\xff\xfe\x00@>\r\n",
        b"\x16\x03\x01\x02\x00\x01\r\n",
        b"A" * 200_000 + b"\r\n",
        b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<" + b"(" * 400 + b">\r\n",
        b'EHLO x\r\nMAIL FROM:<"\\"@x>\r\nRCPT TO:<@a,@b:c@d>\r\nVRFY \xff\r\nDATA\r\n',
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", door.port), 10) as raw:
            raw.recv(200)
            raw.sendall(nonsense)
            raw.shutdown(socket.SHUT_WR)
            heard = b""
            while part := raw.recv(4096):
                heard += part
            assert b"Traceback" not in heard and b"Error: (" not in heard
    with door.talk() as line:  # cut off in the middle of the text
        line.ehlo()
        line.mail("")
        line.rcpt(sender)
        line.docmd("DATA")
        line.send(report()[:100])
        assert line.sock is not None
        line.sock.close()
        line.sock = None
    assert mails.row(mail_id).state == MailState.SENT
    assert door.bring(sender, report()) == 250
    assert mails.row(mail_id).state == MailState.BOUNCED


def test_a_report_that_is_faster_than_our_own_note_comes_again(
    door: Line, mailbox: Mailbox, horsens: Organisation, worker: Committed
) -> None:
    mail_id, sender = gone(horsens, mailbox)
    sent_at = mails.row(mail_id).sent_at
    OutboxMail.objects.filter(pk=mail_id).update(
        state=MailState.LEASED, sent_at=None, leased_until=timezone.now()
    )
    assert door.bring(sender, report()) == 451
    OutboxMail.objects.filter(pk=mail_id).update(state=MailState.SENT, sent_at=sent_at, leased_until=None)
    assert door.bring(sender, report()) == 250
    assert mails.row(mail_id).state == MailState.BOUNCED


def test_a_database_that_goes_away_loses_no_report(
    door: Line, mailbox: Mailbox, horsens: Organisation, worker: Committed
) -> None:
    mail_id, sender = gone(horsens, mailbox)
    assert door.bring(sender, OUT_OF_OFFICE) == 250
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("set role jo_owner")
        cursor.execute(
            "revoke execute on function notifications_mail_bounced(uuid, text, boolean) from jo_worker"
        )
        assert door.bring(sender, report()) == 451
        cursor.execute(
            "grant execute on function notifications_mail_bounced(uuid, text, boolean) to jo_worker"
        )
        cursor.execute("set role jo_worker")
    assert door.bring(sender, report()) == 250
    assert mails.row(mail_id).state == MailState.BOUNCED


def test_it_talks_lmtp_too(worker: Committed, mailbox: Mailbox, horsens: Organisation) -> None:
    mail_id, sender = gone(horsens, mailbox)
    with running(worker, "--lmtp", kind=smtplib.LMTP) as line:
        assert line.bring(sender, report()) == 250
    assert mails.row(mail_id).state == MailState.BOUNCED


def test_a_lease_that_was_lost_does_not_undo_it(mailbox: Mailbox, horsens: Organisation) -> None:
    """A slow deliverer notes "sent" last: what came back meanwhile stays come back."""
    from notifications.delivery import _SENT
    from notifications.senders import changed_rows

    mail_id, sender = gone(horsens, mailbox)
    assert bounce_receive(address=sender, content=report()) is Taken.BOUNCED
    assert changed_rows(_SENT, mail_id) == 0
    assert mails.row(mail_id).state == MailState.BOUNCED


def test_the_key_before_still_counts_after_it_was_changed(settings: object) -> None:
    mail_id = uuid4()
    address = return_path(mail_id)
    settings.SECRET_KEY = "a new key"  # type: ignore[attr-defined]
    assert mail_of(address) is None
    settings.SECRET_KEY_FALLBACKS = ["only-for-tests"]  # type: ignore[attr-defined]
    assert mail_of(address) == mail_id


def test_without_a_domain_mails_leave_as_before(
    mailbox: Mailbox, horsens: Organisation, settings: object, worker: Committed
) -> None:
    address = return_path(uuid4())
    settings.BOUNCE_DOMAIN = ""  # type: ignore[attr-defined]
    _mail_id, sender = gone(horsens, mailbox)
    assert sender == "service@jobordre.example"
    assert mail_of(address) is None
    assert mail_of("") is None


@pytest.mark.parametrize(
    ("change", "words", "said"),
    [
        ({"JO_DB_ROLE": "web"}, [], "JO_DB_ROLE=worker"),
        ({}, ["--listen", "her"], "VÆRT:PORT"),
        ({}, ["--listen", "127.0.0.1:99999"], "VÆRT:PORT"),
    ],
)
def test_a_start_that_cannot_be_is_said(
    worker: Committed, change: dict[str, str], words: list[str], said: str
) -> None:
    done = subprocess.run(
        worker.manage("receive_mail", *words),
        env={**worker.environment("worker"), **change},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 1
    assert said in done.stderr
    assert "Traceback" not in done.stderr
