"""The national working-day calendar: which days are arbejdsdage, as data with validity ([001], A4, X9, X12,
X13).

Public holidays come from the `holidays` library (store bededag until 2023 only). To them come the days on
which Danish municipalities are closed although the law does not make them holidays. The Friday after Kristi
himmelfart is a working day and is therefore not in the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property, lru_cache
from types import MappingProxyType

import holidays
from django.utils.translation import gettext, gettext_noop

ONE_DAY = timedelta(days=1)
SATURDAY = 5

# The years for which the holidays have been checked against an independent computation of Easter.
FIRST_YEAR, LAST_YEAR = 1990, 2099


class CalendarRangeError(ValueError):
    """A day outside the years the calendar knows. The text is a Danish sentence for the user."""


@dataclass(frozen=True, slots=True)
class YearlyDay:
    """A non-working day on the same date every year, from `valid_from` to `valid_to` (both included)."""

    month: int
    day: int
    name: str
    valid_from: date | None = None
    valid_to: date | None = None

    def in_year(self, year: int) -> date | None:
        """The date in `year`, or None when the rule is not valid on it."""
        that_day = date(year, self.month, self.day)
        if self.valid_from is not None and that_day < self.valid_from:
            return None
        if self.valid_to is not None and that_day > self.valid_to:
            return None
        return that_day


# A4: not public holidays, but municipalities are closed.
MUNICIPAL_DAYS = (
    YearlyDay(6, 5, gettext_noop("grundlovsdag")),
    YearlyDay(12, 24, gettext_noop("juleaftensdag")),
    YearlyDay(12, 31, gettext_noop("nytårsaftensdag")),
)

# The library's names, worded as they stand in the middle of a sentence. A name it adds later is shown as it
# is.
_NAMES = {
    "Nytårsdag": gettext_noop("nytårsdag"),
    "Skærtorsdag": gettext_noop("skærtorsdag"),
    "Langfredag": gettext_noop("langfredag"),
    "Påskedag": gettext_noop("påskedag"),
    "Anden påskedag": gettext_noop("2. påskedag"),
    "Store bededag": gettext_noop("store bededag"),
    "Kristi himmelfartsdag": gettext_noop("Kristi himmelfartsdag"),
    "Pinsedag": gettext_noop("pinsedag"),
    "Anden pinsedag": gettext_noop("2. pinsedag"),
    "Juledag": gettext_noop("1. juledag"),
    "Anden juledag": gettext_noop("2. juledag"),
}


def check_year(year: int) -> None:
    """Raises CalendarRangeError unless the calendar knows `year`."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarRangeError(
            gettext("Frister kan kun beregnes for årene %(first)s til %(last)s. Ret datoen og prøv igen.")
            % {"first": FIRST_YEAR, "last": LAST_YEAR}
        )


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 1)
def public_holidays(year: int) -> MappingProxyType[date, str]:
    """Date -> Danish name of every public holiday in `year`. Raises CalendarRangeError outside the known
    years.
    """
    check_year(year)
    table = holidays.country_holidays("DK", years=year, language="da")
    return MappingProxyType(
        {
            day: _NAMES.get(name, name)
            for day, name in sorted((day, names.split("; ")[0]) for day, names in table.items())
            if day.year == year
        }
    )


@dataclass(frozen=True)
class NationalCalendar:
    """Which days are working days in Denmark. Immutable and hashable; years are computed once and kept.

    `version` is stored with every deadline; it must change whenever the same date can get another answer.
    """

    version: str
    yearly: tuple[YearlyDay, ...] = MUNICIPAL_DAYS
    # Single non-working days, with their names, e.g. a national day of mourning.
    extra: tuple[tuple[date, str], ...] = ()
    _years: dict[int, dict[date, str]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def _hash(self) -> int:
        return hash((self.version, self.yearly, self.extra))

    def __hash__(self) -> int:
        return self._hash

    def holidays_in(self, year: int) -> dict[date, str]:
        """Date -> name of every non-working day of `year` that is so by name; plain weekends are not among
        them.
        """
        known = self._years.get(year)
        if known is None:
            known = dict(public_holidays(year))
            for rule in self.yearly:
                day = rule.in_year(year)
                if day is not None:
                    known.setdefault(day, rule.name)
            for day, name in self.extra:
                if day.year == year:
                    known.setdefault(day, name)
            self._years[year] = known
        return known

    def holiday_name(self, day: date) -> str | None:
        """The name of the holiday on `day`, or None. Raises CalendarRangeError outside the known years."""
        return self.holidays_in(day.year).get(day)

    def is_working_day(self, day: date) -> bool:
        """False on Saturdays, Sundays and holidays. Raises CalendarRangeError outside the known years."""
        return day not in self.holidays_in(day.year) and day.weekday() < SATURDAY

    def shift(self, day: date, n: int) -> date:
        """The `n`th working day after `day`, or before it when `n` is negative; `day` itself does not count.

        0 gives `day` back, working day or not.
        """
        step = ONE_DAY if n >= 0 else -ONE_DAY
        left = abs(n)
        while left:
            day += step
            if self.is_working_day(day):
                left -= 1
        return day

    def next_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, otherwise the first one after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def previous_working_day(self, day: date) -> date:
        """`day` itself when it is a working day, otherwise the last one before it (A6: warn the Friday
        before).
        """
        while not self.is_working_day(day):
            day -= ONE_DAY
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """How many working days are later than `first` and no later than `last`; 0 when `last` is not
        after.
        """
        return sum(self.is_working_day(day) for day in days_after(first, last))

    def with_closed(self, day: date, name: str) -> NationalCalendar:
        """The same calendar with one more non-working day, and a version that tells the two apart."""
        return replace(self, version=f"{self.version}+{day:%Y%m%d}", extra=(*self.extra, (day, name)))


def days_after(first: date, last: date) -> Iterator[date]:
    """Every day after `first`, to and including `last`."""
    for n in range(1, (last - first).days + 1):
        yield first + timedelta(days=n)


# The calendar every deadline uses unless an agreement says otherwise.
NATIONAL = NationalCalendar(version="dk-2026.1")

# What the law alone says: 5 June, 24 and 31 December are ordinary working days. For agreements that choose
# it (A4).
NATIONAL_LAW_ONLY = NationalCalendar(version="dk-law-2026.1", yearly=())
