import random
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from orders.demo import continuations
from orders.demo.agreements import make_agreements
from orders.demo.play import Play, cast_all
from orders.demo.setting import build
from orders.models import Breach, Order

SEED = 20260327


class Command(BaseCommand):
    help = (
        "Indlæser demodata: 14 jobcentre med brugere, 30 virksomheder, 150 ordrer fra de seneste uger, fem aftaler"
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
        now = timezone.now()
        with transaction.atomic():
            stage = build(random.Random(SEED))  # noqa: S311  (a demonstration, not a secret)
            play = Play(stage, now, lambda instant: sweep(now=instant))
            cast_all(play)
            play.run()
            make_agreements(stage, now)
            for go_on in continuations:
                go_on(now)
        self.stdout.write(
            f"{Order.objects.count()} ordrer og {Breach.objects.count()} brud"
            f" spillet på {time.monotonic() - began:.0f} sekunder."
        )
