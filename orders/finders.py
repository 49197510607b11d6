"""What else the search in the header finds, in apps above that this app does not know (as `orders.day_notes`)."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Found:
    """One line above the orders that were found: a link, and what is said beside it."""

    text: str
    url: str
    second: str = ""


Finder = Callable[[Actor, str], Found | None]

_finders: list[Finder] = []


def register_finder(finder: Finder) -> None:
    """Add `finder` once. It gets whoever searches and the text, and answers None where that is nothing of its own."""
    if finder not in _finders:
        _finders.append(finder)


def found_elsewhere(actor: Actor, text: str) -> list[Found]:
    """What else the text leads to, in the order of registration; nothing for an empty text."""
    return [found for finder in _finders if (found := finder(actor, text)) is not None] if text else []
