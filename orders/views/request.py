"""The page of a jobcentre that was asked: what is asked and why, until when, and its answer."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.http import require_http_methods

from accounts.requests import staff_of
from jobcenters.calendar import local_date
from orders.enums import AnswerKind, ClockState, RequestState
from orders.forms.across import (
    ClarificationForm,
    ColleagueForm,
    DecideForm,
    NoForm,
    ReferForm,
    YesForm,
    typed,
)
from orders.forms.fields import OnceForm
from orders.models import Clock, Delivery, HeadsUp, Order, OrderLine, Request, TovholderChange
from orders.panels import counted_elsewhere, request_panels_for
from orders.permissions import (
    can,
    check_can_answer_request,
    check_can_clarify_request,
    check_can_decide_tovholder,
    check_can_withdraw_request,
)
from orders.selectors.deadlines import deadlines_of
from orders.selectors.exchange import exchange_of
from orders.selectors.facts import place_of
from orders.selectors.following import following
from orders.selectors.order_page import order_rows, order_title_of, searched_text
from orders.selectors.suggestions import jobcenters_but
from orders.services.requests import heads_up_seen, request_answer, request_take, request_withdraw
from orders.services.tovholder import tovholder_decide
from orders.titles import line_title, part_title
from orders.views.order import shared_facts
from orders.views.order_common import (
    REFUSALS,
    UNPROCESSABLE,
    OrderAction,
    claim,
    colleagues_of,
    order_or_404,
    release,
    sent_before,
)
from ui import danish

COLLEAGUE = "colleague"  # no answer: somebody else at the same jobcentre gives it
ANSWERS = (AnswerKind.YES, AnswerKind.NO, AnswerKind.CLARIFY, AnswerKind.PASSED_ON, COLLEAGUE)


class RequestPage(View):
    """One request: the asked jobcentre answers here, the one that asked reads it and may take it back."""

    found: Request
    order: Order

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.actor = staff_of(request)
        self.now = timezone.now()
        found = (
            Request.objects.visible_to(self.actor)
            .filter(uuid=kwargs["uuid"])
            .select_related(
                "line", "evidence__postcode", "from_organisation__jobcenter", "to_organisation__jobcenter"
            )
            .select_related("sent_by", "owner", "answered_by", "referred_to__jobcenter")
            .first()
        )
        if found is None:
            raise Http404
        self.found, self.order = found, order_or_404(self.actor, self._order_uuid(found))
        found.order = self.order
        return super().dispatch(request, *args, **kwargs)

    def _order_uuid(self, found: Request) -> UUID:
        uuid = (
            Order.objects.visible_to(self.actor)
            .filter(pk=found.order_id)
            .values_list("uuid", flat=True)
            .first()
        )
        if uuid is None:
            raise Http404
        return uuid

    @property
    def is_asked(self) -> bool:
        return self.found.to_organisation_id == self.actor.organisation_id

    def forms(self, data: Any = None, answer: str = "") -> dict[str, OnceForm]:
        """One form per answer; the one that was sent is bound, the others keep what was typed."""
        colleagues = colleagues_of(self.actor, without_self=True)
        today = local_date(self.now)
        yes = YesForm.offer(
            self.found.number_wanted,
            start_on=self.order.start_on,
            apply_by=self.order.application_deadline,
            today=today,
        )

        self.others = jobcenters_but(
            self.found.to_organisation_id, self.found.from_organisation_id, self.order.tovholder_id, on=today
        )

        def made(form: type[OnceForm], kind: str, prefix: str, **more: Any) -> OnceForm:
            if answer == kind:
                return form(data, prefix=prefix, **more)
            offered = yes if form is YesForm else {}
            return form(prefix=prefix, initial=offered | typed(form, prefix, data), **more)

        places = [(key, organisation.name) for key, organisation in self.others.items()]
        return {
            AnswerKind.YES: made(YesForm, AnswerKind.YES, "ja"),
            AnswerKind.NO: made(NoForm, AnswerKind.NO, "nej"),
            AnswerKind.CLARIFY: made(ClarificationForm, AnswerKind.CLARIFY, "afklaring"),
            AnswerKind.PASSED_ON: made(ReferForm, AnswerKind.PASSED_ON, "henvis", jobcenters=places),
            COLLEAGUE: made(ColleagueForm, COLLEAGUE, "kollega", colleagues=colleagues),
        }

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.page(self.forms())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not self.is_asked:
            raise Http404
        answer = request.POST.get("answer", "")
        if answer not in ANSWERS:
            return self.page(self.forms(request.POST), error=_("Vælg et svar."))
        answers = self.forms(request.POST, answer)
        form = answers[answer]
        if sent_before(self.actor, form):
            return redirect("orders:request", self.found.uuid)
        if not form.is_valid():
            return self.page(answers, sent=answer)
        if not claim(self.actor, form):
            return redirect("orders:request", self.found.uuid)
        try:
            with transaction.atomic():
                done = self._answer(answer, form)
        except REFUSALS as error:
            release(self.actor, form)
            form.add_error(None, str(error))
            return self.page(answers, sent=answer)
        messages.success(request, done)
        return redirect("orders:request", self.found.uuid)

    def _answer(self, answer: str, form: OnceForm) -> str:
        """Carry it out; what to say of it."""
        values = form.cleaned_data
        if answer == COLLEAGUE:
            chosen = values["colleague"]
            request_take(actor=self.actor, request=self.found, user_id=int(chosen))
            name = dict(colleagues_of(self.actor))[chosen]
            return _("%s svarer i stedet. Fristen løber videre.") % name
        request_answer(
            actor=self.actor,
            request=self.found,
            answer=answer,
            number=values.get("number"),
            by=values.get("by"),
            text=form.answer_text() if isinstance(form, NoForm) else values.get("text", ""),
            referred_to=self.others.get(values.get("jobcenter", "")),
        )
        return _("Svaret er sendt til %s.") % place_of(self.found.from_organisation)

    def page(self, answers: dict[str, OnceForm], *, sent: str = "", error: str = "") -> HttpResponse:
        found, order = self.found, self.order
        clocks = Clock.objects.filter(request=found).exclude(state=ClockState.CANCELLED)
        clocks = clocks.select_related("owner_organisation__jobcenter", "request__line")
        asker, asked = place_of(found.from_organisation), place_of(found.to_organisation)
        what = found.wanted if found.line else order.title
        context = {
            "found": found,
            "order": order,
            "now": self.now,
            "asker": asker,
            "asked": asked,
            "what": what,
            "order_title": order_title_of(order),
            "facts": shared_facts(order, self.now),
            "deadlines": deadlines_of(clocks, self.now, self.actor.organisation_id, self.actor),
            "evidence": searched_text(found.evidence, self.now) if found.evidence else "",
            "evidence_when": danish.when(found.evidence.at, self.now) if found.evidence else "",
            "error": error,
            "answered_what": part_title(found.answer_number or 0, found.line),
            "exchange": exchange_of(self.actor, found, self.now),
        }
        if not self.is_asked:
            context["can_clarify"] = can(check_can_clarify_request, self.actor, found)
            context["can_withdraw"] = can(check_can_withdraw_request, self.actor, found)
            return render(self.request, "orders/request_sent.html", context)
        delivery = Delivery.objects.filter(request=found, organisation_id=self.actor.organisation_id).first()
        context |= {
            "can_answer": can(check_can_answer_request, self.actor, found) and order.is_open,
            "yes": answers[AnswerKind.YES],
            "no": answers[AnswerKind.NO],
            "clarify": answers[AnswerKind.CLARIFY],
            "refer": answers[AnswerKind.PASSED_ON],
            "colleague": answers[COLLEAGUE],
            "sent": sent,
            "sent_form": answers.get(sent),
            "delivery": delivery,
            "delivery_by": danish.day_when(delivery.by, self.now) if delivery else "",
            "counted": bool(delivery and counted_elsewhere(delivery)),
            "panels": request_panels_for(self.actor, found),
        }
        refused = bool(sent or error)
        return render(self.request, "orders/request.html", context, status=UNPROCESSABLE if refused else None)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a request back, with `?alle=1` all that were sent with the same press. GET leads to the request."""
    actor = staff_of(request)
    found = (
        Request.objects.visible_to(actor)
        .filter(uuid=uuid, from_organisation_id=actor.organisation_id)
        .first()
    )
    if found is None:
        raise Http404
    if request.method != "POST":
        return redirect("orders:request", uuid)
    together = [found]
    if "alle" in request.GET:
        together = list(
            Request.objects.visible_to(actor).filter(
                order_id=found.order_id,
                from_organisation_id=actor.organisation_id,
                sent_by_id=found.sent_by_id,
                sent_at=found.sent_at,
                state=RequestState.SENT,
            )
        ) or [found]
    places = []
    for item in together:
        try:
            with transaction.atomic():
                request_withdraw(actor=actor, request=item)
        except PermissionDenied as error:
            messages.error(request, str(error))
        else:
            places.append(place_of(item.to_organisation))
    if places:
        messages.success(request, _("Henvendelsen til %s er trukket tilbage.") % danish.join(places))
    order = Order.objects.visible_to(actor).filter(pk=found.order_id).first()
    return redirect("orders:order", order.uuid) if order else redirect("home")


