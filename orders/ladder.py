"""Who is told when a promise is in danger or broken, as data (JOURNEYS 4.1, 4.3; T1, T3, T6, T14). Pure.

Three levels: a warning before, the breach at the due instant, and a second level one opening day after it.
Every recipient is told in their own opening hours (`clock.notify_at`); the ledger makes each telling happen
once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from jobcenters.calendar import Deadline, OpeningCalendar
from orders.clock import second_at, warn_at
from orders.promises import Party, Promise


class Level(IntEnum):
    """The levels in the order they fire; 0 is "none yet"."""

    WARNING = 1
    BREACH = 2
    SECOND = 3

    @property
    def text(self) -> str:
        """The Danish name, for timelines and the manager's list."""
        return gettext(_LEVEL_TEXT[self])


_LEVEL_TEXT = {
    Level.WARNING: gettext_noop("Varsel før fristen"),
    Level.BREACH: gettext_noop("Fristen er overskredet"),
    Level.SECOND: gettext_noop("Stadig ikke besvaret en åbningsdag efter fristen"),
}


class Role(StrEnum):
    """Who is told, seen from the clock. Services resolve roles to people; a role without one goes to its
    manager.
    """

    OWNER = "owner"  # the person who owes the answer
    OWNER_MANAGER = "owner_manager"  # that jobcentre's manager
    COUNTERPART = "counterpart"  # the person at the other jobcentre who waits for the answer
    COUNTERPART_MANAGER = "counterpart_manager"


Recipients = Mapping[Level, tuple[Role, ...]]

# Promises to a company: the escalation stays inside the jobcentre. A company is never sent our internal
# reminders.
WITHIN: Recipients = MappingProxyType(
    {
        Level.WARNING: (Role.OWNER,),
        Level.BREACH: (Role.OWNER, Role.OWNER_MANAGER),
        Level.SECOND: (Role.OWNER_MANAGER,),
    }
)

# Promises to another jobcentre: the breach crosses the border to the tovholder who asked, then to their
# manager.
ACROSS: Recipients = MappingProxyType(
    {
        Level.WARNING: (Role.OWNER,),
        Level.BREACH: (Role.OWNER, Role.OWNER_MANAGER, Role.COUNTERPART),
        Level.SECOND: (Role.OWNER_MANAGER, Role.COUNTERPART, Role.COUNTERPART_MANAGER),
    }
)


def recipients(promise: Promise, level: Level) -> tuple[Role, ...]:
    """The roles told at `level` of `promise`, in order."""
    return (WITHIN if promise.owed_to is Party.COMPANY else ACROSS)[level]


@dataclass(frozen=True, slots=True)
class Rung:
    """One level and the UTC instant at which it fires."""

    level: Level
    fires_at: datetime


def rungs(deadline: Deadline, opening: OpeningCalendar | None) -> tuple[Rung, Rung, Rung]:
    """The three rungs of a running clock, in the owner's calendar `opening`."""
    return (
        Rung(Level.WARNING, warn_at(deadline, opening)),
        Rung(Level.BREACH, deadline.due_at),
        Rung(Level.SECOND, second_at(deadline.due_at, opening)),
    )


def next_rung(fired: int, *, warn_at: datetime, due_at: datetime, second_at: datetime) -> Rung | None:
    """The rung after level `fired` (0 = none yet), or None at the top. Never skips one, however late the
    sweep is.

    Raises ValueError for a level that does not exist.
    """
    if not 0 <= fired <= Level.SECOND:
        raise ValueError(f"A clock has fired level 0 to {int(Level.SECOND)}, not {fired}.")
    times = (Rung(Level.WARNING, warn_at), Rung(Level.BREACH, due_at), Rung(Level.SECOND, second_at))
    return times[fired] if fired < len(times) else None


def is_moot(level: Level, due_at: datetime, now: datetime) -> bool:
    """True for a warning found only after the deadline: it goes in the ledger, but its mail would be a lie."""
    return level is Level.WARNING and now > due_at
