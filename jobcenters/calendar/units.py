"""The three units a promise can be made in. They cannot be mixed.

"24 hours", "three working days" and "21 days" in the agreements are three different things (REQUIREMENTS
1.2), so they are three types: adding or ordering two of different kinds is a type error for mypy and a
TypeError at run time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

# Long enough for every agreement (ten years), short enough that a slip of the finger cannot keep a worker
# busy.
LONGEST_DAYS = 3_660


@dataclass(frozen=True, order=True, slots=True)
class _Length:
    n: int
    kind: ClassVar[str] = ""
    longest: ClassVar[int] = LONGEST_DAYS

    def __post_init__(self) -> None:
        if isinstance(self.n, bool) or not isinstance(self.n, int):
            raise TypeError(f"{type(self).__name__} takes a whole number, not {self.n!r}.")
        if not 1 <= self.n <= self.longest:
            raise ValueError(f"{type(self).__name__} must be from 1 to {self.longest}, not {self.n}.")

    def __add__(self, other: Self) -> Self:
        if type(other) is not type(self):
            raise TypeError(f"{type(self).__name__} and {type(other).__name__} are different units.")
        return type(self)(self.n + other.n)


@dataclass(frozen=True, order=True, slots=True)
class OpeningDayHours(_Length):
    """Hours measured on opening days: 24 is the same wall-clock time on the next opening day ([003], A1).

    Every opening day contributes its whole 24 hours on the clock, every closed day none. A number that is
    not a multiple of 24 follows the same line: 8 hours from 14.00 is 22.00 the same day, 12 hours from
    14.00 is 02.00 on the next opening day. It is never "hours while the door is open", and it is never
    moved to an opening hour.
    """

    kind: ClassVar[str] = "opening_day_hours"
    longest: ClassVar[int] = LONGEST_DAYS * 24


@dataclass(frozen=True, order=True, slots=True)
class WorkingDays(_Length):
    """National working days; the day of receipt is day 0 and the last day counts to its end ([001], A3,
    A4).
    """

    kind: ClassVar[str] = "working_days"


@dataclass(frozen=True, order=True, slots=True)
class CalendarDays(_Length):
    """Days of the calendar, none skipped and none moved; the day of receipt is day 0 ([001], A6)."""

    kind: ClassVar[str] = "calendar_days"


type_by_kind: dict[str, type[OpeningDayHours] | type[WorkingDays] | type[CalendarDays]] = {
    OpeningDayHours.kind: OpeningDayHours,
    WorkingDays.kind: WorkingDays,
    CalendarDays.kind: CalendarDays,
}

Unit = OpeningDayHours | WorkingDays | CalendarDays


def unit_from_data(kind: str, n: int) -> Unit:
    """The unit stored as `kind` ("opening_day_hours", "working_days", "calendar_days") and length `n`.

    Raises ValueError for an unknown kind or a length outside the unit's limits.
    """
    try:
        unit_type = type_by_kind[kind]
    except KeyError:
        raise ValueError(f"Unknown unit {kind!r}; known are {', '.join(type_by_kind)}.") from None
    return unit_type(n)
