"""The address that a mail which cannot be delivered comes back to: one for each mail, and nobody else can make it.

`retur-<id>-<seal>@JO_BOUNCE_DOMAIN`. The seal is an HMAC of the id, so an address that was made up names no mail. All
of it is lower-case letters and digits: mail servers on the way may change the case, and cut at 64 characters.
"""

import base64
import re
import uuid

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

_SALT = "notifications.return_path"
_SEAL_BYTES = 16
_LOCAL = re.compile(r"retur-(?P<id>[a-z2-7]{26})-(?P<seal>[a-z2-7]{26})")


def return_path(mail_id: uuid.UUID) -> str:
    """The envelope sender of the mail with this id; "" where mails come back to nowhere (no JO_BOUNCE_DOMAIN)."""
    if not settings.BOUNCE_DOMAIN:
        return ""
    return f"retur-{_letters(mail_id.bytes)}-{_seal(mail_id, settings.SECRET_KEY)}@{settings.BOUNCE_DOMAIN}"


def mail_of(address: str) -> uuid.UUID | None:
    """The id of the mail that the address was made for, or None for every address that we did not make. Pure."""
    local, _at, domain = address.strip().lower().rpartition("@")
    found = _LOCAL.fullmatch(local)
    if found is None or not settings.BOUNCE_DOMAIN or domain != settings.BOUNCE_DOMAIN.lower():
        return None
    mail_id = uuid.UUID(bytes=base64.b32decode(found["id"].upper() + "======"))
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    right = [constant_time_compare(found["seal"], _seal(mail_id, key)) for key in keys]
    return mail_id if any(right) else None


def _letters(value: bytes) -> str:
    return base64.b32encode(value).decode().rstrip("=").lower()


def _seal(mail_id: uuid.UUID, key: str) -> str:
    digest = salted_hmac(_SALT, mail_id.hex, secret=key, algorithm="sha256").digest()
    return _letters(digest[:_SEAL_BYTES])
