"""What the pages of one order share: finding it, refusing in words, and forms that are carried out once."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from accounts.actor import Actor
from accounts.models import Membership
from accounts.requests import staff_of
from orders.evidence import GateClosedError
from orders.forms.fields import OnceForm
from orders.models import Order
from orders.permissions import check_leads
from orders.selectors.order_page import order_rows, order_title_of
from orders.workflow import NotAllowedError

# What services refuse with a Danish sentence for the user.
REFUSALS = (PermissionDenied, GateClosedError, NotAllowedError)
REMEMBER_SECONDS = 24 * 60 * 60
UNPROCESSABLE = 422


def order_or_404(actor: Actor, uuid: UUID) -> Order:
    """The order, if the actor's organisation has to do with it. Raises Http404."""
    order = order_rows(actor).filter(uuid=uuid).first()
    if order is None:
        raise Http404
    return order


def led_order_or_404(actor: Actor, uuid: UUID) -> Order:
    """The order, if the actor's organisation is its tovholder. Raises Http404."""
    order = order_or_404(actor, uuid)
    if order.tovholder_id != actor.organisation_id:
        raise Http404
    return order


def colleagues_of(actor: Actor, *, without_self: bool = False) -> list[tuple[str, str]]:
    """(user id, name) of those who work for the actor's organisation, by name."""
    rows = (
        Membership.objects.active()
        .filter(organisation_id=actor.organisation_id)
        .select_related("user")
        .order_by("user__name", "id")
    )
    return [
        (str(row.user_id), str(row.user))
        for row in rows
        if not (without_self and row.user_id == actor.user_id)
    ]


# --- a form is carried out once -----------------------------------------------------------------------------


def _key(actor: Actor, submit_key: object) -> str:
    return f"form-sent:{actor.user_id}:{submit_key}"


def _sent_key(form: forms.BaseForm) -> str:
    """The key as it was sent, also where the rest of the form is refused; "" for none or for nonsense."""
    value = form["submit_key"].value() if "submit_key" in form.fields else ""
    try:
        return str(UUID(str(value)))
    except ValueError:
        return ""


def sent_before(actor: Actor, form: forms.BaseForm) -> bool:
    """Whether this very form has been carried out already."""
    key = _sent_key(form)
    return bool(key) and cache.get(_key(actor, key)) is not None


def claim(actor: Actor, form: forms.BaseForm) -> bool:
    """Use the form's key up; False where another request was first.

    The cache is a table of the same database: of two that arrive together the second waits for the first's
    transaction, and gets the key only if that was rolled back.
    """
    key = _sent_key(form)
    return not key or cache.add(_key(actor, key), 1, REMEMBER_SECONDS)


def release(actor: Actor, form: forms.BaseForm) -> None:
    """Give the key back: the service refused, and the same form may be sent again."""
    if key := _sent_key(form):
        cache.delete(_key(actor, key))


# --- a page with one form -----------------------------------------------------------------------------------


class OrderAction(View):
    """A page with one form about an order that the actor's jobcentre leads. Subclasses say what it does.

    `perform` calls the service and may return a message; what it refuses is shown above the form with everything that
    was typed. A form that carries a `submit_key` is carried out once.
    """

    form_class: type[forms.Form] = OnceForm
    template_name = "orders/order_action.html"
    title: Any = ""
    lead: Any = ""
    button: Any = gettext_lazy("Gem")
    # It is about the places of an order: of no use to a question, which has none.
    about_places = False
    actor: Actor
    order: Order

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.actor = staff_of(request)
        try:
            self.find(**kwargs)
            self.check()
        except PermissionDenied as error:
            messages.error(request, str(error))
            return redirect(self.back_url())
        return super().dispatch(request, *args, **kwargs)

    def find(self, **kwargs: Any) -> None:
        """Set `order`. Raises Http404 for anybody but the tovholder, PermissionDenied where it has no places."""
        self.order = led_order_or_404(self.actor, kwargs["uuid"])
        if self.about_places and self.order.is_inquiry:
            raise PermissionDenied(_("Henvendelsen er ikke en ordre, så der er ingen kandidater at finde."))

    def check(self) -> None:
        """Raises PermissionDenied, in words, where the page is of no use now."""
        check_leads(self.actor, self.order)

    def make_form(self, data: Any = None) -> forms.Form:
        return self.form_class(data)

    def perform(self, form: Any) -> str | None:
        """Carry it out; the message to show afterwards, or None."""
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        """What else the template needs."""
        return {}

    def back_url(self) -> str:
        return reverse("orders:order", args=[self.order.uuid])

    def done_url(self) -> str:
        return self.back_url()

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.make_form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        if sent_before(self.actor, form):
            return self.done_before()
        if not form.is_valid():
            return self.page(form)
        if not claim(self.actor, form):
            return self.done_before()
        try:
            with transaction.atomic():
                message = self.perform(form)
        except REFUSALS as error:
            release(self.actor, form)
            form.add_error(None, str(error))
            return self.page(form)
        if form.errors:
            release(self.actor, form)
            return self.page(form)
        if message:
            messages.success(request, message)
        return redirect(self.done_url())

    def done_before(self) -> HttpResponse:
        messages.info(self.request, _("Det er allerede gemt. Formularen blev sendt to gange."))
        return redirect(self.done_url())

    def page(self, form: forms.Form) -> HttpResponse:
        context = {
            "order": self.order,
            "order_title": order_title_of(self.order),
            "form": form,
            "title": self.title,
            "lead": self.lead,
            "button": self.button,
            "back_url": self.back_url(),
            **self.more(),
        }
        return render(
            self.request, self.template_name, context, status=UNPROCESSABLE if form.is_bound else None
        )
