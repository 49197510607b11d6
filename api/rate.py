"""How often a token may call, counted in Redis. A Redis that is down lets everybody through: a limit protects the
service, and must not be what stops it.
"""

import logging
import time
from dataclasses import dataclass
from functools import cache
from typing import Any

import redis
from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

logger = logging.getLogger(__name__)

WINDOW = 60  # seconds
KEYS = "api:calls"
ANSWER_SECONDS = 0.3
REST_SECONDS = 20.0  # after a failure: no call waits for it meanwhile

_asleep_until = 0.0


@dataclass(frozen=True, slots=True)
class Rate:
    """Of the running minute: how many calls are allowed, how many are left, and the seconds until it ends."""

    limit: int
    left: int
    seconds: int
    is_over: bool


@cache
def _client() -> redis.Redis:
    return redis.Redis.from_url(
        settings.REDIS_URL,
        socket_connect_timeout=ANSWER_SECONDS,
        socket_timeout=ANSWER_SECONDS,
        retry=None,
    )


def rate_count(who: int | str, now: float, limit: int | None = None) -> Rate | None:
    """Count one call of the token `who` (or of another caller, by a name) at `now` (seconds since 1970). `limit`: calls
    a minute; the setting's without. None where nobody counts.
    """
    global _asleep_until
    if time.monotonic() < _asleep_until:
        return None
    minute, into = divmod(int(now), WINDOW)
    key = f"{KEYS}:{who}:{minute}"
    try:
        with _client().pipeline(transaction=False) as pipe:
            pipe.incr(key)
            pipe.expire(key, 2 * WINDOW)
            used = int(pipe.execute()[0])
    except (redis.RedisError, OSError) as error:
        _asleep_until = time.monotonic() + REST_SECONDS
        logger.warning("Calls of the API are not counted (%s).", type(error).__name__)
        return None
    limit = limit or settings.API_CALLS_PER_MINUTE
    return Rate(limit, max(limit - used, 0), WINDOW - into, used > limit)


class TokenThrottle(BaseThrottle):
    """Refuses the calls beyond the limit, and leaves the numbers for the answer's headers."""

    seconds = WINDOW

    def allow_request(self, request: Request, view: Any) -> bool:
        rate = rate_count(request.auth.actor.token_id, time.time())
        view.rate = rate
        if rate is None or not rate.is_over:
            return True
        self.seconds = rate.seconds
        return False

    def wait(self) -> float:
        return float(self.seconds)
