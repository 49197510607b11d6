"""The jobcentres' own addresses: `horsens@…`, `faaborg-midtfyn@…`. Pure."""

import re

from django.conf import settings

_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "oe", "ä": "ae"})


def local_part(place: str) -> str:
    """How a jobcentre's place is written in its address: "Høje-Taastrup" is "hoeje-taastrup"."""
    return re.sub(r"[^a-z0-9]+", "-", place.lower().translate(_LETTERS)).strip("-")


def address_of(place: str) -> str:
    """Where companies write to the jobcentre; "" without JO_INBOUND_DOMAIN."""
    return f"{local_part(place)}@{settings.INBOUND_DOMAIN}" if settings.INBOUND_DOMAIN else ""


def place_of(address: str) -> str:
    """The local part of an address that may be a jobcentre's, in lower case; "" for other domains."""
    local, _at, domain = address.strip().lower().rpartition("@")
    if not settings.INBOUND_DOMAIN or domain != settings.INBOUND_DOMAIN.lower():
        return ""
    return local if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", local) else ""
