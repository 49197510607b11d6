"""Own candidates on an order line, found and chosen on one page, with one press."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from candidates.forms.placing import NominateForm, OwnSearchForm
from candidates.models import Candidate
from candidates.permissions import NOMINATES, check_can_nominate
from candidates.placing_mails import counted
from candidates.selectors.own import own_candidates
from candidates.services.counting import open_lines
from candidates.services.nominations import nominate as nominate_service
from candidates.views.common import jobcenter_of, refusal
from candidates.workflow import Part, release_until
from jobcenters.calendar import local_date
from orders.enums import RequestState
from orders.models import Order, OrderLine, Request
from orders.selectors.order_page import order_title_of, role_on
from orders.titles import line_title
from orders.views.order_common import claim, order_or_404, release, sent_before


@require_http_methods(["GET", "HEAD", "POST"])
def nominate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose among one's own. `?linje=` is the line, `?q=` the words; both begin with the line's own."""
    actor = jobcenter_of(request)
    order = order_or_404(actor, uuid)
    role = role_on(actor, order)
    if role not in NOMINATES:
        raise Http404
    back = back_url(actor, order)
    try:
        check_can_nominate(actor, order, role)
    except PermissionDenied as error:
        messages.error(request, str(error))
        return redirect(back)
    lines = list(OrderLine.objects.filter(order=order))
    if not lines:
        raise Http404
    lines = open_lines(actor, order, lines)
    if not lines:
        messages.error(request, _("Alle pladser på ordren er besat."))
        return redirect(back)
    line = _line(request, lines)
    form = _form(request, actor, order, lines, line)
    if request.method == "POST":
        if sent_before(actor, form):
            messages.info(request, _("Det er allerede gemt. Formularen blev sendt to gange."))
            return redirect(back)
        if form.is_valid() and claim(actor, form):
            if made := _nominate(request, actor, order, form):
                messages.success(
                    request,
                    _("%(counted)s er indstillet: %(what)s.")
                    % {"counted": counted(made), "what": form.line.occupation},
                )
                return redirect(back)
            release(actor, form)
    search = OwnSearchForm(request.GET)
    words = search["q"].value() if "q" in request.GET and search.is_valid() else line.occupation
    own = own_candidates(actor, order, words or "", timezone.now(), chosen=form.chosen)
    context = {
        "order": order,
        "order_title": order_title_of(order),
        "back_url": back,
        "title": _("Indstil kandidater"),
        "lead": _("Til %(what)s hos %(company)s, %(place)s.")
        % {"what": line_title(line), "company": order.company.name, "place": order.workplace.postcode},
        "form": form,
        "line": line,
        "words": words,
        "own": own,
        "several": len(lines) > 1,
        "is_led": order.tovholder_id == actor.organisation_id,
        "picked_error": " ".join(str(text) for text in form.errors.get("candidates", []))
        if form.is_bound
        else "",
    }
    refused = form.is_bound and bool(form.errors)
    return render(request, "candidates/nominate.html", context, status=422 if refused else None)


def back_url(actor: Actor, order: Order) -> str:
    """The order's page, or the newest request to the actor's jobcentre about it."""
    if order.tovholder_id != actor.organisation_id:
        asked = Request.objects.visible_to(actor).filter(
            order=order, to_organisation_id=actor.organisation_id
        )
        newest = asked.exclude(state=RequestState.WITHDRAWN).order_by("-sent_at", "-id").first()
        if newest:
            return reverse("orders:request", args=[newest.uuid])
    return reverse("orders:order", args=[order.uuid])


def _line(request: HttpRequest, lines: list[OrderLine]) -> OrderLine:
    wanted = request.POST.get("line") or request.GET.get("linje", "")
    return next((row for row in lines if str(row.uuid) == wanted), lines[0])


def _form(
    request: HttpRequest, actor: Actor, order: Order, lines: list[OrderLine], line: OrderLine
) -> NominateForm:
    now = timezone.now()
    own_order = order.tovholder_id == actor.organisation_id
    return NominateForm(
        request.POST if request.method == "POST" else None,
        lines=lines,
        line=line,
        parts=[Part.COMPANY] if own_order else [Part.TOVHOLDER, Part.COMPANY],
        purpose=_("Formidling til ordre %(number)s: %(what)s")
        % {"number": order.number, "what": order.title[:200]},
        until=release_until(order.application_deadline, local_date(now)),
    )


def _nominate(request: HttpRequest, actor: Actor, order: Order, form: NominateForm) -> int:
    """How many were nominated; 0 where the form now says why not."""
    values: dict[str, Any] = {"line": form.line, "release": form.terms()}
    own = list(Candidate.objects.of_jobcenter(actor.organisation_id).filter(uuid__in=form.chosen))
    try:
        with transaction.atomic():
            return len(nominate_service(actor=actor, order=order, candidates=own, **values))
    except (PermissionDenied, ValueError) as error:
        form.add_error(None, refusal(error))
        return 0
