import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from candidates.services.made_up import candidates_make_up
from jobcenters.services.demo import jobcenters_ensure


class Command(BaseCommand):
    help = "Laver opdigtede kandidater i hele landet, så mange der ønskes. Samme frø giver samme personer."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, help="hvor mange")
        parser.add_argument("--seed", type=int, default=1, help="frø (et andet for hver gang der lægges til)")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Opdigtede kandidater kan kun laves, hvor JO_DEMO=1.")
        if not 1 <= options["count"] <= 5_000_000:
            raise CommandError("Antallet skal være fra 1 til 5.000.000.")
        began = time.monotonic()
        jobcenters_ensure()
        try:
            made = candidates_make_up(options["count"], seed=options["seed"])
        except ValueError as problem:
            raise CommandError(str(problem)) from problem
        with connection.cursor() as cursor:
            cursor.execute("select candidates_stats_refresh()")
        self.stdout.write(f"{made} kandidater på {time.monotonic() - began:.0f} sekunder.")
