"""Take mail, that which comes back and that which is written to us: a process of its own, beside the worker."""

import asyncio
import logging
import socket
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.doors import doors
from notifications.mail_door import serve


class Command(BaseCommand):
    help = "Tager imod mails til JO_BOUNCE_DOMAIN og JO_INBOUND_DOMAIN. Stopper ved SIGTERM."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--listen", default="127.0.0.1:2525", help="VÆRT:PORT (standard %(default)s).")
        parser.add_argument("--fd", type=int, help="En lyttende sokkel, der er arvet, i stedet for --listen.")
        parser.add_argument("--lmtp", action="store_true", help="Tal LMTP i stedet for SMTP.")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DB_ROLE != "worker":
            raise CommandError("Post tages imod med arbejderens databaserolle: sæt JO_DB_ROLE=worker.")
        if not doors():
            raise CommandError(
                "Sæt JO_BOUNCE_DOMAIN eller JO_INBOUND_DOMAIN til det domæne, som mails kommer til."
            )
        logging.getLogger("mail.log").setLevel(
            logging.WARNING
        )  # aiosmtpd's: every command of every conversation
        asyncio.run(serve(self._socket(options["fd"], options["listen"]), lmtp=options["lmtp"]))

    def _socket(self, number: int | None, listen: str) -> socket.socket:
        if number is not None:
            return socket.socket(fileno=number)
        host, _colon, port = listen.rpartition(":")
        if not port.isdecimal() or not 0 <= int(port) <= 65535:
            raise CommandError("--listen skrives VÆRT:PORT, for eksempel 127.0.0.1:2525.")
        host = host.strip("[]") or "0.0.0.0"  # noqa: S104  (what an empty host means everywhere)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        try:
            return socket.create_server((host, int(port)), family=family)
        except OSError as error:
            raise CommandError(f"Der kan ikke lyttes på {listen}: {error.strerror}.") from error
