"""Let dates take effect on who sees agreements by hand: when the workers stand still, or after rows were mended."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import ProgrammingError

from agreements.services.access import access_follow_dates
from ui.danish import count


class Command(BaseCommand):
    help = "Gennemgår alle aftaler i kraft og retter, hvilke jobcentre der er omfattet i dag."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            n = access_follow_dates(everything=True)
        except ProgrammingError:
            raise CommandError(
                "Adgangen rettes med arbejderens databaserolle: sæt JO_DB_ROLE=worker."
            ) from None
        self.stdout.write(f"Gennemgået: {count(n, 'aftale', 'aftaler')}.")
