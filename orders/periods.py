"""Periods of a report: months, quarters, years or from one day to another. Pure; days are Danish calendar dates."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ui import danish

ONE_DAY = datetime.timedelta(days=1)

THIS_MONTH, LAST_MONTH, THIS_QUARTER, LAST_QUARTER = "maaned", "sidste-maaned", "kvartal", "sidste-kvartal"
THIS_YEAR, TWELVE_MONTHS, FROM_TO, ANY_TIME = "aar", "12-maaneder", "fra-til", "alle"
KINDS = (
    (THIS_MONTH, gettext_lazy("Denne måned")),
    (LAST_MONTH, gettext_lazy("Sidste måned")),
    (THIS_QUARTER, gettext_lazy("Dette kvartal")),
    (LAST_QUARTER, gettext_lazy("Sidste kvartal")),
    (THIS_YEAR, gettext_lazy("I år")),
    (TWELVE_MONTHS, gettext_lazy("De seneste 12 måneder")),
    (FROM_TO, gettext_lazy("Fra og til")),
)


ANY_TIME_CHOICE = (ANY_TIME, gettext_lazy("Uanset periode"))


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included. `name` is how it is spoken of in a sentence: "marts", "1. kvartal"."""

    first: datetime.date
    last: datetime.date
    name: str

    def shown(self, today: datetime.date) -> str:
        """ "1.–27. marts": the days that have begun by `today`."""
        last = max(min(self.last, today), self.first)
        if self.first == last:
            return danish.day_month(last, year=last.year != today.year)
        year = last.year != today.year
        if (self.first.year, self.first.month) == (last.year, last.month):
            return f"{self.first.day}.–{danish.day_month(last, year=year)}"
        first = danish.day_month(self.first, year=self.first.year != last.year)
        return f"{first}–{danish.day_month(last, year=year)}"


def period_of(
    kind: str,
    today: datetime.date,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Period:
    """The period of `kind` (one of KINDS) seen from `today`; of an unknown kind, this month.

    `first` and `last` are read for FROM_TO alone, where both are needed.
    """
    if kind == FROM_TO and first and last:
        whole = _whole(first, last, today)
        return whole or Period(first, last, _("perioden"))
    if kind == LAST_MONTH:
        return _month(today.replace(day=1) - ONE_DAY, today)
    if kind == THIS_QUARTER:
        return _quarter(today, today)
    if kind == LAST_QUARTER:
        return _quarter(_quarter(today, today).first - ONE_DAY, today)
    if kind == THIS_YEAR:
        return _year(today)
    if kind == TWELVE_MONTHS:
        first = (today.replace(day=1) - 334 * ONE_DAY).replace(day=1)
        return Period(first, _end_of_month(today), _("de seneste 12 måneder"))
    return _month(today, today)


def kind_of(period: Period, today: datetime.date) -> str:
    """The kind whose period, seen from `today`, is exactly this one; FROM_TO where none is."""
    kinds = (kind for kind, _label in KINDS if kind != FROM_TO)
    return next((kind for kind in kinds if _same(period_of(kind, today), period)), FROM_TO)


def before(period: Period, today: datetime.date) -> Period:
    """The period that `period` is compared with: the month, quarter or year before, else as many days before."""
    end = period.first - ONE_DAY
    for unit in (_month, _quarter):
        if _same(unit(period.first, today), period):
            return unit(end, today)
    if _same(_year(period.first), period):
        return _year(end)
    return Period(end - (period.last - period.first), end, _("perioden før"))


def _same(one: Period, other: Period) -> bool:
    return (one.first, one.last) == (other.first, other.last)


def _whole(first: datetime.date, last: datetime.date, today: datetime.date) -> Period | None:
    """The month, quarter or year that the days are exactly."""
    wanted = Period(first, last, "")
    found = (_month(first, today), _quarter(first, today), _year(first))
    return next((period for period in found if _same(period, wanted)), None)


def _end_of_month(day: datetime.date) -> datetime.date:
    return (day.replace(day=28) + 4 * ONE_DAY).replace(day=1) - ONE_DAY


def _month(day: datetime.date, today: datetime.date) -> Period:
    first = day.replace(day=1)
    name = danish.day_month(first).partition(danish.NBSP)[2]
    return Period(first, _end_of_month(day), name if day.year == today.year else f"{name} {day.year}")


def _quarter(day: datetime.date, today: datetime.date) -> Period:
    number = (day.month - 1) // 3 + 1
    first = day.replace(month=3 * number - 2, day=1)
    name = _("%(number)d. kvartal") % {"number": number}
    if day.year != today.year:
        name = f"{name} {day.year}"
    return Period(first, _end_of_month(first.replace(month=3 * number)), name)


def _year(day: datetime.date) -> Period:
    return Period(day.replace(month=1, day=1), day.replace(month=12, day=31), str(day.year))
