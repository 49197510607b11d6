"""When the owner of a clock is warned, when the second level comes, and when mails may leave. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobcenters.calendar import WorkingDays, due
from orders.clock import (
    SOON,
    notify_at,
    warn_at,
    warning_notify_at,
)
from orders.ladder import days_after
from orders.promises import promise
from orders.status import Status, status_of
from tests.orders.test_promises_clock import HORSENS, ODDER, at, local, reading, started


@pytest.mark.parametrize(
    ("code", "received", "warned"),
    [
        ("D1", "2026-03-25T12:00", "2026-03-26T10:00:00"),
        ("D1", "2026-03-27T09:30", "2026-03-27T11:30:00"),  # due Monday 09.30: told before Friday's closing
        ("D1", "2026-03-27T16:30", "2026-03-30T13:00:00"),  # due Tuesday at opening
        ("D4", "2026-03-25T09:40", "2026-03-30T09:00:00"),  # days: when the last day opens
        ("D6", "2026-07-04T00:00", "2026-07-24T09:00:00"),  # a Saturday is warned of on Friday
    ],
)
def test_when_the_owner_is_warned(code: str, received: str, warned: str) -> None:
    assert local(warn_at(reading(started(code, received)).deadline, HORSENS)) == warned


def test_a_warning_is_never_before_the_receipt() -> None:
    closed = HORSENS.with_closed(date(2026, 3, 30))
    found = due(WorkingDays(1), at("2026-03-27T11:00"))
    assert warn_at(found, closed) == at("2026-03-27T11:00")
    assert local(warn_at(found, None)) == "2026-03-30T00:00:00"


@pytest.mark.parametrize(
    ("due_at", "second"),
    [
        ("2026-03-30T12:30", "2026-03-31T12:30:00"),
        ("2026-03-27T23:59:59", "2026-03-31T09:00:00"),
        ("2026-04-01T12:00", "2026-04-07T12:00:00"),
    ],
)
def test_the_second_level_is_one_opening_day_later(due_at: str, second: str) -> None:
    assert local(days_after(at(due_at), 1, HORSENS)) == second


def test_mails_wait_for_the_recipients_opening() -> None:
    assert notify_at(at("2026-03-27T12:30"), HORSENS) == at("2026-03-27T12:30")
    assert notify_at(at("2026-03-27T12:30"), ODDER) == at("2026-03-30T09:00")


@pytest.mark.parametrize(
    ("instant", "due_at", "sent"),
    [
        ("2026-03-27T11:30", "2026-03-30T09:30", "2026-03-27T11:30"),
        ("2026-03-28T11:30", "2026-03-30T09:30", "2026-03-27T12:30"),  # Monday would leave half an hour
        ("2026-03-28T11:30", "2026-03-30T10:00", "2026-03-30T09:00"),  # Monday leaves an hour
    ],
)
def test_a_warning_leaves_while_there_is_time_to_act(instant: str, due_at: str, sent: str) -> None:
    assert warning_notify_at(at(instant), at(due_at), HORSENS) == at(sent)


CODES = st.sampled_from(["D1", "D2", "D3", "D4", "D5", "D6"])
YEAR = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@settings(max_examples=300, deadline=None)
@given(CODES, YEAR, st.sampled_from([HORSENS, ODDER]))
def test_for_a_year_of_clocks_nobody_is_told_outside_opening_hours(
    code: str, received: datetime, opening
) -> None:
    deadline = due(promise(code).unit, received, opening)
    warning = warn_at(deadline, opening)
    if opening.has_open_time(received, deadline.due_at, timedelta(seconds=1)):
        assert opening.is_open(warning)
    else:
        # Odder is closed on Fridays: one working day from Thursday evening leaves no opening hour at all.
        assert warning == received
    assert received <= warning <= deadline.due_at
    if not deadline.in_days:
        before = opening.before(deadline.due_at, SOON)
        assert warning == max(before, deadline.started_at)
    second = days_after(deadline.due_at, 1, opening)
    assert second > deadline.due_at
    for instant in (deadline.due_at, second):
        assert opening.is_open(notify_at(instant, opening))


@settings(max_examples=200, deadline=None)
@given(CODES, YEAR, st.integers(0, 60 * 24 * 40))
def test_the_word_changes_where_the_ladder_fires(code: str, received: datetime, later: int) -> None:
    deadline = due(promise(code).unit, received, HORSENS)
    now = received + timedelta(minutes=later)
    word = status_of(
        now=now,
        due_at=deadline.due_at,
        counts_from=deadline.started_at,
        in_days=deadline.in_days,
        opening=HORSENS,
    )
    assert (word is Status.OVERSKREDET) == (now > deadline.due_at)
    if not deadline.in_days and warn_at(deadline, HORSENS) < now <= deadline.due_at:
        assert word is Status.HASTER
    if word is Status.I_TIDE:
        assert HORSENS.open_time_between(now, deadline.due_at) >= SOON
