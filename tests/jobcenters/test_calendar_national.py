"""The national table: a golden list of 2020-2035 against the library and an own computation of Easter. No database."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest

from jobcenters.calendar import NATIONAL, NATIONAL_LAW_ONLY, CalendarRangeError, NationalCalendar, YearlyDay
from jobcenters.calendar.national import FIRST_YEAR, LAST_YEAR

GOLDEN = Path(__file__).with_name("golden_national_days.csv")


def easter(year: int) -> date:
    """Gauss's method for the Gregorian calendar, with both of its exceptions. Shares nothing with the library."""
    k = year // 100
    p = (13 + 8 * k) // 25
    m = (15 - p + k - k // 4) % 30
    n = (4 + k - k // 4) % 7
    d = (19 * (year % 19) + m) % 30
    e = (2 * (year % 4) + 4 * (year % 7) + 6 * d + n) % 7
    day = 22 + d + e
    if d == 29 and e == 6:
        day = 50
    if d == 28 and e == 6 and (11 * m + 11) % 30 < 19:
        day = 49
    return date(year, 3, 1) + timedelta(day - 1)


def own_days(year: int) -> dict[date, str]:
    from_easter = {
        -3: "skærtorsdag",
        -2: "langfredag",
        0: "påskedag",
        1: "2. påskedag",
        39: "Kristi himmelfartsdag",
        49: "pinsedag",
        50: "2. pinsedag",
    }
    if year < 2024:
        from_easter[26] = "store bededag"
    fixed = {
        (1, 1): "nytårsdag",
        (12, 25): "1. juledag",
        (12, 26): "2. juledag",
        (6, 5): "grundlovsdag",
        (12, 24): "juleaftensdag",
        (12, 31): "nytårsaftensdag",
    }
    days = {date(year, *month_day): name for month_day, name in fixed.items()}
    # Where two fall on one day, the church's day gives the name (5 June 2022 was pinsedag too).
    return days | {easter(year) + timedelta(n): name for n, name in from_easter.items()}


def golden() -> dict[date, str]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["name"] for row in csv.DictReader(file)}


def test_the_golden_table_is_what_the_calendar_says() -> None:
    ours: dict[date, str] = {}
    for year in range(2020, 2036):
        ours |= NATIONAL.holidays_in(year)
    assert dict(sorted(ours.items())) == golden()


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_golden_table_is_what_easter_says(year: int) -> None:
    assert {day: name for day, name in golden().items() if day.year == year} == dict(
        sorted(own_days(year).items())
    )


@pytest.mark.parametrize("year", range(2020, 2036))
def test_the_golden_table_holds_the_librarys_days(year: int) -> None:
    library = set(holidays.country_holidays("DK", years=year))
    municipal = {date(year, 6, 5), date(year, 12, 24), date(year, 12, 31)}
    assert {day for day in golden() if day.year == year} == library | municipal


def test_every_year_we_answer_for_agrees_with_easter() -> None:
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        assert NATIONAL.holidays_in(year) == own_days(year), year


def test_store_bededag_is_a_holiday_until_2023_only() -> None:
    assert NATIONAL.holiday_name(date(2023, 5, 5)) == "store bededag"
    assert NATIONAL.holiday_name(date(2024, 4, 26)) is None
    assert NATIONAL.is_working_day(date(2024, 4, 26))


@pytest.mark.parametrize("day", [date(2026, 5, 15), date(2026, 5, 1), date(2026, 4, 1)])
def test_days_often_taken_off_are_working_days(day: date) -> None:
    assert NATIONAL.is_working_day(day)


@pytest.mark.parametrize("day", [date(2026, 6, 5), date(2026, 12, 24), date(2026, 12, 31)])
def test_municipal_days_are_ours_and_not_the_laws(day: date) -> None:
    assert not NATIONAL.is_working_day(day)
    assert NATIONAL_LAW_ONLY.is_working_day(day)


def test_a_yearly_day_has_validity() -> None:
    day_off = YearlyDay(5, 1, "1. maj", valid_from=date(2027, 1, 1), valid_to=date(2028, 12, 31))
    calendar = NationalCalendar("test", yearly=(day_off,))
    assert [calendar.is_working_day(date(year, 5, 3 if year == 2027 else 1)) for year in (2026, 2029)] == [
        True,
        True,
    ]
    assert calendar.holiday_name(date(2027, 5, 1)) == "1. maj"
    assert calendar.holiday_name(date(2026, 5, 1)) is None
    assert calendar.holiday_name(date(2029, 5, 1)) is None


def test_shift_counts_working_days_both_ways() -> None:
    assert NATIONAL.shift(date(2026, 4, 1), 1) == date(2026, 4, 7)
    assert NATIONAL.shift(date(2026, 4, 7), -2) == date(2026, 3, 31)
    assert NATIONAL.shift(date(2026, 4, 4), 0) == date(2026, 4, 4)
    assert NATIONAL.previous_working_day(date(2026, 7, 25)) == date(2026, 7, 24)
    assert NATIONAL.next_working_day(date(2026, 4, 2)) == date(2026, 4, 7)
    assert NATIONAL.working_days_between(date(2026, 4, 1), date(2026, 4, 9)) == 3
    assert NATIONAL.working_days_between(date(2026, 4, 9), date(2026, 4, 1)) == 0


def test_a_closed_day_more_is_another_calendar() -> None:
    more = NATIONAL.with_closed(date(2026, 3, 30), "mindedag")
    assert more != NATIONAL
    assert more.version != NATIONAL.version
    assert more.holiday_name(date(2026, 3, 30)) == "mindedag"
    assert NATIONAL.holiday_name(date(2026, 3, 30)) is None


def test_years_outside_are_refused() -> None:
    for year in (FIRST_YEAR - 1, LAST_YEAR + 1):
        with pytest.raises(CalendarRangeError):
            NATIONAL.is_working_day(date(year, 6, 1))
