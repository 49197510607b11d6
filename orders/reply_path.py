"""The address that an answer to an order's mail comes to: one for each order and reader, and nobody else can make it.

`svar-<order, reader and request>-<seal>@JO_INBOUND_DOMAIN`. The seal is an HMAC, as in `notifications.return_path`: an
address that was made up names nothing. All of it is lower-case letters and digits, 58 characters before the @. What
comes there is taken by the app `inbound`.
"""

import base64
import re
from dataclasses import dataclass

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "orders.reply_path"
_SEAL_BYTES = 16
_LOCAL = re.compile(r"svar-(?P<what>[a-z2-7]{26})-(?P<seal>[a-z2-7]{26})")


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Whom an address belongs to: the order, the organisation that was written to, and the request (0: none)."""

    order_id: int
    organisation_id: int
    request_id: int = 0


def reply_path(of: ReplyTo) -> str:
    """The address that answers come to; "" where they come to nowhere (no JO_INBOUND_DOMAIN)."""
    if not settings.INBOUND_DOMAIN:
        return ""
    packed = (
        of.order_id.to_bytes(6, "big")
        + of.organisation_id.to_bytes(4, "big")
        + of.request_id.to_bytes(6, "big")
    )
    return f"svar-{_letters(packed)}-{_seal(packed, settings.SECRET_KEY)}@{settings.INBOUND_DOMAIN}"


def reply_of(address: str) -> ReplyTo | None:
    """What the address was made for, or None for every address that we did not make. Pure."""
    local, _at, domain = address.strip().lower().rpartition("@")
    found = _LOCAL.fullmatch(local)
    if found is None or not settings.INBOUND_DOMAIN or domain != settings.INBOUND_DOMAIN.lower():
        return None
    packed = base64.b32decode(found["what"].upper() + "======")
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    right = [constant_time_compare(found["seal"], _seal(packed, key)) for key in keys]
    if not any(right):
        return None
    order, organisation, request = packed[:6], packed[6:10], packed[10:]
    return ReplyTo(*(int.from_bytes(part, "big") for part in (order, organisation, request)))


def _letters(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _seal(packed: bytes, key: str) -> str:
    digest = salted_hmac(_SALT, packed.hex(), secret=key, algorithm="sha256").digest()
    return _letters(digest[:_SEAL_BYTES])
