"""The mail catcher is a real SMTP server, and the mailbox page shows what it kept, safely."""

import re
import resource
import smtplib
import socket
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404
from django.test import RequestFactory

from tests.tooling.conftest import ROOT, wait_until
from tooling.mailbox import messages, views
from tooling.stack import says_hello


@pytest.fixture
def catcher(catching: tuple[tuple[str, int], int]) -> tuple[str, int]:
    return catching[0]


@pytest.fixture
def catching(tmp_path: Path) -> Iterator[tuple[tuple[str, int], int]]:
    """A running mail catcher that keeps its mails in tmp_path: where it listens, and its process id."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    address: tuple[str, int] = listening.getsockname()
    process = subprocess.Popen(
        [sys.executable, "-m", "tooling.mailcatcher", str(listening.fileno()), tmp_path],
        cwd=ROOT,
        pass_fds=[listening.fileno()],
    )
    listening.close()
    wait_until(lambda: says_hello(address))
    yield address, process.pid
    process.terminate()
    assert process.wait(10) == 0


def a_mail(subject: str = "Frist i dag", text: str = "Kære Åse\n\nSvar inden kl. 12.\n") -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = "service@jobordre.example"
    mail["To"] = "Åse Ærø <aase@odder.example>"
    mail["Subject"] = subject
    mail["Message-ID"] = "<1@jobordre.example>"
    mail.set_content(text)
    return mail


def send(address: tuple[str, int], *mails: EmailMessage, to: str | None = None) -> None:
    with smtplib.SMTP(*address) as client:
        for mail in mails:
            client.send_message(mail, to_addrs=to)


def test_a_full_disk_puts_mail_off(catching: tuple[tuple[str, int], int], tmp_path: Path) -> None:
    address, pid = catching
    endless = resource.RLIM_INFINITY
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, endless))  # every write fails, as without a free byte
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(address, a_mail())
    assert refused.value.smtp_code == 452
    assert not list(tmp_path.iterdir())
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (endless, endless))
    send(address, a_mail())
    assert len(messages.names(tmp_path)) == 1


def test_every_acknowledged_mail_is_a_file_also_the_same_one_twice(
    catcher: tuple[str, int], tmp_path: Path
) -> None:
    send(catcher, a_mail(), a_mail())
    names = messages.names(tmp_path)
    assert len(names) == 2
    assert names == sorted(names, reverse=True)
    mail = messages.load(tmp_path, names[0])
    assert mail
    assert mail.subject == "Frist i dag"
    assert mail.message_id == "<1@jobordre.example>"
    assert "Kære Åse" in mail.text
    assert list(tmp_path.glob("*.part")) == []


def test_the_envelope_says_who_got_it(catcher: tuple[str, int], tmp_path: Path) -> None:
    send(catcher, a_mail(), to="hidden@odder.example")
    mail = messages.load(tmp_path, messages.names(tmp_path)[0])
    assert mail
    assert mail.recipients == "hidden@odder.example"


@pytest.fixture
def request_to_mailbox(tmp_path: Path, settings: pytest.FixtureRequest, rf: RequestFactory) -> WSGIRequest:
    settings.MAILBOX_DIR = str(tmp_path)  # type: ignore[attr-defined]
    settings.ROOT_URLCONF = "tests.tooling.mailbox_urls"  # type: ignore[attr-defined]
    request = rf.get("/dev/mail/")
    request.user = type("Nobody", (), {"is_authenticated": False})()
    request.actor = None  # type: ignore[attr-defined]
    request.memberships = []  # type: ignore[attr-defined]
    return request


def keep(folder: Path, number: int, mail: EmailMessage) -> str:
    name = f"20260327T1230{number:02d}.000000Z-1-{number}.eml"
    (folder / name).write_bytes(b"X-Envelope-To: aase@odder.example\r\n" + mail.as_bytes())
    return name


@pytest.mark.django_db
def test_the_list_is_newest_first_and_shows_danish_time(
    request_to_mailbox: WSGIRequest, tmp_path: Path
) -> None:
    keep(tmp_path, 1, a_mail("Den ældste"))
    keep(tmp_path, 2, a_mail("Den nyeste"))
    page = views.mail_list(request_to_mailbox).content.decode()
    assert page.index("Den nyeste") < page.index("Den ældste")
    assert "27. marts 2026 13.30.02" in page
    assert "UNDEFINED-TEMPLATE-VARIABLE" not in page


@pytest.mark.django_db
def test_a_hostile_mail_is_only_text(request_to_mailbox: WSGIRequest, tmp_path: Path) -> None:
    evil = "<script>alert(1)</script> https://localhost:8000/a?b=1&c=2"
    name = keep(tmp_path, 1, a_mail("<img src=x onerror=alert(1)>", evil))
    page = views.mail_detail(request_to_mailbox, name).content.decode()
    main = page[page.index("<main") : page.index("</main>")]
    assert "<script" not in main
    assert "<img" not in main
    assert re.search(r'<a href="https://localhost:8000/a\?b=1&amp;c=2"', main)
    source = views.mail_source(request_to_mailbox, name)
    assert source["Content-Type"] == "text/plain; charset=utf-8"


@pytest.mark.parametrize("name", ["../secret_key", "x.eml", "20260327T123001.000000Z-1-1.eml", ""])
def test_no_other_file_can_be_read(request_to_mailbox: WSGIRequest, tmp_path: Path, name: str) -> None:
    (tmp_path / "x.eml").write_text("not one of ours")
    for view in (views.mail_detail, views.mail_source):
        with pytest.raises(Http404):
            view(request_to_mailbox, name)


def test_without_a_folder_there_is_no_page(
    request_to_mailbox: WSGIRequest, settings: pytest.FixtureRequest
) -> None:
    settings.MAILBOX_DIR = ""  # type: ignore[attr-defined]
    with pytest.raises(Http404):
        views.mail_list(request_to_mailbox)
