"""How Danish people say times, dates and numbers. Pure: `now` is always an argument.

Every function takes aware instants (any zone) and words them in Europe/Copenhagen. The pieces that must not
be torn apart at a line end ("kl. 12.30", "30. marts", "50 km", "95 %") are joined with non-breaking spaces;
`plain` turns them into ordinary spaces for terminals and machine-read output.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_noop, ngettext

from ui.words import gettext

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NBSP = "\u00a0"

_WEEKDAYS = (
    gettext_noop("mandag"),
    gettext_noop("tirsdag"),
    gettext_noop("onsdag"),
    gettext_noop("torsdag"),
    gettext_noop("fredag"),
    gettext_noop("lørdag"),
    gettext_noop("søndag"),
)
_WEEKDAYS_SHORT = (
    gettext_noop("man."),
    gettext_noop("tir."),
    gettext_noop("ons."),
    gettext_noop("tor."),
    gettext_noop("fre."),
    gettext_noop("lør."),
    gettext_noop("søn."),
)
_MONTHS = (
    gettext_noop("januar"),
    gettext_noop("februar"),
    gettext_noop("marts"),
    gettext_noop("april"),
    gettext_noop("maj"),
    gettext_noop("juni"),
    gettext_noop("juli"),
    gettext_noop("august"),
    gettext_noop("september"),
    gettext_noop("oktober"),
    gettext_noop("november"),
    gettext_noop("december"),
)

# From this many days away a weekday's name alone would be read as the coming one.
DAYS_WITH_WEEKDAY_ONLY = 7
LAST_SECOND = time(23, 59, 59)


def plain(text: str) -> str:
    """The same text with ordinary spaces, for terminals, JSON and plain-text files."""
    return text.replace(NBSP, " ")


def capitalise(text: str) -> str:
    """First letter upper case, the rest untouched ("i dag" -> "I dag")."""
    return text[:1].upper() + text[1:]


# --- days and clock times ---------------------------------------------------------------------------------


def sentence(text: str) -> str:
    """`text` with a full stop, unless it ends a sentence by itself already."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def local(instant: datetime) -> datetime:
    """`instant` in Europe/Copenhagen. Raises ValueError for a naive datetime: it has no place on the time
    line.
    """
    if instant.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    return instant.astimezone(COPENHAGEN)


def digits(moment: datetime | time) -> str:
    """ "09.35": four digits with a full stop. An instant is shown in local time."""
    if isinstance(moment, datetime):
        moment = local(moment).time()
    return f"{moment.hour:02}.{moment.minute:02}"


def clock_time(moment: datetime | time) -> str:
    """ "kl. 09.35" with a non-breaking space."""
    return gettext("kl.") + NBSP + digits(moment)


def weekday(day: date) -> str:
    """ "mandag"."""
    return gettext(_WEEKDAYS[day.weekday()])


def weekday_short(day: date) -> str:
    """ "man."."""
    return gettext(_WEEKDAYS_SHORT[day.weekday()])


def day_month(day: date, *, year: bool = False) -> str:
    """ "30. marts", or "30. marts 2026" with `year`."""
    text = f"{day.day}.{NBSP}{gettext(_MONTHS[day.month - 1])}"
    return f"{text} {day.year}" if year else text


def full_day(day: date, *, year: bool = False) -> str:
    """ "mandag 30. marts"."""
    return f"{weekday(day)} {day_month(day, year=year)}"


def full_time(instant: datetime, *, year: bool = False) -> str:
    """ "mandag 30. marts kl. 12.30": for mails, agreements and everything that is read on another day."""
    there = local(instant)
    return f"{full_day(there.date(), year=year)} {clock_time(there.time())}"


def day_when(day: date, now: datetime) -> str:
    """A day seen from `now`: "i dag", "i morgen", "i går", "mandag", and from seven days away "fredag 17.
    april".

    The year is added when it is not the year of `now`. Days that have passed carry their date from two days
    back on, because "mandag" alone is read as the coming Monday.
    """
    today = local(now).date()
    away = (day - today).days
    if away == 0:
        return gettext("i dag")
    if away == 1:
        return gettext("i morgen")
    if away == -1:
        return gettext("i går")
    if 1 < away < DAYS_WITH_WEEKDAY_ONLY:
        return weekday(day)
    return full_day(day, year=day.year != today.year)


