from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from jobcenters.services.postcode_import import ImportRefused, postcodes_import


class Command(BaseCommand):
    help = (
        "Indlæser en officiel liste over postnumre (CSV med kolonnerne postnr, navn, kommunekode, lat, lon)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV med komma eller semikolon, UTF-8 eller Latin-1")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError:
            raise CommandError(f"Filen {file} findes ikke eller kan ikke læses.") from None
        try:
            report = postcodes_import(content=content)
        except ImportRefused as refused:
            raise CommandError("Intet er ændret.\n" + "\n".join(refused.errors)) from None
        self.stdout.write(
            f"{len(report.added)} nye, {len(report.changed)} ændret, {len(report.unchanged)} som før."
        )
        for label, codes in (("Nye", report.added), ("Ændret", report.changed)):
            if codes:
                shown = ", ".join(codes[:40]) + (" …" if len(codes) > 40 else "")
                self.stdout.write(f"{label}: {shown}")
