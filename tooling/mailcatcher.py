"""A real SMTP server for development: takes every mail and keeps it as a file.

    python -m tooling.mailcatcher FILE_DESCRIPTOR FOLDER

The listening socket is inherited, so that its port stays the same when this process is restarted. Files are named by
their time of arrival, `YYYYMMDDTHHMMSS.ffffffZ-N.eml` (UTC), and begin with the envelope in X-Envelope-From and
X-Envelope-To. A mail is acknowledged after it is on disk; nothing is deduplicated. While the disk is full, mail is put
off with 452. `XHAVE <MESSAGE-ID>`, an extension that EHLO names, tells whether a mail has been kept: 250 or 550.
"""

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_BYTES = 20_000_000


KEPT, FULL = "250 2.0.0 kept", "452 4.3.1 there is no room on the disk"


class Keeper:
    """aiosmtpd handler that writes each message into `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)
        self.known = {message_id(path.read_bytes()) for path in folder.glob("*.eml")}

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Names the question that this server can answer."""
        session.host_name = hostname
        return [*responses[:-1], "250-XHAVE", responses[-1]]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Answers 250 only when the file is complete under its final name."""
        arrived = datetime.now(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
        path = self.folder / f"{arrived}-{os.getpid()}-{next(self.numbers)}.eml"
        recipients = ", ".join(envelope.rcpt_tos)
        head = f"X-Envelope-From: {envelope.mail_from}\r\nX-Envelope-To: {recipients}\r\n".encode()
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        temporary = path.with_suffix(".part")
        try:
            with temporary.open("wb") as file:
                file.write(head + content)
                file.flush()
                os.fsync(file.fileno())
            temporary.rename(path)
        except OSError:
            temporary.unlink(missing_ok=True)
            return FULL
        self.known.add(message_id(content))
        return KEPT


class Server(SMTP):
    """SMTP with the question."""

    async def smtp_XHAVE(self, arg: str | None) -> None:  # noqa: N802
        """250 where a mail with this Message-ID has been kept, else 550."""
        keeper = self.event_handler
        has = isinstance(keeper, Keeper) and (arg or "").strip() in keeper.known
        await self.push("250 2.0.0 kept" if has else "550 5.0.0 not here")


def message_id(content: bytes) -> str:
    """The Message-ID of a mail, or ""."""
    return str(BytesHeaderParser().parsebytes(content)["Message-ID"] or "").strip()


async def serve(listening: socket.socket, folder: Path) -> None:
    """Serves until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    server = await loop.create_server(
        lambda: Server(
            keeper, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname="localhost", loop=loop
        ),
        sock=listening,
    )
    async with server:
        await over.wait()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
