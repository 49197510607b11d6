"""Opening hours as people write them: "man-ons 09-15, tor 09-17, fre 09.30-12 & 13-15". Pure.

`parse_hours` reads it, `format_hours` writes it back in the same form. Errors are Danish sentences that
name the piece they are about and say what to write instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, time
from functools import lru_cache

from django.utils.translation import gettext

from jobcenters.calendar.opening import WeeklySpan
from jobcenters.calendar.zone import MIDNIGHT
from ui import danish

EXAMPLE = "man-ons 09-15, tor 09-17, fre 09-13"
LONGEST_TEXT = 500

_DAYS = ("man", "tir", "ons", "tor", "fre", "lør", "søn")
_DAY_NUMBER = {
    **{short: n for n, short in enumerate(_DAYS)},
    **{short + "dag": n for n, short in enumerate(("man", "tirs", "ons", "tors", "fre", "lør", "søn"))},
    "tirs": 1,
    "tors": 3,
    "lor": 5,
    "lordag": 5,
    "son": 6,
    "sondag": 6,
}
_TIME = r"(?:kl\.?\s*)?([0-9]{1,2})(?:[.:]([0-9]{2}))?"
_SPAN = re.compile(rf"{_TIME}\s*(?:-|til)\s*{_TIME}")
_BETWEEN_SPANS = re.compile(r"\s*(?:&|\+|og)\s*")
_DAY_WORD = r"(?!lukket)[a-zæøå]+\.?"
_SEGMENT = re.compile(
    rf"(?P<days>{_DAY_WORD}(?:\s*(?:-|til|og|&|\+|/)\s*{_DAY_WORD})*)?\s*:?\s*(?P<spans>(?:lukket|(?:kl\.?\s*)?[0-9]).*)?"
)


class HoursTextError(ValueError):
    """The text is not opening hours. The message is a Danish sentence for the user."""


def parse_hours(text: str) -> tuple[WeeklySpan, ...]:
    """The weekly spans in `text`, sorted, without validity dates.

    Days are Danish names or their first three letters, ranges with "-", lists with "og"; several spans a
    day are joined by "&" or follow after a comma without a day ("man 9-12, 13-15"); "lukket" is allowed.
    Raises HoursTextError. The same text is parsed once and kept.
    """
    if not isinstance(text, str):
        raise HoursTextError(_error(gettext("Åbningstiderne skal være tekst.")))
    if len(text) > LONGEST_TEXT:
        raise HoursTextError(_error(gettext("Åbningstiderne er for lange.")))
    return _parse(text)


@lru_cache(maxsize=4_096)
def _parse(text: str) -> tuple[WeeklySpan, ...]:
    clean = (
        re.sub(r"[\u2010-\u2015\u2212]", "-", text.casefold()).replace(danish.NBSP, " ").strip(" .,;\t\r\n")
    )
    if not clean:
        raise HoursTextError(_error(gettext("Åbningstiderne mangler.")))
    spans: list[WeeklySpan] = []
    days: tuple[int, ...] = ()
    for piece in re.split(r"\s*[,;\n]\s*", clean):
        if not piece:
            continue
        named, times = _segment(piece)
        days = named or days
        if not days:
            raise HoursTextError(_error(gettext("Skriv ugedagen foran “%(piece)s”."), piece))
        for opens, closes in times:
            for weekday in days:
                _no_overlap(spans, weekday, opens, closes)
                spans.append(WeeklySpan(weekday, opens, closes))
    if not spans:
        raise HoursTextError(_error(gettext("Der er ingen åbningstider i “%(piece)s”."), clean))
    return tuple(sorted(spans, key=lambda span: (span.weekday, span.opens)))


def _error(sentence: str, piece: str = "") -> str:
    shown = piece if len(piece) <= 40 else piece[:39] + "…"
    hint = gettext("Skriv for eksempel %(example)s.") % {"example": EXAMPLE}
    return f"{sentence % {'piece': shown}} {hint}"


def _segment(piece: str) -> tuple[tuple[int, ...], list[tuple[time, time]]]:
    match = _SEGMENT.fullmatch(piece)
    if match is None or not match["spans"]:
        raise HoursTextError(_error(gettext("“%(piece)s” kan ikke læses som en åbningstid."), piece))
    days = _days(match["days"], piece) if match["days"] else ()
    if match["spans"].strip() == "lukket":
        return days, []
    times = []
    for part in _BETWEEN_SPANS.split(match["spans"].strip()):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise HoursTextError(_error(gettext("“%(piece)s” kan ikke læses som en åbningstid."), piece))
        opens, closes = _time(found[1], found[2], piece), _time(found[3], found[4], piece)
        if not _runs_forward(opens, closes, from_24=found[1] == "24", to_24=found[3] == "24"):
            raise HoursTextError(_error(gettext("“%(piece)s” slutter, før det begynder."), piece))
        times.append((opens, closes))
    return days, times


def _runs_forward(opens: time, closes: time, *, from_24: bool, to_24: bool) -> bool:
    # "24" and "00" are the same time of day; only the text tells the end of the day from its beginning.
    if closes == MIDNIGHT:
        return to_24 and not from_24
    return opens < closes and not from_24


def _time(hour: str, minute: str | None, piece: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    if hours == 24 and minutes == 0:
        return MIDNIGHT
    if hours > 23 or minutes > 59:
        raise HoursTextError(_error(gettext("Klokkeslættet i “%(piece)s” findes ikke."), piece))
    return time(hours, minutes)


def _days(text: str, piece: str) -> tuple[int, ...]:
    found: list[int] = []
    through = False
    for word in re.findall(rf"-|\btil\b|\bog\b|&|\+|/|{_DAY_WORD}", text):
        if word in ("-", "til"):
            through = True
        elif word not in ("og", "&", "+", "/"):
            number = _DAY_NUMBER.get(word.rstrip("."))
            if number is None:
                raise HoursTextError(_error(gettext("“%(piece)s” begynder ikke med en ugedag."), piece))
            if through:
                # "fre-man" goes over the weekend.
                first = found[-1]
                found.extend((first + n) % 7 for n in range(1, (number - first) % 7 + 1))
                through = False
            else:
                found.append(number)
    return tuple(dict.fromkeys(found))


def _no_overlap(spans: list[WeeklySpan], weekday: int, opens: time, closes: time) -> None:
    end = closes or time.max
    for span in spans:
        if span.weekday == weekday and opens < (span.closes or time.max) and span.opens < end:
            sentence = gettext("%(day)s har to tidsrum, der overlapper.")
            day = danish.capitalise(_DAYS_LONG[weekday])
            raise HoursTextError(f"{sentence % {'day': day}} {gettext('Ret det ene af dem.')}")


_DAYS_LONG = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def format_hours(spans: Iterable[WeeklySpan], on: date | None = None) -> str:
    """The spans in the form `parse_hours` reads: days with the same hours that follow each other are one
    range.

    With `on`, only the spans valid in that day's week are written, each judged on its own weekday. No spans
    give "lukket".
    """
    by_day: list[str] = []
    chosen = list(spans)
    for weekday in range(7):
        todays = sorted(
            (s for s in chosen if s.weekday == weekday and _valid_that_week(s, on)), key=lambda s: s.opens
        )
        by_day.append(" & ".join(f"{_digits(s.opens)}-{_digits(s.closes, end=True)}" for s in todays))
    pieces = []
    first = 0
    for weekday in range(1, 8):
        if weekday < 7 and by_day[weekday] == by_day[first]:
            continue
        if by_day[first]:
            days = _DAYS[first] if weekday - 1 == first else f"{_DAYS[first]}-{_DAYS[weekday - 1]}"
            pieces.append(f"{days} {by_day[first]}")
        first = weekday
    return ", ".join(pieces) or gettext("lukket")


def _valid_that_week(span: WeeklySpan, on: date | None) -> bool:
    if on is None:
        return True
    return span.is_valid(date.fromordinal(on.toordinal() - on.weekday() + span.weekday))


def _digits(clock: time, *, end: bool = False) -> str:
    if end and clock == MIDNIGHT:
        return "24"
    return f"{clock.hour:02}.{clock.minute:02}" if clock.minute else f"{clock.hour:02}"
