from typing import Any

from django.core.management.base import BaseCommand

from candidates.services.vocabulary import vocabulary_load


class Command(BaseCommand):
    help = "Indlæser ordlisten over fag, kompetencer, certifikater, sprog og uddannelser. Kan køres igen."

    def handle(self, *args: Any, **options: Any) -> None:
        done = vocabulary_load()
        self.stdout.write(f"ordliste: {done.added} nye, {done.changed} ændret, {done.gone} taget ud")
