"""The whole demonstration as of one instant: people, agreements, and the weeks up to then."""

import datetime
import random
from collections.abc import Callable

from django.db import transaction

from orders.demo import continuations
from orders.demo.agreed import cast_agreed
from orders.demo.agreements import make_agreements
from orders.demo.exceptions import cast_exceptions
from orders.demo.play import Play, cast_all
from orders.demo.setting import build

SEED = 20260327


@transaction.atomic
def load(now: datetime.datetime, sweep: Callable[[datetime.datetime], object], *, weeks: bool = True) -> None:
    """Make everything as it stands at `now` (aware). `sweep` is the deadline sweep at an instant; without `weeks` only
    what is under agreement is played. Needs the tables' owner; raises where the people exist already.
    """
    stage = build(random.Random(SEED))  # noqa: S311  (a demonstration, not a secret)
    make_agreements(stage, now)
    play = Play(stage, now, sweep)
    if weeks:
        cast_all(play)
    cast_agreed(play)
    cast_exceptions(play)
    play.run()
    if weeks:
        for go_on in continuations:
            go_on(now)
