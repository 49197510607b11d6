"""How often one address may ask the pages that need no sign-in. Counted in the database's cache, like signing in."""

import time

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

LINK = "link"  # links that name nobody
VERIFY = "verify"  # documents that were checked
SIGN_UP = "signup"  # citizens who sign up for a meeting, several of them from one library's network
RATES = {LINK: "20/5m/ip", VERIFY: "30/5m/ip", SIGN_UP: "30/5m/ip"}
RETRY_SECONDS = 300
APP = "agreements"  # in the keys of the cache


def may(request: HttpRequest, action: str, *, count: bool) -> bool:
    """Whether the request's address is within the rate of `action`; with `count`, this attempt is one of them.

    Counting takes a lock that is a row of the database and ends with the request's transaction. Looking takes none: a
    whole municipality may have one address, and nobody's page waits for a colleague's.
    """
    if count:
        usage = ratelimit.consume(request, app=APP, action=action, config=RATES, limit_get=True)
        return usage is not None
    return all(
        _has_room(
            rate, ratelimit.get_cache_key(request, app=APP, action=action, rate=rate, key=None, user=None)
        )
        for rate in ratelimit.get_rates(app=APP, action=action, config=RATES)
    )


def _has_room(rate: ratelimit.Rate, key: str) -> bool:
    allowed, _history = ratelimit.apply_rate(cache.get(key, []), time.time(), rate, dry_run=True)
    return allowed


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address on the net, by the proxy rules of signing in; None where there is none (a socket)."""
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return address
