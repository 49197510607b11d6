from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from orders.states_doc import states_doc


class Command(BaseCommand):
    help = "Skriver docs/states.md ud fra tabellerne i orders/workflow.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "states.md"
        target.write_text(states_doc(), encoding="utf-8")
        self.stdout.write(f"Skrev {target.relative_to(settings.BASE_DIR)}.")
