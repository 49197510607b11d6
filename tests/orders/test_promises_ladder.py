"""The ladder: its steps, who is told, and when. No database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from jobcenters.calendar import (
    CalendarDays,
    OpeningCalendar,
    OpeningDayHours,
    Unit,
    WorkingDays,
    due,
    local_instant,
)
from jobcenters.hours_text import parse_hours
from orders.clock import warn_at
from orders.ladder import (
    ACROSS,
    COUNTERPARTS,
    MOST_STEPS,
    PERCENTS,
    STANDARDS,
    WITHIN,
    Ladder,
    LadderError,
    Phase,
    Role,
    Step,
    When,
    is_moot,
    rungs,
    standard,
)
from orders.promises import PROMISES, Party, PromiseCode, promise
from ui.danish import COPENHAGEN

HORSENS = OpeningCalendar.of(parse_hours("man-ons 09-15, tor 09-17, fre 09-13"))
CLOSED = OpeningCalendar.of([])
BREACH = Step(When.AT, 0, (Role.OWNER,))


def at(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return local_instant(moment.date(), moment.time())


def local(instant: datetime) -> str:
    return instant.astimezone(COPENHAGEN).strftime("%Y-%m-%dT%H:%M")


def fires(step: Step, unit: Unit, received: str, calendar: OpeningCalendar | None = HORSENS) -> str:
    """When one step fires, as local time."""
    steps = (BREACH, step) if step.phase is Phase.LATER else (step, BREACH)
    found = rungs(due(unit, at(received), calendar or HORSENS), calendar, Ladder(steps))
    return local(next(rung.fires_at for rung in found if rung.step is step))


# --- the standard -------------------------------------------------------------------------------------------


def test_a_request_that_nobody_answers_crosses_the_border() -> None:
    assert standard(promise("D2").owed_to) is ACROSS
    assert [step.who for step in ACROSS.steps] == [
        (Role.OWNER,),
        (Role.OWNER, Role.OWNER_MANAGER, Role.COUNTERPART),
        (Role.OWNER_MANAGER, Role.COUNTERPART, Role.COUNTERPART_MANAGER),
    ]


@pytest.mark.parametrize("code", [code for code in PromiseCode if code is not PromiseCode.D2])
def test_a_company_is_never_sent_our_reminders(code: PromiseCode) -> None:
    assert PROMISES[code].owed_to is Party.COMPANY
    WITHIN.check_for(Party.COMPANY)
    assert not COUNTERPARTS & {role for step in WITHIN.steps for role in step.who}
    with pytest.raises(LadderError, match="Virksomheden får aldrig") as refused:
        ACROSS.check_for(Party.COMPANY)
    assert refused.value.step == 2
    ACROSS.check_for(Party.TOVHOLDER)


@pytest.mark.parametrize("code", list(PromiseCode))
def test_the_standard_warns_breaches_and_tells_once_more(code: PromiseCode) -> None:
    deadline = due(PROMISES[code].unit, at("2026-03-25T09:40"), HORSENS)
    found = rungs(deadline, HORSENS, standard(PROMISES[code].owed_to))
    assert [(rung.level, rung.step.phase) for rung in found] == [
        (1, Phase.WARNING),
        (2, Phase.BREACH),
        (3, Phase.LATER),
    ]
    assert [rung.fires_at for rung in found] == [
        warn_at(deadline, HORSENS),
        deadline.due_at,
        due(OpeningDayHours(24), deadline.due_at, HORSENS).due_at,
    ]


def test_a_version_names_the_steps_and_is_stored_as_them() -> None:
    assert WITHIN.version != ACROSS.version
    for version, ladder in STANDARDS.items():
        again = Ladder.of(ladder.data())
        assert (again, again.version) == (ladder, version)
        assert len(version) == 16
        assert ladder.step(ladder.breach_level).phase is Phase.BREACH


def test_the_versions_of_the_standard_are_those_that_clocks_have() -> None:
    """A change of the standard is a new version; the old one stays in STANDARDS for the clocks that run."""
    assert {"2db9f949e75cfde7", "367771bcf76b2ce8"} <= set(STANDARDS)


# --- what is a ladder ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "sentence", "place"),
    [
        ((), "skal være der én gang", 0),
        ((BREACH, BREACH), "skal være der én gang", 0),
        ((Step(When.PERCENT, 50, (Role.OWNER,)),), "skal være der én gang", 0),
        ((Step(When.PERCENT, 60, (Role.OWNER,)), BREACH), "Vælg et tal", 1),
        ((BREACH, Step(When.DAYS_AFTER, 0, (Role.OWNER,))), "Vælg et tal", 2),
        ((BREACH, Step(When.DAYS_AFTER, 21, (Role.OWNER,))), "Vælg et tal", 2),
        ((Step(When.AT, 0, ()),), "Vælg mindst én", 1),
        ((Step(When.AT, 0, (Role.OWNER, Role.OWNER)),), "kun få besked én gang", 1),
        ((BREACH, Step(When.PERCENT, 50, (Role.OWNER,))), "Trin før fristen", 0),
        (
            (BREACH, Step(When.DAYS_AFTER, 2, (Role.OWNER,)), Step(When.DAYS_AFTER, 1, (Role.OWNER,))),
            "i rækkefølge",
            0,
        ),
        (
            (Step(When.PERCENT, 50, (Role.OWNER,)), Step(When.PERCENT, 50, (Role.OWNER_MANAGER,)), BREACH),
            "allerede et trin",
            2,
        ),
        ((BREACH, *(Step(When.DAYS_AFTER, n, (Role.OWNER,)) for n in range(1, 9))), "plads til 8", 0),
    ],
)
def test_what_is_no_ladder_is_refused_with_a_sentence(
    steps: tuple[Step, ...], sentence: str, place: int
) -> None:
    with pytest.raises(LadderError, match=sentence) as refused:
        Ladder(steps)
    assert refused.value.step == place


# --- when steps fire ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        # Friday 12.30 to Monday 12.30: half an hour on Friday and three and a half on Monday are open.
        (Step(When.PERCENT, 50, (Role.OWNER,)), "2026-03-30T10:30"),
        (Step(When.PERCENT, 75, (Role.OWNER,)), "2026-03-30T11:30"),
        (Step(When.PERCENT, 90, (Role.OWNER,)), "2026-03-30T12:06"),
        (Step(When.HOURS_BEFORE, 3, (Role.OWNER,)), "2026-03-30T09:30"),
        (Step(When.HOURS_BEFORE, 24, (Role.OWNER,)), "2026-03-27T12:30"),  # never before the receipt
        (Step(When.DAYS_BEFORE, 1, (Role.OWNER,)), "2026-03-27T12:30"),
        (Step(When.SHORTLY_BEFORE, 0, (Role.OWNER,)), "2026-03-30T10:30"),
        (Step(When.DAYS_AFTER, 1, (Role.OWNER,)), "2026-03-31T12:30"),
        (Step(When.DAYS_AFTER, 4, (Role.OWNER,)), "2026-04-08T12:30"),  # over Easter
    ],
)
def test_a_step_of_24_hours_asked_on_a_friday(step: Step, expected: str) -> None:
    assert fires(step, OpeningDayHours(24), "2026-03-27T12:30") == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (Step(When.SHORTLY_BEFORE, 0, (Role.OWNER,)), "2026-03-26T09:00"),
        (Step(When.DAYS_BEFORE, 1, (Role.OWNER,)), "2026-03-25T09:00"),
        (Step(When.DAYS_BEFORE, 2, (Role.OWNER,)), "2026-03-24T09:00"),
        (Step(When.PERCENT, 50, (Role.OWNER,)), "2026-03-25T13:00"),
        (Step(When.DAYS_AFTER, 1, (Role.OWNER,)), "2026-03-30T09:00"),
    ],
)
def test_a_step_of_three_working_days_asked_on_a_monday(step: Step, expected: str) -> None:
    assert fires(step, WorkingDays(3), "2026-03-23T10:00") == expected


@pytest.mark.parametrize("calendar", [CLOSED, None])
def test_without_openings_time_is_time(calendar: OpeningCalendar | None) -> None:
    deadline = due(CalendarDays(21), at("2026-03-02T10:00"))
    ladder = Ladder((Step(When.PERCENT, 50, (Role.OWNER,)), BREACH, Step(When.DAYS_AFTER, 1, (Role.OWNER,))))
    half, breach, later = (rung.fires_at for rung in rungs(deadline, calendar, ladder))
    assert half - deadline.started_at == (deadline.due_at - deadline.started_at) / 2
    assert (breach, later) == (deadline.due_at, deadline.due_at + timedelta(days=1))


roles = st.lists(st.sampled_from(list(Role)), min_size=1, max_size=4, unique=True).map(tuple)
before = st.one_of(
    st.sampled_from(PERCENTS).map(lambda n: (When.PERCENT, n)),
    st.integers(1, 24).map(lambda n: (When.HOURS_BEFORE, n)),
    st.integers(1, 20).map(lambda n: (When.DAYS_BEFORE, n)),
    st.just((When.SHORTLY_BEFORE, 0)),
)


@st.composite
def any_ladder(draw: st.DrawFn) -> Ladder:
    warnings = draw(st.lists(before, max_size=4, unique=True))
    days = sorted(draw(st.sets(st.integers(1, 20), max_size=MOST_STEPS - 1 - len(warnings))))
    times = [*warnings, (When.AT, 0), *((When.DAYS_AFTER, n) for n in days)]
    return Ladder(tuple(Step(when, n, draw(roles)) for when, n in times))


calendars = st.sampled_from(
    [
        HORSENS,
        None,
        CLOSED,
        OpeningCalendar.of(parse_hours("tor 10-12")),
        OpeningCalendar.of(parse_hours("man-fre 09-15")).with_closed(at("2026-03-30T12:00").date()),
    ]
)
units = st.one_of(
    st.integers(1, 100).map(OpeningDayHours),
    st.integers(1, 20).map(WorkingDays),
    st.integers(1, 40).map(CalendarDays),
)
instants = st.integers(0, 365 * 24 * 60).map(
    lambda minutes: at("2026-01-01T00:00") + timedelta(minutes=minutes)
)


@settings(deadline=None, max_examples=300)
@given(any_ladder(), units, instants, calendars)
@example(ACROSS, OpeningDayHours(24), at("2026-03-28T23:30"), HORSENS)  # the night when clocks go forward
@example(ACROSS, OpeningDayHours(24), at("2026-10-25T02:30"), HORSENS)
def test_the_rungs_of_any_ladder_come_in_order_and_the_breach_is_the_deadline(
    ladder: Ladder, unit: Unit, received: datetime, calendar: OpeningCalendar | None
) -> None:
    """T14: every step has its own rung, none before the receipt, and the breach is due when the promise is."""
    if isinstance(unit, OpeningDayHours) and (calendar is None or not calendar.spans):
        calendar = HORSENS
    deadline = due(unit, received, calendar)
    found = rungs(deadline, calendar, ladder)
    assert sorted(rung.level for rung in found) == list(range(1, len(ladder.steps) + 1))
    assert all(ladder.step(rung.level) is rung.step for rung in found)
    times = [rung.fires_at for rung in found]
    assert times == sorted(times)
    assert times[0] >= deadline.received_at
    for rung in found:
        if rung.step.phase is Phase.BREACH:
            assert rung.fires_at == deadline.due_at
        elif rung.step.phase is Phase.WARNING:
            assert rung.fires_at <= deadline.due_at
        else:
            assert rung.fires_at > deadline.due_at
    assert Ladder.of(ladder.data()).version == ladder.version


def test_a_warning_after_the_deadline_is_moot() -> None:
    due_at = at("2026-03-26T12:00")
    assert not is_moot(Phase.WARNING, due_at, due_at)
    assert is_moot(Phase.WARNING, due_at, due_at + timedelta(seconds=1))
    assert not is_moot(Phase.BREACH, due_at, due_at + timedelta(days=3))
