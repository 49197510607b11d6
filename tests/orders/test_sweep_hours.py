"""No mail of the ladder leaves outside its recipient's opening hours, in a year of random instants (T6, T7)."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobcenters.calendar import OpeningCalendar, WeeklySpan
from orders.calendars import OFFICE_HOURS
from orders.sweep.directory import Directory
from tests.helpers.sweeping import at

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
HOUSE = 1

instants = st.integers(0, 365 * 24 * 60).map(lambda minutes: YEAR + timedelta(minutes=minutes))


@st.composite
def calendars(draw: st.DrawFn) -> OpeningCalendar:
    """One or two spans on some weekdays; perhaps none at all."""
    spans = []
    for weekday in draw(st.sets(st.integers(0, 6))):
        first, second, third, fourth = sorted(
            draw(st.lists(st.integers(0, 23), min_size=4, max_size=4, unique=True))
        )
        spans.append(WeeklySpan(weekday, time(first), time(second)))
        if draw(st.booleans()):
            spans.append(WeeklySpan(weekday, time(third, 30), time(fourth, 45)))
    return OpeningCalendar.of(spans)


class OneHouse(Directory):
    """A directory of one organisation, without a database."""

    def __init__(self, now: datetime, calendar: OpeningCalendar) -> None:
        self.calendar = calendar
        super().__init__(now)

    def _load(self) -> None:
        self._calendars = {HOUSE: self.calendar}


@settings(deadline=None)
@given(instants, calendars())
@example(at(29, "01.30"), OFFICE_HOURS)  # the night when clocks go forward
@example(at(25, "02.30", month=10), OFFICE_HOURS)  # and the one when they go back
@example(at(24, "12.00", month=12), OFFICE_HOURS)
def test_a_mail_leaves_at_the_first_open_instant(now: datetime, calendar: OpeningCalendar) -> None:
    opens_at = OneHouse(now, calendar).opens_at(HOUSE)
    hours = calendar if calendar.spans else OFFICE_HOURS
    assert opens_at >= now
    assert hours.is_open(opens_at)
    assert opens_at == now or not hours.has_open_time(now, opens_at, timedelta(microseconds=1))


@settings(deadline=None)
@given(instants, st.integers(0, 7 * 24 * 60), calendars())
@example(at(27, "12.30"), 24 * 60, OFFICE_HOURS)
def test_a_warning_leaves_while_it_is_one_or_not_at_all(
    now: datetime, minutes: int, calendar: OpeningCalendar
) -> None:
    due_at = now + timedelta(minutes=minutes)
    house = OneHouse(now, calendar)
    warned = house.warning_at(HOUSE, due_at)
    hours = calendar if calendar.spans else OFFICE_HOURS
    if warned is None:
        assert not hours.has_open_time(now, due_at, timedelta(microseconds=1))
    else:
        assert now <= warned <= due_at
        assert hours.is_open(warned)
