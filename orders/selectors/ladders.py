"""The ladder's page: what holds, what is planned, and who would be told when."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from jobcenters.calendar import NATIONAL, NoOpeningHoursError, OpeningCalendar, due, local_instant
from orders.ladder import Ladder, Phase, rungs, standard
from orders.ladder_words import when_words, who_words
from orders.models import LadderTerm
from orders.promises import Promise
from orders.services.ladders import Chooser
from ui import danish

FRIDAY = 4
# A request late on a Friday shows what opening hours do to a ladder.
SHOWN_AT = datetime.time(12, 30)


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in words."""

    when: str
    who: str
    is_breach: bool


@dataclass(frozen=True, slots=True)
class Held:
    """A ladder and since when, or from when, it holds; `is_own` is False for the one that is there by default."""

    rows: Sequence[StepRow]
    since: str
    is_own: bool
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class ShownRung:
    """One line of the preview: the instant in words, what is told, and to whom."""

    when: str
    what: str
    who: str
    is_breach: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What would happen to something received at `received`; both in words."""

    received: str
    due: str
    rungs: Sequence[ShownRung]


def step_rows(ladder: Ladder) -> list[StepRow]:
    """The steps in words, in order."""
    return [
        StepRow(when_words(step.when, step.n), who_words(step.who), step.phase is Phase.BREACH)
        for step in ladder.steps
    ]


def held_on(chooser: Chooser, day: datetime.date) -> Held:
    """The ladder that the chooser's clocks begin with on `day`: its own, or what holds where it has chosen none."""
    row = chooser.terms().filter(valid_from__lte=day).order_by("-valid_from").first()
    if row is not None and row.holds(day):
        ladder = Ladder.of(row.version.steps)
        since = _("Aftalt, gælder fra %s") % danish.day_month(row.valid_from, year=True)
        return Held(step_rows(ladder), since, True, ladder)
    ladder = standard(chooser.party)
    if chooser.network is not None:
        since = _("Standard, netværket har ikke aftalt andet")
    else:
        since = _("Aftalen har ingen egne trin: netværkets gælder, og uden netværk standarden")
    return Held(step_rows(ladder), since, False, ladder)


def planned(chooser: Chooser, today: datetime.date) -> list[tuple[LadderTerm, list[StepRow]]]:
    """What has been chosen for days to come."""
    rows = chooser.terms().filter(valid_from__gt=today).order_by("valid_from")
    return [(row, step_rows(Ladder.of(row.version.steps))) for row in rows]


def preview(
    ladder: Ladder, promised: Promise, calendar: OpeningCalendar, today: datetime.date
) -> Preview | None:
    """Who would be told when, of something received on the coming Friday at 12.30 and never answered. By the function
    that clocks are started with. None where no opening hours are known.
    """
    friday = today + datetime.timedelta(days=(FRIDAY - today.weekday()) % 7)
    received = local_instant(friday, SHOWN_AT)
    try:
        deadline = due(promised.unit, received, calendar, NATIONAL, roll=promised.rolls)
        found = rungs(deadline, calendar, ladder)
    except NoOpeningHoursError:
        return None
    return Preview(
        danish.full_time(received),
        _moment(deadline.due_at, deadline.in_days),
        [
            ShownRung(
                danish.capitalise(
                    _moment(rung.fires_at, deadline.in_days and rung.step.phase is Phase.BREACH)
                ),
                rung.step.phase.text,
                who_words(rung.step.who),
                rung.step.phase is Phase.BREACH,
            )
            for rung in found
        ],
    )


def _moment(instant: datetime.datetime, is_end_of_day: bool) -> str:
    if is_end_of_day:
        return _("ved udgangen af %s") % danish.full_day(danish.local(instant).date())
    return danish.full_time(instant)
