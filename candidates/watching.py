"""When reading is unusual enough that the candidates' own jobcentre is told (N11). Pure.

The numbers are proposals that a data steward can weigh: a consultant who fills an order reads some ten profiles.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

WINDOW = datetime.timedelta(hours=1)
MANY = 30  # different candidates of one jobcentre within WINDOW, by somebody of another authority
MANY_OWN = 100  # the same by somebody of the jobcentre itself, whose daily work it is
WITHOUT_ORDER = 5  # different candidates within WINDOW by another authority, none of them for an order


@dataclass(frozen=True, slots=True)
class Look:
    """One look beyond the first level; `at` is aware."""

    at: datetime.datetime
    candidate_id: int
    has_order: bool


@dataclass(frozen=True, slots=True)
class Unusual:
    """What was unusual: how many different candidates within an hour, and whether none was for an order."""

    number: int
    without_order: bool

    @property
    def sentence(self) -> str:
        if self.without_order:
            return _("%(n)d kandidater på en time uden en ordre") % {"n": self.number}
        return _("%(n)d kandidater på en time") % {"n": self.number}


def most_within(looks: Sequence[Look], window: datetime.timedelta = WINDOW) -> int:
    """The most different candidates that were looked at within any stretch of `window`. `looks` are oldest first."""
    most, start = 0, 0
    inside: dict[int, int] = {}
    for look in looks:
        inside[look.candidate_id] = inside.get(look.candidate_id, 0) + 1
        while look.at - looks[start].at >= window:
            first = looks[start].candidate_id
            inside[first] -= 1
            if not inside[first]:
                del inside[first]
            start += 1
        most = max(most, len(inside))
    return most


def unusual(looks: Sequence[Look], *, own: bool) -> Unusual | None:
    """What is unusual about one reader's looks at one jobcentre's candidates, oldest first; None where nothing is.

    `own`: the reader works for that jobcentre.
    """
    most = most_within(looks)
    if most >= (MANY_OWN if own else MANY):
        return Unusual(most, without_order=False)
    without = most_within([look for look in looks if not look.has_order])
    if not own and without >= WITHOUT_ORDER:
        return Unusual(without, without_order=True)
    return None
