import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from orders.demo.load import load
from orders.models import Breach, Order


class Command(BaseCommand):
    help = (
        "Indlæser demodata: 15 jobcentre med brugere, 35 virksomheder, 169 ordrer fra de seneste uger, fem aftaler"
        " og 3.000 kandidater i hele landet. Kan køres igen."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError("Demodata kan kun indlæses, hvor JO_DEMO=1.")
        if User.objects.filter(is_demo=True).exists():
            self.stdout.write("Demodata er indlæst allerede.")
            return
        from orders.sweep.run import sweep

        began = time.monotonic()
        load(timezone.now(), lambda instant: sweep(now=instant))
        self.stdout.write(
            f"{Order.objects.without_inquiries().count()} ordrer og {Breach.objects.count()} brud"
            f" spillet på {time.monotonic() - began:.0f} sekunder."
        )
