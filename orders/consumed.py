"""How long each organisation has had a clock, to the second (G4). Pure; all instants are aware.

Time is elapsed time from the receipt until the stop (or now), without the pauses: nobody answers for the time in which
the company was waited for. What the organisations have had adds up to the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

ZERO = timedelta(0)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Time from `first` (included) until `last`. One that ends before it begins is none."""

    first: datetime
    last: datetime

    @property
    def length(self) -> timedelta:
        return max(self.last - self.first, ZERO)

    def within(self, other: Stretch) -> Stretch:
        """The part of this stretch that lies in `other`."""
        return Stretch(max(self.first, other.first), min(self.last, other.last))


def total(whole: Stretch, pauses: Sequence[Stretch]) -> timedelta:
    """The clock's whole running time. `pauses` do not overlap."""
    return whole.length - sum((pause.within(whole).length for pause in pauses), ZERO)


def consumed_by(
    whole: Stretch, owners: Sequence[tuple[datetime, int]], pauses: Sequence[Stretch]
) -> dict[int, timedelta]:
    """Organisation -> its part of `whole`, in the order in which they first had the clock.

    `owners` are (since, organisation), oldest first; the first has had it from the beginning of `whole`, whatever its
    instant says. Whoever got it back gets both parts together. Raises ValueError where nobody owned it.
    """
    if not owners:
        raise ValueError("A clock is somebody's.")
    found: dict[int, timedelta] = {}
    since = whole.first
    for number, (_at, organisation) in enumerate(owners):
        following = owners[number + 1][0] if number + 1 < len(owners) else whole.last
        # A hand-over of before the receipt, or of after the stop, takes nothing from anybody.
        until = min(max(following, since), max(whole.last, since))
        part = total(Stretch(since, until).within(whole), pauses)
        found[organisation] = found.get(organisation, ZERO) + part
        since = until
    return found
