"""The calendar strip: what is drawn, where, and what it says to those who cannot see it. No database."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcenters.calendar import OpeningCalendar, OpeningDayHours, Voice, due, local_instant
from jobcenters.hours_text import parse_hours
from orders.promises import promise
from orders.strip import Box, MarkKind, Strip, build_strip
from ui.danish import plain

HORSENS = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17, fre 09-13"))
ODDER = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17"))


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time())


def strip(code: str, received: str, opening: OpeningCalendar | None = HORSENS, **more) -> Strip:
    found = promise(code)
    deadline = due(found.unit, at(received), opening)
    return build_strip(deadline, opening, received_word=found.received_word, **more)


def number(percent: str) -> float:
    assert re.fullmatch(r"-?[0-9]+(\.[0-9]+)?%", percent), percent
    return float(percent[:-1])


def ends(boxes: tuple[Box, ...]) -> list[tuple[float, float]]:
    return [(number(box.x), number(box.x) + number(box.width)) for box in boxes]


def test_the_strip_of_the_design() -> None:
    found = strip("D2", "2026-03-27T09:20", ODDER, voice=Voice("Vi spurgte", "Odder"))
    assert found.form == "cells"
    assert [plain(label.text) for label in found.labels] == [
        "fre. 27.",
        "lør. 28.",
        "søn. 29.",
        "man. 30.",
        "tir. 31.",
    ]
    assert [(mark.kind, plain(mark.text), mark.anchor) for mark in found.marks] == [
        (MarkKind.RECEIVED, "Spurgt kl. 09.20", "start"),
        (MarkKind.STARTS, "Uret starter kl. 09.00", "end"),
        (MarkKind.DUE, "Frist kl. 09.00", "end"),
    ]
    received, starts, ends_at = (number(mark.x) for mark in found.marks)
    assert 0 < received < 20  # in Friday's cell
    # The clock runs in one piece from Monday's opening to Tuesday's, and both are where the doors open.
    ((run_from, run_to),) = ends(found.runs)
    assert (run_from, run_to) == (pytest.approx(starts), pytest.approx(ends_at, abs=0.02))
    assert [a for a, _ in ends(found.open)] == [pytest.approx(starts), pytest.approx(ends_at)]
    assert [item.text for item in found.legend] == ["Odder har åbent", "Lukket", "Uret tæller"]


def test_what_it_says_to_those_who_cannot_see_it() -> None:
    found = strip("D2", "2026-03-27T09:20", ODDER, voice=Voice("Vi spurgte", "Odder"))
    assert plain(found.title) == "Frist tirsdag 31. marts kl. 09.00"
    assert plain(found.desc) == (
        "Vi spurgte fredag 27. marts kl. 09.20, hvor Odder havde lukket, så de 24 timer løber "
        "fra mandag 30. marts kl. 09.00 til tirsdag 31. marts kl. 09.00. Fredag 27. marts: lukket. "
        "Lørdag 28. marts: lukket. Søndag 29. marts: lukket. Mandag 30. marts: åbent kl. 09.00–15.00. "
        "Tirsdag 31. marts: åbent kl. 09.00–15.00."
    )


def test_received_in_opening_hours_has_no_start_of_its_own() -> None:
    found = strip("D1", "2026-04-01T11:00")
    assert [mark.kind for mark in found.marks] == [MarkKind.RECEIVED, MarkKind.DUE]
    # The bar is broken over the days that do not count.
    assert len(found.runs) == 2
    assert [plain(label.text) for label in found.labels] == [
        "on 1.", "to 2.", "fr 3.", "lø 4.", "sø 5.", "ma 6.", "ti 7.",
    ]  # fmt: skip


def test_long_closed_stretches_become_one_cell() -> None:
    # Closed from Thursday 24 December until Monday 4 January.
    closed = HORSENS.with_closed(*(at(f"2026-12-{n}T12:00").date() for n in (28, 29, 30)))
    found = strip("D1", "2026-12-23T12:00", closed)
    assert [plain(label.text) for label in found.labels] == ["ons. 23.", "24.–3.", "man. 4."]
    assert "Torsdag 24. december til søndag 3. januar: lukket." in plain(found.desc)


def test_a_receipt_inside_a_closed_stretch_keeps_its_own_cell() -> None:
    closed = HORSENS.with_closed(*(at(f"2026-12-{n}T12:00").date() for n in (28, 29, 30)))
    found = strip("D1", "2026-12-24T12:00", closed)
    assert [plain(label.text) for label in found.labels] == ["tor. 24.", "25.–3.", "man. 4.", "tir. 5."]


def test_days_end_at_closing_time() -> None:
    found = strip("D4", "2026-03-25T09:40")
    assert plain(found.title) == "Frist mandag 30. marts, senest kl. 15.00"
    assert plain(found.marks[-1].text) == "Senest kl. 15.00"
    assert [item.text for item in found.legend][-1] == "Dage, der tæller"
    assert number(found.marks[-1].x) == pytest.approx(ends(found.runs)[-1][1], abs=0.02)


def test_days_without_a_calendar_are_drawn_whole() -> None:
    found = strip("D4", "2026-03-25T09:40", None)
    assert plain(found.title) == "Frist ved udgangen af mandag 30. marts"
    assert plain(found.marks[-1].text) == "Frist ved dagens slutning"


def test_many_days_become_ticks() -> None:
    found = strip("D5", "2026-05-08T10:00")
    assert found.form == "ticks"
    assert [plain(label.text) for label in found.labels] == ["man. 11.", "man. 18.", "man. 25."]
    assert [plain(mark.text) for mark in found.marks] == ["Modtaget 8. maj", "Frist 1. juni"]
    # 11-13, 15, 18-22, 26-29 May and 1 June: ascension, whitsun and weekends are left out.
    assert len(found.runs) == 5
    assert sum(b - a for a, b in ends(found.runs)) == pytest.approx(100 * 14 / 25, abs=0.1)


def test_very_many_days_have_few_shapes() -> None:
    deadline = due(OpeningDayHours(24 * 200), at("2026-01-05T10:00"), HORSENS)
    found = build_strip(deadline, HORSENS)
    assert found.edges == ()
    assert len(found.labels) <= 6


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from(["D1", "D2", "D3", "D4", "D5", "D6"]),
    st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.sampled_from([HORSENS, ODDER, OpeningCalendar.of(parse_hours("man-søn 00-24")), None]),
    st.booleans(),
)
def test_every_strip_can_be_drawn(code: str, received: datetime, opening, near: bool) -> None:
    unit = promise(code).unit
    if opening is None and isinstance(unit, OpeningDayHours):
        opening = HORSENS
    deadline = due(unit, received, opening)
    found = build_strip(deadline, opening, now=received if near else None)
    bands = sorted(ends(found.open) + ends(found.closed))
    assert bands[0][0] == 0
    assert bands[-1][1] == pytest.approx(100, abs=0.05)
    for (_, end), (begin, _) in pairwise(bands):
        assert begin == pytest.approx(end, abs=0.05)
    for box in (*found.open, *found.closed, *found.runs):
        assert number(box.width) > 0
    assert all(0 <= a < b <= 100.05 for a, b in ends(found.runs))
    assert found.runs
    marks = [number(mark.x) for mark in found.marks]
    assert marks == sorted(marks)
    assert all(0 <= x <= 100 for x in marks)
    baselines = [mark.baseline for mark in found.marks]
    assert len(set(baselines)) == len(baselines)
    assert max(mark.line_to for mark in found.marks) < found.height
    # Half of a phone's width holds about 27 characters of 13 px.
    assert all(len(mark.text) <= 27 for mark in found.marks)
    assert found.title
    assert found.desc
