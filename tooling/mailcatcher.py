"""A real SMTP server for development: takes every mail and keeps it as a file.

    python -m tooling.mailcatcher FILE_DESCRIPTOR FOLDER

The listening socket is inherited, so that its port stays the same when this process is restarted. Files are named by
their time of arrival, `YYYYMMDDTHHMMSS.ffffffZ-N.eml` (UTC), and begin with the envelope in X-Envelope-From and
X-Envelope-To. A mail is acknowledged after it is on disk; nothing is deduplicated.
"""

import asyncio
import os
import signal
import socket
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

MAX_BYTES = 20_000_000


class Keeper:
    """aiosmtpd handler that writes each message into `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = count(1)

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
        with temporary.open("wb") as file:
            file.write(head + content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
        return "250 2.0.0 kept"


async def serve(listening: socket.socket, folder: Path) -> None:
    """Serves until SIGTERM or SIGINT."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    keeper = Keeper(folder)
    loop = asyncio.get_running_loop()
    over = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, over.set)
    server = await loop.create_server(
        lambda: SMTP(
            keeper, data_size_limit=MAX_BYTES, enable_SMTPUTF8=True, hostname="localhost", loop=loop
        ),
        sock=listening,
    )
    async with server:
        await over.wait()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), Path(sys.argv[2])))
