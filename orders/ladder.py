"""Who is told of a promise that is in danger or broken, and when: the ladder, as data (JOURNEYS 4; T1, T14). Pure.

A ladder has one to eight steps; exactly one of them is the breach, at the deadline itself. The product has a standard
for promises to a company and one for promises to another jobcentre; a network or an agreement may have another. The
level of a step is its place in the ladder, from 1. Every recipient is told in their own opening hours
(`clock.notify_at`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from hashlib import blake2s
from itertools import pairwise
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext, gettext_noop

from jobcenters.calendar import Deadline, NoOpeningHoursError, OpeningCalendar, OpeningDayHours, due
from jobcenters.calendar.zone import as_utc
from orders.clock import warn_at
from orders.promises import Party, Promise

MOST_STEPS: Final = 8
PERCENTS: Final = (50, 75, 90)
MOST_HOURS: Final = 24
MOST_DAYS: Final = 20
HOURS_IN_DAY: Final = 24


class Role(StrEnum):
    """Who is told, seen from the clock. `sweep.directory` turns a role into people; one without anybody goes to the
    manager.
    """

    OWNER = "owner"  # the person who owes the answer
    STAND_IN = "stand_in"  # who takes the owner's cases when the owner is away
    OWNER_MANAGER = "owner_manager"  # that jobcentre's manager
    COUNTERPART = "counterpart"  # the person at the other jobcentre who waits for the answer
    COUNTERPART_MANAGER = "counterpart_manager"
    COORDINATOR = "coordinator"  # who coordinates the owing jobcentre's network
    NATIONAL = "national"  # Jobservice Danmark

    @property
    def text(self) -> str:
        """The Danish name, for lists of steps."""
        return gettext(_ROLE_TEXT[self])


_ROLE_TEXT: Final = {
    Role.OWNER: gettext_noop("den ansvarlige"),
    Role.STAND_IN: gettext_noop("stedfortræderen"),
    Role.OWNER_MANAGER: gettext_noop("den ansvarliges leder"),
    Role.COUNTERPART: gettext_noop("tovholderens konsulent"),
    Role.COUNTERPART_MANAGER: gettext_noop("tovholderens leder"),
    Role.COORDINATOR: gettext_noop("netværkets koordinator"),
    Role.NATIONAL: gettext_noop("Jobservice Danmark"),
}

# A company is never sent our internal reminders.
COUNTERPARTS: Final = frozenset({Role.COUNTERPART, Role.COUNTERPART_MANAGER})


class Phase(StrEnum):
    """What a step tells: that the deadline comes, that it has passed, or that it passed a while ago."""

    WARNING = "warning"
    BREACH = "breach"
    LATER = "later"

    @property
    def text(self) -> str:
        """The Danish name, for timelines and the manager's list."""
        return gettext(_PHASE_TEXT[self])


_PHASE_TEXT: Final = {
    Phase.WARNING: gettext_noop("Varsel før fristen"),
    Phase.BREACH: gettext_noop("Fristen er overskredet"),
    Phase.LATER: gettext_noop("Stadig ikke besvaret efter fristen"),
}


class When(StrEnum):
    """When a step fires. All but SHORTLY_BEFORE and AT take a number."""

    PERCENT = "percent"  # so much of the opening time from receipt to deadline has been used
    DAYS_BEFORE = "days_before"  # when the owner opens, so many opening days before the deadline's day
    HOURS_BEFORE = "hours_before"  # so many opening hours are left
    SHORTLY_BEFORE = "shortly_before"  # two opening hours before; in days: when the last opening day begins
    AT = "at"
    DAYS_AFTER = "days_after"  # so many opening days after the deadline

    @property
    def phase(self) -> Phase:
        if self is When.AT:
            return Phase.BREACH
        return Phase.LATER if self is When.DAYS_AFTER else Phase.WARNING

    @property
    def numbers(self) -> Sequence[int]:
        """The numbers it can have; (0,) where it has none."""
        return _NUMBERS[self]


_NUMBERS: Final[Mapping[When, Sequence[int]]] = MappingProxyType(
    {
        When.PERCENT: PERCENTS,
        When.DAYS_BEFORE: range(1, MOST_DAYS + 1),
        When.HOURS_BEFORE: range(1, MOST_HOURS + 1),
        When.SHORTLY_BEFORE: (0,),
        When.AT: (0,),
        When.DAYS_AFTER: range(1, MOST_DAYS + 1),
    }
)
_IN_ORDER: Final = (Phase.WARNING, Phase.BREACH, Phase.LATER)


