"""The table of promises: what it says, and what may change it. No database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobcenters.calendar import CalendarDays, OpeningDayHours, WorkingDays
from orders.promises import (
    ANSWERS,
    DELIVERED,
    HUMAN_TOWARDS_COMPANY,
    PROMISES,
    TRAINING,
    Act,
    CalendarKind,
    Override,
    Party,
    PromiseCode,
    promise,
    promises_under,
    strict_due_at,
    with_override,
)


@pytest.mark.parametrize(
    ("code", "unit", "calendar", "owed_by", "pausable", "source"),
    [
        ("D1", OpeningDayHours(24), CalendarKind.OWNER_OPENING, Party.RECEIVING_JOBCENTER, False, "[003]"),
        ("D2", OpeningDayHours(24), CalendarKind.OWNER_OPENING, Party.ASKED_JOBCENTER, False, "[003]"),
        ("D3", WorkingDays(1), CalendarKind.NATIONAL, Party.TOVHOLDER, False, "[001]"),
        ("D4", WorkingDays(3), CalendarKind.NATIONAL, Party.TOVHOLDER, True, "[001]"),
        ("D5", WorkingDays(14), CalendarKind.NATIONAL, Party.TOVHOLDER, True, "[001]"),
        ("D6", CalendarDays(21), CalendarKind.CALENDAR, Party.TOVHOLDER, True, "[001]"),
    ],
)
def test_the_table_of_the_requirements(code, unit, calendar, owed_by, pausable, source) -> None:
    found = promise(code)
    assert (found.unit, found.calendar, found.owed_by, found.pausable) == (unit, calendar, owed_by, pausable)
    assert found.source.startswith(source)
    assert found.title_text
    assert found.short_text
    assert found.received_text


def test_there_are_exactly_six_and_nobody_can_add_one() -> None:
    assert list(PROMISES) == list(PromiseCode)
    with pytest.raises(TypeError):
        PROMISES["D7"] = promise("D1")  # type: ignore[index]


STOPS = {
    "D1": HUMAN_TOWARDS_COMPANY,
    "D2": ANSWERS,
    "D3": HUMAN_TOWARDS_COMPANY,
    "D4": DELIVERED,
    "D5": DELIVERED,
    "D6": TRAINING,
}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("code", list(PromiseCode))
def test_what_stops_what(code: PromiseCode, act: Act) -> None:
    assert promise(code).is_stopped_by(act) == (act in STOPS[code])


@pytest.mark.parametrize(
    "act",
    [
        Act.AUTO_RECEIPT,
        Act.SYSTEM_MAIL,
        Act.INTERNAL_NOTE,
        Act.ASSIGNED,
        Act.OPENED,
        Act.SEARCHED,
        Act.ALTERNATIVE_OFFERED,
    ],
)
def test_no_robot_and_no_internal_act_stops_a_clock(act: Act) -> None:
    assert not any(found.is_stopped_by(act) for found in PROMISES.values())


def test_an_override_changes_length_and_unit_and_nothing_else() -> None:
    base = promise("D4")
    changed = with_override(base, unit=OpeningDayHours(48), source="Spilleregler for Østjylland § 3")
    assert changed.unit == OpeningDayHours(48)
    assert changed.calendar is CalendarKind.OWNER_OPENING
    assert (changed.code, changed.stops, changed.pausable) == (base.code, base.stops, base.pausable)
    assert changed.overridden_by == "Spilleregler for Østjylland § 3"
    assert base == promise("D4")


def test_an_override_needs_a_source() -> None:
    with pytest.raises(ValueError, match="where it comes from"):
        with_override(promise("D4"), unit=WorkingDays(5), source=" ")


def test_the_agreement_wins_over_the_network() -> None:
    table = promises_under(
        [
            Override(PromiseCode.D3, WorkingDays(2), "netværket"),
            Override(PromiseCode.D3, WorkingDays(4), "aftalen"),
        ]
    )
    assert (table[PromiseCode.D3].unit, table[PromiseCode.D3].overridden_by) == (WorkingDays(4), "aftalen")
    assert table[PromiseCode.D4] is PROMISES[PromiseCode.D4]


@pytest.mark.parametrize("code", ["D7", "", "d1", "D1 "])
def test_an_unknown_promise_is_named_in_danish(code: str) -> None:
    with pytest.raises(KeyError, match="Vælg et af D1, D2, D3, D4, D5, D6"):
        promise(code)


def test_the_strict_figure_is_24_hours_by_the_stopwatch() -> None:
    received = datetime(2026, 3, 28, 11, 30, tzinfo=UTC)
    assert strict_due_at(received) - received == timedelta(hours=24)
