"""The delivery plan, what came of it, who is responsible, and the end of the order."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.enums import OrderState
from orders.forms.clocks import ReopenForm
from orders.forms.delivery import CloseForm, LineOutcomeForm, OwnerForm, PlanForm, ReportForm
from orders.forms.fields import NOBODY
from orders.models import Delivery, OrderLine
from orders.permissions import check_can_reopen
from orders.selectors.facts import place_of
from orders.selectors.order_page import order_rows
from orders.selectors.plan import promised_by_line
from orders.services.orders import order_choose_owner, order_close
from orders.services.plan import check_numbers_are_typed, delivery_plan, delivery_report
from orders.services.reopening import order_reopen
from orders.titles import line_title
from orders.views.order_common import OrderAction, colleagues_of
from orders.workflow import NotAllowedError, transition
from ui import danish
from ui.messages import undo_message


class Plan(OrderAction):
    """The tovholder's own share, line by line, and everybody's deliveries."""

    about_places = True
    template_name = "orders/order_plan.html"
    title = gettext_lazy("Leveranceplan")

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.lines = list(OrderLine.objects.filter(order=self.order))
        self.deliveries = list(
            Delivery.objects.filter(order=self.order).select_related("organisation__jobcenter", "line")
        )
        pressed = self.request.POST.get("line", "")
        self.line = next((line for line in self.lines if str(line.uuid) == pressed), None)

    def own(self, line: OrderLine) -> Delivery | None:
        return next(
            (
                item
                for item in self.deliveries
                if item.line_id == line.pk
                and item.organisation_id == self.actor.organisation_id
                and item.request_id is None
            ),
            None,
        )

    def form_of(self, line: OrderLine, data: Any = None) -> PlanForm:
        own = self.own(line)
        lacks = max(line.places - promised_by_line(self.deliveries)[line.pk], 0)
        initial = {"number": own.promised, "by": own.by, "note": own.note} if own else {"number": lacks}
        form = PlanForm(data, prefix=f"linje-{line.position}", initial=initial)
        form.fields["by"].unchanged = own.by if own else None  # type: ignore[attr-defined]
        return form

    def make_form(self, data: Any = None) -> forms.Form:
        if data is not None and self.line is None:
            raise Http404
        return self.form_of(self.line, data) if self.line else forms.Form()

    def perform(self, form: PlanForm) -> str:
        if self.line is None:
            raise Http404
        values = form.cleaned_data
        delivery_plan(
            actor=self.actor,
            order=self.order,
            line=self.line,
            number=values["number"],
            by=values["by"],
            note=values["note"],
        )
        return _("Planen er gemt: I leverer %(n)s %(what)s senest %(day)s.") % {
            "n": danish.number(values["number"]),
            "what": self.line.occupation,
            "day": danish.day_when(values["by"], timezone.now()),
        }

    def page(self, form: forms.Form) -> HttpResponse:
        now = timezone.now()
        self.shares = [
            (line, line_title(line), form if line == self.line else self.form_of(line)) for line in self.lines
        ]
        self.rows = [
            (
                item,
                place_of(item.organisation),
                danish.day_when(item.by, now),
            )
            for item in self.deliveries
        ]
        return super().page(form)

    def more(self) -> dict[str, Any]:
        return {"shares": self.shares, "rows": self.rows}

    def done_url(self) -> str:
        return reverse("orders:plan", args=[self.order.uuid])


class Report(OrderAction):
    """Presented and hired, by the jobcentre that delivers or by the tovholder."""

    template_name = "orders/order_report.html"
    title = gettext_lazy("Præsenteret og ansat")
    button = gettext_lazy("Gem tallene")
    delivery: Delivery

    def find(self, **kwargs: Any) -> None:
        mine = self.actor.organisation_id
        found = Delivery.objects.filter(
            Q(organisation_id=mine) | Q(order__tovholder_id=mine), uuid=kwargs["uuid"]
        )
        delivery = found.select_related("organisation__jobcenter", "line", "request").first()
        if delivery is None:
            raise Http404
        order = order_rows(self.actor).filter(pk=delivery.order_id).first()
        if order is None:
            raise Http404
        self.delivery, self.order = delivery, order
        delivery.order = order

    def check(self) -> None:
        if not self.order.is_open:
            raise PermissionDenied(_("Ordren er lukket."))
        check_numbers_are_typed(self.delivery)

    def make_form(self, data: Any = None) -> ReportForm:
        initial = {
            name: getattr(self.delivery, name) for name in ("presented", "hired", "employed_from", "note")
        }
        return ReportForm(data, initial=initial)

    def perform(self, form: ReportForm) -> str:
        delivery_report(actor=self.actor, delivery=self.delivery, **form.cleaned_data)
        return _("Tallene er gemt.")

    def back_url(self) -> str:
        if self.order.tovholder_id == self.actor.organisation_id:
            return reverse("orders:plan", args=[self.order.uuid])
        if self.delivery.request:
            return reverse("orders:request", args=[self.delivery.request.uuid])
        return reverse("orders:shared", args=[self.order.uuid])

    def more(self) -> dict[str, Any]:
        return {
            "delivery": self.delivery,
            "place": place_of(self.delivery.organisation),
            "by": danish.day_when(self.delivery.by, timezone.now()),
        }


class Owner(OrderAction):
    """Who at the jobcentre is responsible for the order and its running clocks. `?tilbage=` is the undo of a change: it
    is posted without a form.
    """

    title = gettext_lazy("Skift ansvarlig")
    button = gettext_lazy("Gør til ansvarlig")

    def make_form(self, data: Any = None) -> OwnerForm:
        self.colleagues = colleagues_of(self.actor)
        if data is not None and "owner" not in data and "tilbage" in self.request.GET:
            data = {"owner": self.request.GET["tilbage"]}
        initial = {"owner": str(self.order.owner_id or self.actor.user_id)}
        return OwnerForm(data, colleagues=self.colleagues, initial=initial)

    def perform(self, form: OwnerForm) -> None:
        chosen, before = form.cleaned_data["owner"], self.order.owner_id
        name = dict(self.colleagues).get(chosen, "")
        user_id = None if chosen == NOBODY else int(chosen)
        order_choose_owner(actor=self.actor, order=self.order, user_id=user_id, user_name=name)
        text = _("%s er ansvarlig for ordren.") % name if name else _("Ingen er ansvarlig for ordren.")
        if user_id == before:
            messages.success(self.request, text)
            return
        address = reverse("orders:owner", args=[self.order.uuid])
        undo_message(self.request, text, f"{address}?tilbage={before or NOBODY}")


class Close(OrderAction):
    """An outcome and a number hired per line, and what can be learned."""

    form_class = CloseForm
    template_name = "orders/order_close.html"
    title = gettext_lazy("Luk ordren")
    button = gettext_lazy("Luk ordren")
    line_forms: list[LineOutcomeForm]

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.order.is_inquiry:
            self.title = self.button = gettext_lazy("Luk henvendelsen")
        hired: dict[int, int] = {}
        for line_id, number in Delivery.objects.filter(order=self.order).values_list("line_id", "hired"):
            hired[line_id] = hired.get(line_id, 0) + number
        data = self.request.POST if self.request.method == "POST" else None
        self.line_forms = [
            LineOutcomeForm(data, line=line, hired=hired.get(line.pk, 0))
            for line in OrderLine.objects.filter(order=self.order)
        ]

    def check(self) -> None:
        super().check()
        try:
            transition(OrderState(self.order.state), "close", "tovholder")
        except NotAllowedError as error:
            raise PermissionDenied(str(error)) from error

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        # Every line is checked, so that all faults are told at once.
        valid = [line_form.is_valid() for line_form in self.line_forms]
        if not all(valid):
            return self.page(form)
        return super().post(request, **kwargs)

    def perform(self, form: CloseForm) -> str:
        outcomes = {
            item.line.pk: (item.cleaned_data["outcome"], item.cleaned_data["hired"])
            for item in self.line_forms
        }
        order_close(actor=self.actor, order=self.order, outcomes=outcomes, note=form.cleaned_data["note"])
        return _("Henvendelsen er lukket.") if self.order.is_inquiry else _("Ordren er lukket.")

    def more(self) -> dict[str, Any]:
        return {
            "line_forms": [(line_title(item.line), item) for item in self.line_forms],
            "line_errors": self.line_forms,
        }


class Reopen(OrderAction):
    """The company needs people again: the same order, with clocks of its own from now on (T9)."""

    form_class = ReopenForm
    title = gettext_lazy("Genåbn ordren")
    button = gettext_lazy("Genåbn ordren")
    lead = gettext_lazy("Fristerne begynder forfra nu. Det, der er sket før, bliver stående.")

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        if self.order.is_inquiry:
            self.title = self.button = gettext_lazy("Genåbn henvendelsen")

    def check(self) -> None:
        check_can_reopen(self.actor, self.order)

    def perform(self, form: ReopenForm) -> str:
        order_reopen(actor=self.actor, order=self.order, reason=form.cleaned_data["reason"])
        return _("Henvendelsen er genåbnet.") if self.order.is_inquiry else _("Ordren er genåbnet.")
