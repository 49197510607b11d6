"""Minutes corrected after the fact: of a follow-up meeting, of a leaders' meeting."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.requests import actor_of, staff_of
from agreements.forms.life import CorrectionForm
from agreements.models import AgreementMeeting, MinutesCorrection, NetworkMeeting
from agreements.selectors.minutes import Minutes, minutes_of
from agreements.services.meetings import MeetingError
from agreements.services.minutes import minutes_correct, network_minutes_correct
from agreements.views.common import UNPROCESSABLE, frame
from agreements.views.meetings import meeting_or_404
from agreements.views.network_meetings import network_meeting_or_404
from jobcenters.permissions import can_keep_network
from ui import danish

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def meeting_minutes_correct(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Any party corrects the minutes of a follow-up meeting."""
    actor = actor_of(request)
    found, _role = meeting_or_404(actor, uuid)
    return _page(request, actor, found, minutes_correct, "agreements:meeting")


@form_view
def network_minutes_correct_view(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Those who keep the network correct the minutes of a leaders' meeting."""
    actor = staff_of(request)
    found = network_meeting_or_404(actor, uuid)
    if not can_keep_network(actor, found.network):
        raise Http404
    return _page(request, actor, found, network_minutes_correct, "agreements:network_meeting")


def _page(
    request: HttpRequest,
    actor: Actor,
    found: AgreementMeeting | NetworkMeeting,
    correct: Callable[..., MinutesCorrection],
    route: str,
) -> HttpResponse:
    minutes = minutes_of(found)
    if minutes is None:
        raise Http404
    form = CorrectionForm(
        request.POST if request.method == "POST" else None,
        initial={"minutes": minutes.now.text},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            with transaction.atomic():
                correct(
                    actor=actor,
                    meeting=found,
                    minutes=values["minutes"],
                    reason=values["reason"],
                    seen=values["seen"] or 0,
                )
        except (MeetingError, PermissionDenied) as error:
            form.add_error(getattr(error, "field", "") or None, str(error))
        else:
            messages.success(request, _("Rettelsen er gemt. Det første referat kan stadig læses."))
            return redirect(route, found.uuid)
    context: dict[str, Any] = {
        **frame(actor),
        "form": form,
        "minutes": minutes,
        "is_newer": _is_newer(form, minutes),
        "when": danish.capitalise(danish.full_time(found.starts_at, year=True)),
        "url": reverse(route, args=[found.uuid]),
    }
    status = UNPROCESSABLE if form.is_bound else None
    return render(request, "agreements/life/minutes_correct.html", context, status=status)


def _is_newer(form: CorrectionForm, minutes: Minutes) -> bool:
    """Whether somebody has corrected them since the page was opened: what they read now is shown beside the form."""
    return form.is_bound and str(minutes.corrections) != form.data.get("seen", "")
