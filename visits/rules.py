"""What a text about a company may hold, when a task is due, and when a silent guest is reminded. Pure: no database, no
present time.
"""

import datetime
import re
from enum import StrEnum

from jobcenters.calendar import NATIONAL, NoOpeningHoursError, OpeningCalendar, local_date, local_instant

REMIND_AFTER = 2  # working days of the invited jobcentre that pass without an answer
MORNING = datetime.time(8)  # when who keeps no opening hours is reminded
MIN_PSEUDONYM_DIGITS, MAX_PSEUDONYM_DIGITS = 5, 8
_PSEUDONYM = re.compile(rf"[A-ZÆØÅ]-[1-9][0-9]{{{MIN_PSEUDONYM_DIGITS - 1},{MAX_PSEUDONYM_DIGITS - 1}}}")
# DDMMYY-XXXX or ten digits; also with the day moved by 60, as temporary numbers have it.
_CPR = re.compile(
    r"(?<!\d)(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{2}[-\u2010-\u2013 .]?\d{4}(?!\d)"
)
# P-numbers have ten digits too, and stand in notes about companies: they begin with 10 and are said to be one.
_P_NUMBER = re.compile(r"(?i)\bp-?(?:nummer|nr\.?)?\s*:?\s*\d{10}\b")


def has_cpr(text: str) -> bool:
    """Whether a number of the form of a CPR number stands anywhere; one that is called a P-number is none."""
    return bool(_CPR.search(_P_NUMBER.sub("", text)))


def pseudonyms_in(text: str) -> tuple[list[str], list[str]]:
    """(pseudonyms such as "H-48213", what is none) of a text with one a line, or between commas. Each once."""
    good: list[str] = []
    bad: list[str] = []
    for word in re.split(r"[\n,;]+", text):
        said = " ".join(word.split())
        if not said:
            continue
        into = good if _PSEUDONYM.fullmatch(said.upper()) else bad
        value = said.upper() if into is good else said
        if value not in into:
            into.append(value)
    return good, bad


class When(StrEnum):
    """The groups of the list of tasks."""

    OVERDUE = "overdue"
    THIS_WEEK = "this_week"
    LATER = "later"


def when(due_on: datetime.date, today: datetime.date) -> When:
    """In which group a task stands. The week ends on Sunday; what is due on a later day of it is due this week."""
    if due_on < today:
        return When.OVERDUE
    sunday = today + datetime.timedelta(days=6 - today.weekday())
    return When.THIS_WEEK if due_on <= sunday else When.LATER


def reminder_from(asked_at: datetime.datetime, opening: OpeningCalendar | None) -> datetime.datetime:
    """From when an invited organisation that is silent is reminded: when it opens after two whole working days.

    The day on which it was asked does not count. `opening` is its own calendar; one that keeps no opening hours (None,
    or an empty one) follows the national calendar. `asked_at` is aware.
    """
    asked_on = local_date(asked_at)
    if opening is not None:
        try:
            opens = opening.opens_on(opening.next_open_day(asked_on, REMIND_AFTER + 1))
        except NoOpeningHoursError:
            opens = None
        if opens is not None:
            return opens
    return local_instant(NATIONAL.shift(asked_on, REMIND_AFTER + 1), MORNING)


def reminder_due(
    asked_at: datetime.datetime,
    first_at: datetime.datetime,
    now: datetime.datetime,
    opening: OpeningCalendar | None,
) -> bool:
    """Whether the one reminder leaves now; `first_at` is the first time that was proposed. All are aware."""
    return reminder_from(asked_at, opening) <= now < first_at
