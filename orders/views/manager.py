"""The manager's pages: how promises are kept, the rows behind every number, and giving a case to somebody."""

import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar, local_date
from orders.calendars import calendar_of
from orders.enums import ClockState
from orders.forms.fields import NOBODY
from orders.forms.manager import AssignForm, BreachForm, PeriodForm
from orders.models import Clock, Order
from orders.selectors.assignment import (
    Colleague,
    case_url,
    colleagues,
    day_words,
    due_detail,
    due_words,
    orders_of,
    responsible,
    what_is_missing,
)
from orders.selectors.my_day import clock_status
from orders.selectors.report_scope import agreement_choices, agreement_chosen
from orders.selectors.sla import CAUSE_WORDS, NO_CAUSE, WHOLE_CASE, ClockFilter, Show, risk_until
from orders.selectors.sla_page import sla_page
from orders.selectors.sla_rows import clock_page, clock_sheet, read_cursor
from orders.services.orders import order_choose_owner
from orders.services.requests import request_take
from ui import danish, parts
from ui.messages import undo_message

UNPROCESSABLE = 422


def manager_of(request: HttpRequest) -> Actor:
    """The acting manager or administrator of a jobcentre. For everybody else these pages do not exist."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if not actor.is_jobcenter or not (actor.is_manager or actor.is_administrator):
        raise Http404
    return actor


@require_safe
def sla(request: HttpRequest) -> HttpResponse:
    """Holder vi det, vi har lovet?"""
    actor = manager_of(request)
    now = timezone.now()
    form = PeriodForm(request.GET, today=local_date(now))
    period = form.period()
    page = sla_page(actor, now, period)
    choosing = "vaelg" in request.GET or bool(form.errors)
    return render(
        request,
        "orders/sla.html",
        {
            "page": page,
            "form": form if form.errors else form.filled(),
            "choosing": choosing,
            "choose_url": f"?{urlencode({**_kept(request, 'periode', 'fra', 'til'), 'vaelg': 1})}#periode",
        },
    )


@require_safe
def breaches(request: HttpRequest) -> HttpResponse:
    """The rows behind a number, as a page or as a spreadsheet."""
    actor = manager_of(request)
    now = timezone.now()
    agreements = agreement_choices(actor)
    form = BreachForm(request.GET, today=local_date(now), agreements=agreements)
    wanted = _wanted(actor, form, now)
    if request.GET.get("format") == "csv" and not form.errors:
        response = HttpResponse(clock_sheet(wanted), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="frister-{local_date(now):%Y-%m-%d}.csv"'
        return response
    rows, following = clock_page(wanted, read_cursor(request.GET.get("efter", "")))
    kept = wanted.query()
    return render(
        request,
        "orders/breaches.html",
        {
            "rows": rows,
            "count": wanted.count(),
            "wanted": wanted,
            "words": _words(actor, wanted, form, now),
            "at_risk": wanted.show is Show.AT_RISK,
            "form": form if form.errors else form.filled(),
            "sheet_url": f"?{urlencode({**kept, 'format': 'csv'})}",
            "page": parts.Page(
                previous_url=f"?{urlencode(kept)}" if "efter" in request.GET else "",
                next_url=f"?{urlencode({**kept, 'efter': following})}" if following else "",
            ),
        },
    )


def _kept(request: HttpRequest, *names: str) -> dict[str, str]:
    return {name: request.GET[name][:100] for name in names if request.GET.get(name)}


def _wanted(actor: Actor, form: BreachForm, now: datetime.datetime) -> ClockFilter:
    """The filter of an address. What the form refuses counts as not given."""
    form.is_valid()
    values = form.cleaned_data
    period = form.period()
    cause = values.get("aarsag") or None
    line_form = values.get("form") or None
    return ClockFilter(
        organisation_id=actor.organisation_id,
        now=now,
        show=Show(values.get("udfald") or Show.BROKEN),
        group=values.get("loefte") or "",
        first=None if form.is_any_time else period.first,
        last=None if form.is_any_time else period.last,
        cause="" if cause == NO_CAUSE else cause,
        until=risk_until(calendar_of(actor.organisation_id), now),
        form="" if line_form == WHOLE_CASE else line_form,
        agreement=agreement_chosen(form.agreements, values.get("aftale") or ""),
    )


def _words(actor: Actor, wanted: ClockFilter, form: BreachForm, now: datetime.datetime) -> dict[str, str]:
    """Title and lead of the list."""
    titles = {
        Show.ALL: _("Alle frister"),
        Show.KEPT: _("Holdt"),
        Show.BROKEN: _("Brud"),
        Show.UNANSWERED: _("Overskredet og stadig ubesvaret"),
        Show.AT_RISK: _("Kan stadig nås"),
    }
    if wanted.show is Show.AT_RISK:
        days = danish.capitalise(day_words(calendar_of(actor.organisation_id), now))
    elif wanted.first is None:
        days = _("Uanset periode")
    else:
        days = danish.capitalise(form.period().shown(local_date(now)))
    notes = [actor.organisation_name, days]
    if wanted.group:
        notes.append(str(dict(form.fields["loefte"].choices)[wanted.group]))  # type: ignore[attr-defined]
    if wanted.cause is not None and wanted.show is not Show.AT_RISK:
        notes.append(str(CAUSE_WORDS[wanted.cause]))
    for name in ("form", "aftale"):
        if form.cleaned_data.get(name):
            notes.append(str(dict(form.fields[name].choices)[form.cleaned_data[name]]))  # type: ignore[attr-defined]
    return {"title": titles[wanted.show], "lead": " · ".join(notes)}


# --- giving a case to somebody -------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def assign_clock(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Choose who answers: the colleagues with how busy they are, the manager's own hands, or nobody in particular.
    `?tilbage=` is the undo of a choice: it is posted without a form.
    """
    actor = manager_of(request)
    clock = (
        Clock.objects.owned_by(actor.organisation_id)
        .filter(uuid=uuid)
        .select_related("request", "owner_user")
        .first()
    )
    if clock is None:
        raise Http404
    if clock.state != ClockState.OPEN:
        messages.info(request, _("Sagen er allerede afsluttet. Der er ingen frist at tage sig af."))
        return redirect("orders:sla")
    now = timezone.now()
    calendar = calendar_of(actor.organisation_id)
    people = colleagues(actor, calendar, now)
    before = clock.owner_user_id
    data: Any = request.POST if request.method == "POST" else None
    if data is not None and "owner" not in data and "tilbage" in request.GET:
        data = {"owner": request.GET["tilbage"]}
    form = AssignForm(data, colleagues=people, current_id=before)
    if request.method == "POST" and form.is_valid():
        chosen = next((one for one in people if str(one.user_id) == form.cleaned_data["owner"]), None)
        try:
            _give(actor, clock, chosen)
        except PermissionDenied as error:
            form.add_error(None, str(error))
        else:
            back = f"{reverse('orders:assign_clock', args=[clock.uuid])}?tilbage={before or NOBODY}"
            undo_message(request, _given(clock, chosen), back)
            return redirect(f"{reverse('orders:sla')}#kan-stadig-naas")
    return render(
        request,
        "orders/assign.html",
        _assign_context(actor, clock, form, people, calendar, now),
        status=UNPROCESSABLE if form.is_bound else None,
    )


