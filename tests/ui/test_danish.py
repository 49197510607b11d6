"""Danish wording of time, numbers and lists. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui import danish
from ui.danish import COPENHAGEN, NBSP, plain


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


# The scene of the designs: Friday 27 March 2026 kl. 10.44; summer time begins two days later.
NOW = at("2026-03-27T10:44")


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-03-27T11:10", "i dag kl. 11.10"),
        ("2026-03-27T10:15", "i dag kl. 10.15"),
        ("2026-03-28T09:00", "i morgen kl. 09.00"),
        ("2026-03-30T09:35", "mandag kl. 09.35"),
        ("2026-04-02T23:59", "torsdag kl. 23.59"),
        ("2026-03-30T23:59:59", "mandag"),  # the end of a promise in days
        ("2026-03-25T23:59:59", "onsdag 25. marts"),
        ("2026-04-03T00:00", "fredag 3. april"),
        ("2026-04-17T12:00", "fredag 17. april"),
        ("2027-01-05T12:00", "tirsdag 5. januar 2027"),
        ("2026-03-26T12:30", "i går kl. 12.30"),
        ("2026-03-25T09:40", "onsdag 25. marts kl. 09.40"),
        ("2025-12-31T09:40", "onsdag 31. december 2025 kl. 09.40"),
    ],
)
def test_when(instant: str, words: str) -> None:
    assert plain(danish.when(at(instant), NOW)) == words


def test_days_are_told_apart_by_the_danish_calendar_and_not_by_utc() -> None:
    now = datetime(2026, 3, 30, 21, 30, tzinfo=UTC)  # 23.30 in Denmark
    assert plain(danish.when(now + timedelta(hours=1), now)) == "i morgen kl. 00.30"
    assert plain(danish.when(datetime(2026, 3, 30, 22, 30, tzinfo=UTC), now)) == "i morgen kl. 00.30"


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (26, "om 26 minutter"),
        (1, "om 1 minut"),
        (0.5, "om under 1 minut"),
        (0, "om under 1 minut"),
        (96, "om 1 time og 36 minutter"),
        (60, "om 1 time"),
        (121, "om 2 timer og 1 minut"),
        (24 * 60, "om 1 dag"),
        (51 * 60 + 17, "om 2 dage og 3 timer"),
        (-29, "29 minutter over tiden"),
        (-0.5, "under 1 minut over tiden"),
        (-96, "1 time og 36 minutter over tiden"),
    ],
)
def test_relative(minutes: float, words: str) -> None:
    # In UTC: adding to a Danish time adds to the clock, and the clock jumps two days later.
    assert danish.relative(NOW.astimezone(UTC) + timedelta(minutes=minutes), NOW) == words


def test_relative_counts_time_that_passes_over_summer_time() -> None:
    # From Saturday noon to Sunday noon the clock shows 24 hours; 23 pass.
    saturday, sunday = at("2026-03-28T12:00"), at("2026-03-29T12:00")
    assert danish.relative(sunday, saturday) == "om 23 timer"
    assert danish.ago(saturday, sunday) == "for 23 timer siden"


def test_pieces_that_must_not_be_torn_apart() -> None:
    assert danish.clock_time(time(12, 30)) == f"kl.{NBSP}12.30"
    assert danish.clock_time(datetime(2026, 3, 27, 11, 30, tzinfo=UTC)) == f"kl.{NBSP}12.30"
    assert danish.day_month(date(2026, 3, 30)) == f"30.{NBSP}marts"
    assert danish.kilometres(50) == f"50{NBSP}km"
    assert danish.percent(95) == f"95{NBSP}%"
    assert plain(danish.full_time(at("2026-03-30T12:30"))) == "mandag 30. marts kl. 12.30"
    assert danish.full_day(date(2026, 3, 30), year=True) == f"mandag 30.{NBSP}marts 2026"


def test_naive_instants_are_refused() -> None:
    for wording in (danish.when, danish.relative, danish.until):
        with pytest.raises(ValueError, match="naive"):
            wording(datetime(2026, 3, 27, 11, 10), NOW)  # noqa: DTZ001
    with pytest.raises(ValueError, match="naive"):
        danish.clock_time(datetime(2026, 3, 27, 11, 10))  # noqa: DTZ001


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0, 0, "0"),
        (1234, 0, "1.234"),
        (1234567.891, 2, "1.234.567,89"),
        (-1234.5, 1, "-1.234,5"),
        (2.5, 0, "3"),
        (0.5, 0, "1"),
        (-0.2, 0, "0"),
        (98.25, 1, "98,3"),
    ],
)
def test_numbers(value: float, decimals: int, text: str) -> None:
    assert danish.number(value, decimals) == text


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_only_finite_numbers(value: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        danish.percent(value)


def test_counts_and_shares() -> None:
    assert danish.count(1, "tømrer", "tømrere") == "1 tømrer"
    assert danish.count(0, "tømrer", "tømrere") == "0 tømrere"
    assert danish.count(1500, "tømrer", "tømrere") == "1.500 tømrere"
    assert danish.share(61, 64) == "61 af 64"
    assert danish.working_days(1) == "1 arbejdsdag"
    assert danish.working_days(14) == "14 arbejdsdage"
    assert danish.calendar_days(1) == "1 dag"
    assert danish.hours(24) == "24 timer"


@pytest.mark.parametrize(
    ("items", "text"),
    [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")],
)
def test_join(items: list[str], text: str) -> None:
    assert danish.join(items) == text


def test_capitalise_touches_only_the_first_letter() -> None:
    assert danish.capitalise("østjylland og Fyn") == "Østjylland og Fyn"
    assert danish.capitalise("") == ""


ANY_TIME = st.datetimes(datetime(1990, 1, 2), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(ANY_TIME, st.integers(-(10**7), 10**7))
def test_any_two_instants_have_words(now: datetime, minutes: int) -> None:
    instant = now + timedelta(minutes=minutes)
    words = danish.when(instant, now)
    assert words == words.strip() != ""
    assert "None" not in words
    assert danish.relative(instant, now).endswith("over tiden") == (minutes < 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2 kokke", "2 kokke."),
        ("Hvem taler vi med?", "Hvem taler vi med?"),
        ("Haster!", "Haster!"),
        ("Ja.", "Ja."),
    ],
)
def test_a_sentence_ends_once(text: str, said: str) -> None:
    assert danish.sentence(text) == said
