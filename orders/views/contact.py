"""Towards the company: answering, clarifying, offering something else, and notes."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.moment import moment
from jobcenters.calendar import local_date
from orders.clarification import missing
from orders.enums import AlternativeKind, EventKind
from orders.forms.contact import (
    AlternativeAnswerForm,
    AlternativeForm,
    AnswerForm,
    ClarifyForm,
    NoteForm,
    ReasonForm,
    clarify_values,
)
from orders.models import Alternative, FollowUp, Order, OrderEvent, OrderLine
from orders.permissions import check_can_cancel, check_can_decide_alternative
from orders.selectors.order_page import order_rows
from orders.services.follow_ups import follow_up_done
from orders.services.orders import (
    ChangedByAnotherError,
    order_answer,
    order_cancel,
    order_clarify,
    order_note,
)
from orders.services.plan import alternative_decide, alternative_offer
from orders.views.order_common import OrderAction
from ui import danish, parts
from ui.telephone import tel_url


class Answer(OrderAction):
    """A call, a reply or a meeting: the only acts that keep the promise to the company (A11)."""

    form_class = AnswerForm
    template_name = "orders/order_answer.html"
    title = gettext_lazy("Svar virksomheden")
    button = gettext_lazy("Gem svaret")

    def more(self) -> dict[str, Any]:
        contact = self.order.contact
        facts = [parts.Fact(_("Virksomhed"), self.order.company.name)]
        if contact:
            facts = [parts.Fact(_("Kontaktperson"), contact.name, contact.title)]
            if contact.phone:
                facts.append(parts.Fact(_("Telefon"), contact.phone, url=tel_url(contact.phone)))
            if contact.email:
                facts.append(parts.Fact(_("E-mail"), contact.email, url=f"mailto:{contact.email}"))
        return {"facts": facts, "questions": missing(self.order)}

    def perform(self, form: AnswerForm) -> str:
        values = form.cleaned_data
        order_answer(actor=self.actor, order=self.order, kind=values["kind"], note=values["note"])
        return _("Svaret til virksomheden er gemt.")


class Note(OrderAction):
    form_class = NoteForm
    title = gettext_lazy("Skriv notat")
    button = gettext_lazy("Gem notatet")

    def perform(self, form: NoteForm) -> str:
        order_note(actor=self.actor, order=self.order, text=form.cleaned_data["text"])
        return _("Notatet er gemt.")


class Clarify(OrderAction):
    """What is learned about the order. Two who save at the same time lose nothing: the second sees both."""

    about_places = True
    template_name = "orders/order_clarify.html"
    title = gettext_lazy("Afklar behovet")
    button = gettext_lazy("Gem afklaringen")
    saved: dict[str, str]
    saved_by = ""

    def make_form(self, data: Any = None) -> ClarifyForm:
        return ClarifyForm(data, order=self.order)

    def perform(self, form: ClarifyForm) -> str | None:
        values = form.cleaned_data
        try:
            order_clarify(
                actor=self.actor,
                order=self.order,
                version=values["version"],
                data=form.order_data(),
                is_large=values["is_large"],
            )
        except ChangedByAnotherError as error:
            self._show_both(form)
            form.add_error(None, str(error))
            return None
        return _("Afklaringen er gemt.")

    def _show_both(self, form: ClarifyForm) -> None:
        """Beside what was typed, what now stands; the next press saves over it knowingly."""
        fresh = Order.objects.visible_to(self.actor).get(pk=self.order.pk)
        stands, typed = clarify_values(fresh), form.cleaned_data
        self.saved = {
            name: shown(form, name, stands[name])
            for name in form.fields
            if name != "version" and stands[name] != typed.get(name)
        }
        last = OrderEvent.objects.visible_to(self.actor).filter(order=fresh, kind=EventKind.CLARIFIED)
        by = last.select_related("user").first()
        self.saved_by = str(by.user) if by and by.user and by.user_id != self.actor.user_id else ""
        form.renew(fresh)

    def more(self) -> dict[str, Any]:
        return {"saved": getattr(self, "saved", {}), "saved_by": self.saved_by}


def shown(form: forms.Form, name: str, value: Any) -> str:
    """A stored value as a person reads it."""
    choices = dict(getattr(form.fields[name], "choices", ()))
    if value in choices:
        return str(choices[value])
    if isinstance(value, bool):
        return _("Ja") if value else _("Nej")
    if value in (None, ""):
        return _("(tomt)")
    return danish.full_day(value, year=True) if hasattr(value, "isoformat") else str(value)


class OfferAlternative(OrderAction):
    """Another solution when the need cannot be met ([003], R141). Only the company's acceptance stops a clock."""

    about_places = True
    template_name = "orders/order_alternative.html"
    title = gettext_lazy("Tilbyd alternativ")
    button = gettext_lazy("Send til virksomheden")
    lines: list[OrderLine]

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.lines = list(OrderLine.objects.filter(order=self.order))

    def make_form(self, data: Any = None) -> AlternativeForm:
        return AlternativeForm(data, lines=self.lines)

    def perform(self, form: AlternativeForm) -> str:
        values = form.cleaned_data
        alternative = alternative_offer(
            actor=self.actor,
            order=self.order,
            line=next((line for line in self.lines if str(line.uuid) == values.get("line")), None),
            kind=values["kind"],
            text=values["text"],
            months=values["months"],
            checked=form.ticked,
        )
        return _("Forslaget er sendt til %(company)s: %(what)s.") % {
            "company": self.order.company.name,
            "what": alternative.get_kind_display(),
        }


