"""The examples X1-X13 of the requirements, and the borders of the working calendar. No database."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from jobcenters.calendar import (
    NATIONAL,
    NATIONAL_LAW_ONLY,
    CalendarDays,
    CalendarRangeError,
    Deadline,
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    ShownAs,
    StepKind,
    Voice,
    WeeklySpan,
    WorkingDays,
    due,
    local_instant,
    shown_due,
    unit_from_data,
    why,
)
from jobcenters.calendar.wording import shown_words, skipped_days
from jobcenters.hours_text import parse_hours
from orders.promises import promise
from ui.danish import COPENHAGEN, plain

OPENING = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17, fre 09-13"))


def at(text: str) -> datetime:
    """Danish local time as an instant."""
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time())


def deadline(code: str, received: str, opening: OpeningCalendar = OPENING, national=NATIONAL) -> Deadline:
    return due(promise(code).unit, at(received), opening, national)


def local(instant: datetime) -> str:
    return instant.astimezone(COPENHAGEN).isoformat()


# --- X1-X13 -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "received", "expected"),
    [
        pytest.param("D1", "2026-04-01T11:00", "2026-04-07T11:00:00+02:00", id="X1-easter-skipped"),
        pytest.param("D1", "2026-03-27T12:30", "2026-03-30T12:30:00+02:00", id="X2-summer-time-begins"),
        pytest.param("D1", "2026-03-27T16:30", "2026-03-31T09:00:00+02:00", id="X3-received-while-closed"),
        pytest.param("D1", "2026-10-23T12:30", "2026-10-26T12:30:00+01:00", id="X4-summer-time-ends"),
        pytest.param("D3", "2026-04-01T23:10", "2026-04-07T23:59:59+02:00", id="X5-late-evening"),
        pytest.param("D3", "2026-03-21T12:00", "2026-03-23T23:59:59+01:00", id="X6-weekend-receipt"),
        pytest.param("D4", "2026-04-01T09:00", "2026-04-09T23:59:59+02:00", id="X7-three-working-days"),
        pytest.param("D5", "2026-05-08T09:00", "2026-06-01T23:59:59+02:00", id="X8-ascension-and-whitsun"),
        pytest.param("D5", "2026-12-10T09:00", "2027-01-05T23:59:59+01:00", id="X9-christmas"),
        pytest.param("D6", "2026-07-02T00:00", "2026-07-23T23:59:59+02:00", id="X10-calendar-days"),
        pytest.param("D6", "2026-07-04T00:00", "2026-07-25T23:59:59+02:00", id="X11-never-rolled"),
        pytest.param("D3", "2026-06-04T09:00", "2026-06-08T23:59:59+02:00", id="X12-grundlovsdag"),
        pytest.param("D3", "2026-04-30T09:00", "2026-05-01T23:59:59+02:00", id="X13-bededag-abolished"),
        pytest.param("D3", "2023-05-04T09:00", "2023-05-08T23:59:59+02:00", id="X13-bededag-in-2023"),
    ],
)
def test_examples_of_the_requirements(code: str, received: str, expected: str) -> None:
    found = deadline(code, received).due_at
    assert found.tzinfo is UTC
    assert local(found) == expected


def test_x2_and_x4_take_71_and_73_hours_by_the_stopwatch() -> None:
    for received, hours in (("2026-03-27T12:30", 71), ("2026-10-23T12:30", 73)):
        found = deadline("D1", received)
        assert found.due_at - found.received_at == timedelta(hours=hours)


def test_x9_and_x12_under_a_calendar_of_public_holidays_alone() -> None:
    assert deadline("D5", "2026-12-10T09:00", national=NATIONAL_LAW_ONLY).last_day == date(2026, 12, 31)
    assert deadline("D3", "2026-06-04T09:00", national=NATIONAL_LAW_ONLY).last_day == date(2026, 6, 5)


def test_the_friday_after_ascension_is_a_working_day() -> None:
    assert deadline("D3", "2026-05-13T10:00").last_day == date(2026, 5, 15)


def test_d2_follows_the_asked_jobcentres_hours_and_not_the_askers() -> None:
    odder = OpeningCalendar.of(parse_hours("man-tor 09-15"))
    assert local(deadline("D2", "2026-03-27T09:20", odder).due_at) == "2026-03-31T09:00:00+02:00"
    assert local(deadline("D2", "2026-03-27T09:20").due_at) == "2026-03-30T09:20:00+02:00"


# --- hours --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "received", "expected"),
    [
        (24, "2026-03-26T16:30", "2026-03-27T16:30:00+01:00"),  # Friday closes at 13: never clamped
        (48, "2026-03-26T10:00", "2026-03-30T10:00:00+02:00"),
        (72, "2026-03-30T09:00", "2026-04-07T09:00:00+02:00"),
        (8, "2026-03-30T10:00", "2026-03-30T18:00:00+02:00"),
        (12, "2026-03-27T12:30", "2026-03-30T00:30:00+02:00"),
        (30, "2026-03-27T12:30", "2026-03-30T18:30:00+02:00"),
    ],
)
def test_hours_run_over_whole_opening_days(hours: int, received: str, expected: str) -> None:
    assert local(due(OpeningDayHours(hours), at(received), OPENING).due_at) == expected


@pytest.mark.parametrize(
    ("received", "started"),
    [
        ("2026-03-30T08:59:59", "2026-03-30T09:00:00+02:00"),
        ("2026-03-30T09:00:00", "2026-03-30T09:00:00+02:00"),
        ("2026-03-30T14:59:59", "2026-03-30T14:59:59+02:00"),
        ("2026-03-30T15:00:00", "2026-03-31T09:00:00+02:00"),  # the door has just closed
        ("2026-04-01T15:00:00", "2026-04-07T09:00:00+02:00"),
    ],
)
def test_receipt_while_closed_is_receipt_at_the_next_opening(received: str, started: str) -> None:
    assert local(deadline("D1", received).started_at) == started


def test_a_lunch_break_is_closed() -> None:
    opening = OpeningCalendar.of(parse_hours("man-fre 09-12 & 13-15"))
    found = deadline("D1", "2026-03-24T12:20", opening)
    assert local(found.started_at) == "2026-03-24T13:00:00+01:00"
    assert local(found.due_at) == "2026-03-25T13:00:00+01:00"


def test_a_local_closing_day_moves_hours_but_never_days() -> None:
    closed = OPENING.with_closed(date(2026, 3, 30))
    assert local(deadline("D1", "2026-03-27T12:30", closed).due_at) == "2026-03-31T12:30:00+02:00"
    for code in ("D3", "D4", "D5", "D6"):
        assert deadline(code, "2026-03-27T12:30", closed).due_at == deadline(code, "2026-03-27T12:30").due_at


def test_new_opening_hours_hold_from_their_day() -> None:
    old = [WeeklySpan(n, time(9), time(15), valid_to=date(2026, 3, 29)) for n in range(5)]
    new = [WeeklySpan(n, time(10), time(14), valid_from=date(2026, 3, 30)) for n in range(5)]
    opening = OpeningCalendar.of(old + new)
    assert local(deadline("D1", "2026-03-27T16:00", opening).started_at) == "2026-03-30T10:00:00+02:00"
    assert opening.closes_on(date(2026, 3, 27)) == at("2026-03-27T15:00")
    assert opening.closes_on(date(2026, 3, 30)) == at("2026-03-30T14:00")


@pytest.mark.parametrize(
    "opening",
    [
        OpeningCalendar.of([]),
        OpeningCalendar.of([WeeklySpan(0, time(9), time(15), valid_to=date(2020, 1, 1))]),
        OpeningCalendar.of(
            parse_hours("man-fre 9-15"), [date(2026, 1, 1) + timedelta(n) for n in range(2000)]
        ),
        None,
    ],
)
def test_a_calendar_without_opening_hours_says_so(opening: OpeningCalendar | None) -> None:
    with pytest.raises(NoOpeningHoursError, match="Der er ingen åbningstider"):
        due(OpeningDayHours(24), at("2026-03-27T12:30"), opening)


def test_days_need_no_opening_hours() -> None:
    assert due(WorkingDays(1), at("2026-03-27T12:30")).last_day == date(2026, 3, 30)
    assert due(CalendarDays(1), at("2026-03-27T12:30"), OpeningCalendar.of([])).last_day == date(2026, 3, 28)


# --- opening hours ------------------------------------------------------------------------------------------


def test_spans_that_touch_or_overlap_are_one() -> None:
    opening = OpeningCalendar.of(
        [
            WeeklySpan(0, time(9), time(12)),
            WeeklySpan(0, time(12), time(14)),
            WeeklySpan(0, time(13), time(15)),
        ]
    )
    (span,) = opening.spans_on(date(2026, 3, 30))
    assert (span.opens, span.closes) == (timedelta(hours=9), timedelta(hours=15))


def test_open_time_between_counts_only_open_time() -> None:
    assert OPENING.open_time_between(at("2026-03-27T10:44"), at("2026-03-30T09:35")) == timedelta(
        hours=2, minutes=51
    )
    assert OPENING.open_time_between(at("2026-03-30T09:35"), at("2026-03-27T10:44")) == timedelta(0)


def test_before_goes_back_through_opening_time() -> None:
    assert OPENING.before(at("2026-03-30T09:30"), timedelta(hours=2)) == at("2026-03-27T11:30")
    assert OPENING.before(at("2026-03-30T11:00"), timedelta(hours=2)) == at("2026-03-30T09:00")


def test_previous_closing() -> None:
    assert OPENING.previous_closing(at("2026-03-30T08:00")) == at("2026-03-27T13:00")
    assert OPENING.previous_closing(at("2026-03-30T15:00")) == at("2026-03-30T15:00")


def test_equal_calendars_are_equal_whatever_the_order_of_their_spans() -> None:
    spans = parse_hours("man-ons 09-15, tor 09-17, fre 09-13")
    again = OpeningCalendar.of(reversed(spans))
    again.spans_on(date(2026, 3, 30))  # what is remembered is no part of the value
    assert again == OPENING
    assert hash(again) == hash(OPENING)
    assert again.version == OPENING.version
    assert OPENING.with_closed(date(2026, 3, 30)).version != OPENING.version


@pytest.mark.parametrize(("opens", "closes"), [(time(15), time(9)), (time(9), time(9))])
def test_a_span_ends_after_it_begins(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="end after it begins"):
        WeeklySpan(0, opens, closes)


# --- units --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (OpeningDayHours(24), WorkingDays(1)),
        (WorkingDays(21), CalendarDays(21)),
        (CalendarDays(1), OpeningDayHours(24)),
    ],
)
def test_units_cannot_be_mixed(one, other) -> None:
    """T13."""
    assert one != other
    with pytest.raises(TypeError):
        one + other
    with pytest.raises(TypeError):
        one < other  # noqa: B015
    with pytest.raises(TypeError):
        one + 1


def test_a_unit_is_a_whole_number_within_reason() -> None:
    for wrong in (0, -3, 10_000_000):
        with pytest.raises(ValueError, match="must be from 1"):
            WorkingDays(wrong)
    for wrong in (1.5, "3", True):
        with pytest.raises(TypeError):
            WorkingDays(wrong)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        due(3, at("2026-03-27T12:30"), OPENING)  # type: ignore[arg-type]


def test_units_are_stored_and_read_back() -> None:
    for unit in (OpeningDayHours(24), WorkingDays(3), CalendarDays(21)):
        assert unit_from_data(unit.kind, unit.n) == unit
    with pytest.raises(ValueError, match="Unknown unit"):
        unit_from_data("days", 3)


# --- bad input ----------------------------------------------------------------------------------------------


def test_a_naive_datetime_is_refused() -> None:
    for unit in (OpeningDayHours(24), WorkingDays(1), CalendarDays(1)):
        with pytest.raises(ValueError, match="naive"):
            due(unit, datetime(2026, 3, 27, 12, 30), OPENING)  # noqa: DTZ001


@pytest.mark.parametrize("unit", [OpeningDayHours(24), WorkingDays(1), CalendarDays(1)])
@pytest.mark.parametrize(
    "moment", ["0001-01-01T00:00", "1989-12-31T22:59", "2099-12-31T23:00", "9999-12-31T23:59"]
)
def test_years_that_nobody_has_checked_are_refused_in_danish(unit, moment: str) -> None:
    with pytest.raises(CalendarRangeError, match="årene 1990 til 2099"):
        due(unit, datetime.fromisoformat(moment).replace(tzinfo=UTC), OPENING)


def test_the_known_years_are_danish_years() -> None:
    # Danish midnight on New Year's Day 1990 is still 1989 in UTC.
    assert due(WorkingDays(1), at("1990-01-01T00:00")).last_day == date(1990, 1, 2)
    with pytest.raises(CalendarRangeError):
        due(WorkingDays(1), datetime(2099, 12, 31, 23, 30, tzinfo=UTC))


# --- what people are shown ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "received", "shown", "shown_as"),
    [
        ("D1", "2026-03-26T16:30", "2026-03-27T16:30", ShownAs.EXACT),
        ("D4", "2026-03-25T09:40", "2026-03-30T15:00", ShownAs.CLOSING),
        ("D6", "2026-07-04T00:00", "2026-07-24T13:00", ShownAs.CLOSED_DAY),
    ],
)
def test_days_are_shown_as_the_closing_time(code: str, received: str, shown: str, shown_as: ShownAs) -> None:
    found = shown_due(deadline(code, received), OPENING)
    assert (found.at, found.shown_as) == (at(shown), shown_as)


def test_the_last_chance_is_never_before_the_receipt() -> None:
    closed = OPENING.with_closed(date(2026, 3, 30), date(2026, 3, 31))
    found = deadline("D3", "2026-03-27T14:00", closed)
    assert shown_due(found, closed).shown_as is ShownAs.EXACT
    assert shown_due(found, None).at == found.due_at


def test_shown_words() -> None:
    now = at("2026-03-27T10:44")
    order = shown_due(deadline("D4", "2026-03-25T09:40"), OPENING)
    assert [plain(w) for w in shown_words(order, now)] == ["mandag", "senest kl. 15.00, når vi lukker"]
    request = shown_due(deadline("D1", "2026-03-26T12:30"), OPENING)
    assert [plain(w) for w in shown_words(request, now)] == ["i dag kl. 12.30", "om 1 time og 46 minutter"]
    saturday = shown_due(deadline("D6", "2026-03-07T12:00"), OPENING)
    assert [plain(w) for w in shown_words(saturday, now)] == ["i morgen", "vi lukker i dag kl. 13.00"]


def test_why_is_one_sentence_made_from_the_steps() -> None:
    assert plain(why(deadline("D1", "2026-04-01T11:00"))) == (
        "Modtaget onsdag 1. april kl. 11.00, mens jobcentret havde åbent, så de 24 timer løber til samme klokkeslæt "
        "næste åbningsdag, tirsdag 7. april kl. 11.00, fordi skærtorsdag, langfredag, weekenden og 2. påskedag ikke "
        "tæller med."
    )
    odder = OpeningCalendar.of(parse_hours("man-tor 09-15"))
    asked = deadline("D2", "2026-03-27T09:20", odder)
    assert plain(why(asked, Voice("Vi spurgte", "Odder"), at("2026-03-27T10:44"))) == (
        "Vi spurgte i dag kl. 09.20, hvor Odder havde lukket, så de 24 timer løber fra mandag kl. 09.00 "
        "til tirsdag kl. 09.00."
    )
    assert plain(why(deadline("D6", "2026-07-04T00:00"), Voice("Startet"))) == (
        "Startet lørdag 4. juli, så fristen på 21 dage regnes fra dagen efter og udløber med udgangen af "
        "lørdag 25. juli, weekender og helligdage medregnet."
    )


def test_why_names_the_year_when_it_changes() -> None:
    sentence = plain(why(deadline("D5", "2026-12-10T09:00")))
    assert "torsdag 10. december 2026" in sentence
    assert "tirsdag 5. januar 2027" in sentence
    assert "weekenderne, juleaftensdag, 1. juledag, nytårsaftensdag og nytårsdag" in sentence


def test_local_closing_days_are_named() -> None:
    closed = OPENING.with_closed(date(2026, 5, 15))
    assert [plain(d) for d in skipped_days(deadline("D1", "2026-05-13T10:00", closed))] == [
        "Kristi himmelfartsdag",
        "lukkedagen 15. maj",
        "weekenden",
    ]


def test_many_closed_days_are_counted_instead_of_listed() -> None:
    closed = OPENING.with_closed(*(date(2026, 7, 1) + timedelta(n) for n in range(20)))
    words = skipped_days(deadline("D1", "2026-06-30T10:00", closed))
    assert len(words) == 6
    assert words[-1].endswith("lukkedage mere")


def test_days_roll_only_where_the_networks_terms_say_so() -> None:
    received = at("2026-07-04T00:00")
    found = due(CalendarDays(21), received, roll=True)
    assert found.last_day == date(2026, 7, 27)
    assert [step.day for step in found.steps if step.kind is StepKind.ROLLED] == [date(2026, 7, 27)]
    assert plain(why(found)).endswith(
        "udgangen af mandag 27. juli, fordi fristen flyttes til første arbejdsdag."
    )
