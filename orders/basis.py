"""What a deadline was counted with: whose opening hours from which day, which calendar, which rules. Pure.

It stands under the sentence of "Hvorfor denne frist?", so that a closed clock can be checked years later.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from jobcenters.calendar import CalendarDays, OpeningCalendar, OpeningDayHours, local_date
from orders.promises import Promise
from ui import danish

# The rules of counting (`orders.clock.RULES_VERSION`) and the first day on which each was used.
RULES_SINCE: Mapping[str, date] = {"2026.1": date(2026, 1, 1)}

# The calendar of a promise that counts every day (`jobcenters.calendar.Deadline.calendar_version`).
EVERY_DAY = "calendar"


def counted_with(
    *,
    promise: Promise,
    received_at: datetime,
    due_at: datetime,
    opening: OpeningCalendar | None,
    calendar_version: str,
    rules_version: str,
) -> str:
    """Danish sentences: the calendar and the rules that a clock was counted with, and who agreed on another length.

    Both instants are aware. `calendar_version` and `rules_version` are the clock's own; `opening` is the calendar as it
    is now, or None where it no longer gives this deadline: then only the version can be told.
    """
    sentence = _("Beregnet %(how)s og fristreglerne %(rules)s.") % {
        "how": _calendar(promise, received_at, due_at, opening, calendar_version),
        "rules": _rules(rules_version),
    }
    if not promise.overridden_by:
        return sentence
    source = promise.overridden_by[:1].lower() + promise.overridden_by[1:]
    return f"{sentence} {_('Længden står i %s.') % source}"


def hours_since(opening: OpeningCalendar, first: date, last: date) -> list[date]:
    """The days from which the opening hours between two days (both included) have held, the oldest first.

    Hours that have always held have no such day.
    """
    spans = [
        span
        for span in opening.spans
        if (span.valid_from is None or span.valid_from <= last)
        and (span.valid_to is None or span.valid_to >= first)
    ]
    return sorted({span.valid_from for span in spans if span.valid_from is not None})


def _calendar(
    promise: Promise,
    received_at: datetime,
    due_at: datetime,
    opening: OpeningCalendar | None,
    calendar_version: str,
) -> str:
    if not isinstance(promise.unit, OpeningDayHours):
        if isinstance(promise.unit, CalendarDays) and calendar_version == EVERY_DAY:
            return _("i kalenderdage, hvor alle dage tæller,")
        return _("med kalenderen over arbejdsdage (version %s)") % calendar_version
    words = {"version": calendar_version, "days": ""}
    if opening is None:
        return _("med de åbningstider, der gjaldt, da fristen begyndte (version %(version)s),") % words
    last = due_at if opening.version == calendar_version else received_at
    since = hours_since(opening, local_date(received_at), max(local_date(received_at), local_date(last)))
    if not since:
        return _("med åbningstiderne (version %(version)s)") % words
    words["days"] = danish.join(danish.day_month(day, year=True) for day in since)
    return _("med åbningstiderne fra %(days)s (version %(version)s)") % words


def _rules(version: str) -> str:
    since = RULES_SINCE.get(version)
    if since is None:
        return _("version %s") % version
    return _("fra %(day)s (version %(version)s)") % {
        "day": danish.day_month(since, year=True),
        "version": version,
    }
