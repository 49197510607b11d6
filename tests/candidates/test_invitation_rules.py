"""Quiet hours and the end of a link, by the Danish clock."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candidates.invitation_rules import expires_at, is_open, not_before
from ui.danish import COPENHAGEN


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


@pytest.mark.parametrize(
    ("now", "leaves"),
    [
        ("2026-03-27T10:44", "2026-03-27T10:44"),
        ("2026-03-27T07:59", "2026-03-27T08:00"),
        ("2026-03-27T20:00", "2026-03-28T08:00"),
        # Saturday evening: Sunday is quiet, and the clocks went forward in between.
        ("2026-03-28T20:30", "2026-03-30T08:00"),
        ("2026-03-29T12:00", "2026-03-30T08:00"),
        # The night when the clocks go back.
        ("2026-10-24T23:30", "2026-10-26T08:00"),
    ],
)
def test_a_citizen_is_not_written_to_in_quiet_hours(now: str, leaves: str) -> None:
    assert not_before(at(now)) == at(leaves)


@given(minutes=st.integers(0, 2 * 366 * 24 * 60))
def test_mail_never_leaves_early_and_always_in_the_day(minutes: int) -> None:
    now = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC) + datetime.timedelta(minutes=minutes)
    leaves = not_before(now)
    there = leaves.astimezone(COPENHAGEN)
    assert leaves >= now
    assert there.weekday() != 6 and datetime.time(8) <= there.time() < datetime.time(20)
    assert leaves - now <= datetime.timedelta(hours=37)


def test_the_link_ends_with_the_last_day_to_apply() -> None:
    day = datetime.date(2026, 3, 27)
    assert is_open(day, at("2026-03-27T23:59")) and not is_open(day, at("2026-03-28T00:00"))
    assert expires_at(day) == at("2026-03-27T23:59:59")