class LadderError(ValueError):
    """The steps are no ladder. The text is a Danish sentence for the user; `step` is the place of the step, from 1, or
    0 where it is about the whole.
    """

    def __init__(self, sentence: str, step: int = 0) -> None:
        super().__init__(sentence)
        self.step = step


@dataclass(frozen=True, slots=True)
class Step:
    """One step: when it fires (`n` is the number that `when` takes, else 0), and the roles that are told, in order."""

    when: When
    n: int
    who: tuple[Role, ...]

    @property
    def phase(self) -> Phase:
        return self.when.phase


@dataclass(frozen=True)
class Ladder:
    """The steps, in order: warnings, the breach, later ones. Raises LadderError for steps that are no ladder."""

    steps: tuple[Step, ...]

    def __post_init__(self) -> None:
        for place, step in enumerate(self.steps, start=1):
            if step.n not in step.when.numbers:
                raise LadderError(gettext("Vælg et tal, der passer til tidspunktet."), place)
            if not step.who:
                raise LadderError(gettext("Vælg mindst én, der får besked."), place)
            if len(set(step.who)) != len(step.who):
                raise LadderError(gettext("Den samme kan kun få besked én gang på et trin."), place)
        if len(self.steps) > MOST_STEPS:
            raise LadderError(gettext("Der er plads til %s trin.") % MOST_STEPS)
        phases = [_IN_ORDER.index(step.phase) for step in self.steps]
        if phases.count(_IN_ORDER.index(Phase.BREACH)) != 1:
            raise LadderError(gettext("Trinnet, når fristen er overskredet, skal være der én gang."))
        if phases != sorted(phases):
            raise LadderError(gettext("Trin før fristen skal stå før dem, der kommer efter den."))
        days = [step.n for step in self.steps if step.when is When.DAYS_AFTER]
        if any(later <= earlier for earlier, later in pairwise(days)):
            raise LadderError(gettext("Trin efter fristen skal stå i rækkefølge, med hver sin åbningsdag."))
        seen: set[tuple[When, int]] = set()
        for place, step in enumerate(self.steps, start=1):
            if (step.when, step.n) in seen:
                raise LadderError(gettext("Der er allerede et trin på det tidspunkt."), place)
            seen.add((step.when, step.n))

    @property
    def breach_level(self) -> int:
        """The level of the breach."""
        return next(level for level, step in self.numbered if step.phase is Phase.BREACH)

    @property
    def numbered(self) -> Iterable[tuple[int, Step]]:
        """The steps with their levels."""
        return enumerate(self.steps, start=1)

    def step(self, level: int) -> Step:
        """The step at `level`. Raises IndexError for a level that the ladder does not have."""
        if level < 1:
            raise IndexError(level)
        return self.steps[level - 1]

    def check_for(self, owed_to: Party) -> None:
        """Raise LadderError if it tells the company that a promise is owed to."""
        for place, step in self.numbered:
            if owed_to is Party.COMPANY and COUNTERPARTS.intersection(step.who):
                raise LadderError(
                    gettext("Virksomheden får aldrig jeres påmindelser. Vælg kun myndigheder."), place
                )

    @cached_property
    def version(self) -> str:
        """A short name that changes with the steps; stored with every clock."""
        return blake2s(repr(self.data()).encode(), digest_size=8).hexdigest()

    def data(self) -> list[dict[str, Any]]:
        """As stored: plain JSON."""
        return [
            {"when": step.when.value, "n": step.n, "who": [role.value for role in step.who]}
            for step in self.steps
        ]

    @classmethod
    def of(cls, data: Iterable[Mapping[str, Any]]) -> Ladder:
        """The stored ladder. Raises LadderError, KeyError or ValueError for data that is none."""
        return cls(
            tuple(
                Step(When(step["when"]), int(step["n"]), tuple(Role(role) for role in step["who"]))
                for step in data
            )
        )


