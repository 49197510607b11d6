"""What begins from an agreement that is there: a new version, a wider agreement; and giving a draft up."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.requests import staff_of
from agreements.enums import AgreementKind, AgreementState, Step
from agreements.forms.drafting import ReasonForm
from agreements.models import Agreement
from agreements.permissions import can_draft
from agreements.selectors.drafting import version_under_way
from agreements.services.beginning import agreement_widen, ended_ticks, version_replace
from agreements.services.drafting import DraftError, draft_discard
from agreements.views.common import UNPROCESSABLE, drafted_or_404
from agreements.workflow import NotAllowedError

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def replace(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new version: what it means is said before it happens (all sign again)."""
    actor = staff_of(request)
    agreement = drafted_or_404(actor, uuid)
    under_way = version_under_way(agreement)
    if under_way and under_way.is_draft:
        return _to_draft(agreement)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            version_replace(actor=actor, agreement=agreement, reason=form.cleaned_data["reason"])
            messages.success(
                request, _("Udkastet til den nye version er klar. Ret det, og send det til underskrift.")
            )
            return _to_draft(agreement)
        except (DraftError, NotAllowedError) as error:
            form.add_error(None, str(error))
    source = under_way or agreement.current
    context = {
        "agreement": agreement,
        "form": form,
        "under_way": under_way,
        "signed": [] if under_way is None else list(under_way.signatures.order_by("signed_at")),
        "in_force": agreement.is_in_force,
        "is_partly_signed": under_way is not None and under_way.state == AgreementState.PARTLY_SIGNED,
        "ended_ticks": ended_ticks(source) if source else [],
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "agreements/replace.html", context, status=status)


@form_view
def widen(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """From a local partnership to a jobserviceaftale (R97): what is copied is said first."""
    actor = staff_of(request)
    agreement = drafted_or_404(actor, uuid)
    if agreement.kind != AgreementKind.PARTNERSHIP or not can_draft(actor, AgreementKind.JOBSERVICE):
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            version = agreement_widen(actor=actor, agreement=agreement)
            messages.success(
                request, _("Behov, parter og kontakter er kopieret. Gå trinene igennem, og ret dem til.")
            )
            return _to_draft(version.agreement)
        except DraftError as refused:
            error = str(refused)
    newest = agreement.current or agreement.versions.first()
    context = {
        "agreement": agreement,
        "error": error,
        "parties": list(newest.parties.select_related("organisation")) if newest else [],
        "widened": list(
            Agreement.objects.visible_to(actor)
            .filter(widened_from=agreement)
            .exclude(state=AgreementState.CANCELLED)
        ),
    }
    return render(request, "agreements/widen.html", context, status=UNPROCESSABLE if error else 200)


@require_POST
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    agreement = drafted_or_404(actor, uuid)
    draft = version_under_way(agreement)
    try:
        if draft is None:
            raise DraftError(_("Der er intet udkast at opgive."))
        draft_discard(actor=actor, version=draft)
    except DraftError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Udkastet er opgivet."))
    return redirect("agreements:agreement", uuid)


def _to_draft(agreement: Agreement) -> HttpResponse:
    return redirect("agreements:step", agreement.uuid, Step.NEED.value)
