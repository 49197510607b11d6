"""The days of follow-up meetings, for any period and interval: properties that hold for all of them."""

import calendar
import datetime

from hypothesis import given
from hypothesis import strategies as st

from agreements.meeting_rules import (
    END_NOTICE_DAYS,
    end_notice_due,
    meeting_days,
    minutes_missing,
    months_after,
)
from jobcenters.calendar import NATIONAL

DAYS = st.dates(datetime.date(2015, 1, 1), datetime.date(2040, 12, 31))
MONTHS = st.integers(1, 24)
LENGTHS = st.integers(0, 8 * 365)


def period(start: datetime.date, length: int) -> tuple[datetime.date, datetime.date]:
    return start, start + datetime.timedelta(days=length)


@given(start=DAYS, length=LENGTHS, months=MONTHS)
def test_within_the_period_on_working_days_and_in_order(
    start: datetime.date, length: int, months: int
) -> None:
    first, last = period(start, length)
    days = meeting_days(first, last, months, None)
    assert all(first <= day <= last for day in days)
    assert all(NATIONAL.is_working_day(day) for day in days)
    assert days == sorted(set(days))


@given(start=DAYS, length=LENGTHS, months=MONTHS)
def test_a_holiday_moves_only_its_own_meeting(start: datetime.date, length: int, months: int) -> None:
    """Every meeting is within some days of its own place in the row, however many holidays came before."""
    first, last = period(start, length)
    places = []
    n = 1
    while (place := months_after(first, n * months)) <= last:
        places.append(place)
        n += 1
    days = meeting_days(first, last, months, None)
    assert len(days) == len(places)
    for day, place in zip(days, places, strict=True):
        assert abs((day - place).days) <= 11  # Christmas and Easter with their weekends are shorter
        if NATIONAL.is_working_day(place):
            assert day == place


@given(start=DAYS, length=LENGTHS, months=MONTHS, more=st.integers(1, 1000))
def test_an_extension_moves_no_earlier_meeting(
    start: datetime.date, length: int, months: int, more: int
) -> None:
    """Only the last one may move: from before the old end to after it, when the day itself is a holiday."""
    first, last = period(start, length)
    short = meeting_days(first, last, months, None)
    long = meeting_days(first, last + datetime.timedelta(days=more), months, None)
    assert long[: len(short)][:-1] == short[:-1]
    assert len(long) >= len(short)


@given(start=DAYS, length=LENGTHS, months=MONTHS, after=st.integers(0, 400))
def test_a_fixed_first_meeting(start: datetime.date, length: int, months: int, after: int) -> None:
    begins, last = period(start, length)
    first_on = begins + datetime.timedelta(days=after)
    days = meeting_days(begins, last, months, first_on)
    if first_on > last:
        assert days == []
    elif NATIONAL.is_working_day(first_on):
        assert days[0] == first_on


@given(start=DAYS, months=st.integers(0, 240))
def test_months_after_keeps_the_day_or_takes_the_last(start: datetime.date, months: int) -> None:
    there = months_after(start, months)
    assert (there.year * 12 + there.month) - (start.year * 12 + start.month) == months
    assert there.day == min(start.day, calendar.monthrange(there.year, there.month)[1])


@given(ends_on=DAYS, today=DAYS, notified=st.none() | DAYS)
def test_a_notice_is_due_once_for_each_end(
    ends_on: datetime.date, today: datetime.date, notified: datetime.date | None
) -> None:
    due = end_notice_due(ends_on, notified, today)
    assert due == (notified != ends_on and (ends_on - today).days <= END_NOTICE_DAYS)
    assert not end_notice_due(ends_on, ends_on, today)


@given(held=DAYS, later=st.integers(0, 60))
def test_minutes_are_missed_after_five_working_days(held: datetime.date, later: int) -> None:
    today = held + datetime.timedelta(days=later)
    passed = sum(NATIONAL.is_working_day(held + datetime.timedelta(days=n)) for n in range(1, later + 1))
    if minutes_missing(held, today):
        assert passed >= 5
    if passed > 5:
        assert minutes_missing(held, today)


def test_the_last_day_of_the_month_comes_back() -> None:
    """Counted from the first day each time: February does not shorten the months after it."""
    days = meeting_days(datetime.date(2025, 12, 31), datetime.date(2026, 8, 31), 2, None)
    assert days == [
        datetime.date(2026, 3, 2),
        datetime.date(2026, 4, 30),
        datetime.date(2026, 6, 30),
        datetime.date(2026, 8, 31),
    ]
