"""Changes to a jobcentre's own opening calendar. The database gives the calendar a new version each time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar, WeeklySpan
from jobcenters.hours_text import format_hours
from jobcenters.models import ClosingDay, Jobcenter, OpeningHours
from jobcenters.permissions import check_can_change_calendar
from jobcenters.selectors import opening_calendar
from jobcenters.signals import calendar_changed
from ui import danish

ONE_DAY = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=3 * 366)


@transaction.atomic
def opening_hours_change(
    *, actor: Actor, jobcenter: Jobcenter, spans: Iterable[WeeklySpan], valid_from: date, today: date
) -> list[OpeningHours]:
    """Let `spans` be the whole weekly hours from `valid_from` (a Danish date, not before `today`) until further notice.

    What held before is ended the day before; what was planned from `valid_from` on is replaced. Returns the new rows.
    Raises NotAllowed, or ValidationError with a Danish sentence.
    """
    check_can_change_calendar(actor, jobcenter)
    wanted = list(spans)
    _check_day(valid_from, today)
    if not wanted:
        raise ValidationError(
            _("Skriv mindst én åbningstid. Holder I lukket en enkelt dag, så skriv en lukkedag.")
        )
    if any(span.opens >= span.closes for span in wanted):
        raise ValidationError(_("Lukketiden skal ligge før midnat."))

    # One change at a time per jobcentre; the second waits and then sees what the first did.
    Jobcenter.objects.select_for_update(no_key=True).get(pk=jobcenter.pk)
    rows = OpeningHours.objects.filter(jobcenter=jobcenter)
    rows.filter(valid_from__gte=valid_from).delete()
    rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).update(valid_to=valid_from - ONE_DAY)
    new = OpeningHours.objects.bulk_create(
        OpeningHours(
            jobcenter=jobcenter,
            weekday=span.weekday,
            opens=span.opens,
            closes=span.closes,
            valid_from=valid_from,
        )
        for span in wanted
    )
    what = _("Åbningstider fra %(day)s: %(hours)s") % {
        "day": danish.day_month(valid_from, year=True),
        "hours": format_hours(wanted),
    }
    _announce(actor, jobcenter, what)
    return new


def opening_hours_proposed(
    *, jobcenter: Jobcenter, spans: Iterable[WeeklySpan], valid_from: date, today: date
) -> OpeningCalendar:
    """The calendar as `opening_hours_change` would make it, for a look at what moves; nothing is saved.

    Raises ValidationError where the change itself would.
    """
    wanted = list(spans)
    _check_hours(wanted, valid_from, today)
    now = opening_calendar(jobcenter)
    kept = [
        replace(span, valid_to=min(span.valid_to or date.max, valid_from - ONE_DAY))
        for span in now.spans
        if span.valid_from is None or span.valid_from < valid_from
    ]
    new = [replace(span, valid_from=valid_from, valid_to=None) for span in wanted]
    return OpeningCalendar.of([*kept, *new], now.closed_days, now.national)


@transaction.atomic
def closing_day_add(*, actor: Actor, jobcenter: Jobcenter, day: date, reason: str, today: date) -> ClosingDay:
    """Close the jobcentre all of `day`. Raises NotAllowed, or ValidationError with a Danish sentence."""
    check_can_change_calendar(actor, jobcenter)
    _check_day(day, today)
    closing_day = ClosingDay(jobcenter=jobcenter, date=day, reason=reason.strip())
    closing_day.full_clean()
    closing_day.save()
    _announce(actor, jobcenter, _("Lukket %s") % danish.full_day(day, year=True))
    return closing_day


@transaction.atomic
def closing_day_remove(*, actor: Actor, closing_day: ClosingDay, today: date) -> None:
    """Open on a day that was to be closed. Days in the past stay, because deadlines were computed with them."""
    check_can_change_calendar(actor, closing_day.jobcenter)
    if closing_day.date < today:
        raise ValidationError(_("En lukkedag, der er gået, kan ikke slettes: frister er regnet ud fra den."))
    jobcenter, day = closing_day.jobcenter, closing_day.date
    closing_day.delete()
    _announce(actor, jobcenter, _("Åbent igen %s") % danish.full_day(day, year=True))


def closing_day_proposed(*, jobcenter: Jobcenter, day: date, today: date) -> OpeningCalendar:
    """The calendar as `closing_day_add` would make it; nothing is saved. Raises ValidationError where that would."""
    _check_day(day, today)
    ClosingDay(jobcenter=jobcenter, date=day, reason="-").full_clean()
    now = opening_calendar(jobcenter)
    return OpeningCalendar.of(now.spans, now.closed_days | {day}, now.national)


def closing_day_removal_proposed(*, closing_day: ClosingDay) -> OpeningCalendar:
    """The calendar as `closing_day_remove` would leave it; nothing is saved."""
    now = opening_calendar(closing_day.jobcenter)
    return OpeningCalendar.of(now.spans, now.closed_days - {closing_day.date}, now.national)


def _announce(actor: Actor, jobcenter: Jobcenter, what: str) -> None:
    """Tell who keeps deadlines, inside the transaction: a change that is saved is one that will be counted with."""
    jobcenter.refresh_from_db(fields=["calendar_version"])
    calendar_changed.send(sender=Jobcenter, jobcenter=jobcenter, actor=actor, what=what)


def _check_hours(spans: list[WeeklySpan], valid_from: date, today: date) -> None:
    _check_day(valid_from, today)
    if not spans:
        raise ValidationError(
            _("Skriv mindst én åbningstid. Holder I lukket en enkelt dag, så skriv en lukkedag.")
        )
    if any(span.opens >= span.closes for span in spans):
        raise ValidationError(_("Lukketiden skal ligge før midnat."))


def _check_day(day: date, today: date) -> None:
    if day < today:
        raise ValidationError(_("Datoen er gået. Vælg i dag eller senere."))
    if day > today + FURTHEST_AHEAD:
        raise ValidationError(_("Datoen ligger mere end tre år fremme."))
