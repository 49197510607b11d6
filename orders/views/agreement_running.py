"""Running orders and the agreement's version in force: what would move, and letting it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.moment import moment
from accounts.requests import staff_of
from agreements.views.changes import inner_or_404
from jobcenters.network_promises import PROMISE_OF, length_words
from orders.agreed import AGREED
from orders.selectors.recalculation_agreement import agreed_moves
from orders.services.agreement_running import running_orders_follow
from ui import parts


@require_http_methods(["GET", "HEAD", "POST"])
def agreement_running(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """For a jobcentre that is party to the agreement; to others it does not exist (404). POST carries it out."""
    actor = staff_of(request)
    if not actor.is_jobcenter:
        raise Http404
    agreement, _role = inner_or_404(actor, uuid)
    if agreement.company_id is None:
        raise Http404
    if request.method == "POST":
        try:
            change = running_orders_follow(actor=actor, agreement=agreement)
        except PermissionDenied as refused:
            messages.error(request, str(refused))
            return redirect("orders:agreement_running", agreement.uuid)
        messages.success(request, _("Ordrerne følger nu aftalens gældende version. Fristerne regnes om."))
        return redirect("orders:recalculation", change.uuid)
    now = moment()
    found = agreed_moves(actor, agreement, now)
    goals = [
        parts.Fact(PROMISE_OF[code].title, length_words(unit))
        for code, unit in sorted(found.terms.goals.items())
        if code in AGREED
    ]
    context = {"agreement": agreement, "found": found, "moved": found.moved, "goals": goals, "now": now}
    return render(request, "orders/agreement_running.html", context)
