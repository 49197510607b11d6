"""How long, to the second, on the Danish clock."""

import datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.personal_data import Length, Rule, Table, years

DK = ZoneInfo("Europe/Copenhagen")
SECOND = datetime.timedelta(seconds=1)


def dk(*parts: int, fold: int = 0) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=DK, fold=fold)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("length", "start", "end"),
    [
        (
            Length(months=6),
            dk(2026, 1, 15, 12),
            dk(2026, 7, 15, 12),
        ),  # winter to summer: the same time of day
        (Length(months=6), dk(2026, 7, 15, 12), dk(2027, 1, 15, 12)),
        (years(5), dk(2026, 6, 1, 0, 0, 1), dk(2031, 6, 1, 0, 0, 1)),
        (
            Length(days=30),
            dk(2026, 3, 15, 12),
            dk(2026, 4, 14, 13),
        ),  # days are 24 hours: summer time has come
        (Length(days=183), dk(2026, 1, 1, 8), dk(2026, 7, 3, 9)),
    ],
)
def test_a_length_ends_to_the_second(
    length: Length, start: datetime.datetime, end: datetime.datetime
) -> None:
    assert length.after(start) == end
    assert length.before(end) == start
    assert length.before(end - SECOND) == start - SECOND < start


def test_the_last_day_of_a_month_stands_for_a_day_it_does_not_have() -> None:
    assert Length(months=1).after(dk(2027, 1, 31, 9)) == dk(2027, 2, 28, 9)
    assert Length(months=1).before(dk(2027, 3, 31, 9)) == dk(2027, 2, 28, 9)
    assert years(1).before(dk(2028, 2, 29, 9)) == dk(2027, 2, 28, 9)


def test_the_hour_that_summer_time_takes_away_never_ends_a_length_too_soon() -> None:
    # 28 March 2027: 02.00 to 03.00 is not there. What began at 02.59.59 winter time the day's time before it stays.
    now = dk(2027, 9, 28, 2, 30)
    assert Length(months=6).before(now) <= datetime.datetime(2027, 3, 28, 1, 30, tzinfo=datetime.UTC)
    # 31 October 2027: 02.30 comes twice; the earlier is meant.
    assert Length(months=6).before(dk(2028, 4, 30, 2, 30)) == dk(2027, 10, 30, 2, 30)
    assert Length(months=1).before(dk(2027, 11, 30, 2, 30)) == dk(2027, 10, 30, 2, 30)
    assert Length(months=1).before(dk(2027, 12, 1, 2, 30)) == dk(2027, 11, 1, 2, 30)
    assert Length(months=6).before(dk(2028, 4, 30, 2, 30)).tzinfo is datetime.UTC


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (years(5), "5 år"),
        (Length(months=12), "1 år"),
        (Length(months=6), "6 måneder"),
        (Length(months=1), "1 måned"),
        (Length(days=1), "1 dag"),
        (Length(days=183), "183 dage"),
    ],
)
def test_a_length_in_words(length: Length, words: str) -> None:
    assert length.words == words


def test_a_length_is_months_or_days_and_a_table_has_rules_or_a_reason() -> None:
    for wrong in ({}, {"months": 1, "days": 1}):
        with pytest.raises(ValueError, match="months or days"):
            Length(**wrong)
    with pytest.raises(ValueError, match="rules, or the reason"):
        Table("some_table")


def test_a_rule_says_whether_the_row_goes() -> None:
    common = {
        "code": "a.b",
        "what": "x",
        "starts": "y",
        "length": years(1),
        "why": "z",
        "law": "l",
        "valid_from": datetime.date(2026, 12, 1),
        "since": "t.at",
        "owner": "null",
    }
    assert Rule(**common).deletes  # type: ignore[arg-type]
    assert not Rule(**common, texts=("text",)).deletes  # type: ignore[arg-type]
    assert not Rule(**common, sets={"user_id": "null"}).deletes  # type: ignore[arg-type]
