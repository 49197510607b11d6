from typing import Any

from django.core.management.base import BaseCommand

from jobcenters.services.reference import reference_data_load


class Command(BaseCommand):
    help = "Indlæser kommuner, regioner, postnumre, jobcentre og netværk. Kan køres igen når som helst."

    def handle(self, *args: Any, **options: Any) -> None:
        report = reference_data_load()
        for label, count in report.added.items():
            changed = report.changed.get(label, 0)
            self.stdout.write(f"{label}: {count} nye, {changed} ændret")