@require_http_methods(["GET", "HEAD", "POST"])
def heads_up_mark(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take a heads-up off the list of new ones. GET leads to what it is about."""
    actor = staff_of(request)
    heads_up = (
        HeadsUp.objects.filter(uuid=uuid, to_organisation_id=actor.organisation_id)
        .select_related("order")
        .first()
    )
    if heads_up is None:
        raise Http404
    if request.method == "POST":
        heads_up_seen(actor=actor, heads_up=heads_up)
        messages.success(request, _("Varslingen er markeret som set."))
    return redirect("orders:shared", heads_up.order.uuid)


class Decide(OrderAction):
    """The proposed jobcentre says whether it will be tovholder (R46)."""

    form_class = DecideForm
    template_name = "orders/order_decide.html"
    button = gettext_lazy("Send svaret")
    change: TovholderChange

    def find(self, **kwargs: Any) -> None:
        change = (
            TovholderChange.objects.filter(uuid=kwargs["uuid"], to_organisation_id=self.actor.organisation_id)
            .select_related("from_organisation__jobcenter", "to_organisation")
            .first()
        )
        if change is None:
            raise Http404
        order = order_rows(self.actor).filter(pk=change.order_id).first()
        if order is None:
            raise Http404
        self.change, self.order = change, order
        change.order = order
        self.title = _("Vil I være tovholder?")

    def check(self) -> None:
        check_can_decide_tovholder(self.actor, self.change)

    def perform(self, form: DecideForm) -> str:
        accepted = form.cleaned_data["answer"] == "yes"
        tovholder_decide(
            actor=self.actor, change=self.change, accepted=accepted, text=form.cleaned_data["text"]
        )
        self.accepted = accepted
        return _("I er nu tovholder.") if accepted else _("Svaret er sendt. I er ikke tovholder.")

    def back_url(self) -> str:
        return reverse("orders:order", args=[self.order.uuid])

    def done_url(self) -> str:
        # Who says no has nothing more to do with the order.
        return self.back_url() if getattr(self, "accepted", True) else reverse("home")

    def more(self) -> dict[str, Any]:
        lines = OrderLine.objects.filter(order=self.order)
        former = self.change.from_organisation
        now = timezone.now()
        return {
            "now": now,
            "following": following(self.actor, self.order, now),
            "change": self.change,
            "change_from": former.name if former else "",
            "facts": shared_facts(self.order, now),
            "wanted": [(line_title(line), line.requirements) for line in lines],
        }
