"""What the form of the intake can begin from, in apps above that this app does not know (as `orders.finders`): a mail.

The address of the form names the source (`?fra=`), its hidden field keeps it, and it is told which case was made of it.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from accounts.actor import Actor
from orders.models import Order


@dataclass(frozen=True, slots=True)
class Source:
    """What is known already. `received_at` (aware) is when it came: the promise of an answer counts from there."""

    key: str
    channel: str
    text: str
    by_name: str
    received_at: datetime.datetime
    said: str  # one line over the form: "Mail fra Karin Friis, i dag kl. 10.42"
    url: str  # where the source itself can be read
    company: str = ""  # public id
    contact: str = ""  # public id
    by_email: str = ""
    look_up: str = ""  # what to look the company up by, where it is not known

    @property
    def new_initial(self) -> dict[str, str]:
        """What is known of the contact person of a company that is registered from it."""
        return {"contact_name": self.by_name, "contact_email": self.by_email}


Find = Callable[[Actor, str], Source | None]
Taken = Callable[[Actor, str, Order], None]

_sources: list[tuple[Find, Taken]] = []


def register_intake_source(find: Find, taken: Taken) -> None:
    """Add a source once: how it is found by its key, and what it does when a case was made of it (it may raise)."""
    if (find, taken) not in _sources:
        _sources.append((find, taken))


def source_of(actor: Actor, key: str) -> Source | None:
    """The source that the key names for this actor, or None."""
    found = (find(actor, key) for find, _taken in _sources) if key else ()
    return next((source for source in found if source is not None), None)


def source_taken(actor: Actor, source: Source, order: Order) -> None:
    """Tell the source's app that the case was made, in the running transaction."""
    for find, taken in _sources:
        if find(actor, source.key) is not None:
            taken(actor, source.key, order)
