"""Opening hours as text: what is understood, how it is written back, and what is said about mistakes. No
database."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobcenters.calendar import WeeklySpan
from jobcenters.hours_text import HoursTextError, format_hours, parse_hours


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("man-ons 09-15, tor 09-17, fre 09-13", "man-ons 09-15, tor 09-17, fre 09-13"),
        (
            "Mandag–Onsdag kl. 9.00–15.00; torsdag 9:00-17:00\nfre. 9 - 13.",
            "man-ons 09-15, tor 09-17, fre 09-13",
        ),
        ("man-fre 09.30-12 & 13-15", "man-fre 09.30-12 & 13-15"),
        ("man 9-12, 13-15, tir 10-14", "man 09-12 & 13-15, tir 10-14"),
        ("man 9-12 og 13-15", "man 09-12 & 13-15"),
        ("man og ons 9-15", "man 09-15, ons 09-15"),
        ("mandag til torsdag 9 til 15", "man-tor 09-15"),
        ("man-fre 9-15, lør lukket", "man-fre 09-15"),
        ("man-fre 9-15, lukket", "man-fre 09-15"),
        ("fre-man 8-16", "man 08-16, fre-søn 08-16"),
        ("lor-son 00-24", "lør-søn 00-24"),
        ("MAN 9-15", "man 09-15"),
        ("man 9-12, man 12-15", "man 09-12 & 12-15"),
        ("man: 9-15", "man 09-15"),
    ],
)
def test_hours_are_read_and_written_back(text: str, written: str) -> None:
    assert format_hours(parse_hours(text)) == written


def test_spans_have_weekdays_and_times() -> None:
    assert parse_hours("tir 09.30-12 & 13-24") == (
        WeeklySpan(1, time(9, 30), time(12)),
        WeeklySpan(1, time(13), time(0)),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Åbningstiderne mangler."),
        (" , ;", "Åbningstiderne mangler."),
        ("man-fre", "“man-fre” kan ikke læses som en åbningstid."),
        ("9-15", "Skriv ugedagen foran “9-15”."),
        ("lukket", "Skriv ugedagen foran “lukket”."),
        ("man 15-9", "“man 15-9” slutter, før det begynder."),
        ("man 9-9", "“man 9-9” slutter, før det begynder."),
        ("man 0-0", "“man 0-0” slutter, før det begynder."),
        ("man 24-24", "“man 24-24” slutter, før det begynder."),
        ("man 24-9", "“man 24-9” slutter, før det begynder."),
        ("man 9-25", "Klokkeslættet i “man 9-25” findes ikke."),
        ("man 9.60-15", "Klokkeslættet i “man 9.60-15” findes ikke."),
        ("xyz 9-15", "“xyz 9-15” begynder ikke med en ugedag."),
        ("man 9-15-17", "“man 9-15-17” kan ikke læses som en åbningstid."),
        ("man 9-12 & frokost", "“man 9-12 & frokost” kan ikke læses som en åbningstid."),
        ("man 9-15, man 14-17", "Mandag har to tidsrum, der overlapper."),
        ("man-fre lukket", "Der er ingen åbningstider i “man-fre lukket”."),
        ("man ٩-١٥", "“man ٩-١٥” kan ikke læses som en åbningstid."),
        ("man 9-15\x00", "“man 9-15\x00” kan ikke læses som en åbningstid."),
        ("x" * 501, "Åbningstiderne er for lange."),
    ],
)
def test_mistakes_are_named_in_danish(text: str, sentence: str) -> None:
    with pytest.raises(HoursTextError) as error:
        parse_hours(text)
    assert str(error.value).startswith(sentence)


def test_a_mistake_says_what_to_write_instead() -> None:
    with pytest.raises(HoursTextError, match="Skriv for eksempel man-ons 09-15, tor 09-17, fre 09-13"):
        parse_hours("man")


def test_the_unreadable_piece_is_shortened() -> None:
    with pytest.raises(HoursTextError) as error:
        parse_hours("ø" * 400)
    assert len(str(error.value)) < 200


@given(st.text(max_size=60) | st.text("manfreogtil 0123456789-–.,;&:+/kl", max_size=40))
def test_any_text_is_hours_or_a_danish_sentence(text: str) -> None:
    message = ""
    try:
        spans = parse_hours(text)
    except HoursTextError as error:
        message = str(error)
    if message:
        assert message.endswith(".")
    else:
        assert parse_hours(format_hours(spans)) == spans


@given(
    st.dictionaries(
        st.integers(0, 6),
        st.sets(st.integers(0, 96), min_size=2, max_size=6).map(sorted),
        min_size=1,
    )
)
def test_whatever_is_written_is_read_back(days: dict[int, list[int]]) -> None:
    def clock(quarter: int) -> time:
        return time(quarter // 4 % 24, quarter % 4 * 15)

    spans = tuple(
        WeeklySpan(day, clock(ends[n]), clock(ends[n + 1]))
        for day, ends in sorted(days.items())
        for n in range(0, len(ends) - 1, 2)
    )
    assert parse_hours(format_hours(spans)) == spans


def test_only_the_spans_of_one_week_are_written() -> None:
    spans = [
        WeeklySpan(0, time(9), time(15), valid_to=date(2026, 3, 29)),
        WeeklySpan(0, time(10), time(14), valid_from=date(2026, 3, 30)),
    ]
    assert format_hours(spans, on=date(2026, 3, 25)) == "man 09-15"
    assert format_hours(spans, on=date(2026, 4, 1)) == "man 10-14"
    assert format_hours([]) == "lukket"
