"""How often one address may ask the pages that need no sign-in. Counted in the database's cache, like signing in."""

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

LINK = "link"  # links that name nobody
VERIFY = "verify"  # documents that were checked
SIGN_UP = "signup"  # citizens who sign up for a meeting, several of them from one library's network
RATES = {LINK: "20/5m/ip", VERIFY: "30/5m/ip", SIGN_UP: "30/5m/ip"}
RETRY_SECONDS = 300


def may(request: HttpRequest, action: str, *, count: bool) -> bool:
    """Whether the request's address is within the rate of `action`; with `count`, this attempt is one of them."""
    usage = ratelimit.consume(
        request, app="agreements", action=action, config=RATES, dry_run=not count, limit_get=True
    )
    return usage is not None


def address_of(request: HttpRequest) -> str | None:
    """The visitor's address on the net, by the proxy rules of signing in; None where there is none (a socket)."""
    try:
        address: str = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return None
    return address
