"""Messages from the company: registered by the tovholder, and written in the portal."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.requests import actor_of
from agreements.selectors.routing import Route, route_to
from companies.models import Company
from companies.selectors import CompanyCard, company_card
from jobcenters.calendar import NoOpeningHoursError, local_date
from orders.forms.message import MessageForm, PortalMessageForm
from orders.selectors import portal as select
from orders.selectors.agreed import first_answer_due
from orders.services.messages import inquiry_submit, message_receive
from orders.views.order_common import OrderAction, claim, release, sent_before
from ui import danish

UNPROCESSABLE = 422


class Message(OrderAction):
    """Something the company has asked about an order, by telephone or mail: an answer is owed (D3, else D1)."""

    title = gettext_lazy("Registrér henvendelse fra virksomheden")
    button = gettext_lazy("Gem henvendelsen")

    def make_form(self, data: Any = None) -> forms.Form:
        contact = self.order.contact.name if self.order.contact else ""
        return MessageForm(data, today=local_date(timezone.now()), initial={"by_name": contact})

    def perform(self, form: MessageForm) -> str:
        values, now = form.cleaned_data, timezone.now()
        clock = message_receive(
            actor=self.actor,
            order=self.order,
            text=values["text"],
            by_name=values["by_name"],
            at=form.at(self.order.received_at, now),
        )
        if clock is None:
            return _("Henvendelsen er gemt.")
        return _("Henvendelsen er gemt. Svar senest %s.") % danish.when(clock.due_at, now)


@require_http_methods(["GET", "HEAD", "POST"])
def portal_message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """ "Skriv til jeres kontaktperson" about one open order."""
    actor = _company(request)
    order = select.own_orders(actor).filter(uuid=uuid).first()
    if order is None:
        raise Http404
    back = reverse("orders:portal_order", args=[order.uuid])
    if not order.is_open:
        messages.info(request, _("Ordren er lukket. Skriv en ny henvendelse."))
        return redirect(back)
    form = PortalMessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and sent_before(actor, form):
        return _again(request, back)
    if form.is_bound and form.is_valid():
        if not claim(actor, form):
            return _again(request, back)
        try:
            name = actor.name or actor.organisation_name
            clock = message_receive(
                actor=actor, order=order, text=form.cleaned_data["text"], by_name=name[:120]
            )
        except PermissionDenied as error:
            release(actor, form)
            form.add_error(None, str(error))
        else:
            _thank(request, (order.tovholder or order.received_by).name, clock.due_at if clock else None)
            return redirect(back)
    context = {
        "form": form,
        "back_url": back,
        "back_label": danish.capitalise(order.title),
        "lead": _("Det handler om %s.") % order.title,
    }
    return _page(request, form, context)


@require_http_methods(["GET", "HEAD", "POST"])
def portal_write(request: HttpRequest) -> HttpResponse:
    """ "Skriv til jeres kontaktperson" about anything else, for a company under agreement: its tovholder answers."""
    actor = _company(request)
    card, route = agreed_contact(actor)
    place = card.first_workplace
    if route is None or route.tovholder is None or place is None:
        raise Http404
    now, back = timezone.now(), reverse("orders:portal")
    form = PortalMessageForm(request.POST if request.method == "POST" else None)
    if form.is_bound and sent_before(actor, form):
        return _again(request, back)
    if form.is_bound and form.is_valid():
        if not claim(actor, form):
            return _again(request, back)
        contact = next((row for row in card.contacts if row.user_id == actor.user_id), card.primary_contact)
        try:
            order = inquiry_submit(
                actor=actor,
                workplace=place,
                contact=contact,
                text=form.cleaned_data["text"],
                submit_key=form.cleaned_data["submit_key"] or form.fields["submit_key"].initial(),
            )
        except (LookupError, NoOpeningHoursError):
            release(actor, form)
            form.add_error(None, _("Vi kan ikke modtage beskeden her. Ring til jeres jobcenter."))
        else:
            _thank(
                request, route.tovholder.name, first_answer_due(route, route.tovholder.organisation_id, now)
            )
            return redirect("orders:portal_order", uuid=order.uuid)
    context = {
        "form": form,
        "back_url": back,
        "back_label": _("Jeres sag lige nu"),
        "lead": _("%(name)s er jeres tovholder efter aftale %(number)s.")
        % {"name": route.tovholder.name, "number": route.number},
        "due_at": first_answer_due(route, route.tovholder.organisation_id, now),
        "answers": route.tovholder.name,
        "now": now,
    }
    return _page(request, form, context)


def agreed_contact(actor: Actor) -> tuple[CompanyCard, Route | None]:
    """The acting company with its places, and the agreement with the tovholder for the first of them."""
    company = Company.objects.visible_to(actor).with_organisation().get(pk=actor.organisation_id)
    card = company_card(actor, company)
    place = card.first_workplace
    return card, route_to(place, local_date(timezone.now())) if place else None


def _company(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_company:
        raise Http404
    return actor


def _again(request: HttpRequest, back: str) -> HttpResponse:
    messages.info(request, _("Vi har allerede modtaget beskeden. Den blev sendt to gange."))
    return redirect(back)


def _thank(request: HttpRequest, name: str, due_at: Any) -> None:
    if due_at is None:
        messages.success(request, _("Vi har modtaget jeres besked."))
        return
    words = {"name": name, "due": danish.when(due_at, timezone.now())}
    messages.success(request, _("Vi har modtaget jeres besked. I hører fra %(name)s senest %(due)s.") % words)


def _page(request: HttpRequest, form: forms.Form, context: dict[str, Any]) -> HttpResponse:
    return render(
        request, "orders/portal_message.html", context, status=UNPROCESSABLE if form.is_bound else None
    )
