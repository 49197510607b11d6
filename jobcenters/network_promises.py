"""What a network may promise, with the product's standard where it has agreed nothing ([001], [003]). Pure.

The clocks themselves are the order app's; a test holds both tables together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from jobcenters.calendar import CalendarDays, OpeningDayHours, Unit, WorkingDays
from jobcenters.enums import PromiseUnit
from ui import danish

# The longest that a rule of play may be, by unit: ten days and nights, a quarter of working days, four months.
LONGEST: Final[Mapping[str, int]] = MappingProxyType(
    {PromiseUnit.OPENING_DAY_HOURS: 240, PromiseUnit.WORKING_DAYS: 60, PromiseUnit.CALENDAR_DAYS: 120}
)


@dataclass(frozen=True, slots=True)
class NetworkPromise:
    """One promise and its standard length."""

    code: str
    title: str | LazyText
    standard: Unit


PROMISES: Final = (
    NetworkPromise("D1", _("Der handles på virksomhedens henvendelse"), OpeningDayHours(24)),
    NetworkPromise("D2", _("Henvendelse fra et andet jobcenter besvares"), OpeningDayHours(24)),
    NetworkPromise("D3", _("Kontaktpersonen vender tilbage til aftalevirksomheden"), WorkingDays(1)),
    NetworkPromise(
        "D4", _("Kandidater er udsøgt og screenet, eller en anden løsning er aftalt"), WorkingDays(3)
    ),
    NetworkPromise(
        "D5", _("Flygtninge er udsøgt og screenet, eller en anden løsning er aftalt"), WorkingDays(14)
    ),
    NetworkPromise("D6", _("Relevant opkvalificering er aftalt for nyansatte"), CalendarDays(21)),
)
# What a network's rules of play set. D3-D6 are made by an agreement with a company, which has its own lengths.
RULED: Final = PROMISES[:2]
PROMISE_OF: Final[Mapping[str, NetworkPromise]] = MappingProxyType({one.code: one for one in PROMISES})


def length_words(unit: Unit) -> str:
    """ "24 timer på åbningsdage", "3 arbejdsdage", "21 dage"."""
    if isinstance(unit, OpeningDayHours):
        return str(_("%s på åbningsdage")) % danish.hours(unit.n)
    return danish.working_days(unit.n) if isinstance(unit, WorkingDays) else danish.calendar_days(unit.n)
