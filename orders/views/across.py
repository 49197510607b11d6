"""Towards other jobcentres: searching oneself first, asking, alerting, and handing the order over."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode
from orders.calendars import rules_of
from orders.enums import OrderState, RequestReason, RequestState
from orders.forms.across import AlertForm, AskForm, ProposeForm, SearchForm
from orders.models import Delivery, OrderLine, Request, Search
from orders.selectors.following import following
from orders.selectors.order_page import (
    Gate,
    alerted_already,
    ask_text,
    asked_already,
    gate_of,
    searched_text,
)
from orders.selectors.plan import shortfall
from orders.selectors.suggestions import (
    WITHIN_KM,
    Suggestion,
    heads_up_choice,
    last_answer,
    pick_choice,
    suggestions,
)
from orders.services.requests import heads_ups_send, requests_send, search_record
from orders.services.tovholder import tovholder_propose
from orders.titles import line_title
from orders.views.order_common import OrderAction
from ui import danish
from ui.messages import undo_message

# What the button says that asks for the jobcentres of the whole country.
SHOW = "vis"


class RecordSearch(OrderAction):
    """A search that was done in another system, kept as evidence before others are asked ([003], R148)."""

    about_places = True
    template_name = "orders/order_search.html"
    title = gettext_lazy("I har søgt i et andet system")
    button = gettext_lazy("Gem udsøgningen")

    def make_form(self, data: Any = None) -> SearchForm:
        first = OrderLine.objects.filter(order=self.order).first()
        initial = {
            "postcode": self.order.workplace.postcode_id,
            "criteria": first.occupation if first else "",
        }
        return SearchForm(data, initial=initial)

    def more(self) -> dict[str, Any]:
        now = timezone.now()
        found = Search.objects.filter(order=self.order).select_related("postcode")[:5]
        return {"searches": [(danish.when(item.at, now), searched_text(item, now)) for item in found]}

    def perform(self, form: SearchForm) -> str:
        values = form.cleaned_data
        search = search_record(
            actor=self.actor,
            order=self.order,
            criteria=values["criteria"],
            postcode=Postcode.objects.get(pk=values["postcode"]),
            radius_km=values["radius_km"],
            hits=values["hits"],
            suitable=values["suitable"],
            unsuitable_reason=values["unsuitable_reason"],
        )
        if not search.across_borders:
            return _(
                "Udsøgningen er gemt. Den nåede ikke over kommunegrænsen og kan ikke åbne for henvendelser."
            )
        return _("Udsøgningen er gemt som dokumentation.")


class _Pick(OrderAction):
    """Some of the jobcentres near the workplace."""

    about_places = True
    offered: list[Suggestion]

    def chosen(self, values: list[str]) -> list[Organisation]:
        """The ticked jobcentres in the order they were offered."""
        ids = [item.organisation_id for item in self.offered if str(item.uuid) in values]
        found = Organisation.objects.in_bulk(ids)
        return [found[pk] for pk in ids]

    def places(self, organisations: list[Organisation]) -> str:
        names = {item.organisation_id: item.place for item in self.offered}
        return danish.join(names[organisation.pk] for organisation in organisations)


class Ask(_Pick):
    """A reasoned request to one or more jobcentres ([003], R147-R150), who each answer within 24 hours."""

    template_name = "orders/order_ask.html"
    title = gettext_lazy("Inddrag jobcentre")
    lines: list[OrderLine]
    line: OrderLine
    requests: list[Request]
    gate: Gate

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.now = timezone.now()
        self.lines = list(OrderLine.objects.filter(order=self.order))
        self.requests = list(
            Request.objects.visible_to(self.actor)
            .filter(order=self.order)
            .exclude(state=RequestState.WITHDRAWN)
        )
        deliveries = list(Delivery.objects.filter(order=self.order))
        lacking = {line.pk: n for line, n in shortfall(self.lines, deliveries)}
        wanted = self.request.POST.get("line") or self.request.GET.get("linje") or ""
        self.line = next(
            (line for line in self.lines if str(line.uuid) == wanted),
            next((line for line in self.lines if line.pk in lacking), self.lines[0]),
        )
        self.number = lacking.get(self.line.pk, 1)
        rules = rules_of(self.actor.organisation_id, local_date(self.now))
        searches = list(Search.objects.filter(order=self.order).select_related("postcode"))
        self.gate = gate_of(searches, rules, self.now)
        self.offered = suggestions(
            postcode=self.order.workplace.postcode,
            now=self.now,
            without=asked_already(self.requests, self.line) | {self.actor.organisation_id},
            also={item.referred_to_id for item in self.requests if item.referred_to_id},
            within_km=None if self.everywhere else WITHIN_KM,
        )

    @property
    def everywhere(self) -> bool:
        """Whether all the country's jobcentres are offered, and not the near ones alone."""
        return "landet" in self.request.GET or "landet" in self.request.POST

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if request.POST.get("landet") == SHOW:
            return self.page(self.make_form())
        return super().post(request, **kwargs)

    def make_form(self, data: Any = None) -> AskForm:
        initial = {
            "reason": RequestReason.SEARCH_FAILED if self.gate.is_open else RequestReason.SPARRING,
            "text": ask_text(self.order, self.line, self.number, self.now),
            "number_wanted": self.number,
        }
        # More jobcentres were asked for: what has been typed stands, and nothing is judged yet.
        initial |= {name: self.request.POST[name] for name in initial if name in self.request.POST}
        return AskForm(data, initial=initial, offered=[str(item.uuid) for item in self.offered])

    def perform(self, form: AskForm) -> None:
        values = form.cleaned_data
        to = self.chosen(values["jobcenters"])
        try:
            with transaction.atomic():
                sent = requests_send(
                    actor=self.actor,
                    order=self.order,
                    line=self.line,
                    to=to,
                    reason=values["reason"],
                    text=values["text"],
                    number_wanted=values["number_wanted"],
                )
        except IntegrityError:
            # A colleague asked the same jobcentre about the same line a moment ago.
            form.add_error("jobcenters", _("Et af jobcentrene er netop blevet spurgt om det samme."))
            return
        due = [
            item.due_at for item in self.offered if item.due_at and item.organisation_id in {o.pk for o in to}
        ]
        text = _("Sendt til %s.") % self.places(to)
        if due:
            text += " " + _("Svar senest %s.") % danish.when(max(due), self.now)
        undo_message(self.request, text, reverse("orders:withdraw", args=[sent[0].uuid]) + "?alle=1")

    def more(self) -> dict[str, Any]:
        # A search may lead here with the jobcentre that has somebody: "?jobcenter=".
        ticked = self.request.POST.getlist("jobcenters") or self.request.GET.getlist("jobcenters")
        form_picked = ticked or self.request.GET.getlist("jobcenter")
        picked = [item for item in self.offered if str(item.uuid) in form_picked]
        return {
            "last_answer": last_answer(picked, self.now),
            "everywhere": self.everywhere,
            "within": danish.kilometres(WITHIN_KM),
            "choices": [pick_choice(item, self.now, checked=item in picked) for item in self.offered],
            "gate": self.gate,
            "evidence": searched_text(self.gate.search, self.now) if self.gate.search else "",
            "line": self.line,
            "lines": [(line, line_title(line)) for line in self.lines] if len(self.lines) > 1 else [],
            "unanswered_first": self.order.state == OrderState.RECEIVED,
        }


