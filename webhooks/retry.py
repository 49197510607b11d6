"""When a message is tried again, and how long an endpoint rests that answers nothing. Pure."""

import datetime

from webhooks.limits import FAILURES_BEFORE_REST, LONGEST_REST

_SECONDS = (5, 30, 120, 600, 1_800, 7_200, 21_600, 43_200, 86_400, 86_400)
MAX_ATTEMPTS = len(_SECONDS) + 1  # the last try is given up after about three days
JITTER = 0.2  # of the delay, to both sides: what failed together does not come back together


def delay(attempts: int, chance: float) -> datetime.timedelta:
    """How long to wait after try number `attempts` (from 1). `chance` in [0, 1) chooses within the jitter."""
    plain = _SECONDS[min(max(attempts, 1), len(_SECONDS)) - 1]
    return datetime.timedelta(seconds=plain * (1 - JITTER + 2 * JITTER * chance))


def rest(failures: int) -> datetime.timedelta | None:
    """How long an endpoint rests after `failures` failed tries in a row; None where it does not."""
    over = failures - FAILURES_BEFORE_REST
    if over < 0:
        return None
    return min(datetime.timedelta(seconds=5 * 2 ** min(over, 20)), LONGEST_REST)
