"""For the one who drafted it: to signature, back again, and mending an address."""

from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import actor_of
from agreements.emails import name_of
from agreements.enums import SIGNING_STATES, AgreementState, SignerState
from agreements.forms.signing import SendForm, SignerEmailForm, WithdrawForm
from agreements.models import Agreement, AgreementVersion, Signer
from agreements.permissions import DRAFTERS, role_of
from agreements.selectors.drafting import version_under_way
from agreements.services.copies import CopyError, copy_close, copy_send_again
from agreements.services.sending import (
    SendError,
    agreement_send,
    agreement_withdraw,
    send_faults,
    sign_by_default,
    signer_correct_email,
    signer_resend,
)
from agreements.views.common import drafted_or_404
from agreements.workflow import NotAllowedError
from jobcenters.calendar import local_date

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


def _drafted(actor: Actor, uuid: UUID, *states: str) -> AgreementVersion:
    """The version under way, in one of `states`. Raises Http404 for those who may not see the agreement or have
    nothing of that kind, PermissionDenied for those who see it but did not draft it.
    """
    agreement = Agreement.objects.visible_to(actor).filter(uuid=uuid).select_related("company").first()
    if agreement is None:
        raise Http404
    if role_of(actor, agreement) not in DRAFTERS:
        raise PermissionDenied(
            _("Aftalen kan kun rettes af den, der har oprettet den, og af Jobservice Danmark.")
        )
    version = version_under_way(agreement)
    if version is None or version.state not in states:
        raise Http404
    return version


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who gets a mail, until when they may sign, and what must be mended first."""
    actor = actor_of(request)
    version = _drafted(actor, uuid, AgreementState.DRAFT)
    first = sign_by_default(local_date(moment()))
    # The wizard's own button names no day: it means the usual one.
    data = {"sign_by": first.isoformat(), **request.POST.dict()} if request.method == "POST" else None
    form = SendForm(data, first=first)
    faults = send_faults(actor, version)
    if request.method == "POST" and form.is_valid():
        try:
            agreement_send(actor=actor, version=version, sign_by=form.cleaned_data["sign_by"])
        except SendError as error:
            faults = [] if error.field else error.faults
            if error.field:
                form.add_error(error.field, str(error))
        except NotAllowedError as error:
            messages.error(request, str(error))
            return redirect("agreements:agreement", uuid=uuid)
        else:
            messages.success(request, _("Aftalen er sendt til underskrift."))
            return redirect("agreements:agreement", uuid=uuid)
    context = {
        "agreement": version.agreement,
        "version": version,
        "parties": version.parties.select_related("organisation"),
        "faults": faults,
        "form": form,
    }
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "agreements/signing/send.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What withdrawing means, said before it happens; then it happens."""
    actor = actor_of(request)
    version = _drafted(actor, uuid, *SIGNING_STATES)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            agreement_withdraw(actor=actor, version=version, reason=form.cleaned_data["reason"])
        except NotAllowedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("Aftalen er trukket tilbage. Den er et udkast igen."))
        return redirect("agreements:agreement", uuid=uuid)
    signed = version.signers.filter(state=SignerState.SIGNED).count()
    context = {"agreement": version.agreement, "version": version, "form": form, "signed": signed}
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "agreements/signing/withdraw.html", context, status=status)


def _signer(actor: Actor, uuid: UUID, party: UUID) -> Signer:
    version = _drafted(actor, uuid, *SIGNING_STATES)
    signer = Signer.objects.filter(version=version, party__uuid=party).select_related("party").first()
    if signer is None:
        raise Http404
    signer.version = version
    return signer


@require_http_methods(["GET", "HEAD", "POST"])
def signer_email(request: HttpRequest, uuid: UUID, party: UUID) -> HttpResponse:
    """ "Ret adresse og send igen"."""
    actor = actor_of(request)
    signer = _signer(actor, uuid, party)
    form = SignerEmailForm(
        request.POST if request.method == "POST" else None, initial={"email": signer.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            signer_correct_email(actor=actor, signer=signer, email=form.cleaned_data["email"])
        except SendError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("Et nyt link er sendt til %s.") % form.cleaned_data["email"])
            return redirect("agreements:agreement", uuid=uuid)
    context: dict[str, Any] = {
        "agreement": signer.version.agreement,
        "signer": signer,
        "party": name_of(signer.version, signer.party),
        "form": form,
    }
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "agreements/signing/signer_email.html", context, status=status)


@require_POST
def resend(request: HttpRequest, uuid: UUID, party: UUID) -> HttpResponse:
    """The invitation once more."""
    actor = actor_of(request)
    signer = _signer(actor, uuid, party)
    try:
        signer_resend(actor=actor, signer=signer)
    except SendError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Mailen er sendt igen til %s.") % signer.email)
    return redirect("agreements:agreement", uuid=uuid)


def _concluded(actor: Actor, uuid: UUID, party: UUID) -> Signer:
    """The signer of a version that all have signed, for its drafters. Raises Http404."""
    agreement = drafted_or_404(actor, uuid)
    rows = Signer.objects.select_related("party", "version")
    signer = rows.filter(
        version__agreement=agreement, version__concluded_at__isnull=False, party__uuid=party
    ).first()
    if signer is None:
        raise Http404
    return signer


@require_POST
def copy_again(request: HttpRequest, uuid: UUID, party: UUID) -> HttpResponse:
    """The signed agreement to a signer once more, with a new link."""
    actor = actor_of(request)
    signer = _concluded(actor, uuid, party)
    try:
        copy_send_again(actor=actor, signer=signer)
    except CopyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Den underskrevne aftale er sendt til %s.") % signer.email)
    return redirect("agreements:agreement", uuid=uuid)


@require_POST
def copy_end(request: HttpRequest, uuid: UUID, party: UUID) -> HttpResponse:
    """Close a signer's link to the signed PDF."""
    actor = actor_of(request)
    signer = _concluded(actor, uuid, party)
    try:
        copy_close(actor=actor, signer=signer)
    except CopyError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Linket i mailen til %s virker ikke mere.") % signer.email)
    return redirect("agreements:agreement", uuid=uuid)
