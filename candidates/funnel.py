"""The funnel of an upskilling project: its arithmetic, who may take which step, and the dates it ends on. Pure.

Whoever has come to a step has come by all before it, so a number at a later step counts at the earlier ones too.
"""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.meeting_rules import months_after
from candidates.enums import FunnelStep, GrantState
from ui import danish

KEPT_AFTER_MONTHS = 2


@dataclass(frozen=True, slots=True)
class Figure:
    """How many, or between which numbers where a few of another jobcentre are not told exactly."""

    low: int = 0
    high: int = 0

    @property
    def text(self) -> str:
        """ "12", or "1–2"."""
        if self.low == self.high:
            return danish.number(self.low)
        return f"{danish.number(self.low)}–{danish.number(self.high)}"


Funnel = dict[FunnelStep, Figure]


def whole(funnel: Mapping[FunnelStep, Figure]) -> Funnel:
    """The funnel with every step, where those that nobody came to are missing."""
    return {step: funnel.get(step, Figure()) for step in FunnelStep}


def shares(planned: Iterable[int | None], actual: Mapping[FunnelStep, Figure]) -> dict[FunnelStep, float]:
    """How long each step's bar is: per cent of the largest number, planned or actual."""
    most = max([figure.high for figure in actual.values()] + [number or 0 for number in planned] + [1])
    return {step: 100 * figure.low / most for step, figure in actual.items()}


def rising(numbers: Mapping[FunnelStep, int | None]) -> FunnelStep | None:
    """The first step with more people than a step before it, which cannot be; None where all is well."""
    least: int | None = None
    for step in FunnelStep:
        number = numbers.get(step)
        if number is None:
            continue
        if least is not None and number > least:
            return step
        least = number
    return None


def next_step(step: int) -> FunnelStep | None:
    """The step after; None after the last, and after the job: how that went is answered two months later."""
    return FunnelStep(step + 1) if step < FunnelStep.JOB else None


def refusal(*, pseudonym: str, to: FunnelStep, grant: str) -> str:
    """Why the participant cannot come to the step; "" where it can. A place on the course needs a grant (R74)."""
    if to < FunnelStep.COURSE or grant == GrantState.GRANTED:
        return ""
    if grant == GrantState.REFUSED:
        return _("%s kan ikke få en kursusplads: bopælens jobcenter har ikke bevilget kurset.") % pseudonym
    return _("%s kan ikke få en kursusplads endnu: bopælens jobcenter skal bevilge kurset først.") % pseudonym


def retention_day(job_started_on: datetime.date) -> datetime.date:
    """Two months after the first working day; the month's last day where it has no such day."""
    return months_after(job_started_on, KEPT_AFTER_MONTHS)


def may_be_answered(*, kept_due_on: datetime.date | None, stopped: bool, today: datetime.date) -> bool:
    """Whether it can be said how the job went: the two months are over on the Danish day `today`."""
    return kept_due_on is not None and kept_due_on <= today and not stopped
