"""News on the consultant's day that apps above have, without this app knowing them (as `companies.panels`)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class DayNote:
    """One line under "Min dag" that leads to a page."""

    text: str
    url_name: str
    args: tuple[object, ...] = ()
    icon: str = "search"

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.args)


Builder = Callable[[Actor], DayNote | None]

_builders: list[Builder] = []


def register_day_note(builder: Builder) -> None:
    """Add `builder` once. It returns None where there is nothing new for that actor."""
    if builder not in _builders:
        _builders.append(builder)


def day_notes_for(actor: Actor) -> list[DayNote]:
    """The lines for `actor`, in the order of registration."""
    return [note for builder in _builders if (note := builder(actor)) is not None]
