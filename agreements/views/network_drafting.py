"""Where an agreement begins that is not with a company: between the jobcentres of a network ([003], R81, R83)."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.moment import moment
from accounts.requests import staff_of
from agreements.enums import ENDED_STATES, AgreementKind, Step
from agreements.forms.network_steps import NetworkNeedForm
from agreements.models import Agreement, AgreementVersion
from agreements.permissions import can_draft
from agreements.selectors.networks import networks_seen
from agreements.services.beginning import agreement_begin
from agreements.services.drafting import DraftError
from agreements.views.common import UNPROCESSABLE
from agreements.views.networks import kept_or_404
from agreements.views.wizard import first_frame, form_key, next_url
from jobcenters.calendar import local_date

form_view = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Whom the new agreement is with: a company is found first, a network is chosen here."""
    actor = staff_of(request)
    kind = AgreementKind.RECRUITMENT
    kept = [one for one in networks_seen(actor) if can_draft(actor, kind, one)]
    with_company = [
        one.label
        for one in (AgreementKind.JOBSERVICE, AgreementKind.INTEGRATION, AgreementKind.PARTNERSHIP)
        if can_draft(actor, one) and (one == AgreementKind.PARTNERSHIP) == actor.is_jobcenter
    ]
    if not kept and not with_company:
        raise PermissionDenied(_("Jobservice Danmark og jobcentrene opretter aftaler."))
    today = local_date(moment())
    rows = [(one, one.members.on(today).count()) for one in kept]
    return render(request, "agreements/begin.html", {"networks": rows, "with_company": with_company})


@form_view
def network_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The first step before there is a draft. For those who do not keep the network the page does not exist."""
    actor, network = kept_or_404(request, uuid)
    kind = AgreementKind.RECRUITMENT
    title = _("Rekrutteringsaftale for %s") % network.name
    unsaved = AgreementVersion(agreement=Agreement(kind=kind, title=title[:240], network=network))
    form = NetworkNeedForm(request.POST or None, actor=actor, version=unsaved)
    if request.method == "POST" and form.is_valid():
        try:
            version = agreement_begin(
                actor=actor,
                key=form_key(request.POST.get("key", "")),
                kind=kind,
                title=form.cleaned_data["title"],
                network=network,
            )
            form.version = version
            if not version.revisions:
                form.save(0)
            return redirect(next_url(request, version.agreement, Step.NEED))
        except DraftError as error:
            form.refuse(error)
    others = Agreement.objects.visible_to(actor).filter(network=network).exclude(state__in=ENDED_STATES)
    context = {
        **first_frame(request, unsaved.agreement),
        "form": form,
        "others": list(others.order_by("-pk")[:5]),
        "cancel_url": reverse("agreements:network", args=[network.uuid]),
    }
    status = UNPROCESSABLE if request.method == "POST" else 200
    return render(request, "agreements/steps/behov.html", context, status=status)