def when(instant: datetime, now: datetime) -> str:
    """An instant seen from `now`: "i dag kl. 11.10", "mandag kl. 09.35", "fredag 17. april" from seven days
    away.

    A coming instant seven or more days away has no clock time (nobody plans by it yet); a passed one keeps
    it, because there it is a fact: "onsdag 25. marts kl. 09.40". The last second of a day is the whole day ("senest i
    morgen"): that is how promises in days end, and nobody is told to ring at 23.59.
    """
    there = local(instant)
    words = day_when(there.date(), now)
    if there.time().replace(microsecond=0) == LAST_SECOND:
        return words
    if (there.date() - local(now).date()).days >= DAYS_WITH_WEEKDAY_ONLY:
        return words
    return f"{words} {clock_time(there.time())}"


# --- spans of time ----------------------------------------------------------------------------------------


def duration(span: timedelta) -> str:
    """ "26 minutter", "1 time og 36 minutter", "2 dage og 3 timer". Whole units; less than one minute is
    said so.

    A negative span is worded by its size.
    """
    minutes = int(abs(span).total_seconds() // 60)
    if minutes < 1:
        return gettext("under 1 minut")
    days, rest = divmod(minutes, 24 * 60)
    hours, mins = divmod(rest, 60)
    parts = []
    if days:
        parts.append(count(days, gettext("dag"), gettext("dage")))
    if hours:
        parts.append(count(hours, gettext("time"), gettext("timer")))
    # Minutes beside days are noise: nobody acts on "2 dage og 4 minutter".
    if mins and not days:
        parts.append(count(mins, gettext("minut"), gettext("minutter")))
    return join(parts)


def until(instant: datetime, now: datetime) -> str:
    """ "om 26 minutter". Time left is rounded down, so that nobody is promised a minute that is not there."""
    return gettext("om %(duration)s") % {"duration": duration(_elapsed(now, instant))}


def overdue(instant: datetime, now: datetime) -> str:
    """ "29 minutter over tiden"."""
    return gettext("%(duration)s over tiden") % {"duration": duration(_elapsed(instant, now))}


def relative(instant: datetime, now: datetime) -> str:
    """ "om 26 minutter" before `instant`, "29 minutter over tiden" after it."""
    return until(instant, now) if _elapsed(now, instant) >= timedelta(0) else overdue(instant, now)


def ago(instant: datetime, now: datetime) -> str:
    """ "for 26 minutter siden"."""
    return gettext("for %(duration)s siden") % {"duration": duration(_elapsed(instant, now))}


def _elapsed(first: datetime, last: datetime) -> timedelta:
    # Subtracting two datetimes of the same zone counts wall-clock time and is an hour wrong over a
    # summer-time change; in UTC it is the time that passes.
    return local(last).astimezone(UTC) - local(first).astimezone(UTC)


# --- numbers and lists ------------------------------------------------------------------------------------


def number(value: int | float, decimals: int = 0) -> str:
    """ "1.234" or "1.234,5": full stop between thousands, comma before decimals.

    Halves are rounded away from zero, as people do on paper. Raises ValueError for infinity and NaN.
    """
    if not math.isfinite(value):
        raise ValueError("Only finite numbers can be written.")
    if isinstance(value, float):
        scale = 10**decimals
        value = math.copysign(math.floor(abs(value) * scale + 0.5) / scale, value) or 0.0
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def count(n: int, singular: str, plural: str) -> str:
    """ "1 tømrer", "3 tømrere", "0 tømrere"."""
    return f"{number(n)} {singular if n == 1 else plural}"


def kilometres(value: int | float) -> str:
    """ "50 km", rounded to whole kilometres, with a non-breaking space."""
    return f"{number(float(value))}{NBSP}km"


def percent(value: int | float, decimals: int = 0) -> str:
    """ "95 %" with a non-breaking space. `value` is the percentage itself (95), not the share (0.95)."""
    return f"{number(float(value), decimals)}{NBSP}%"


def share(part: int, whole: int) -> str:
    """ "61 af 64"."""
    return gettext("%(part)s af %(whole)s") % {"part": number(part), "whole": number(whole)}


def join(items: Iterable[str]) -> str:
    """ "a", "a og b", "a, b og c"; nothing gives an empty string."""
    words = list(items)
    if len(words) < 2:
        return words[0] if words else ""
    return ", ".join(words[:-1]) + f" {gettext('og')} " + words[-1]


def working_days(n: int) -> str:
    """ "1 arbejdsdag", "3 arbejdsdage"."""
    return ngettext("%(n)s arbejdsdag", "%(n)s arbejdsdage", n) % {"n": number(n)}


def calendar_days(n: int) -> str:
    """ "1 dag", "21 dage"."""
    return ngettext("%(n)s dag", "%(n)s dage", n) % {"n": number(n)}


def hours(n: int) -> str:
    """ "1 time", "24 timer"."""
    return ngettext("%(n)s time", "%(n)s timer", n) % {"n": number(n)}
