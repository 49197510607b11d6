"""Follow-up meetings: one with its results and minutes, all of them, another time, the file for a calendar."""

import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import actor_of
from agreements.enums import MeetingState
from agreements.forms.life import VERSION, MeetingForm, MinutesForm, ReasonForm
from agreements.life_mails import invitation_of
from agreements.models import Agreement, AgreementMeeting
from agreements.results import Results, results_of
from agreements.selectors.life import meeting_row
from agreements.selectors.minutes import minutes_of
from agreements.services.drafting import DraftError
from agreements.services.meetings import (
    MeetingError,
    guests_of,
    host_of,
    may_begin_version,
    meeting_cancel,
    meeting_invite,
    meeting_move,
    meeting_record,
)
from agreements.views.changes import inner_or_404
from agreements.views.common import UNPROCESSABLE, frame
from jobcenters.calendar import local_date
from notifications.calendar_files import calendar_file
from ui import danish, parts

REFUSALS = (MeetingError, DraftError, PermissionDenied)


def meeting_or_404(actor: Actor, uuid: UUID) -> tuple[AgreementMeeting, str]:
    """The meeting and the actor's role in its agreement. Strangers, and those who see the terms alone, get 404."""
    found = (
        AgreementMeeting.objects.filter(uuid=uuid, agreement__in=Agreement.objects.visible_to(actor))
        .select_related("agreement__current", "agreement__owner", "recorded_by")
        .first()
    )
    if found is None:
        raise Http404
    _agreement, role = inner_or_404(actor, found.agreement.uuid)
    return found, role


@require_safe
def meetings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every meeting of an agreement: those to come, those without minutes, those held."""
    actor = actor_of(request)
    agreement, _role = inner_or_404(actor, uuid)
    now = moment()
    rows = list(agreement.meetings.order_by("starts_at"))
    planned = [row for row in rows if row.state == MeetingState.PLANNED]
    context = {
        **frame(actor),
        "agreement": agreement,
        "coming": [meeting_row(row, now) for row in planned if row.starts_at > now],
        "without_minutes": [meeting_row(row, now) for row in planned if row.starts_at <= now],
        "held": [meeting_row(row, now) for row in reversed(rows) if row.state == MeetingState.HELD],
    }
    return render(request, "agreements/life/meetings.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One meeting: who comes, the results until now, and the minutes."""
    actor = actor_of(request)
    found, role = meeting_or_404(actor, uuid)
    now = moment()
    agreement = found.agreement
    results = _results(actor, found, now)
    can_record = found.state == MeetingState.PLANNED and local_date(found.starts_at) <= local_date(now)
    drafts = may_begin_version(role)
    form = MinutesForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": _prefilled(results)},
        drafts=drafts,
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with transaction.atomic():
                began = meeting_record(
                    actor=actor,
                    meeting=found,
                    minutes=values["minutes"],
                    adjustments=values["adjustments"],
                    as_version=values["outcome"] == VERSION,
                )
        except REFUSALS as error:
            form.add_error(getattr(error, "field", "") or None, str(error))
        else:
            return _recorded(request, found, began=began, asked=values["outcome"] == VERSION)
    host = host_of(agreement)
    context = {
        **frame(actor),
        "agreement": agreement,
        "meeting": found,
        "row": meeting_row(found, now),
        "facts": _facts(found),
        "guests": guests_of(agreement),
        "host": host,
        "results": results,
        "can_record": can_record,
        "is_planned": found.state == MeetingState.PLANNED,
        "minutes": minutes_of(found),
        "correct_url": reverse("agreements:meeting_minutes_correct", args=[found.uuid]),
        "is_coming": found.state == MeetingState.PLANNED and found.starts_at > now,
        "form": form,
        "title": _("Opfølgningsmøde %s") % danish.day_month(local_date(found.starts_at), year=True),
    }
    failed = form.is_bound and bool(form.errors)
    return render(request, "agreements/life/meeting.html", context, status=UNPROCESSABLE if failed else None)


def _recorded(request: HttpRequest, found: AgreementMeeting, *, began: bool, asked: bool) -> HttpResponse:
    agreement = found.agreement
    if began:
        messages.success(
            request,
            _("Referatet er gemt, og en ny version er begyndt. Ret den, og send den til underskrift."),
        )
        return redirect("agreements:preview", agreement.uuid)
    text = _("Referatet er gemt.")
    if asked:
        text = _("Referatet er gemt, og den, der har oprettet aftalen, er bedt om en ny version.")
    messages.success(request, text)
    return redirect("agreements:agreement", agreement.uuid)


