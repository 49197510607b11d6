"""Periods of a report, and what each is compared with."""

import datetime

import pytest

from orders.periods import FROM_TO, KINDS, before, kind_of, period_of

TODAY = datetime.date(2026, 3, 27)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "first", "last", "name", "previous", "shown"),
    [
        ("maaned", "2026-03-01", "2026-03-31", "marts", "februar", "1.–27. marts"),
        ("sidste-maaned", "2026-02-01", "2026-02-28", "februar", "januar", "1.–28. februar"),
        ("kvartal", "2026-01-01", "2026-03-31", "1. kvartal", "4. kvartal 2025", "1. januar–27. marts"),
        ("sidste-kvartal", "2025-10-01", "2025-12-31", "4. kvartal 2025", "3. kvartal 2025",
         "1. oktober–31. december 2025"),
        ("aar", "2026-01-01", "2026-12-31", "2026", "2025", "1. januar–27. marts"),
        ("vrøvl", "2026-03-01", "2026-03-31", "marts", "februar", "1.–27. marts"),
    ],
)  # fmt: skip
def test_periods(kind: str, first: str, last: str, name: str, previous: str, shown: str) -> None:
    period = period_of(kind, TODAY)
    assert (period.first, period.last, period.name) == (day(first), day(last), name)
    earlier = before(period, TODAY)
    assert earlier.name == previous
    assert earlier.last == period.first - datetime.timedelta(days=1)
    assert period.shown(TODAY).replace("\xa0", " ") == shown


def test_days_that_are_a_whole_month_are_that_month() -> None:
    period = period_of(FROM_TO, TODAY, day("2026-02-01"), day("2026-02-28"))
    assert period.name == "februar"
    assert kind_of(period, TODAY) == "sidste-maaned"


def test_other_days_are_compared_with_as_many_before() -> None:
    period = period_of(FROM_TO, TODAY, day("2026-03-10"), day("2026-03-16"))
    earlier = before(period, TODAY)
    assert (earlier.first, earlier.last) == (day("2026-03-03"), day("2026-03-09"))
    assert kind_of(period, TODAY) == FROM_TO
    assert period_of(FROM_TO, TODAY, day("2026-03-10"), None).name == "marts"


@pytest.mark.parametrize("today", ["2024-02-29", "2026-01-01", "2026-12-31", "2026-10-31"])
def test_every_kind_joins_the_one_before_without_gap_on_any_day(today: str) -> None:
    for kind, _label in KINDS:
        period = period_of(kind, day(today))
        earlier = before(period, day(today))
        assert earlier.first <= earlier.last < period.first <= period.last
        assert period.first - earlier.last == datetime.timedelta(days=1)
