"""The steps of a deadline as one Danish sentence ("Hvorfor denne frist?").

The sentence is built from the steps alone, so it cannot say anything that the computation did not do.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext, gettext_noop, ngettext

from jobcenters.calendar.deadline import Deadline, ShownAs, ShownDue, Step, StepKind
from jobcenters.calendar.opening import ClosedReason
from jobcenters.calendar.units import CalendarDays, OpeningDayHours
from jobcenters.calendar.zone import local_date
from ui import danish

# More reasons than this in one sentence and nobody reads it; the strip beside it shows every day.
MOST_REASONS = 6


@dataclass(frozen=True, slots=True)
class Voice:
    """Who tells it: `event` begins the sentence ("Modtaget", "Vi spurgte"), `place` is who has opening hours.

    `place` stands in the middle of a sentence: "jobcentret", "Odder".
    """

    event: str = gettext_noop("Modtaget")
    place: str = gettext_noop("jobcentret")


DEFAULT_VOICE = Voice()


def why(deadline: Deadline, voice: Voice = DEFAULT_VOICE, now: datetime | None = None) -> str:
    """One Danish sentence explaining `deadline`.

    With `now` (aware) near days are worded as people say them ("fredag kl. 09.20"); without it every day
    carries its date, and its year when the deadline falls in another year than the receipt.
    """
    if isinstance(deadline.unit, OpeningDayHours):
        return _why_hours(deadline, voice, now)
    if isinstance(deadline.unit, CalendarDays):
        return _why_calendar_days(deadline, voice, now)
    return _why_working_days(deadline, voice, now)


def _why_hours(deadline: Deadline, voice: Voice, now: datetime | None) -> str:
    hours = deadline.unit.n
    words = {
        "event": gettext(voice.event),
        "place": gettext(voice.place),
        "received": _time(deadline.received_at, deadline, now),
        "started": _time(deadline.started_at, deadline, now),
        "due": _time(deadline.due_at, deadline, now),
        "hours": ngettext("den %(n)s time", "de %(n)s timer", hours) % {"n": danish.number(hours)},
        "because": _because(deadline) + _pause(deadline),
    }
    if any(step.kind is StepKind.CLOSED for step in deadline.steps):
        return (
            gettext(
                "%(event)s %(received)s, hvor %(place)s havde lukket, så %(hours)s løber "
                "fra %(started)s til %(due)s%(because)s."
            )
            % words
        )
    whole_days, rest = divmod(hours, 24)
    if rest or deadline.paused:
        return (
            gettext("%(event)s %(received)s, så %(hours)s på åbningsdage løber til %(due)s%(because)s.")
            % words
        )
    words["days"] = ngettext("næste åbningsdag", "%(n)s åbningsdage senere", whole_days) % {"n": whole_days}
    return (
        gettext(
            "%(event)s %(received)s, mens %(place)s havde åbent, så %(hours)s løber til samme klokkeslæt %(days)s, "
            "%(due)s%(because)s."
        )
        % words
    )


def _why_working_days(deadline: Deadline, voice: Voice, now: datetime | None) -> str:
    return gettext(
        "%(event)s %(received)s, så fristen på %(days)s regnes fra dagen efter og udløber med udgangen af "
        "%(due)s%(because)s."
    ) % {
        "event": gettext(voice.event),
        "received": _time(deadline.received_at, deadline, now),
        "days": danish.working_days(deadline.unit.n),
        "due": _end_of(deadline.last_day, deadline, now),
        "because": _because(deadline) + _pause(deadline),
    }


def _why_calendar_days(deadline: Deadline, voice: Voice, now: datetime | None) -> str:
    rolled = any(step.kind is StepKind.ROLLED for step in deadline.steps)
    return gettext(
        "%(event)s %(received)s, så fristen på %(days)s regnes fra dagen efter og udløber med udgangen af "
        "%(due)s, %(ending)s%(pause)s."
    ) % {
        "event": gettext(voice.event),
        "received": _day(local_date(deadline.received_at), deadline, now),
        "days": danish.calendar_days(deadline.unit.n),
        "due": _end_of(deadline.last_day, deadline, now),
        "pause": _pause(deadline),
        "ending": gettext("fordi fristen flyttes til første arbejdsdag")
        if rolled
        else gettext("weekender og helligdage medregnet"),
    }


def _because(deadline: Deadline) -> str:
    reasons = skipped_days(deadline)
    if not reasons:
        return ""
    return gettext(", fordi %(days)s ikke tæller med") % {"days": danish.join(reasons)}


def _pause(deadline: Deadline) -> str:
    if not deadline.paused:
        return ""
    if isinstance(deadline.unit, OpeningDayHours):
        length = danish.duration(timedelta(seconds=deadline.paused))
    elif isinstance(deadline.unit, CalendarDays):
        length = danish.calendar_days(deadline.paused)
    else:
        length = danish.working_days(deadline.paused)
    return gettext(", og uret har stået stille i %(length)s") % {"length": length}


def skipped_days(deadline: Deadline) -> list[str]:
    """The days between start and due that do not count, in words and in order.

    A weekend is one item, repeated weekends too: ["skærtorsdag", "langfredag", "weekenden", "2. påskedag"].
    """
    skipped = [step for step in deadline.steps if step.kind is StepKind.SKIPPED]
    weekends = {_week(step.day) for step in skipped if step.reason is ClosedReason.WEEKEND}
    words: list[str] = []
    for step in skipped:
        if step.reason is not ClosedReason.WEEKEND:
            words.append(_skipped(step))
        elif weekends:
            words.append(ngettext("weekenden", "weekenderne", len(weekends)))
            weekends = set()
    if len(words) > MOST_REASONS:
        others = len(words) - MOST_REASONS + 1
        rest = ngettext("%(n)s lukkedag mere", "%(n)s lukkedage mere", others) % {"n": others}
        words = [*words[: MOST_REASONS - 1], rest]
    return words


def _skipped(step: Step) -> str:
    if step.reason is ClosedReason.HOLIDAY:
        return gettext(step.name)
    day = danish.day_month(step.day)
    if step.reason is ClosedReason.LOCAL:
        return gettext("lukkedagen %(day)s") % {"day": day}
    return gettext("%(weekday)s %(day)s, hvor der er lukket,") % {
        "weekday": danish.weekday(step.day),
        "day": day,
    }


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _year(deadline: Deadline) -> bool:
    return local_date(deadline.received_at).year != deadline.last_day.year


def _time(instant: datetime, deadline: Deadline, now: datetime | None) -> str:
    if now is None:
        return danish.full_time(instant, year=_year(deadline))
    return f"{danish.day_when(local_date(instant), now)} {danish.clock_time(instant)}"


def _day(day: date, deadline: Deadline, now: datetime | None) -> str:
    if now is None:
        return danish.full_day(day, year=_year(deadline))
    return danish.day_when(day, now)


def _end_of(day: date, deadline: Deadline, now: datetime | None) -> str:
    """The day after "med udgangen af": "mandag", but "dagen i morgen"."""
    text = _day(day, deadline, now)
    if now is not None and abs((day - local_date(now)).days) <= 1:
        return gettext("dagen %(day)s") % {"day": text}
    return text


def shown_words(shown: ShownDue, now: datetime, place: str | None = None) -> tuple[str, str]:
    """A shown deadline as two lines: when, and how long or why.

    ("i dag kl. 12.30", "om 1 time og 46 minutter"), ("mandag 30. marts", "senest kl. 15.00, når vi lukker"),
    ("lørdag 25. juli", "vi lukker fredag kl. 13.00"). `place` replaces "vi" ("når Odder lukker").
    """
    who = place or gettext("vi")
    if shown.shown_as is ShownAs.EXACT:
        return danish.when(shown.at, now), danish.relative(shown.at, now)
    main = danish.day_when(shown.day, now)
    if shown.shown_as is ShownAs.CLOSED_DAY:
        closes = f"{danish.day_when(local_date(shown.at), now)} {danish.clock_time(shown.at)}"
        return main, gettext("%(who)s lukker %(closes)s") % {"who": who, "closes": closes}
    closes = danish.clock_time(shown.at)
    return main, gettext("senest %(closes)s, når %(who)s lukker") % {"who": who, "closes": closes}
