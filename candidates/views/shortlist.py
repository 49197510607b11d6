"""The company's list of candidates, and its answer to each: two presses."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from candidates.enums import CompanyVerdict
from candidates.models import Nomination
from candidates.selectors.shortlist import presented_to
from candidates.selectors.shortlist import shortlist as read_shortlist
from candidates.services.nominations import verdict_give
from candidates.views.common import refusal
from candidates.workflow import COMPANY_REASONS
from orders.selectors import portal as select
from orders.views.portal import company_of


@never_cache
@require_safe
def shortlist(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Those who were presented and released. Opening the page is a look at each, and is logged."""
    actor = company_of(request)
    order = select.own_orders(actor).filter(uuid=uuid).first()
    if order is None or not presented_to(actor, order):
        raise Http404
    found = read_shortlist(actor, order)
    context = {
        "order": order,
        "status": select.statuses([order], timezone.now())[0],
        "list": found,
        "reasons": COMPANY_REASONS,
    }
    return render(request, "candidates/shortlist.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def verdict(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """ "Vil gerne tale med", or "Ikke egnet" and why. GET leads to the list."""
    actor = company_of(request)
    found = Nomination.objects.visible_to(actor).filter(uuid=uuid).first()
    order = select.own_orders(actor).filter(pk=found.order_id).first() if found else None
    if found is None or order is None:
        raise Http404
    found.order = order
    if request.method == "POST":
        answer, reason = request.POST.get("svar", ""), request.POST.get("grund", "")
        version = request.POST.get("version", "")
        if answer not in CompanyVerdict.values or not version.isdecimal() or len(version) > 9:
            messages.error(request, _("Vælg et svar."))
            return redirect("candidates:shortlist", order.uuid)
        try:
            with transaction.atomic():
                verdict_give(
                    actor=actor, nomination=found, verdict=answer, reason=reason, version=int(version)
                )
        except (PermissionDenied, ValueError) as error:
            messages.error(request, refusal(error))
        else:
            messages.success(request, _("Tak. Vi har givet besked videre."))
    return redirect("candidates:shortlist", order.uuid)
