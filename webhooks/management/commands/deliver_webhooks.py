"""Deliver webhooks by hand: when the workers stand still, or to see why messages do not leave."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from webhooks.delivery import deliver
from webhooks.limits import LEASE


class Command(BaseCommand):
    help = "Sender de webhooks, der venter. Kan trygt køre, mens andre sender."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=None, help="Stop efter så mange sekunder.")
        parser.add_argument(
            "--lease-seconds",
            type=float,
            default=LEASE.total_seconds(),
            help="Så længe er en besked reserveret.",
        )
        parser.add_argument(
            "--hurry", type=float, default=1.0, help="Del ventetiden mellem forsøg med så meget."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DB_ROLE != "worker":
            raise CommandError("Webhooks sendes med arbejderens databaserolle: sæt JO_DB_ROLE=worker.")
        outcome = deliver(
            seconds=options["seconds"],
            lease=timedelta(seconds=options["lease_seconds"]),
            hurry=options["hurry"],
        )
        self.stdout.write(
            f"Leveret: {outcome.delivered}. Forsøges igen: {outcome.again}. Ikke leveret: {outcome.dead}."
            f" Holdt tilbage: {outcome.withheld}."
        )