# Promises to a company: the escalation stays inside the jobcentre.
WITHIN: Final = Ladder(
    (
        Step(When.SHORTLY_BEFORE, 0, (Role.OWNER,)),
        Step(When.AT, 0, (Role.OWNER, Role.OWNER_MANAGER)),
        Step(When.DAYS_AFTER, 1, (Role.OWNER_MANAGER,)),
    )
)
# Promises to another jobcentre: the breach crosses the border to the tovholder who asked, then to their manager.
ACROSS: Final = Ladder(
    (
        Step(When.SHORTLY_BEFORE, 0, (Role.OWNER,)),
        Step(When.AT, 0, (Role.OWNER, Role.OWNER_MANAGER, Role.COUNTERPART)),
        Step(When.DAYS_AFTER, 1, (Role.OWNER_MANAGER, Role.COUNTERPART, Role.COUNTERPART_MANAGER)),
    )
)
# Every standard that a running clock may have; one that is changed stays here under its version.
STANDARDS: Final[Mapping[str, Ladder]] = MappingProxyType({one.version: one for one in (WITHIN, ACROSS)})


def standard(owed_to: Party) -> Ladder:
    """The product's own ladder for promises to a company, or to another jobcentre."""
    return WITHIN if owed_to is Party.COMPANY else ACROSS


def standard_for(promise: Promise) -> Ladder:
    """The product's own ladder for `promise`."""
    return standard(promise.owed_to)


@dataclass(frozen=True, slots=True)
class Rung:
    """One level of a running clock, and the UTC instant at which it fires."""

    level: int
    step: Step
    fires_at: datetime


def rungs(deadline: Deadline, opening: OpeningCalendar | None, ladder: Ladder) -> tuple[Rung, ...]:
    """When each step of `ladder` fires, in the owner's calendar `opening`; in order of time.

    Warnings fire after the receipt and by the deadline, the breach at the deadline exactly, later steps after it.
    """
    found = [Rung(level, step, _fires_at(step, deadline, opening)) for level, step in ladder.numbered]
    return tuple(sorted(found, key=lambda rung: (rung.fires_at, rung.level)))


def _fires_at(step: Step, deadline: Deadline, opening: OpeningCalendar | None) -> datetime:
    if step.phase is Phase.BREACH:
        return deadline.due_at
    if step.phase is Phase.LATER:
        return days_after(deadline.due_at, step.n, opening)
    try:
        wanted = _before(step, deadline, opening)
    except NoOpeningHoursError:
        wanted = deadline.received_at
    first = deadline.received_at if deadline.in_days else deadline.started_at
    return min(max(wanted, first), deadline.due_at)


def _before(step: Step, deadline: Deadline, opening: OpeningCalendar | None) -> datetime:
    if step.when is When.PERCENT:
        return _share_used(deadline, opening, step.n)
    if step.when is When.SHORTLY_BEFORE:
        return warn_at(deadline, opening)
    if step.when is When.HOURS_BEFORE:
        left = timedelta(hours=step.n)
        return opening.before(deadline.due_at, left) if opening else deadline.due_at - left
    if opening is None:
        return deadline.due_at - step.n * timedelta(days=1)
    day = opening.last_open_day(deadline.last_day)
    for _n in range(step.n):
        day = opening.last_open_day(day - timedelta(days=1))
    return opening.opens_on(day) or deadline.received_at


def _share_used(deadline: Deadline, opening: OpeningCalendar | None, percent: int) -> datetime:
    """When `percent` of the opening time from receipt to deadline has passed; of all time, if there is none open."""
    begin, end = deadline.started_at, deadline.due_at
    left = 100 - percent
    total = opening.open_time_between(begin, end) if opening else timedelta(0)
    if opening is None or not total:
        return begin + (end - begin) * percent / 100
    return opening.before(end, total * left / 100)


def days_after(due_at: datetime, days: int, opening: OpeningCalendar | None) -> datetime:
    """So many opening days after `due_at`. A deadline at the end of a day counts from the next opening, as a receipt
    would. Without a calendar, or without openings, a day is 24 hours that pass.
    """
    if opening is None:
        return as_utc(due_at) + days * timedelta(days=1)
    try:
        return due(OpeningDayHours(days * HOURS_IN_DAY), due_at, opening).due_at
    except NoOpeningHoursError:
        return as_utc(due_at) + days * timedelta(days=1)


def is_moot(phase: Phase, due_at: datetime, now: datetime) -> bool:
    """True for a warning found only after the deadline: it goes in the ledger, but its mail would be a lie."""
    return phase is Phase.WARNING and now > due_at