class AlternativeAnswer(OrderAction):
    """What the company answered on the telephone or at a meeting: who, when and how."""

    template_name = "orders/order_alternative_answer.html"
    title = gettext_lazy("Virksomhedens svar på forslaget")
    button = gettext_lazy("Gem virksomhedens svar")
    alternative: Alternative

    def find(self, **kwargs: Any) -> None:
        found = Alternative.objects.filter(
            uuid=kwargs["uuid"], order__tovholder_id=self.actor.organisation_id
        )
        alternative = found.select_related("offered_by").first()
        if alternative is None:
            raise Http404
        self.alternative = alternative
        self.order = order_rows(self.actor).get(pk=alternative.order_id)
        alternative.order = self.order

    def check(self) -> None:
        check_can_decide_alternative(self.actor, self.alternative)

    def make_form(self, data: Any = None) -> AlternativeAnswerForm:
        form = AlternativeAnswerForm(
            data, offered_on=local_date(self.alternative.offered_at), today=local_date(timezone.now())
        )
        if self.order.contact:
            form.fields["by_name"].initial = self.order.contact.name
        return form

    def perform(self, form: AlternativeAnswerForm) -> str:
        values = form.cleaned_data
        alternative_decide(
            actor=self.actor,
            alternative=self.alternative,
            accepted=values["answer"] == "yes",
            by_name=values["by_name"],
            channel=values["channel"],
            at=form.at(self.alternative.offered_at, moment()),
        )
        return _("Virksomhedens svar er gemt.")

    def more(self) -> dict[str, Any]:
        kind = AlternativeKind(self.alternative.kind).label
        months = self.alternative.months
        length = danish.count(months, _("måned"), _("måneder")) if months else ""
        return {
            "alternative": self.alternative,
            "checked": self.alternative.checked,
            "what": ", ".join(filter(None, [str(kind), length])),
        }


class Cancel(OrderAction):
    """The company does not need the order any more."""

    form_class = ReasonForm
    title = gettext_lazy("Annuller ordren")
    button = gettext_lazy("Annuller ordren")

    def check(self) -> None:
        check_can_cancel(self.actor, self.order)

    def perform(self, form: ReasonForm) -> str:
        order_cancel(actor=self.actor, order=self.order, reason=form.cleaned_data["reason"])
        return _("Ordren er annulleret.")


class FollowUpDone(OrderAction):
    """Ticks a follow-up task off. It has no page of its own: whoever comes with a link is led to the order."""

    follow_up: FollowUp

    def find(self, **kwargs: Any) -> None:
        found = FollowUp.objects.filter(uuid=kwargs["uuid"], order__tovholder_id=self.actor.organisation_id)
        follow_up = found.first()
        if follow_up is None:
            raise Http404
        self.follow_up = follow_up
        self.order = order_rows(self.actor).get(pk=follow_up.order_id)
        follow_up.order = self.order

    def page(self, form: forms.Form) -> HttpResponse:
        return redirect(self.back_url())

    def perform(self, form: forms.Form) -> str | None:
        if self.follow_up.done_at is None:
            follow_up_done(actor=self.actor, follow_up=self.follow_up)
        return _("Opgaven er markeret som gjort.")
