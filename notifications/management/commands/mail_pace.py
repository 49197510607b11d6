"""`manage.py mail_pace [DOMAIN [NUMBER | --standard]]`: how many mails a recipient domain gets in a minute."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from notifications.models import MailPace


class Command(BaseCommand):
    help = (
        "Show, or set for one recipient domain, how many mails leave for it in a minute (0: without limit)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("domain", nargs="?", type=str.lower)
        parser.add_argument("per_minute", nargs="?", type=int)
        parser.add_argument("--standard", action="store_true", help="the domain gets what all others get")

    def handle(self, *args: Any, **options: Any) -> None:
        domain, number = options["domain"], options["per_minute"]
        if domain and (number is not None or options["standard"]):
            number = None if options["standard"] else max(number, 0)
            MailPace.objects.update_or_create(domain=domain, defaults={"per_minute": number})
        self.stdout.write(f"standard: {settings.MAIL_PER_MINUTE}")
        for pace in MailPace.objects.exclude(per_minute=None).order_by("domain"):
            self.stdout.write(f"{pace.domain}: {pace.per_minute}")
