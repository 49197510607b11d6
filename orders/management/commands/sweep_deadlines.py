"""Run the deadline sweep by hand: to see it happen, or when the workers stand still."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from jobcenters.calendar.zone import local_instant
from orders.ladder import Phase
from orders.sweep.run import PAGE, WrongRoleError, sweep
from ui.danish import capitalise, count, full_time, plain


class Command(BaseCommand):
    help = "Eskalerer de frister, der er nået: skriver hvem der får besked, og lægger deres post i kø."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--at",
            metavar="TIDSPUNKT",
            help="Lad som om klokken er så mange, fx 2026-03-30T12:31 (dansk tid). Kun i demo og udvikling.",
        )
        parser.add_argument("--page", type=int, default=PAGE, help="Så mange trin ad gangen (%(default)s).")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["page"] < 1:
            raise CommandError("--page skal være mindst 1.")
        now = self._instant(options["at"])
        try:
            result = sweep(now=now, page=options["page"])
        except WrongRoleError:
            raise CommandError(
                "Frister eskaleres med arbejderens databaserolle: sæt JO_DB_ROLE=worker."
            ) from None
        counts = result.counts
        self.stdout.write(f"{capitalise(plain(full_time(result.now, year=True)))}:")
        if not counts.levels.total() and not counts.mails and not result.pushed:
            self.stdout.write("Ingen frister at eskalere.")
        for phase in Phase:
            if counts.levels[phase]:
                self.stdout.write(f"{phase.text}: {count(counts.levels[phase], 'frist', 'frister')}.")
        if counts.told or counts.mails:
            self.stdout.write(
                f"Skrevet i protokollen: {count(counts.told, 'besked', 'beskeder')}."
                f" Lagt i kø: {count(counts.mails, 'mail', 'mails')}."
            )
        if counts.digests:
            self.stdout.write(f"Heraf samlet af flere beskeder: {count(counts.digests, 'mail', 'mails')}.")
        if counts.breaches:
            self.stdout.write(f"Registreret som brud: {counts.breaches}.")
        if counts.moot:
            self.stdout.write(f"Varsler, der kom for sent til at blive sendt: {counts.moot}.")
        if counts.unreachable:
            self.stdout.write(f"Modtagere uden e-mailadresse: {counts.unreachable}.")
        if counts.overtaken:
            self.stdout.write(
                f"Ikke sendt, fordi der er svaret: {count(counts.overtaken, 'besked', 'beskeder')}."
            )
        if result.pushed:
            numbers = ", ".join(str(clock_id) for clock_id, _level in result.pushed)
            self.stderr.write(f"Kunne ikke eskaleres og prøves igen om en time: {numbers}. Se loggen.")

    def _instant(self, text: str | None) -> datetime | None:
        if text is None:
            return None
        if not (settings.DEMO or settings.DEV_PAGES):
            raise CommandError("--at kan kun bruges i demo og udvikling; i drift gælder databasens ur.")
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise CommandError(
                f"“{text}” er ikke et tidspunkt. Skriv det som 2026-03-30T12:31 eller 2026-03-30T12:31+02:00."
            ) from None
        return at if at.tzinfo else local_instant(at.date(), at.time())