def _facts(found: AgreementMeeting) -> list[parts.Fact]:
    facts = [
        parts.Fact(_("Tidspunkt"), danish.full_time(found.starts_at, year=True)),
        parts.Fact(_("Varighed"), _("%d minutter") % found.minutes_long),
        parts.Fact(_("Sted"), found.place or _("Ikke aftalt")),
    ]
    if found.state == MeetingState.HELD and found.recorded_by:
        facts.append(parts.Fact(_("Referat"), str(found.recorded_by)))
    elif found.invited_at:
        sent = danish.day_month(local_date(found.invited_at), year=True)
        facts.append(parts.Fact(_("Invitation"), _("Sendt %s") % sent))
    else:
        facts.append(parts.Fact(_("Invitation"), _("Ikke sendt endnu")))
    return facts


def _results(actor: Actor, found: AgreementMeeting, now: datetime.datetime) -> Results | None:
    """From the meeting before (else the agreement's first day) to the day of this one, or today if it is to come."""
    agreement = found.agreement
    before = (
        agreement.meetings.filter(state=MeetingState.HELD, starts_at__lt=found.starts_at)
        .order_by("-starts_at")
        .first()
    )
    last = min(local_date(found.starts_at), local_date(now))
    first = local_date(before.starts_at) if before else (agreement.starts_on or last)
    return results_of(actor, agreement, min(first, last), last)


def _prefilled(results: Results | None) -> str:
    if results is None:
        return ""
    return "\n".join([*results.lines, "", ""])


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another time or place."""
    actor = actor_of(request)
    found, _role = meeting_or_404(actor, uuid)
    if found.state != MeetingState.PLANNED:
        messages.error(request, _("Mødet er holdt eller aflyst og kan ikke flyttes."))
        return redirect("agreements:meeting", found.uuid)
    local = danish.local(found.starts_at)
    form = MeetingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "day": local.date(),
            "time": local.time(),
            "minutes_long": found.minutes_long,
            "place": found.place,
        },
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with transaction.atomic():
                told = meeting_move(
                    actor=actor,
                    meeting=found,
                    starts_at=form.starts_at(),
                    minutes_long=values["minutes_long"],
                    place=values["place"],
                )
        except REFUSALS as error:
            form.add_error(getattr(error, "field", "") or None, str(error))
        else:
            text = (
                _("Mødet er ændret, og alle inviterede får det nye tidspunkt.")
                if told
                else _("Mødet er ændret.")
            )
            messages.success(request, text)
            return redirect("agreements:meeting", found.uuid)
    return _form_page(
        request,
        actor,
        found,
        form,
        title=_("Flyt mødet"),
        button=_("Flyt mødet"),
        lead=_("Alle, der har fået en invitation, får det nye tidspunkt i deres kalender.")
        if found.invited_at
        else _("Der er ikke sendt invitationer endnu."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Cancel one meeting."""
    actor = actor_of(request)
    found, _role = meeting_or_404(actor, uuid)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                meeting_cancel(actor=actor, meeting=found, reason=form.cleaned_data["reason"])
        except REFUSALS as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Mødet er aflyst."))
            return redirect("agreements:agreement", found.agreement.uuid)
    return _form_page(
        request,
        actor,
        found,
        form,
        title=_("Aflys mødet"),
        button=_("Aflys mødet"),
        lead=_("Alle, der har fået en invitation, får en aflysning i deres kalender.")
        if found.invited_at
        else _("De andre møder er uændrede."),
    )


def _form_page(
    request: HttpRequest, actor: Actor, found: AgreementMeeting, form: Any, **context: Any
) -> HttpResponse:
    when = danish.capitalise(danish.full_time(found.starts_at, year=True))
    return render(
        request,
        "agreements/life/meeting_form.html",
        {
            **frame(actor),
            "meeting": found,
            "agreement": found.agreement,
            "when": when,
            "form": form,
            **context,
        },
        status=UNPROCESSABLE if form.is_bound else None,
    )


@require_POST
def invite(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the invitations now instead of four weeks before."""
    actor = actor_of(request)
    found, _role = meeting_or_404(actor, uuid)
    try:
        with transaction.atomic():
            sent = meeting_invite(actor=actor, meeting=found)
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        text = _("Invitationerne er sendt.") if sent else _("Alle er allerede inviteret.")
        messages.success(request, text)
    return redirect("agreements:meeting", found.uuid)


@require_safe
def ics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The meeting for one's own calendar, as it stands now."""
    actor = actor_of(request)
    found, _role = meeting_or_404(actor, uuid)
    host = host_of(found.agreement)
    if host is None:
        raise Http404
    text = calendar_file(
        invitation_of(
            agreement=found.agreement,
            meeting=found,
            host=host,
            guests=[(party.contact_name, party.contact_email) for party in guests_of(found.agreement)],
            at=moment(),
            cancelled=found.state == MeetingState.CANCELLED,
        )
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    day = local_date(found.starts_at)
    response["Content-Disposition"] = f'attachment; filename="opfoelgning-{day:%Y-%m-%d}.ics"'
    return response