def _give(actor: Actor, clock: Clock, chosen: Colleague | None) -> None:
    """Raises PermissionDenied where the case is not the jobcentre's to give any more."""
    user_id = chosen.user_id if chosen else None
    if clock.request is not None:
        request_take(actor=actor, request=clock.request, user_id=user_id)
        return
    order = Order.objects.visible_to(actor).filter(pk=clock.order_id).first()
    if order is None:
        raise PermissionDenied(_("Kun ordrens tovholder kan gøre det."))
    order_choose_owner(actor=actor, order=order, user_id=user_id, user_name=chosen.name if chosen else "")


def _given(clock: Clock, chosen: Colleague | None) -> str:
    if chosen is None:
        return _("Ingen er ansvarlig for %(case)s. Alle kan tage sagen.") % {"case": clock.counterpart}
    if chosen.is_self:
        return _("Du har overtaget %(case)s.") % {"case": clock.counterpart}
    return _("%(case)s er tildelt %(name)s.") % {"case": clock.counterpart, "name": chosen.name}


def _assign_context(
    actor: Actor,
    clock: Clock,
    form: AssignForm,
    people: list[Colleague],
    calendar: OpeningCalendar,
    now: datetime.datetime,
) -> dict[str, Any]:
    return {
        "form": form,
        "clock": clock,
        "case_url": case_url(clock, orders_of([clock])),
        "missing": what_is_missing(clock),
        "responsible": responsible(clock, actor),
        "status": clock_status(clock, calendar, now),
        "due": due_words(clock, calendar, now),
        "due_second": due_detail(clock, calendar, now),
        "until": day_words(calendar, now),
        "self_id": next((one.user_id for one in people if one.is_self), None),
        "is_mine": clock.owner_user_id == actor.user_id,
    }
