"""The door for mail: a small SMTP (or LMTP) server for the addresses that the product has made, and nothing else.

Mail that comes back is taken here, and what apps above take (`notifications.doors`). One recipient a mail; it sends
nothing, ever. It stands behind the mail server of its domains, which forwards to it. An error of ours answers 451: the
other server keeps the mail and comes again.
"""

import asyncio
import logging
import signal
import socket
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import close_old_connections

from notifications.bounces import Taken, bounce_receive
from notifications.doors import REFUSED, TAKEN, TOO_BIG, MailDoor, door_of, doors, register_mail_door
from notifications.return_path import mail_of

logger = logging.getLogger(__name__)

MAX_BYTES = 2 * 1024 * 1024  # a report may carry our whole mail back
MOST_CONNECTIONS = 50
SILENT_SECONDS = 60.0
MOST_COMMANDS = 200  # of a kind in one conversation

ANSWERS = {
    Taken.UNKNOWN: REFUSED,
    Taken.EARLY: "451 4.3.0 Not yet; try again later",
}
TROUBLE = "451 4.3.0 Trouble here; try again later"


def _bounced(address: str, _sender: str, content: bytes) -> str:
    return ANSWERS.get(bounce_receive(address=address, content=content), TAKEN)


register_mail_door(
    MailDoor(
        name="bounces",
        max_bytes=MAX_BYTES,
        is_open=lambda: bool(settings.BOUNCE_DOMAIN),
        knows=lambda address: mail_of(address) is not None,
        take=_bounced,
    )
)


class Door:
    """The handler of aiosmtpd. The work is done one mail at a time, in a thread with its own database connection."""

    def __init__(self) -> None:
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")
        self.connections = 0

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Refuse what we did not make before its text is sent; with one recipient a mail one answer says it all."""
        loop = asyncio.get_running_loop()
        door = await loop.run_in_executor(self.worker, _knows, address)
        if door is None:
            return REFUSED
        if _announced(envelope) > door.max_bytes:
            return TOO_BIG
        if envelope.rcpt_tos:
            return "452 4.5.3 One recipient at a time"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        content = envelope.original_content or b""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self.worker, _take, envelope.rcpt_tos[0], envelope.mail_from or "", content
        )

    async def handle_exception(self, error: Exception) -> str:
        """What is wrong stays in our own log."""
        logger.error("A mail could not be taken.", exc_info=error)
        return TROUBLE


def _announced(envelope: Envelope) -> int:
    """How big the other server says that its mail is (RFC 1870); 0 where it says nothing that can be read."""
    found = [option.upper().removeprefix("SIZE=") for option in envelope.mail_options or ()]
    return max((int(size) for size in found if size.isascii() and size.isdigit()), default=0)


def _knows(address: str) -> MailDoor | None:
    close_old_connections()
    try:
        return door_of(address)
    finally:
        close_old_connections()


def _take(address: str, sender: str, content: bytes) -> str:
    close_old_connections()
    try:
        door = door_of(address)
        if door is None:
            return REFUSED
        return door.take(address, sender, content) if len(content) <= door.max_bytes else TOO_BIG
    finally:
        close_old_connections()


class _Counted:
    """Refuses more conversations at once than `MOST_CONNECTIONS`."""

    event_handler: Door
    line_length_limit = 64 * 1024  # not every server folds what it sends back

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.connections += 1
        super().connection_made(transport)  # type: ignore[misc]
        if self.event_handler.connections > MOST_CONNECTIONS and isinstance(
            transport, asyncio.WriteTransport
        ):
            transport.write(b"421 4.7.0 Too many conversations; try again later\r\n")
            transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.connections -= 1
        super().connection_lost(error)  # type: ignore[misc]


class SmtpDoor(_Counted, SMTP):
    """One conversation over SMTP."""


class LmtpDoor(_Counted, LMTP):
    """One conversation over LMTP."""


async def serve(listening: socket.socket, *, lmtp: bool = False) -> None:
    """Serve on a bound socket until SIGTERM or SIGINT; the mail that is being taken is finished first."""
    door, loop, over = Door(), asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    kind = LmtpDoor if lmtp else SmtpDoor

    def conversation() -> SMTP:
        return kind(
            door,
            data_size_limit=max((one.max_bytes for one in doors()), default=MAX_BYTES),
            enable_SMTPUTF8=True,
            hostname="jobordre",
            ident="",
            timeout=SILENT_SECONDS,
            command_call_limit=MOST_COMMANDS,
            loop=loop,
        )

    server = await loop.create_server(conversation, sock=listening)
    logger.info("Mail is taken at %s.", listening.getsockname())
    await over.wait()
    server.close()
    await loop.run_in_executor(None, door.worker.shutdown)