class Alert(_Pick):
    """A heads-up without gate and without duty to answer (A17)."""

    template_name = "orders/order_alert.html"
    title = gettext_lazy("Varsl jobcentre")

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.offered = suggestions(
            postcode=self.order.workplace.postcode,
            now=timezone.now(),
            without=alerted_already(self.order) | {self.actor.organisation_id},
        )

    def make_form(self, data: Any = None) -> AlertForm:
        text = _("Vi leder efter %s.") % self.order.title
        if self.order.start_on:
            text += " " + _("Start %s.") % danish.plain(danish.day_month(self.order.start_on))
        return AlertForm(
            data, initial={"text": text[:1000]}, offered=[str(item.uuid) for item in self.offered]
        )

    def perform(self, form: AlertForm) -> str:
        to = self.chosen(form.cleaned_data["jobcenters"])
        heads_ups_send(actor=self.actor, order=self.order, to=to, text=form.cleaned_data["text"])
        return _("Varslingen er sendt til %s. De skal ikke svare.") % self.places(to)

    def more(self) -> dict[str, Any]:
        picked = self.request.POST.getlist("jobcenters")
        return {"choices": [heads_up_choice(item, checked=str(item.uuid) in picked) for item in self.offered]}


class Propose(OrderAction):
    """Another tovholder, agreed with the company and to be accepted by the new one (R46)."""

    template_name = "orders/order_propose.html"
    title = gettext_lazy("Skift tovholder")
    lead = gettext_lazy(
        "Virksomheden skal have sagt ja, og det nye jobcenter skal acceptere. Indtil da er I tovholder."
    )
    button = gettext_lazy("Send forslaget til jobcentret")

    def more(self) -> dict[str, Any]:
        now = timezone.now()
        return {
            "button_names": _("Send forslaget til %s"),
            "following": following(self.actor, self.order, now),
            "now": now,
        }

    def check(self) -> None:
        super().check()
        if self.order.proposed_tovholder_id is not None:
            raise PermissionDenied(_("Der er allerede foreslået en ny tovholder. Afvent svaret først."))

    def make_form(self, data: Any = None) -> ProposeForm:
        today = local_date(timezone.now())
        rows = (
            Jobcenter.objects.on(today)
            .exclude(pk=self.actor.organisation_id)
            .select_related("organisation")
            .order_by("place")
        )
        self.choices = {str(row.organisation.uuid): row.organisation for row in rows}
        choices = [(str(row.organisation.uuid), row.organisation.name) for row in rows]
        form = ProposeForm(data, choices=choices, today=today)
        if self.order.contact:
            form.fields["consent_by"].initial = self.order.contact.name
        return form

    def perform(self, form: ProposeForm) -> str:
        values = form.cleaned_data
        to = self.choices[values["to"]]
        tovholder_propose(
            actor=self.actor,
            order=self.order,
            to=to,
            reason=values["reason"],
            consent_by=values["consent_by"],
            consent_on=values["consent_on"],
            consent_channel=values["consent_channel"],
        )
        return _("Forslaget er sendt til %s. I er tovholder, til de har sagt ja.") % to.name
