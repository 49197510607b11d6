"""Consent that is taken back, and consent that is given again."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.requests import staff_of
from candidates.enums import CandidateState
from candidates.forms.consent import ConsentForm
from candidates.imports.permissions import check_can_import
from candidates.models import Candidate
from candidates.services.consent import candidate_consents, consent_by_reference
from candidates.services.withdrawal import candidate_withdraw
from candidates.views.common import jobcenter_of, own_candidate_or_404
from orders.models import Order


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The citizen takes the consent back: what that does is said before it is done."""
    actor = jobcenter_of(request)
    found = own_candidate_or_404(actor, uuid)
    if request.method == "POST":
        candidate_withdraw(actor=actor, candidate=found)
        messages.success(
            request, _("%s findes ikke længere af nogen. Opslagsloggen bliver stående.") % found.pseudonym
        )
        return redirect("candidates:candidate", found.uuid)
    return render(
        request, "candidates/withdraw.html", {"candidate": found, "running": _running(actor, found)}
    )


def _running(actor: Actor, found: Candidate) -> list[Order]:
    """The orders that the candidate is on."""
    mine = Order.objects.visible_to(actor).filter(
        nominations__candidate=found, nominations__organisation_id=actor.organisation_id
    )
    return list(mine.exclude(nominations__state__in=["hired", "declined"]).distinct().order_by("number"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent_again(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A citizen who withdrew, and is not anonymised yet, consents again."""
    actor = jobcenter_of(request)
    found = own_candidate_or_404(actor, uuid)
    if request.method == "POST":
        _tell(request, candidate_consents(actor=actor, candidate=found))
        return redirect("candidates:candidate", found.uuid)
    return render(request, "candidates/consent_again.html", {"candidate": found})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent_by(request: HttpRequest) -> HttpResponse:
    """The same by the reference, which also finds who is anonymised. For those who keep the stock."""
    actor = staff_of(request)
    check_can_import(actor)
    form = ConsentForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            found = consent_by_reference(actor=actor, reference=form.cleaned_data["reference"])
        except ValidationError as problem:
            form.add_error("reference", problem)
        else:
            _tell(request, found)
            return redirect("candidates:candidate", found.uuid) if found else redirect("candidates:imports")
    return render(request, "candidates/consent_by.html", {"form": form}, status=422 if form.errors else None)


def _tell(request: HttpRequest, found: Candidate | None) -> None:
    if found and found.state == CandidateState.ANONYMISED:
        messages.error(request, _("Borgeren er anonymiseret. Skriv referencen under Jeres kandidater."))
        return
    if found is None:
        said = _("Samtykket er registreret. Borgeren bliver kandidat, når I indlæser en fil med referencen.")
    elif found.left_at:
        said = _("Samtykket er registreret. %s kan findes, når I indlæser en fil med referencen.")
    else:
        said = _("Samtykket er registreret. %s kan findes igen.")
    messages.success(request, said % found.pseudonym if found else said)
