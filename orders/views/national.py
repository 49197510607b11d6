"""Jobservice Danmark's pages: the overview, and choosing a tovholder."""

import datetime
import re
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from jobcenters.calendar import OpeningCalendar, local_date
from jobcenters.rules import opening_state
from orders.calendars import OFFICE_HOURS, calendars_of
from orders.forms.national import TovholderForm
from orders.models import Clock, Order
from orders.selectors.assignment import due_detail
from orders.selectors.brokering import Choice, best, choices_for, stage_of
from orders.selectors.distribution import network_proposal
from orders.selectors.my_day import clock_status
from orders.selectors.national import SIDES, NationalFilter, Show, national_page, running_clocks, town_of
from orders.selectors.national_agreements import agreement_panels
from orders.services.tovholder import order_assign
from orders.views.intake import intake
from orders.workflow import NotAllowedError
from ui import danish

UNPROCESSABLE = 422
NEAREST = 6
NATIONAL_KINDS = frozenset({OrganisationKind.NATIONAL.value, OrganisationKind.LABOUR_MARKET_OFFICE.value})


def national_of(request: HttpRequest) -> Actor:
    """Somebody of Jobservice Danmark or a labour market office. For everybody else these pages do not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.kind not in NATIONAL_KINDS:
        raise Http404
    return actor


@require_safe
def national(request: HttpRequest) -> HttpResponse:
    """Landsoverblik."""
    actor = national_of(request)
    shows = {show.value: show for show in Show}
    side, code = request.GET.get("omraade", ""), request.GET.get("kommune", "")
    wanted = NationalFilter(
        actor=actor,
        now=timezone.now(),
        show=shows.get(request.GET.get("vis", ""), Show.BROKERED),
        side=side if side in SIDES else "",
        municipality=code if re.fullmatch("[0-9]{4}", code) else "",
    )
    context = {
        "page": national_page(wanted),
        "agreements": agreement_panels(actor, wanted.now),
        "actor": actor,
    }
    return render(request, "orders/national.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def national_new(request: HttpRequest) -> HttpResponse:
    """Register an order that a company told Jobservice Danmark; the tovholder is chosen afterwards."""
    if not national_of(request).is_national:
        raise Http404
    return intake(request)


@require_http_methods(["GET", "HEAD", "POST"])
def national_assign(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose the tovholder of an order that Jobservice Danmark received."""
    actor = national_of(request)
    order = (
        Order.objects.visible_to(actor)
        .filter(uuid=uuid)
        .select_related("company__organisation", "workplace__postcode", "tovholder")
        .first()
    )
    if order is None or not actor.is_national:
        raise Http404
    if order.tovholder is not None:
        messages.info(request, _("Ordren har allerede en tovholder: %s.") % order.tovholder.name)
        return redirect("orders:national")
    now = timezone.now()
    choices = choices_for(order, stage_of(actor, [order], local_date(now)))
    suggested = best(choices)
    near = choices[:NEAREST]
    clock = running_clocks([order]).get(order.pk)
    calendars = calendars_of({one.organisation_id for one in near})
    form = TovholderForm(
        request.POST if request.method == "POST" else None,
        near=[(one, _notes(one, calendars[one.organisation_id], clock, now)) for one in near],
        others=sorted(choices[NEAREST:], key=lambda one: one.place),
        initial={
            "to": str(suggested.uuid) if suggested else "",
            "reason": suggested.reason if suggested else "",
        },
    )
    if request.method == "POST" and form.is_valid() and form.chosen is not None:
        try:
            _send(actor, order, form.chosen, form.cleaned_data["reason"])
        except (PermissionDenied, NotAllowedError) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Sendt til %s. De har fået besked på mail.") % form.chosen.place)
            return redirect("orders:national")
    context = {
        "form": form,
        "order": order,
        "town": town_of(order),
        "status": clock_status(clock, OFFICE_HOURS, now) if clock else "",
        "due": danish.when(clock.due_at, now) if clock else "",
        "due_second": due_detail(clock, OFFICE_HOURS, now) if clock else "",
        "suggested": suggested,
        "proposal": network_proposal(actor, choices[0].organisation_id, order.workplace.postcode, now)
        if choices
        else None,
    }
    return render(
        request,
        "orders/national_assign.html",
        context,
        status=UNPROCESSABLE if form.is_bound else None,
    )


def _send(actor: Actor, order: Order, chosen: Choice, reason: str) -> None:
    to = Organisation.objects.get(pk=chosen.organisation_id)
    order_assign(actor=actor, order=order, to=to, reason=reason)


def _notes(one: Choice, calendar: OpeningCalendar, clock: Clock | None, now: datetime.datetime) -> str:
    """ "har arbejdsstedet · 2 km · 1 åben ordre fra os · åbner mandag kl. 09.00: efter fristen"."""
    notes = [_("har arbejdsstedet")] if one.serves else []
    if one.km is not None and one.km >= 1:
        notes.append(danish.kilometres(one.km))
    notes.append(one.load_words)
    if one.last_on:
        notes.append(_("var tovholder her %s") % danish.day_month(one.last_on, year=True))
    state = opening_state(calendar, now)
    words = state.text[:1].lower() + state.text[1:]
    if clock and now <= clock.due_at and not calendar.open_time_between(now, clock.due_at):
        words = _("%s, efter fristen") % words
    notes.append(words)
    return " · ".join(notes)
