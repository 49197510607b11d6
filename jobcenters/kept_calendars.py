"""Keeping the calendar that a deadline was counted with, and finding it again after the hours have been changed.

A clock remembers the calendar's `version`. While it runs it is counted again when the calendar changes; once it has
stopped, this is what its explanation and drawing are made of.
"""

from collections.abc import Collection, Iterable
from datetime import date, time
from typing import Any

from accounts.moment import moment
from jobcenters.calendar import NATIONAL, OpeningCalendar, WeeklySpan
from jobcenters.models import KeptCalendar


def calendars_keep(calendars: Iterable[OpeningCalendar]) -> None:
    """Store the calendars under their versions, but for those that are there. One statement."""
    rows = {
        calendar.version: KeptCalendar(version=calendar.version, data=_as_data(calendar), kept_at=moment())
        for calendar in calendars
    }
    KeptCalendar.objects.bulk_create(rows.values(), ignore_conflicts=True)


def calendars_kept(versions: Collection[str]) -> dict[str, OpeningCalendar]:
    """Version -> calendar, of those that were kept and that today's national calendar still reads the same. At most one
    query.
    """
    wanted = [version for version in versions if "/" in version]
    if not wanted:
        return {}
    found = {row.version: _read(row.data) for row in KeptCalendar.objects.filter(pk__in=wanted)}
    return {version: calendar for version, calendar in found.items() if calendar.version == version}


def _as_data(calendar: OpeningCalendar) -> dict[str, Any]:
    return {
        "national": calendar.national.version,
        "spans": [
            [
                span.weekday,
                span.opens.isoformat(),
                span.closes.isoformat(),
                span.valid_from.isoformat() if span.valid_from else None,
                span.valid_to.isoformat() if span.valid_to else None,
            ]
            for span in calendar.spans
        ],
        "closed": sorted(day.isoformat() for day in calendar.closed_days),
    }


def _read(data: dict[str, Any]) -> OpeningCalendar:
    spans = [
        WeeklySpan(weekday, time.fromisoformat(opens), time.fromisoformat(closes), _day(first), _day(last))
        for weekday, opens, closes, first, last in data["spans"]
    ]
    return OpeningCalendar.of(spans, map(date.fromisoformat, data["closed"]), NATIONAL)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
