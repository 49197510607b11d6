"""Addresses whose mail came back: they get no more mail until a person has checked them.

Marked by what comes back (`notifications.bounces`) and by a server that refuses the address (`notifications.delivery`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.models import F, Q

from notifications.models import DeadAddress


@dataclass(frozen=True, slots=True)
class Dead:
    """Since when (aware) an address is known not to work, and what its mail server said."""

    address: str
    since: datetime
    reason: str


def dead_addresses(addresses: Iterable[str]) -> dict[str, Dead]:
    """Those of `addresses` that do not work, by the address in small letters. Needs somebody who acts."""
    wanted = [address.lower() for address in addresses if address]
    if not wanted:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from notifications_dead_addresses(%s)", [wanted])
        return {row[0]: Dead(*row) for row in cursor.fetchall()}


def address_confirm(address: str) -> bool:
    """Somebody who acts has checked `address`: mail goes to it again. Whether it was marked."""
    with connection.cursor() as cursor:
        cursor.execute("select notifications_address_confirm(%s)", [address])
        return bool(cursor.fetchone()[0])


def dead_for_the_worker(addresses: Iterable[str]) -> set[str]:
    """Those of `addresses` that do not work, in small letters. Needs the worker's role."""
    wanted = {address.lower() for address in addresses}
    unconfirmed = Q(confirmed_at=None) | Q(confirmed_at__lt=F("since"))
    return set(DeadAddress.objects.filter(unconfirmed, address__in=wanted).values_list("address", flat=True))


def address_mark(address: str, *, at: datetime, reason: str) -> None:
    """Mark an address that a mail server has refused at `at` (aware). Needs the worker's role."""
    DeadAddress.objects.update_or_create(
        address=address.lower(),
        defaults={"since": at, "reason": reason, "confirmed_at": None, "confirmed_by": None},
    )
