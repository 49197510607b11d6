from typing import Any

from django.core.management.base import BaseCommand

from retention.services.running import rules_carry_out


class Command(BaseCommand):
    help = "Udfører alle regler for sletning nu, til der ikke er mere. Kør den, når en sikkerhedskopi er lagt tilbage."

    def handle(self, *args: Any, **options: Any) -> None:
        while not rules_carry_out():
            pass
        self.stdout.write("Reglerne er udført.")
