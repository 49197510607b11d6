"""What holds for every deadline, and a walk through the minutes as a second opinion (T7, T13). No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from jobcenters.calendar import (
    NATIONAL,
    CalendarDays,
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    WeeklySpan,
    WorkingDays,
    due,
    local_date,
    start_of_day,
)
from tests.jobcenters import calendar_oracle
from ui.danish import COPENHAGEN

# Half of the draws lie around the hour that summer time takes and gives.
MINUTES = st.one_of(st.integers(0, 24 * 60), st.integers(60, 240))


@st.composite
def weekly_hours(draw: st.DrawFn) -> dict[int, list[tuple[int, int]]]:
    """{weekday: [(first minute, last minute)]} with up to three spans a day that neither overlap nor touch."""
    hours: dict[int, list[tuple[int, int]]] = {}
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        ends = sorted(draw(st.sets(MINUTES, min_size=2, max_size=6)))
        hours[weekday] = [(ends[n], ends[n + 1]) for n in range(0, len(ends) - 1, 2)]
    return hours


def calendar(
    hours: dict[int, list[tuple[int, int]]], closed: frozenset[date] = frozenset()
) -> OpeningCalendar:
    def clock(minute: int) -> time:
        return time(minute // 60 % 24, minute % 60)

    return OpeningCalendar.of(
        [WeeklySpan(day, clock(a), clock(b)) for day, spans in hours.items() for a, b in spans], closed
    )


INSTANTS = st.datetimes(datetime(2019, 1, 1), datetime(2035, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001
NEAR_DST = st.sampled_from([(2026, 3, 29), (2026, 10, 25), (2030, 3, 31), (2030, 10, 27)]).flatmap(
    lambda day: st.integers(-3 * 24 * 60, 2 * 24 * 60).map(
        lambda minutes: datetime(*day, tzinfo=UTC) + timedelta(minutes=minutes)
    )
)
MOMENTS = st.one_of(INSTANTS, NEAR_DST)
UNITS = st.one_of(
    st.integers(1, 24 * 6).map(OpeningDayHours),
    st.integers(1, 30).map(WorkingDays),
    st.integers(1, 60).map(CalendarDays),
)
CLOSED = st.sets(st.integers(-3, 20), max_size=6)


def closed_near(moment: datetime, offsets: set[int]) -> frozenset[date]:
    return frozenset(local_date(moment) + timedelta(days=n) for n in offsets)


@settings(max_examples=400, deadline=None)
@given(UNITS, weekly_hours(), MOMENTS, st.integers(0, 5 * 24 * 3600), CLOSED)
@example(
    OpeningDayHours(24),
    {n: [(0, 1440)] for n in range(7)},
    datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
    1500,
    set(),
)
@example(
    OpeningDayHours(24),
    {n: [(0, 1440)] for n in range(7)},
    datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
    1800,
    set(),
)
def test_what_comes_later_is_never_due_earlier(unit, hours, moment, later, closed) -> None:
    opening = calendar(hours, closed_near(moment, closed))
    first = due(unit, moment, opening)
    second = due(unit, moment + timedelta(seconds=later), opening)
    assert first.due_at <= second.due_at
    assert first.started_at <= second.started_at
    assert first.due_at > first.received_at


@settings(max_examples=400, deadline=None)
@given(UNITS, weekly_hours(), MOMENTS, CLOSED, st.integers(-2, 15))
def test_one_more_closed_day_never_makes_a_deadline_earlier(unit, hours, moment, closed, extra) -> None:
    before = calendar(hours, closed_near(moment, closed))
    day = local_date(moment) + timedelta(days=extra)
    after = before.with_closed(day)
    assert due(unit, moment, after).due_at >= due(unit, moment, before).due_at
    national = NATIONAL.with_closed(day, "mindedag")
    assert due(unit, moment, before, national).due_at >= due(unit, moment, before).due_at
    # A local closing day moves hours only (A4).
    if not isinstance(unit, OpeningDayHours):
        assert due(unit, moment, after).due_at == due(unit, moment, before).due_at


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1990, 1, 1), date(2098, 1, 1)), st.integers(1, 60), st.integers(1, 60))
def test_working_days_add_up(day: date, n: int, m: int) -> None:
    once = NATIONAL.shift(day, n + m)
    assert NATIONAL.shift(NATIONAL.shift(day, n), m) == once
    assert due(WorkingDays(n) + WorkingDays(m), start_of_day(day)).last_day == once
    assert due(WorkingDays(m), due(WorkingDays(n), start_of_day(day)).due_at).last_day == once
    assert NATIONAL.is_working_day(once)
    assert NATIONAL.working_days_between(day, once) == n + m
    if NATIONAL.is_working_day(day):
        assert NATIONAL.shift(once, -(n + m)) == day


@settings(max_examples=300, deadline=None)
@given(weekly_hours(), MOMENTS, st.integers(0, 60 * 24 * 10), CLOSED)
def test_opening_time_before_and_between_are_each_others_reverse(hours, moment, minutes, closed) -> None:
    opening = calendar(hours, closed_near(moment, closed))
    amount = timedelta(minutes=minutes)
    try:
        earlier = opening.before(moment, amount)
    except NoOpeningHoursError:
        assume(False)
        return
    assert earlier <= moment
    assert opening.open_time_between(earlier, moment) == amount
    assert opening.has_open_time(earlier, moment, amount)
    assert not opening.has_open_time(earlier, moment, amount + timedelta(seconds=1))


@settings(max_examples=300, deadline=None)
@given(weekly_hours(), MOMENTS, CLOSED)
def test_openings_and_closings_lie_where_they_should(hours, moment, closed) -> None:
    opening = calendar(hours, closed_near(moment, closed))
    following = opening.next_opening(moment)
    assert opening.is_open(following)
    assert opening.is_open(moment) == (following == moment)
    assert opening.open_time_between(moment, following) == timedelta(0)
    previous = opening.previous_closing(moment)
    assert previous <= moment
    assert not opening.is_open(previous) or opening.opens_on(local_date(previous)) == previous


# --- a walk through the minutes -----------------------------------------------------------------------------


def whole_minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@settings(max_examples=60, deadline=None)
@given(weekly_hours(), MOMENTS, st.integers(1, 3), CLOSED)
@example({n: [(150, 170)] for n in range(7)}, datetime(2026, 3, 28, 1, 35, tzinfo=UTC), 1, set())
@example({n: [(150, 170)] for n in range(7)}, datetime(2026, 10, 25, 1, 35, tzinfo=UTC), 1, set())
@example({n: [(150, 180)] for n in range(7)}, datetime(2026, 10, 25, 1, 15, tzinfo=UTC), 1, set())
@example({n: [(0, 1440)] for n in range(7)}, datetime(2026, 10, 25, 1, 15, tzinfo=UTC), 1, set())
def test_hours_agree_with_a_walk_through_the_minutes(hours, moment, days, closed) -> None:
    moment = whole_minute(moment)
    closed_days = closed_near(moment, closed)
    ours = due(OpeningDayHours(24 * days), moment, calendar(hours, closed_days))
    assert ours.due_at == calendar_oracle.due_in_24_hours(moment, days, hours, closed_days)


@settings(max_examples=40, deadline=None)
@given(MOMENTS, st.integers(1, 14))
def test_working_days_agree_with_a_walk_through_the_minutes(moment: datetime, days: int) -> None:
    moment = whole_minute(moment)
    assert due(WorkingDays(days), moment).due_at == calendar_oracle.due_in_days(moment, days, working=True)


@settings(max_examples=30, deadline=None)
@given(MOMENTS, st.integers(1, 21))
def test_calendar_days_agree_with_a_walk_through_the_minutes(moment: datetime, days: int) -> None:
    moment = whole_minute(moment)
    assert due(CalendarDays(days), moment).due_at == calendar_oracle.due_in_days(moment, days, working=False)


# --- the two nights, in quarters of an hour -----------------------------------------------------------------

ALWAYS = {n: [(0, 24 * 60)] for n in range(7)}
OFFICE = {n: [(9 * 60, 15 * 60)] for n in range(5)}
QUARTERS = [
    datetime(2026, month, day, 22, tzinfo=UTC) + timedelta(minutes=15 * n)
    for month, day in ((3, 27), (3, 28), (10, 23), (10, 24), (10, 25))
    for n in range(26 * 4)
]


@pytest.mark.parametrize("hours", [ALWAYS, OFFICE, {n: [(120, 165), (170, 540)] for n in range(7)}])
def test_every_quarter_of_the_summer_time_nights(hours) -> None:
    opening = calendar(hours)
    found = [due(OpeningDayHours(24), moment, opening) for moment in sorted(set(QUARTERS))]
    assert [d.due_at for d in found] == sorted(d.due_at for d in found)
    for deadline in found:
        assert deadline.due_at == calendar_oracle.due_in_24_hours(deadline.received_at, 1, hours, frozenset())


def test_the_repeated_hour_has_two_receipts_and_one_order() -> None:
    opening = calendar(ALWAYS)
    first = datetime(2026, 10, 25, 2, 15, tzinfo=COPENHAGEN)
    second = first.replace(fold=1)
    assert first == second  # Python thinks they are the same; they are an hour apart
    due_first, due_second = (
        due(OpeningDayHours(24), first, opening),
        due(OpeningDayHours(24), second, opening),
    )
    assert due_second.received_at - due_first.received_at == timedelta(hours=1)
    assert due_first.due_at.astimezone(COPENHAGEN).isoformat() == "2026-10-26T02:15:00+01:00"
    assert due_second.due_at.astimezone(COPENHAGEN).isoformat() == "2026-10-26T03:00:00+01:00"


def test_half_past_two_in_march_is_three_and_in_october_the_first() -> None:
    opening = calendar(ALWAYS)
    for received, expected in (
        (datetime(2026, 3, 28, 2, 30, tzinfo=COPENHAGEN), "2026-03-29T03:00:00+02:00"),
        (datetime(2026, 10, 24, 2, 30, tzinfo=COPENHAGEN), "2026-10-25T02:30:00+02:00"),
    ):
        found = due(OpeningDayHours(24), received, opening).due_at
        assert found.astimezone(COPENHAGEN).isoformat() == expected
