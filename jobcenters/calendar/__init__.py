"""The working calendar: opening hours, working days, and when a promise is due. Pure rules, no database."""

from jobcenters.calendar.deadline import Deadline, ShownAs, ShownDue, Step, StepKind, due, shown_due
from jobcenters.calendar.national import (
    NATIONAL,
    NATIONAL_LAW_ONLY,
    CalendarRangeError,
    NationalCalendar,
    YearlyDay,
)
from jobcenters.calendar.opening import (
    ClosedReason,
    NoOpeningHoursError,
    OpeningCalendar,
    OpenSpan,
    WeeklySpan,
)
from jobcenters.calendar.units import CalendarDays, OpeningDayHours, Unit, WorkingDays, unit_from_data
from jobcenters.calendar.wording import Voice, why
from jobcenters.calendar.zone import end_of_day, local_date, local_instant, start_of_day

__all__ = [
    "NATIONAL",
    "NATIONAL_LAW_ONLY",
    "CalendarDays",
    "CalendarRangeError",
    "ClosedReason",
    "Deadline",
    "NationalCalendar",
    "NoOpeningHoursError",
    "OpenSpan",
    "OpeningCalendar",
    "OpeningDayHours",
    "ShownAs",
    "ShownDue",
    "Step",
    "StepKind",
    "Unit",
    "Voice",
    "WeeklySpan",
    "WorkingDays",
    "YearlyDay",
    "due",
    "end_of_day",
    "local_date",
    "local_instant",
    "shown_due",
    "start_of_day",
    "unit_from_data",
    "why",
]
