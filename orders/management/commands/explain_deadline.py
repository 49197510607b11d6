"""`manage.py explain_deadline D1 --at 2026-03-27T12:30 --hours "man-ons 09-15, tor 09-17, fre 09-13"`.

Prints the due instant in ISO 8601 with the Danish offset, and the sentence that explains it. With --batch it answers
one JSON object per line of standard input with one JSON object per line, and a line it cannot read with an error.
Needs no database unless --jobcenter is used.
"""

from __future__ import annotations

import json
import re
import sys
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from jobcenters.calendar import (
    CalendarRangeError,
    Deadline,
    OpeningCalendar,
    Voice,
    due,
    local_instant,
    why,
)
from jobcenters.hours_text import EXAMPLE, parse_hours
from orders.promises import Promise, promise
from ui import danish

LONGEST_LINE = 20_000
KEYS = frozenset({"promise", "at", "hours", "closed", "jobcenter"})


class ExplainError(ValueError):
    """A Danish sentence that says what is wrong with the question."""


class Command(BaseCommand):
    help = "Regner en frist ud og forklarer den på dansk."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("promise", nargs="?", help="løftet: D1, D2, D3, D4, D5 eller D6")
        parser.add_argument("--at", help="hvornår det blev modtaget, dansk tid: 2026-03-27T12:30 (ellers nu)")
        parser.add_argument("--hours", help=f'åbningstider: "{EXAMPLE}"')
        parser.add_argument("--closed", help="lokale lukkedage: 2026-05-15,2026-12-23")
        parser.add_argument("--jobcenter", help="et jobcenters navn eller sted i stedet for --hours")
        parser.add_argument(
            "--batch", action="store_true", help="læs JSON fra standard input, en linje ad gangen"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["batch"]:
            write = self.stdout.write
            for answer in answers(getattr(sys.stdin, "buffer", sys.stdin)):
                write(json.dumps(answer, ensure_ascii=False))
                # Whoever writes one line and waits for its answer must get it.
                self.stdout.flush()
            return
        question = {
            "promise": options["promise"] or "",
            "at": options["at"]
            or danish.local(timezone.now()).replace(microsecond=0, tzinfo=None).isoformat(),
        }
        question |= {key: options[key] for key in ("hours", "jobcenter") if options[key]}
        try:
            if options["closed"]:
                question["closed"] = [part for part in options["closed"].replace(" ", "").split(",") if part]
            answer = explain(question)
        except ExplainError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(answer["due"])
        self.stdout.write(answer["why"])


def answers(lines: Iterable[bytes | str]) -> Iterator[dict[str, str]]:
    """One answer per line: {"due", "why"}, or {"error": Danish sentence}. Never stops at a bad line."""
    for line in lines:
        try:
            yield explain(_read(line))
        except ExplainError as error:
            yield {"error": str(error)}


def _read(line: bytes | str) -> dict[str, Any]:
    if len(line) > LONGEST_LINE:
        raise ExplainError(_("Linjen er for lang."))
    try:
        question = json.loads(line)
    except (ValueError, RecursionError):
        raise ExplainError(_("Linjen er ikke JSON.")) from None
    if not isinstance(question, dict):
        raise ExplainError(_("Linjen skal være et JSON-objekt med promise, at og hours."))
    return question


def explain(question: dict[str, Any]) -> dict[str, str]:
    """The answer to {"promise", "at", "hours" | "jobcenter", "closed"}; `at` is local time unless it has an offset.

    Raises ExplainError with a Danish sentence.
    """
    unknown = sorted(set(question) - KEYS)
    if unknown:
        raise ExplainError(_("Feltet “%(key)s” kendes ikke.") % {"key": _short(unknown[0])})
    asked = _promise(question.get("promise"))
    try:
        opening = _opening(question)
        deadline = due(asked.unit, _instant(question.get("at")), opening, roll=asked.rolls)
    except ExplainError:
        raise
    except ValueError as error:
        # Opening hours, the calendar's years and missing hours all explain themselves in Danish.
        raise ExplainError(str(error)) from None
    return {"due": _iso(deadline), "why": danish.plain(why(deadline, _voice(asked.received_word)))}


@lru_cache(maxsize=16)
def _voice(received_word: str) -> Voice:
    return Voice(received_word)


def _iso(deadline: Deadline) -> str:
    return deadline.due_at.astimezone(danish.COPENHAGEN).isoformat()


def _promise(code: Any) -> Promise:
    if not isinstance(code, str):
        raise ExplainError(_("Skriv løftet som promise, for eksempel D1."))
    try:
        return promise(code)
    except KeyError as error:
        raise ExplainError(error.args[0]) from None


def _instant(text: Any) -> datetime:
    if not isinstance(text, str) or not text:
        raise ExplainError(_("Skriv tidspunktet som at, for eksempel 2026-03-27T12:30."))
    try:
        moment = datetime.fromisoformat(text)
        if moment.tzinfo is None:
            return local_instant(moment.date(), moment.time())
        # Fails here, not later, when the instant does not fit in UTC.
        return moment.astimezone(danish.COPENHAGEN)
    except CalendarRangeError:
        raise
    except (ValueError, OverflowError):
        raise ExplainError(
            _("“%(text)s” er ikke et tidspunkt. Skriv det som 2026-03-27T12:30.") % {"text": _short(text)}
        ) from None


def _opening(question: dict[str, Any]) -> OpeningCalendar | None:
    hours, name = question.get("hours"), question.get("jobcenter")
    if hours is not None and name is not None:
        raise ExplainError(_("Skriv enten åbningstider eller et jobcenter, ikke begge."))
    if name is not None:
        if not isinstance(name, str):
            raise ExplainError(_("Skriv jobcentrets navn som tekst."))
        opening = _opening_of(name)
    elif hours is not None:
        if not isinstance(hours, str):
            raise ExplainError(
                _("Skriv åbningstiderne som tekst, for eksempel %(example)s.") % {"example": EXAMPLE}
            )
        opening = _opening_from(hours)
    else:
        return None
    closed = question.get("closed")
    return opening.with_closed(*_days(closed)) if closed else opening


def _days(texts: Any) -> list[date]:
    if not isinstance(texts, list):
        raise ExplainError(_('Skriv lukkedagene som en liste, for eksempel ["2026-05-15"].'))
    try:
        return [date.fromisoformat(text) for text in texts]
    except (TypeError, ValueError):
        raise ExplainError(_("En af lukkedagene er ikke en dato. Skriv den som 2026-05-15.")) from None


@lru_cache(maxsize=1_024)
def _opening_from(hours: str) -> OpeningCalendar:
    return OpeningCalendar.of(parse_hours(hours))


def _opening_of(name: str) -> OpeningCalendar:
    # Imported here: only this question needs the database.
    from accounts.actor import Actor
    from accounts.tenancy import acting_as
    from jobcenters import selectors
    from jobcenters.models import Jobcenter

    wanted = re.sub(r"^jobcenter\s+", "", name.strip(), flags=re.IGNORECASE)
    # Whoever acts may read opening hours. No organisation has a negative id, so nothing else can be seen here.
    with acting_as(Actor(user_id=None, organisation_id=-1, role="", kind="")):
        found = list(Jobcenter.objects.filter(place__iexact=wanted)[:2])
        if len(found) != 1:
            raise ExplainError(_("Jobcentret “%(name)s” findes ikke.") % {"name": _short(name)})
        return selectors.opening_calendar(found[0])


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
