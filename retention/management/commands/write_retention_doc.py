from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from retention.document import retention_doc


class Command(BaseCommand):
    help = "Skriver docs/retention.md ud fra reglerne i alle appers retention_rules.py."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        target = Path(settings.BASE_DIR) / "docs" / "retention.md"
        target.write_text(retention_doc(), encoding="utf-8")
        self.stdout.write(f"Skrev {target.relative_to(settings.BASE_DIR)}.")
