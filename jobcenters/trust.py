"""When a contact entry can be trusted, as data (N8). Pure.

An entry turns yellow (AGEING) and then red (STALE) by what happens to it: its mail comes back, it does not answer
requests, nobody confirms it, or its owner says goodbye. The first rule that fits, from the gravest, is the reason that
is shown in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext, ngettext

from jobcenters.enums import Freshness
from ui import danish

# A quarter without a word from its owner makes an entry doubtful, half a year makes it unreliable (N8).
FRESH_DAYS: Final = 90
AGEING_DAYS: Final = 180
# Requests in a row whose deadline passed without an answer.
SILENT_YELLOW: Final = 2
SILENT_RED: Final = 3

# The owner is asked so long before the entry turns yellow, and at most once in so many days, however many entries there
# are. A link to confirm by works so many days; whoever has not answered so many mails in a row is asked no more.
ASK_AFTER_DAYS: Final = 80
ASK_AGAIN_DAYS: Final = 14
LINK_DAYS: Final = 30
MOST_ASKED: Final = 6


class Ground(StrEnum):
    """What an entry's state comes from."""

    LEFT = "left"  # the owner said so
    BOUNCED = "bounced"
    SILENT = "silent"
    NEVER = "never"  # never confirmed
    UNCONFIRMED = "unconfirmed"  # not confirmed for long


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of an entry; all days are Danish. `silent`: requests in a row without an answer in time."""

    created_on: date
    last_confirmed_on: date | None = None
    bounced_on: date | None = None
    left_on: date | None = None
    silent: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """Where `ground` measures at least `at_least`, the entry is `state`."""

    ground: Ground
    at_least: int
    state: Freshness


# From the gravest on.
RULES: Final = (
    Rule(Ground.LEFT, 1, Freshness.STALE),
    Rule(Ground.BOUNCED, 1, Freshness.STALE),
    Rule(Ground.SILENT, SILENT_RED, Freshness.STALE),
    Rule(Ground.UNCONFIRMED, AGEING_DAYS + 1, Freshness.STALE),
    Rule(Ground.NEVER, FRESH_DAYS + 1, Freshness.STALE),
    Rule(Ground.SILENT, SILENT_YELLOW, Freshness.AGEING),
    Rule(Ground.UNCONFIRMED, FRESH_DAYS + 1, Freshness.AGEING),
)


def _since_confirmed(signs: Signs, day: date | None) -> int:
    """1 where `day` is there and no confirmation came after it."""
    return int(day is not None and (signs.last_confirmed_on is None or day >= signs.last_confirmed_on))


# A number for each ground; days count whole days up to `today`.
_MEASURES: Final[Mapping[Ground, Callable[[Signs, date], int]]] = MappingProxyType(
    {
        Ground.LEFT: lambda signs, _today: _since_confirmed(signs, signs.left_on),
        Ground.BOUNCED: lambda signs, _today: _since_confirmed(signs, signs.bounced_on),
        Ground.SILENT: lambda signs, _today: signs.silent,
        Ground.NEVER: lambda signs, today: 0 if signs.last_confirmed_on else (today - signs.created_on).days,
        Ground.UNCONFIRMED: lambda signs, today: (
            (today - signs.last_confirmed_on).days if signs.last_confirmed_on else 0
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Trust:
    """How far an entry can be trusted, and why; `ground` is None where nothing speaks against it."""

    state: Freshness
    ground: Ground | None = None

    @property
    def is_living(self) -> bool:
        """Whether mail may be sent there and an answer hoped for."""
        return self.state is not Freshness.STALE


def trust(signs: Signs, today: date) -> Trust:
    """How far an entry can be trusted on `today` (a Danish day)."""
    for rule in RULES:
        if _MEASURES[rule.ground](signs, today) >= rule.at_least:
            return Trust(rule.state, rule.ground)
    return Trust(Freshness.FRESH if signs.last_confirmed_on else Freshness.NEW)


def reason(found: Trust, signs: Signs) -> str:
    """Why an entry stands as it does, in Danish words that make sense beside the name of the state."""
    match found.ground:
        case Ground.LEFT if signs.left_on:
            return gettext("Er ikke længere kontaktperson, oplyst %(day)s") % {"day": _day(signs.left_on)}
        case Ground.BOUNCED if signs.bounced_on:
            return gettext("Mail kom retur %(day)s") % {"day": _day(signs.bounced_on)}
        case Ground.SILENT:
            return ngettext(
                "Har ikke svaret på %(n)d henvendelse i tide",
                "Har ikke svaret på %(n)d henvendelser i træk",
                signs.silent,
            ) % {"n": signs.silent}
        case Ground.NEVER:
            return gettext("Aldrig bekræftet")
        case Ground.UNCONFIRMED if signs.last_confirmed_on:
            return gettext("Sidst bekræftet %(day)s") % {"day": _day(signs.last_confirmed_on)}
    if signs.last_confirmed_on:
        return gettext("Bekræftet %(day)s") % {"day": _day(signs.last_confirmed_on)}
    return gettext("Ikke bekræftet endnu")


def _day(day: date) -> str:
    return danish.day_month(day, year=True)


def should_ask(
    signs: Signs, today: date, *, last_asked_on: date | None = None, asked_in_vain: int = 0
) -> bool:
    """Whether the owner is to be asked by mail on `today`: soon or already doubtful, and not asked lately.

    Not where mail comes back or the owner has left; and no more after MOST_ASKED mails without an answer.
    """
    found = trust(signs, today)
    if found.ground in (Ground.LEFT, Ground.BOUNCED) or asked_in_vain >= MOST_ASKED:
        return False
    if last_asked_on is not None and (today - last_asked_on).days < ASK_AGAIN_DAYS:
        return False
    quiet_since = signs.last_confirmed_on or signs.created_on
    return found.ground is not None or (today - quiet_since).days >= ASK_AFTER_DAYS


@dataclass(frozen=True, slots=True)
class Heard:
    """One request as far as its answer goes: unanswered after its deadline, answered (late too), or still waiting."""

    due_on: date
    is_over: bool
    is_answered: bool


def silent_in_row(requests: list[Heard], last_confirmed_on: date | None) -> int:
    """How many of the requests, newest first, went unanswered in a row; none before the last confirmation counts."""
    silent = 0
    for heard in requests:
        if last_confirmed_on is not None and heard.due_on <= last_confirmed_on:
            break
        if heard.is_answered:
            break
        silent += heard.is_over
    return silent
