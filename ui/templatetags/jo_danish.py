"""`{% load jo_danish %}`: times, dates and numbers as Danish people say them. Thin wrappers of `ui.danish`.

`now` is an argument here too: pages pass the instant they were computed at, so that all their texts agree.
"""

from datetime import date, datetime

from django import template

from ui import danish

register = template.Library()


@register.filter
def due_text(due: datetime, now: datetime) -> str:
    """`due|due_text:now`: "i dag kl. 11.10", "mandag kl. 09.35", "fredag 17. april"."""
    return danish.when(due, now)


@register.filter
def due_second(due: datetime, now: datetime) -> str:
    """`due|due_second:now`: "om 26 minutter", or "29 minutter over tiden"."""
    return danish.relative(due, now)


@register.filter
def day_text(day: date, now: datetime) -> str:
    """`day|day_text:now`: "i dag", "mandag", "fredag 17. april". Takes a date, or an instant in any zone."""
    return danish.day_when(danish.local(day).date() if isinstance(day, datetime) else day, now)


@register.filter
def day_month(day: date) -> str:
    """ "30. marts"."""
    return danish.day_month(danish.local(day).date() if isinstance(day, datetime) else day)


@register.filter
def full_day(day: date) -> str:
    """ "mandag 30. marts"."""
    return danish.full_day(danish.local(day).date() if isinstance(day, datetime) else day)


@register.filter
def full_day_year(day: date) -> str:
    """ "mandag 30. marts 2026"."""
    return danish.full_day(danish.local(day).date() if isinstance(day, datetime) else day, year=True)


@register.filter
def full_time(instant: datetime) -> str:
    """ "mandag 30. marts kl. 12.30"."""
    return danish.full_time(instant)


@register.filter
def full_time_year(instant: datetime) -> str:
    """ "mandag 30. marts 2026 kl. 12.30"."""
    return danish.full_time(instant, year=True)


@register.filter
def ago_text(instant: datetime, now: datetime) -> str:
    """ "for 26 minutter siden"."""
    return danish.ago(instant, now)


register.filter("clock_time", danish.clock_time)
register.filter("capitalise", danish.capitalise)
register.filter("danish_number", danish.number)
register.filter("kilometres", danish.kilometres)
register.filter("percent", danish.percent)
