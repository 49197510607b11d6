"""A clock read from its events: due, pauses, status, warning, second level, and when mails may leave. No
database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from jobcenters.calendar import OpeningCalendar, OpeningDayHours, WorkingDays, local_instant
from jobcenters.hours_text import parse_hours
from orders.clock import (
    ClockError,
    ClockEvent,
    EventKind,
    Reading,
    read_clock,
    resumes_by_itself_at,
    warn_at,
)
from orders.promises import promise, with_override
from orders.status import Status, status_of
from ui.danish import COPENHAGEN

HORSENS = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17, fre 09-13"))
ODDER = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17"))
START, PAUSE, RESUME, RETARGET, STOP, CANCEL, CORRECT = EventKind


def status(reading: Reading, now: datetime) -> Status:
    """The status of a clock at `now` (aware)."""
    return status_of(
        now=now,
        due_at=reading.due_at,
        counts_from=reading.deadline.started_at,
        in_days=reading.deadline.in_days,
        opening=reading.opening,
        paused=reading.is_paused(now),
        stopped_at=reading.stopped_at,
    )


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time())


def local(instant: datetime) -> str:
    return instant.astimezone(COPENHAGEN).isoformat()[:19]


def started(code: str, when: str, opening: OpeningCalendar = HORSENS) -> ClockEvent:
    return ClockEvent(START, at(when), promise(code), opening)


def reading(*events: ClockEvent | tuple[EventKind, str]):
    return read_clock(e if isinstance(e, ClockEvent) else ClockEvent(e[0], at(e[1])) for e in events)


# --- due and pauses -----------------------------------------------------------------------------------------


def test_a_running_clock_is_due_when_the_calendar_says() -> None:
    assert local(reading(started("D1", "2026-03-27T12:30")).due_at) == "2026-03-30T12:30:00"


@pytest.mark.parametrize(
    ("pause", "resume", "due_day"),
    [
        # Without a pause: three working days from Monday 2 March 2026 end on Thursday 5 March.
        ("2026-03-03T10:00", "2026-03-03T14:00", "2026-03-05"),
        ("2026-03-03T15:00", "2026-03-04T09:00", "2026-03-05"),  # closing to next opening: nothing
        ("2026-03-03T10:00", "2026-03-04T10:00", "2026-03-06"),
        ("2026-03-03T10:00", "2026-03-04T16:00", "2026-03-09"),  # resumed after closing: both days are gone
        ("2026-03-03T10:00", "2026-03-09T10:00", "2026-03-11"),
        (
            "2026-03-05T16:30",
            "2026-03-09T08:00",
            "2026-03-09",
        ),  # Thursday before closing to Monday: Fri and Mon
        ("2026-03-05T17:30", "2026-03-09T08:00", "2026-03-06"),  # Thursday after closing is Friday
        ("2026-03-03T10:00", "2026-12-01T10:00", "2026-03-19"),  # never more than ten working days
    ],
)
def test_a_pause_moves_the_deadline_by_the_working_days_it_took(
    pause: str, resume: str, due_day: str
) -> None:
    found = reading(started("D4", "2026-03-02T10:00"), (PAUSE, pause), (RESUME, resume))
    assert found.deadline.last_day.isoformat() == due_day


def test_pauses_add_up() -> None:
    found = reading(
        started("D4", "2026-03-02T10:00"),
        (PAUSE, "2026-03-03T10:00"),
        (RESUME, "2026-03-04T10:00"),
        (PAUSE, "2026-03-05T10:00"),
        (RESUME, "2026-03-06T10:00"),
    )
    assert (found.deadline.last_day, found.deadline.paused) == (date(2026, 3, 9), 2)


def test_calendar_days_are_paused_by_calendar_days() -> None:
    found = reading(
        started("D6", "2026-07-02T10:00"), (PAUSE, "2026-07-03T10:00"), (RESUME, "2026-07-06T10:00")
    )
    assert found.deadline.last_day == date(2026, 7, 26)


def test_hours_by_agreement_are_paused_by_time_on_opening_days() -> None:
    agreed = with_override(promise("D4"), unit=OpeningDayHours(48), source="aftalen")
    start = ClockEvent(START, at("2026-03-02T10:00"), agreed, HORSENS)
    untouched = reading(start, (PAUSE, "2026-03-02T15:00"), (RESUME, "2026-03-03T09:00"))
    # The night counts on the clock, so from closing to opening the pause stands for nothing.
    assert local(untouched.due_at) == "2026-03-04T10:00:00"
    moved = reading(start, (PAUSE, "2026-03-02T11:00"), (RESUME, "2026-03-03T12:00"))
    assert local(moved.due_at) == "2026-03-05T11:00:00"


def test_a_pause_after_the_deadline_does_not_undo_the_breach() -> None:
    events = [started("D4", "2026-03-02T10:00"), (PAUSE, "2026-03-06T09:00")]
    found = reading(*events, (RESUME, "2026-03-10T09:00"))
    assert found.deadline.last_day == date(2026, 3, 5)
    assert status(reading(*events), at("2026-03-06T10:00")) is Status.OVERSKREDET


def test_an_open_pause_ends_by_itself_after_ten_working_days() -> None:
    # Asked Wednesday 25 March; Easter lies between: the tenth working day is Monday 13 April.
    found = reading(started("D4", "2026-03-24T09:00"), (PAUSE, "2026-03-25T10:00"))
    assert local(found.paused_until) == "2026-04-13T00:00:00"
    assert local(resumes_by_itself_at(at("2026-03-25T10:00"), HORSENS)) == "2026-04-13T00:00:00"
    assert found.deadline.paused == 10
    assert status(found, at("2026-04-12T12:00")) is Status.AFVENTER
    assert found.is_paused(at("2026-04-12T23:59"))
    assert not found.is_paused(at("2026-04-13T00:00"))
    assert status(found, at("2026-04-13T09:30")) is Status.I_TIDE


def test_a_local_closing_day_in_a_pause_changes_nothing() -> None:
    events = [(PAUSE, "2026-03-03T10:00"), (RESUME, "2026-03-05T10:00")]
    closed = HORSENS.with_closed(date(2026, 3, 4))
    plainly = reading(started("D4", "2026-03-02T10:00"), *events)
    assert reading(started("D4", "2026-03-02T10:00", closed), *events).due_at == plainly.due_at


@pytest.mark.parametrize("code", ["D1", "D2", "D3"])
def test_the_short_promises_never_pause(code: str) -> None:
    with pytest.raises(ClockError, match="never pauses"):
        reading(started(code, "2026-03-02T10:00"), (PAUSE, "2026-03-02T11:00"))


def test_a_new_tovholder_neither_gives_nor_takes_time() -> None:
    events = [(PAUSE, "2026-03-03T10:00"), (RESUME, "2026-03-05T10:00")]
    plainly = reading(started("D4", "2026-03-02T10:00"), *events)
    moved = ClockEvent(RETARGET, at("2026-03-04T12:00"), opening=ODDER)
    assert reading(started("D4", "2026-03-02T10:00"), *events, moved).due_at == plainly.due_at


def test_another_promise_is_counted_from_the_first_start() -> None:
    longer = with_override(promise("D4"), unit=WorkingDays(5), source="aftalen")
    found = reading(
        started("D4", "2026-03-02T10:00"), ClockEvent(RETARGET, at("2026-03-04T12:00"), promise=longer)
    )
    assert found.deadline.last_day == date(2026, 3, 9)


def test_a_request_handed_on_follows_the_new_owners_hours() -> None:
    moved = ClockEvent(RETARGET, at("2026-03-26T13:00"), opening=ODDER)
    # Friday is no opening day in Odder.
    assert local(reading(started("D2", "2026-03-26T12:30"), moved).due_at) == "2026-03-30T12:30:00"


def test_what_is_settled_before_the_promise_begins_is_kept() -> None:
    """A7: training may be agreed before the first working day; the case may change hands before it too."""
    found = reading(
        started("D6", "2026-12-14T00:00"), (RETARGET, "2026-11-25T09:00"), (STOP, "2026-11-29T10:00")
    )
    assert (found.kept, found.stopped_at) == (True, at("2026-11-29T10:00").astimezone(UTC))
    assert found.deadline.last_day == date(2027, 1, 4)
    assert found.overrun(at("2027-02-01T10:00")) == timedelta(0)
    # The act is found to have happened later, but still in time; or too late after all.
    for really, kept in (("2026-12-20T10:00", True), ("2027-01-05T10:00", False)):
        stop = ClockEvent(STOP, at("2026-11-29T10:00"), key=2)
        put_right = ClockEvent(CORRECT, at(really), key=3, corrects=2)
        assert reading(started("D6", "2026-12-14T00:00"), stop, put_right).kept is kept


@pytest.mark.parametrize(
    "events",
    [
        [],
        [("D4",), (PAUSE, "2026-03-01T11:00")],
        [("D4",), (STOP, "2026-03-01T11:00"), (RETARGET, "2026-03-01T12:00")],
        [(PAUSE, "2026-03-02T10:00")],
        [(START, "2026-03-02T10:00")],
        [("D4",), (START, "2026-03-02T11:00")],
        [("D4",), (RESUME, "2026-03-02T11:00")],
        [("D4",), (PAUSE, "2026-03-02T11:00"), (PAUSE, "2026-03-02T12:00")],
        [("D4",), (STOP, "2026-03-02T11:00"), (PAUSE, "2026-03-02T12:00")],
        [("D4",), (CANCEL, "2026-03-02T11:00"), (STOP, "2026-03-02T12:00")],
    ],
)
def test_events_that_cannot_have_happened(events) -> None:
    with pytest.raises(ClockError):
        reading(*(started(e[0], "2026-03-02T10:00") if len(e) == 1 else e for e in events))


# --- stopping -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stop", "kept", "word"),
    [
        ("2026-03-30T12:30", True, Status.HOLDT),
        ("2026-03-30T12:30:01", False, Status.IKKE_HOLDT),
    ],
)
def test_a_stopped_clock_is_frozen(stop: str, kept: bool, word: Status) -> None:
    found = reading(started("D1", "2026-03-27T12:30"), (STOP, stop))
    assert found.kept is kept
    overrun = timedelta(0) if kept else timedelta(seconds=1)
    for later in ("2026-03-30T13:00", "2027-01-01T00:00"):
        assert found.overrun(at(later)) == overrun
        assert status(found, at(later)) is word


def test_a_running_clock_overruns_by_time_that_passes() -> None:
    found = reading(started("D1", "2026-03-26T10:15"))
    assert found.overrun(at("2026-03-27T10:44")) == timedelta(minutes=29)
    assert found.overrun(at("2026-03-27T10:00")) == timedelta(0)
    assert found.kept is None


def test_a_cancelled_clock_was_neither_kept_nor_broken() -> None:
    found = reading(started("D1", "2026-03-26T10:15"), (CANCEL, "2026-04-26T10:15"))
    assert found.kept is None


def test_a_stop_during_a_pause_counts_the_pause() -> None:
    found = reading(
        started("D4", "2026-03-02T10:00"), (PAUSE, "2026-03-03T10:00"), (STOP, "2026-03-06T10:00")
    )
    assert found.kept is True
    assert not found.is_paused(at("2026-03-06T11:00"))


# --- the word beside the clock ------------------------------------------------------------------------------

SCENE = "2026-03-27T10:44"  # Friday; Horsens closes 13.00, Odder is closed


@pytest.mark.parametrize(
    ("code", "received", "opening", "now", "word"),
    [
        ("D2", "2026-03-26T10:15", HORSENS, SCENE, Status.OVERSKREDET),
        ("D1", "2026-03-26T11:10", HORSENS, SCENE, Status.HASTER),
        ("D1", "2026-03-26T12:20", HORSENS, SCENE, Status.HASTER),
        ("D3", "2026-03-26T12:20", HORSENS, SCENE, Status.I_TIDE),  # shown as 13.00, two hours and a bit away
        ("D2", "2026-03-27T09:35", HORSENS, SCENE, Status.I_TIDE),
        ("D2", "2026-03-27T09:20", ODDER, SCENE, Status.LUKKET_NU),  # counts from Monday
        ("D2", "2026-03-26T12:30", ODDER, SCENE, Status.LUKKET_NU),  # counts, but nobody is there
        ("D2", "2026-03-26T09:30", ODDER, SCENE, Status.HASTER),  # half an hour left on Monday
        ("D3", "2026-03-26T12:20", HORSENS, "2026-03-27T11:01", Status.HASTER),
        (
            "D3",
            "2026-03-26T12:20",
            HORSENS,
            "2026-03-27T18:00",
            Status.HASTER,
        ),  # closed, but not midnight yet
        ("D3", "2026-03-26T12:20", HORSENS, "2026-03-27T23:59:59", Status.HASTER),
        ("D3", "2026-03-26T12:20", HORSENS, "2026-03-28T00:00", Status.OVERSKREDET),
        ("D5", "2026-03-26T12:20", HORSENS, "2026-03-27T22:00", Status.I_TIDE),  # an evening changes nothing
    ],
)
def test_the_word_beside_the_clock(code: str, received: str, opening, now: str, word: Status) -> None:
    assert status(reading(started(code, received, opening)), at(now)) is word


def test_the_border_of_haster_is_two_opening_hours() -> None:
    found = reading(started("D1", "2026-03-25T12:00"))  # due Thursday 12.00
    assert status(found, at("2026-03-26T10:00")) is Status.I_TIDE
    assert status(found, at("2026-03-26T10:01")) is Status.HASTER


def test_an_office_open_one_hour_a_day_is_closed_before_it_is_urgent() -> None:
    opening = OpeningCalendar.of(parse_hours("man-fre 10-11"))
    # Received on Saturday, due Tuesday at 10: only one opening hour lies between, but it has not begun.
    found = reading(started("D1", "2026-03-21T12:00", opening))
    assert status(found, at("2026-03-22T12:00")) is Status.LUKKET_NU
    assert status(found, at("2026-03-23T10:00")) is Status.HASTER
    # Two opening hours before would be the week before it came in.
    assert warn_at(found.deadline, opening) == at("2026-03-23T10:00")


def test_status_without_a_calendar_falls_back_to_the_clock() -> None:
    found = reading(ClockEvent(START, at("2026-03-26T12:20"), promise("D3")))
    assert status(found, at("2026-03-27T21:00")) is Status.I_TIDE
    assert status(found, at("2026-03-27T22:30")) is Status.HASTER


def test_every_status_has_a_danish_word() -> None:
    assert [word.text for word in Status] == [
        "I tide",
        "Haster",
        "Overskredet",
        "Afventer virksomheden",
        "Lukket nu",
        "Holdt",
        "Ikke holdt",
    ]
