import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from accounts.enums import OrganisationKind
from accounts.models import Membership
from orders.demo.cast import PASSWORD

FIRST = ("Jobcenter Horsens", "Jobcenter Odder", "Jobservice Danmark")


class Command(BaseCommand):
    help = "Viser demobrugerne: rolle, organisation, e-mail og adgangskode."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="som JSON")
        parser.add_argument(
            "--all", action="store_true", help="alle, ikke kun to jobcentre og virksomhederne"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        rows = self.rows(everybody=options["all"]) if settings.DEMO else []
        if options["json"]:
            self.stdout.write(json.dumps(rows, ensure_ascii=False))
            return
        for row in rows:
            self.stdout.write(
                "  ".join(row[key] for key in ("role", "organisation", "name", "email", "password"))
            )

    def rows(self, *, everybody: bool) -> list[dict[str, str]]:
        """The people of the demonstration, those of the two main jobcentres first."""
        members = Membership.objects.filter(user__is_demo=True).select_related("user", "organisation")
        chosen = [
            member
            for member in members
            if everybody
            or member.organisation.name in FIRST
            or member.organisation.kind == OrganisationKind.COMPANY
        ]
        chosen.sort(key=self._place)
        return [
            {
                "role": str(member.get_role_display()),
                "organisation": member.organisation.name,
                "name": member.user.name,
                "email": member.user.email,
                "password": PASSWORD,
            }
            for member in chosen
        ]

    def _place(self, member: Membership) -> tuple[int, str, str, int]:
        name = member.organisation.name
        return (FIRST.index(name) if name in FIRST else len(FIRST), name, member.role, member.pk)
