"""What a template is made of: ticks, goals, and the version that holds them. Pure; the texts are elsewhere."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext

from agreements.enums import ContentGroup
from jobcenters.calendar import CalendarDays, OpeningDayHours, Unit, WorkingDays
from jobcenters.network_promises import length_words


@dataclass(frozen=True, slots=True)
class Item:
    """One tick. `code` never changes and is what an agreement stores; `group` is the template version's (A23)."""

    code: str
    group: ContentGroup
    label: str
    source: str
    takes_text: bool = False  # "Andet"
    valid_from: datetime.date | None = None
    valid_to: datetime.date | None = None  # first day on which the law knows it no more

    @property
    def text(self) -> str:
        """The tick as it is read."""
        return gettext(self.label)

    def holds_on(self, day: datetime.date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day < self.valid_to
        )


@dataclass(frozen=True, slots=True)
class Goal:
    """One service goal with its unit as the template has it; an agreement may change the length within limits."""

    promise: str  # D3-D6; D1 and D2 between the jobcentres of a network
    unit: Unit
    text: str  # msgid with %(length)s
    shortest: int
    longest: int
    source: str
    needs: frozenset[str] = frozenset()  # it is promised when one of these codes is ticked; empty: always

    def sentence(self, unit: Unit | None = None) -> str:
        """The promise in words, with `unit` in place of the standard where the parties agreed another length."""
        unit = unit or self.unit
        # A network counts in hours on opening days, and says it as its rules of play do.
        words = length_words if isinstance(self.unit, OpeningDayHours) else length_text
        return gettext(self.text) % {"length": words(unit)}


@dataclass(frozen=True, slots=True)
class Template:
    """One version of the template, used for agreements drafted from `valid_from` on."""

    number: int
    valid_from: datetime.date
    items: tuple[Item, ...]
    goals: tuple[Goal, ...]
    terms: tuple[str, ...]
    follow_up_months: tuple[int, ...] = (3, 6)
    promise: tuple[str, ...] = ()  # what the company gets, in a sentence or two at the top

    def items_on(self, day: datetime.date) -> list[Item]:
        """The ticks that can be chosen on `day`, in the template's order."""
        return [item for item in self.items if item.holds_on(day)]

    def item(self, code: str) -> Item:
        """Raises KeyError for a code that this version does not have."""
        return next(item for item in self.items if item.code == code) if self.has(code) else _unknown(code)

    def has(self, code: str) -> bool:
        return any(item.code == code for item in self.items)

    def goal(self, promise: str) -> Goal:
        """Raises KeyError for a promise without a goal."""
        return {goal.promise: goal for goal in self.goals}[promise]

    def goals_for(self, codes: frozenset[str]) -> list[Goal]:
        """The goals that the ticked `codes` promise."""
        return [goal for goal in self.goals if not goal.needs or goal.needs & codes]


def _unknown(code: str) -> Item:
    raise KeyError(code)


def length_text(unit: Unit) -> str:
    """ "én arbejdsdag", "tre arbejdsdage", "21 dage": numbers up to ten in words, as in running text."""
    words = {
        1: gettext("én"),
        2: gettext("to"),
        3: gettext("tre"),
        4: gettext("fire"),
        5: gettext("fem"),
        6: gettext("seks"),
        7: gettext("syv"),
        8: gettext("otte"),
        9: gettext("ni"),
        10: gettext("ti"),
    }
    if isinstance(unit, WorkingDays):
        count = unit.n
        noun = gettext("arbejdsdag") if count == 1 else gettext("arbejdsdage")
    elif isinstance(unit, CalendarDays):
        count = unit.n
        noun = gettext("dag") if count == 1 else gettext("dage")
    else:
        raise TypeError("A service goal counts in working days or calendar days.")
    return f"{words.get(count, count)} {noun}"
