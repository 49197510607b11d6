"""The jobcentre's own calendar: weekly hours with a look at what moves before they are saved, and closing days."""

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from jobcenters import selectors
from jobcenters.calendar import OpeningCalendar
from jobcenters.forms import ClosingDayForm, OpeningHoursForm
from jobcenters.hours_text import format_hours
from jobcenters.models import ClosingDay, Jobcenter
from jobcenters.moved import Moved
from jobcenters.permissions import check_can_change_calendar
from jobcenters.services.calendars import (
    closing_day_add,
    closing_day_proposed,
    closing_day_removal_proposed,
    closing_day_remove,
    opening_hours_change,
    opening_hours_proposed,
)
from jobcenters.signals import calendar_change_proposed, calendar_changes
from jobcenters.views.common import acting, authorities_only, now_and_today, own_jobcenter
from ui import danish, parts


def _own(request: HttpRequest) -> tuple[Actor, Jobcenter]:
    actor = acting(request)
    jobcenter = own_jobcenter(actor)
    check_can_change_calendar(actor, jobcenter)
    return actor, jobcenter


def _page(
    request: HttpRequest,
    jobcenter: Jobcenter,
    *,
    hours_form: OpeningHoursForm | None = None,
    day_form: ClosingDayForm | None = None,
    status: int = 200,
) -> HttpResponse:
    now, today = now_and_today()
    periods = selectors.hours_now_and_planned(jobcenter, today)
    context = {
        "jobcenter": jobcenter,
        "title": jobcenter.title_on(today),
        "hours": periods[0],
        "planned": periods[1:],
        "closing_days": selectors.upcoming_closing_days(jobcenter, today),
        "hours_form": hours_form
        or OpeningHoursForm(initial={"hours": periods[-1].text, "valid_from": today}),
        "day_form": day_form or ClosingDayForm(),
        "changes": calendar_changes(jobcenter, now),
        "now": now,
    }
    return render(request, "jobcenters/calendar.html", context, status=status)


def _moved(jobcenter: Jobcenter, proposed: OpeningCalendar) -> Moved | None:
    """What a proposed calendar would move; None where nobody computes deadlines, and nothing can be said."""
    if not calendar_change_proposed.has_listeners(Jobcenter):
        return None
    before = selectors.opening_calendar(jobcenter)
    answers: list[Any] = calendar_change_proposed.send(
        sender=Jobcenter, jobcenter=jobcenter, before=before, after=proposed
    )
    return Moved.of(deadline for _receiver, deadlines in answers for deadline in deadlines or ())


@require_safe
@authorities_only
def calendar(request: HttpRequest) -> HttpResponse:
    _actor, jobcenter = _own(request)
    return _page(request, jobcenter)


@require_POST
@authorities_only
def opening_hours(request: HttpRequest) -> HttpResponse:
    """First press: what would change. Second press ("gem"): saved."""
    actor, jobcenter = _own(request)
    now, today = now_and_today()
    form = OpeningHoursForm(request.POST)
    if not form.is_valid():
        return _page(request, jobcenter, hours_form=form, status=422)
    valid_from = form.cleaned_data["valid_from"]
    try:
        if "gem" in request.POST:
            opening_hours_change(
                actor=actor, jobcenter=jobcenter, spans=form.spans, valid_from=valid_from, today=today
            )
            text = _("Åbningstiderne er gemt og gælder fra %(day)s.") % {
                "day": danish.day_when(valid_from, now)
            }
            messages.success(request, text)
            return redirect("jobcenters:calendar")
        proposed = opening_hours_proposed(
            jobcenter=jobcenter, spans=form.spans, valid_from=valid_from, today=today
        )
    except ValidationError as problem:
        form.add_error(None, problem)
        return _page(request, jobcenter, hours_form=form, status=422)
    periods = selectors.hours_now_and_planned(jobcenter, max(today, valid_from))
    context = {
        "title": _("Nye åbningstider"),
        "facts": [
            parts.Fact(_("Gælder fra"), danish.full_day(valid_from, year=True)),
            parts.Fact(_("Før"), periods[0].text),
            parts.Fact(_("Efter"), format_hours(form.spans)),
        ],
        "hidden": [form["hours"], form["valid_from"]],
        "action": reverse("jobcenters:opening_hours"),
        "save": _("Gem åbningstiderne"),
        "moved": _moved(jobcenter, proposed),
        "now": now,
    }
    return render(request, "jobcenters/calendar_preview.html", context)


@require_POST
@authorities_only
def closing_day_new(request: HttpRequest) -> HttpResponse:
    """Saved at once where it moves no deadline; else looked at first, and saved with the second press ("gem")."""
    actor, jobcenter = _own(request)
    now, today = now_and_today()
    form = ClosingDayForm(request.POST)
    if not form.is_valid():
        return _page(request, jobcenter, day_form=form, status=422)
    day, reason = form.cleaned_data["day"], form.cleaned_data["reason"]
    try:
        if "gem" not in request.POST:
            proposed = closing_day_proposed(jobcenter=jobcenter, day=day, today=today)
            moved = _moved(jobcenter, proposed)
            if moved and moved.number:
                facts = [
                    parts.Fact(_("Lukket"), danish.full_day(day, year=True)),
                    parts.Fact(_("Årsag"), reason),
                ]
                context = {
                    "title": _("Ny lukkedag"),
                    "facts": facts,
                    "hidden": [form["day"], form["reason"]],
                    "action": reverse("jobcenters:closing_day_new"),
                    "save": _("Gem lukkedagen"),
                    "moved": moved,
                    "now": now,
                }
                return render(request, "jobcenters/calendar_preview.html", context)
        closing_day_add(actor=actor, jobcenter=jobcenter, day=day, reason=reason, today=today)
    except ValidationError as problem:
        form.add_error("day", ValidationError(problem.messages))
        return _page(request, jobcenter, day_form=form, status=422)
    messages.success(request, _("I holder lukket %(day)s.") % {"day": danish.day_when(day, now)})
    return redirect("jobcenters:calendar")


@require_POST
@authorities_only
def closing_day_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """As with a new one. A closing day of another jobcentre does not exist here (404)."""
    actor, jobcenter = _own(request)
    now, today = now_and_today()
    closing_day = get_object_or_404(ClosingDay, pk=pk, jobcenter=jobcenter)
    day = closing_day.date
    if "gem" not in request.POST and day >= today:
        moved = _moved(jobcenter, closing_day_removal_proposed(closing_day=closing_day))
        if moved and moved.number:
            context = {
                "title": _("Hold åbent igen"),
                "facts": [
                    parts.Fact(_("Åbent igen"), danish.full_day(day, year=True)),
                    parts.Fact(_("Var lukket"), closing_day.reason),
                ],
                "hidden": [],
                "action": reverse("jobcenters:closing_day_delete", args=[pk]),
                "save": _("Hold åbent"),
                "moved": moved,
                "now": now,
            }
            return render(request, "jobcenters/calendar_preview.html", context)
    _remove(request, actor, closing_day, today, now)
    return redirect("jobcenters:calendar")


def _remove(
    request: HttpRequest,
    actor: Actor,
    closing_day: ClosingDay,
    today: datetime.date,
    now: datetime.datetime,
) -> None:
    day = closing_day.date
    try:
        closing_day_remove(actor=actor, closing_day=closing_day, today=today)
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("I holder igen åbent %(day)s.") % {"day": danish.day_when(day, now)})
