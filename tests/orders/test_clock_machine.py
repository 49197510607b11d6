"""A clock driven through random events and calendars against a walk through the minutes (T7, T8, T13). No database.

The oracle shares no arithmetic with the product: it knows weekends, Danish holidays and opening hours minute by minute
(`tests/jobcenters/calendar_oracle.py`), and walks.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from jobcenters.calendar import OpeningCalendar
from jobcenters.hours_text import parse_hours
from orders.clock import ClockError, ClockEvent, EventKind, read_clock
from orders.promises import promise
from tests.jobcenters import calendar_oracle as walk

MINUTE = timedelta(minutes=1)
MOST_WORKING_DAYS = 10
# Opening hours as text for the product and as minutes of the day for the oracle; Odder is closed on Fridays.
HOURS: dict[str, walk.Hours] = {
    "man-ons 09-15, tor 09-17, fre 09-13": {
        0: [(540, 900)],
        1: [(540, 900)],
        2: [(540, 900)],
        3: [(540, 1020)],
        4: [(540, 780)],
    },
    "man-ons 09-15, tor 09-17": {0: [(540, 900)], 1: [(540, 900)], 2: [(540, 900)], 3: [(540, 1020)]},
    "man-fre 08-12, man-fre 12.30-16": {day: [(480, 720), (750, 960)] for day in range(5)},
}
CALENDARS = {text: OpeningCalendar.of(parse_hours(text)) for text in HOURS}
DAYS = {"D3": 1, "D4": 3, "D5": 14, "D6": 21}


# --- the oracle ---------------------------------------------------------------------------------------------


def works(day: date) -> bool:
    return day.weekday() < 5 and not walk.is_holiday(day)


@lru_cache(maxsize=20_000)
def day_of_work(minute: datetime, text: str) -> date:
    """The working day that somebody at work now is working on: walk until one closes, or is over at midnight."""
    while True:
        there = minute.astimezone(walk.ZONE)
        spans = HOURS[text].get(there.weekday(), [])
        closed = bool(spans) and there.hour * 60 + there.minute >= max(last for _first, last in spans)
        if works(there.date()) and not closed:
            return there.date()
        minute += MINUTE


@lru_cache(maxsize=20_000)
def ends_by_itself(since: datetime, text: str, left: int) -> datetime:
    """Walk to the first minute of the working day in which what is `left` of the ten is used up."""
    day, passed, minute = day_of_work(since, text), 0, since
    while True:
        minute += MINUTE
        today = minute.astimezone(walk.ZONE).date()
        if today > day:
            day = today
            passed += works(today)
            if passed == left:
                return minute


@lru_cache(maxsize=20_000)
def waited(code: str, since: datetime, until: datetime, text: str) -> int:
    """How many days a pause gives: days of work that went by, or days of the calendar for a promise in those."""
    first, last = day_of_work(since, text), day_of_work(until, text)
    between = [first + timedelta(n + 1) for n in range((last - first).days)]
    return len(between) if code == "D6" else sum(works(day) for day in between)


@lru_cache(maxsize=20_000)
def due(code: str, received: datetime, more: int, text: str) -> datetime:
    if code == "D1":
        return walk.due_in_24_hours(received, 1, HOURS[text], frozenset())
    return walk.due_in_days(received, DAYS[code] + more, working=code != "D6")


# --- the machine --------------------------------------------------------------------------------------------

STEPS = st.one_of(st.integers(0, 120), st.integers(0, 4 * 24 * 60))
NEAR = st.sampled_from([(2026, 3, 27), (2026, 10, 23), (2026, 12, 22), (2026, 4, 1), (2026, 5, 12)]).flatmap(
    lambda day: st.integers(0, 4 * 24 * 60).map(lambda n: datetime(*day, tzinfo=UTC) + n * MINUTE)
)
ANY = st.integers(0, 500 * 24 * 60).map(lambda n: datetime(2026, 1, 2, tzinfo=UTC) + n * MINUTE)


class ClockMachine(RuleBasedStateMachine):
    """Every step is something that can happen to a clock; after each, product and oracle agree."""

    @initialize(
        code=st.sampled_from(["D1", "D3", "D4", "D4", "D5", "D6", "D6"]),
        received=st.one_of(ANY, NEAR),
        text=st.sampled_from(sorted(HOURS)),
    )
    def start(self, code: str, received: datetime, text: str) -> None:
        self.code, self.received, self.text = code, received, text
        self.now = received
        self.pauses: list[tuple[datetime, datetime | None]] = []
        self.stopped: datetime | None = None
        self.key = 1
        self.events = [ClockEvent(EventKind.START, received, promise(code), CALENDARS[text], key=1)]

    # --- what the oracle says

    def ended(self, number: int) -> datetime:
        since, until = self.pauses[number]
        latest = ends_by_itself(since, self.text, self.left(number))
        return min(until or self.stopped or latest, latest)

    def left(self, number: int | None = None) -> int:
        """How many working days a pause can take, after those before it (default: the next one)."""
        before = self.pauses[: len(self.pauses) if number is None else number]
        used = (waited("D4", since, self.ended(n), self.text) for n, (since, _until) in enumerate(before))
        return MOST_WORKING_DAYS - sum(used)

    @property
    def waiting(self) -> bool:
        if not self.pauses or self.stopped is not None:
            return False
        return self.pauses[-1][1] is None and self.now < self.ended(len(self.pauses) - 1)

    @property
    def due_at(self) -> datetime:
        more = sum(
            waited(self.code, since, self.ended(number), self.text)
            for number, (since, _until) in enumerate(self.pauses)
        )
        return due(self.code, self.received, more, self.text)

    # --- what happens

    def add(self, kind: EventKind, **fields: object) -> None:
        self.key += 1
        self.events.append(ClockEvent(kind, self.now, key=self.key, **fields))  # type: ignore[arg-type]

    @rule(minutes=STEPS)
    def time_passes(self, minutes: int) -> None:
        self.now += minutes * MINUTE

    @precondition(lambda self: self.stopped is None and not self.waiting and self.code in ("D4", "D5", "D6"))
    @rule()
    def pause(self) -> None:
        if self.now > self.due_at or not self.left():
            return
        if self.pauses and self.pauses[-1][1] is None:
            # It has ended by itself; the sweep, or whoever comes first, writes down when.
            at = self.ended(len(self.pauses) - 1)
            self.pauses[-1] = (self.pauses[-1][0], at)
            self.key += 1
            self.events.append(ClockEvent(EventKind.RESUME, at, key=self.key))
        self.add(EventKind.PAUSE)
        self.pauses.append((self.now, None))

    @precondition(lambda self: self.waiting)
    @rule()
    def resume(self) -> None:
        self.add(EventKind.RESUME)
        self.pauses[-1] = (self.pauses[-1][0], self.now)

    @precondition(lambda self: self.stopped is None)
    @rule(text=st.sampled_from(sorted(HOURS)), moves=st.booleans())
    def changes_hands(self, text: str, moves: bool) -> None:
        """With other opening hours it is counted in those from the receipt; a mere change of owner moves nothing."""
        if not moves or self.pauses:
            self.add(EventKind.RETARGET)
            return
        self.add(EventKind.RETARGET, opening=CALENDARS[text])
        self.text = text

    @precondition(lambda self: self.stopped is None)
    @rule()
    def stop(self) -> None:
        self.add(EventKind.STOP)
        self.stopped = self.now

    @precondition(lambda self: self.stopped is not None)
    @rule(share=st.floats(0, 1))
    def was_earlier(self, share: float) -> None:
        """The stop is corrected to between the event before it and now; the pause that it ended is shorter then."""
        stop = next(event for event in self.events if event.kind is EventKind.STOP)
        before = max(e.at for e in self.events if e.kind not in (EventKind.STOP, EventKind.CORRECT))
        at = before + int((self.now - before) / MINUTE * share) * MINUTE
        self.key += 1
        self.events.append(ClockEvent(EventKind.CORRECT, at, key=self.key, corrects=stop.key))
        self.stopped = at

    @precondition(lambda self: self.stopped is not None)
    @rule(kind=st.sampled_from([EventKind.PAUSE, EventKind.RESUME, EventKind.RETARGET, EventKind.STOP]))
    def nothing_follows_a_stop(self, kind: EventKind) -> None:
        with pytest.raises(ClockError):
            read_clock([*self.events, ClockEvent(kind, self.now + MINUTE, key=self.key + 1)])

    # --- and after each step

    @invariant()
    def they_agree(self) -> None:
        reading = read_clock(self.events)
        assert reading.due_at == self.due_at
        assert reading.is_paused(self.now) == self.waiting
        assert reading.stopped_at == self.stopped
        assert reading.pause_left == self.left() >= 0
        late = max((self.stopped or self.now) - self.due_at, timedelta(0))
        assert reading.overrun(self.now) == late
        assert reading.kept == (None if self.stopped is None else self.stopped <= self.due_at)

    @invariant()
    def the_order_of_storage_is_no_matter(self) -> None:
        assert read_clock(reversed(self.events)) == read_clock(self.events)


TestClockMachine = ClockMachine.TestCase
TestClockMachine.settings = settings(max_examples=40, stateful_step_count=15, deadline=None)
