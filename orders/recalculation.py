"""What a change of opening hours or terms does to one running clock (T11). Pure: `now` is an argument.

A clock is read again from its own events (`orders.clock`), so what has been consumed and what has been waited counts
as before; only the calendar or the promise is another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from orders.ladder import Phase, Rung


@dataclass(frozen=True, slots=True)
class Move:
    """A running clock's deadline before and after a change; all instants are UTC. A deadline that lies before `now`
    is overdue; the very instant of it is in time still.
    """

    before: datetime
    after: datetime
    now: datetime

    @property
    def moves(self) -> bool:
        return self.before != self.after

    @property
    def was_late(self) -> bool:
        return self.before < self.now

    @property
    def is_late(self) -> bool:
        return self.after < self.now

    @property
    def becomes_late(self) -> bool:
        return self.is_late and not self.was_late

    @property
    def no_longer_late(self) -> bool:
        return self.was_late and not self.is_late


def passed_by(
    rungs: Iterable[Rung], fired_at_before: Mapping[int, datetime], now: datetime
) -> frozenset[int]:
    """The levels that a change, and not time, has brought past `now`: those that were still to come.

    `fired_at_before` says when each level that has not fired would have fired; one that was due already is the
    sweep's, as if nothing had been changed.
    """
    return frozenset(
        rung.level
        for rung in rungs
        if rung.fires_at <= now and rung.level in fired_at_before and fired_at_before[rung.level] > now
    )


def still_true(phase: Phase, due_at: datetime, now: datetime) -> bool:
    """Whether a letter may still say what it was written for: nothing is overdue whose deadline has moved ahead."""
    return phase is Phase.WARNING or due_at <= now
