"""Which mail the door takes, and what is done with it; apps above add their own addresses here (as `orders.panels`)."""

from collections.abc import Callable
from dataclasses import dataclass

REFUSED = "550 5.1.1 No such address"
TAKEN = "250 2.0.0 Taken"
TOO_BIG = "552 5.3.4 Too big"


@dataclass(frozen=True, slots=True)
class MailDoor:
    """One kind of addresses. All three calls are made in a thread with a database connection, as the worker's role.

    `knows` says whether an address is one of them; `take` (address, envelope sender, content) stores the mail and
    returns the SMTP answer: 250 only when it is committed. What either raises is answered 451, and the other server
    comes again.
    """

    name: str
    max_bytes: int
    is_open: Callable[[], bool]
    knows: Callable[[str], bool]
    take: Callable[[str, str, bytes], str]


_doors: list[MailDoor] = []


def register_mail_door(door: MailDoor) -> None:
    """Add `door` once, by its name."""
    if all(other.name != door.name for other in _doors):
        _doors.append(door)


def doors() -> list[MailDoor]:
    """Those that take mail as the settings are."""
    return [door for door in _doors if door.is_open()]


def door_of(address: str) -> MailDoor | None:
    """The door that knows the address, or None."""
    return next((door for door in doors() if door.knows(address)), None)
