"""Watch the deadline watch: a process of its own, beside the workers and independent of their broker."""

import logging
import signal
import threading
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext as _

from orders.watch.audit import ROLES, audit
from orders.watch.rules import Look, sentences

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = (
        "Holder øje med, at fristovervågningen kører, at ingen frist er overset, og at mails bliver sendt."
        " Kører, til den får SIGTERM. Slutter med 1, hvis --once fandt noget."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Se efter én gang, og fortæl, hvad der blev set."
        )
        parser.add_argument(
            "--every", type=float, default=60.0, metavar="SEKUNDER", help="Så tit (standard %(default)s)."
        )

        parser.add_argument(
            "--touch",
            type=Path,
            metavar="FIL",
            help="Rør filen efter hver runde, så andre kan se, at den kører.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if f"jo_{settings.DB_ROLE}" not in ROLES:
            raise CommandError("Fristerne ses med arbejderens databaserolle: sæt JO_DB_ROLE=worker.")
        if options["once"]:
            self._say(audit())
            return
        if options["every"] <= 0:
            raise CommandError("--every skal være over 0 sekunder.")
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: stop.set())
        self.stdout.write("Holder øje.")
        self.stdout.flush()
        while not stop.is_set():
            try:
                audit()
                if options["touch"]:
                    options["touch"].touch()
            except (OperationalError, InterfaceError) as error:
                # The database is away: pages say so themselves; look again, on a new connection.
                logger.error("The watch could not look: %s", error)
                connection.close()
            stop.wait(options["every"])

    def _say(self, seen: Look) -> None:
        for sentence in sentences(seen):
            self.stdout.write(sentence)
        if seen.alarms:
            raise SystemExit(1)
        self.stdout.write(_("Alt er, som det skal være."))
