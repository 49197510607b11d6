"""What the numbers of the barometer mean. Pure.

A figure rests on at least `FEWEST` companies, and so does every sum and difference of figures: the database makes them
so, once, when a round ends (`barometer_publish`, docs/decisions/0014-a-safe-two-way-table.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from barometer.enums import Risk, Trend

FEWEST: Final = 5
# People are told in fives: so many of one company are not seen in a sum.
PEOPLE_STEP: Final = 5
# A net total (percentage points) up to which demand is called unchanged.
STEADY: Final = 5
# Of the companies that answered it, so many percent must find an occupation hard to recruit.
HARD_PERCENT: Final = 50

REMIND_AFTER: Final = timedelta(days=7)
SHORTEST, LONGEST = timedelta(days=7), timedelta(days=92)


@dataclass(frozen=True, slots=True)
class Part:
    """A sum over companies. `balance`: those that expect more minus those that expect fewer, at 3 and 12 months;
    `people`: how many they say they need.
    """

    companies: int = 0
    balance_3: int = 0
    balance_12: int = 0
    people_3: int = 0
    people_12: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(
            self.companies + other.companies,
            self.balance_3 + other.balance_3,
            self.balance_12 + other.balance_12,
            self.people_3 + other.people_3,
            self.people_12 + other.people_12,
        )

    @property
    def net_3(self) -> int:
        """The share that expects more minus the share that expects fewer, in whole percentage points."""
        return net(self.balance_3, self.companies)

    @property
    def net_12(self) -> int:
        return net(self.balance_12, self.companies)


def total(parts: Iterable[Part]) -> Part:
    return sum(parts, Part())


def net(balance: int, companies: int) -> int:
    """Whole percentage points, halves away from zero; 0 for nobody."""
    if not companies:
        return 0
    points = abs(balance) * 100
    rounded = (2 * points + companies) // (2 * companies)
    return rounded if balance >= 0 else -rounded


def trend(points: int) -> Trend:
    if points > STEADY:
        return Trend.UP
    return Trend.DOWN if points < -STEADY else Trend.SAME


@dataclass(frozen=True, slots=True)
class Demand:
    """What is known of one occupation in one area. None: fewer than FEWEST, or not said by so many.

    `hard_percent`: of the companies that said so, how many find it hard to recruit. `candidates`: in the search.
    """

    net_3: int
    net_12: int
    people: int | None
    hard_percent: int | None
    candidates: int | None


def risk(demand: Demand) -> Risk:
    """High: demand goes up, employers find it hard, and the search has fewer candidates than they need. Two of these
    are some risk. Demand goes up that rises at 3 or at 12 months and falls at neither. Without the employers' word on
    how hard it is, nothing is said.
    """
    if demand.hard_percent is None:
        return Risk.UNKNOWN
    trends = {trend(demand.net_3), trend(demand.net_12)}
    is_up = Trend.UP in trends and Trend.DOWN not in trends
    is_hard = demand.hard_percent >= HARD_PERCENT
    signs = is_up + is_hard + _is_scarce(demand)
    return {3: Risk.HIGH, 2: Risk.SOME}.get(signs, Risk.NONE)


def _is_scarce(demand: Demand) -> bool:
    """Fewer candidates than people wanted; where hardly anybody is in the search, any want is more."""
    if demand.candidates is None:
        return True
    return demand.people is not None and demand.candidates < demand.people


def reminder_due(asked_on: date, closes_on: date, today: date) -> bool:
    """Whether the one reminder is to leave on `today`: a week after the question, while there is time to answer."""
    return asked_on + REMIND_AFTER <= today < closes_on
