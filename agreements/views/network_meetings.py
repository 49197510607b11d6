"""The leaders' meetings of a network: plan, one meeting, its minutes."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import staff_of
from agreements.enums import MeetingState
from agreements.forms.networks import LeadersMeetingForm, NetworkMinutesForm, PlanForm
from agreements.models import NetworkMeeting
from agreements.network_mails import invitation_of
from agreements.selectors.leaders import host_of, leaders_of
from agreements.selectors.minutes import minutes_of
from agreements.selectors.networks import meeting_line
from agreements.services.networks import (
    network_meeting_cancel,
    network_meeting_change,
    network_meeting_invite,
    network_meeting_record,
    network_meetings_plan,
)
from agreements.views.common import UNPROCESSABLE
from agreements.views.networks import form_view, kept_or_404, refuse
from jobcenters.calendar import local_date
from jobcenters.permissions import can_keep_network
from notifications.calendar_files import calendar_file
from ui import danish, parts


def network_meeting_or_404(actor: Actor, uuid: UUID) -> NetworkMeeting:
    """The meeting, for those inside its network. Strangers get 404."""
    found = (
        NetworkMeeting.objects.visible_to(actor, local_date(moment()))
        .select_related("network__coordinator", "recorded_by")
        .filter(uuid=uuid)
        .first()
    )
    if found is None:
        raise Http404
    return found


def _kept_or_404(request: HttpRequest, uuid: UUID) -> tuple[Actor, NetworkMeeting]:
    actor = staff_of(request)
    found = network_meeting_or_404(actor, uuid)
    if not can_keep_network(actor, found.network) or found.state != MeetingState.PLANNED:
        raise Http404
    return actor, found


@form_view
def network_meetings(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Plan a meeting every half year."""
    actor, network = kept_or_404(request, uuid)
    form = PlanForm(request.POST if request.method == "POST" else None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        try:
            made = network_meetings_plan(
                actor=actor,
                network=network,
                first_on=form.cleaned_data["first_on"],
                place=form.cleaned_data["place"],
            )
        except ValidationError as refused:
            refuse(form, refused)
        else:
            text = ngettext("%(n)s møde er planlagt.", "%(n)s møder er planlagt.", len(made))
            messages.success(request, text % {"n": danish.number(len(made))})
            return redirect("agreements:network", network.uuid)
    return render(
        request,
        "agreements/networks/meetings.html",
        {"network": network, "form": form},
        status=UNPROCESSABLE if form.is_bound else None,
    )


@require_safe
def network_meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Agenda and minutes of one meeting."""
    actor = staff_of(request)
    found = network_meeting_or_404(actor, uuid)
    now = moment()
    keeps = can_keep_network(actor, found.network)
    is_planned = found.state == MeetingState.PLANNED
    leaders = leaders_of(found.network, local_date(found.starts_at))
    context = {
        "meeting": found,
        "network": found.network,
        "line": meeting_line(found, now),
        "facts": _facts(found),
        "leaders": leaders,
        "is_coming": is_planned and found.starts_at > now,
        "may_change": keeps and is_planned and found.starts_at > now,
        "may_record": keeps and is_planned and local_date(found.starts_at) <= local_date(now),
        "minutes": minutes_of(found),
        "correct_url": reverse("agreements:network_minutes_correct", args=[found.uuid]) if keeps else "",
    }
    return render(request, "agreements/networks/meeting.html", context)


def _facts(found: NetworkMeeting) -> list[parts.Fact]:
    facts = [
        parts.Fact(_("Sted"), found.place or _("Ikke aftalt")),
        parts.Fact(_("Varighed"), _("%d minutter") % found.minutes_long),
    ]
    if found.invited_at:
        sent = danish.day_month(local_date(found.invited_at), year=True)
        facts.append(parts.Fact(_("Invitation"), _("Sendt %s") % sent))
    elif found.state == MeetingState.PLANNED:
        facts.append(parts.Fact(_("Invitation"), _("Sendes af sig selv otte uger før")))
    return facts


@require_POST
def network_meeting_invite_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Send the invitations now instead of eight weeks before."""
    actor, found = _kept_or_404(request, uuid)
    try:
        sent = network_meeting_invite(actor=actor, meeting=found)
    except PermissionDenied as refused:
        messages.error(request, str(refused))
    else:
        text = _("Invitationerne er sendt.") if sent else _("Alle er allerede inviteret.")
        messages.success(request, text)
    return redirect("agreements:network_meeting", found.uuid)


@require_safe
def network_meeting_ics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The meeting for one's own calendar, as it stands now."""
    actor = staff_of(request)
    found = network_meeting_or_404(actor, uuid)
    day = local_date(found.starts_at)
    leaders = leaders_of(found.network, day)
    text = calendar_file(
        invitation_of(
            network=found.network,
            meeting=found,
            host=host_of(found.network, leaders),
            guests=[(leader.name, leader.email) for leader in leaders],
            at=moment(),
            cancelled=found.state == MeetingState.CANCELLED,
        )
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="ledermoede-{day:%Y-%m-%d}.ics"'
    return response


@form_view
def network_meeting_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another time, place or agenda."""
    actor, found = _kept_or_404(request, uuid)
    at = danish.local(found.starts_at)
    form = LeadersMeetingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "day": at.date(),
            "time": at.time(),
            "minutes_long": found.minutes_long,
            "place": found.place,
            "agenda": found.agenda,
        },
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            told = network_meeting_change(
                actor=actor,
                meeting=found,
                starts_at=form.starts_at(),
                minutes_long=form.cleaned_data["minutes_long"],
                place=form.cleaned_data["place"],
                agenda=form.cleaned_data["agenda"],
            )
        except (ValidationError, PermissionDenied) as refused:
            refuse(form, refused)
        else:
            text = _("Mødet er gemt, og alle inviterede får ændringen.") if told else _("Mødet er gemt.")
            messages.success(request, text)
            return redirect("agreements:network_meeting", found.uuid)
    return _page(request, "meeting_edit", found, form)


@form_view
def network_meeting_minutes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What was said; the minutes close the meeting."""
    actor, found = _kept_or_404(request, uuid)
    form = NetworkMinutesForm(
        request.POST if request.method == "POST" else None, use_required_attribute=False
    )
    if request.method == "POST" and form.is_valid():
        try:
            network_meeting_record(actor=actor, meeting=found, minutes=form.cleaned_data["minutes"])
        except (ValidationError, PermissionDenied) as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Referatet er gemt."))
            return redirect("agreements:network_meeting", found.uuid)
    return _page(request, "meeting_minutes", found, form)


@require_POST
def network_meeting_cancel_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor, found = _kept_or_404(request, uuid)
    told = network_meeting_cancel(actor=actor, meeting=found)
    messages.success(
        request, _("Mødet er aflyst, og alle inviterede får besked.") if told else _("Mødet er aflyst.")
    )
    return redirect("agreements:network", found.network.uuid)


def _page(
    request: HttpRequest, name: str, found: NetworkMeeting, form: LeadersMeetingForm | NetworkMinutesForm
) -> HttpResponse:
    context = {
        "meeting": found,
        "network": found.network,
        "line": meeting_line(found, moment()),
        "form": form,
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, f"agreements/networks/{name}.html", context, status=status)
