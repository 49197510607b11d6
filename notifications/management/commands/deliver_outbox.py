"""Deliver the outbox by hand: when the workers stand still, or to see why mail does not leave."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from notifications.delivery import BATCH, LEASE, deliver


class Command(BaseCommand):
    help = "Sender den post, der venter i udbakken. Kan trygt køre, mens andre sender."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=None, help="Stop efter så mange sekunder.")
        parser.add_argument(
            "--batch", type=int, default=BATCH, help="Så mange mails ad gangen (standard %(default)s)."
        )
        parser.add_argument(
            "--lease-seconds",
            type=float,
            default=LEASE.total_seconds(),
            help="Så længe er en mail reserveret.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DB_ROLE != "worker":
            raise CommandError("Post sendes med arbejderens databaserolle: sæt JO_DB_ROLE=worker.")
        outcome = deliver(
            seconds=options["seconds"],
            batch=options["batch"],
            lease=timedelta(seconds=options["lease_seconds"]),
        )
        self.stdout.write(
            f"Sendt: {outcome.sent}. Forsøges igen: {outcome.again}. Fejlet: {outcome.failed}."
            f" Lagt tilbage: {outcome.released}."
        )
        if outcome.server_down:
            raise CommandError(outcome.server_down)
