"""Information meetings of an upskilling project, their calendar file, and the public sign-up."""

from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from agreements.limits import LINK, SIGN_UP, may
from agreements.views.signing import too_many
from candidates.forms.projects import CitizenForm, ProjectMeetingForm
from candidates.models import InformationMeeting, SignUp
from candidates.project_mails import mailbox_of
from candidates.retention_rules import SIGN_UPS
from candidates.services.project_watch import citizen_sign_up, meeting_by_token
from candidates.services.projects import meeting_link_renew, meeting_save
from candidates.views.common import jobcenter_of, refusal
from candidates.views.projects import carry_out, project_or_404, status_of, viewer_of
from jobcenters.calendar import local_date
from notifications.calendar_files import Invitation, calendar_file
from ui import danish

USUAL_MINUTES = 90


def meeting_or_404(actor: Actor, uuid: UUID, *, led: bool) -> InformationMeeting:
    """A meeting of a project that the actor may see, or leads. Raises Http404."""
    found = InformationMeeting.objects.select_related("project").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    found.project = project_or_404(actor, found.project.uuid, led=led)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Plan an information meeting."""
    actor = jobcenter_of(request)
    project = project_or_404(actor, uuid, led=True)
    form = ProjectMeetingForm(
        request.POST if request.method == "POST" else None, initial={"minutes_long": USUAL_MINUTES}
    )

    def perform() -> str:
        meeting_save(actor=actor, project=project, data=form.data_of())
        return _("Informationsmødet er planlagt. Linket til tilmelding står på projektets side.")

    if request.method == "POST" and carry_out(request, actor, form, perform):
        return redirect(reverse("candidates:project", args=[project.uuid]) + "#moeder")
    context = {"project": project, "form": form, "title": _("Planlæg informationsmøde")}
    return render(request, "candidates/projects/meeting.html", context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def meeting(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Move the meeting, or write what it is about."""
    actor = jobcenter_of(request)
    found = meeting_or_404(actor, uuid, led=True)
    at = danish.local(found.starts_at)
    form = ProjectMeetingForm(
        request.POST if request.method == "POST" else None,
        initial={
            "day": at.date(),
            "time": at.time(),
            "minutes_long": found.minutes_long,
            "place": found.place,
            "text": found.text,
        },
    )

    def perform() -> str:
        meeting_save(actor=actor, project=found.project, data=form.data_of(), meeting=found)
        return _("Informationsmødet er gemt.")

    if request.method == "POST" and carry_out(request, actor, form, perform):
        return redirect(reverse("candidates:project", args=[found.project.uuid]) + "#moeder")
    context = {"project": found.project, "form": form, "title": _("Ret informationsmødet")}
    return render(request, "candidates/projects/meeting.html", context, status=status_of(form))


@require_POST
def meeting_link(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another public link; the one before stops answering."""
    actor = jobcenter_of(request)
    found = meeting_or_404(actor, uuid, led=True)
    try:
        meeting_link_renew(actor=actor, meeting=found)
    except PermissionDenied as error:
        messages.error(request, refusal(error))
    else:
        messages.success(request, _("Linket er nyt. Det gamle virker ikke længere."))
    return redirect(reverse("candidates:project", args=[found.project.uuid]) + "#moeder")


@require_POST
def sign_up_remove(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a citizen who signed up off the list, and forget name and contact."""
    actor = jobcenter_of(request)
    found = SignUp.objects.select_related("project").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    project = project_or_404(actor, found.project.uuid, led=True)
    SignUp.objects.filter(pk=found.pk).delete()
    messages.success(request, _("Tilmeldingen er slettet."))
    return redirect(reverse("candidates:project", args=[project.uuid]) + "#moeder")


@require_safe
def meeting_ics(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The meeting for one's own calendar, as it stands now. Names no participant."""
    actor = viewer_of(request)
    found = meeting_or_404(actor, uuid, led=False)
    text = calendar_file(
        Invitation(
            uid=found.uuid,
            sequence=found.sequence,
            starts_at=found.starts_at,
            minutes_long=found.minutes_long,
            title=_("Informationsmøde: %s") % found.project.title,
            text=found.text,
            place=found.place,
            organiser=mailbox_of(found.project.tovholder),
            organiser_name=found.project.tovholder.name,
            guests=(),
            written_at=found.changed_at,
        )
    )
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    day = local_date(found.starts_at)
    response["Content-Disposition"] = f'attachment; filename="informationsmoede-{day:%Y-%m-%d}.ics"'
    return response


# --- the citizen ---------------------------------------------------------------------------------------------------


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest, token: str) -> HttpResponse:
    """The public page of a meeting: when, where, what about, and a form. It names nobody who signed up."""
    if not may(request, LINK, count=False):
        return too_many(request)
    found = meeting_by_token(token)
    if found is None:
        if not may(request, LINK, count=True):
            return too_many(request)
        return render(request, "candidates/reply_closed.html", status=HTTPStatus.NOT_FOUND)
    form = CitizenForm(request.POST if request.method == "POST" else None)
    is_open, done = found.is_open, False
    if request.method == "POST" and is_open:
        if not may(request, SIGN_UP, count=True):
            return too_many(request)
        if form.is_valid():
            is_open = done = citizen_sign_up(token=token, **form.cleaned_data)
    status = HTTPStatus.OK if is_open else HTTPStatus.GONE
    context = {"meeting": found, "form": form, "is_open": is_open, "done": done, "forgotten": SIGN_UPS.reason}
    return render(request, "candidates/projects/sign_up.html", context, status=status_of(form) or status)


# A signed-in person without any membership is a citizen like everybody else.
sign_up.without_actor = True  # type: ignore[attr-defined]
