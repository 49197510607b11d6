"""The tovholder answers what another jobcentre must know before it can say yes or no."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.forms.across import QuestionForm
from orders.models import Request
from orders.selectors.exchange import open_questions, requests_of
from orders.selectors.facts import place_of
from orders.services.clarifications import request_clarify
from orders.views.order_common import OrderAction
from ui import danish


class Question(OrderAction):
    """One question at a time: the one the address names, else the one that has waited longest."""

    form_class = QuestionForm
    template_name = "orders/order_question.html"
    button = gettext_lazy("Send afklaringen")
    found: Request | None

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        questions = open_questions(requests_of(self.actor, self.order.pk))
        # What was typed goes to the jobcentre it was typed for, or to nobody.
        wanted = self.request.POST.get("henvendelse") or self.request.GET.get("henvendelse")
        self.found = next((item for item in questions if not wanted or str(item.uuid) == wanted), None)
        if self.found is not None:
            self.title = _("Svar %s") % place_of(self.found.to_organisation)

    def check(self) -> None:
        super().check()
        if self.found is None and self.request.method != "POST":
            raise PermissionDenied(_("Der er ingen spørgsmål, der venter på svar."))

    def perform(self, form: QuestionForm) -> str:
        if self.found is None:
            raise PermissionDenied(_("Spørgsmålet er allerede besvaret, eller jobcentret har selv svaret."))
        clock = request_clarify(actor=self.actor, request=self.found, text=form.cleaned_data["text"])
        return _("Svaret er sendt til %(place)s. De svarer senest %(when)s.") % {
            "place": place_of(self.found.to_organisation),
            "when": danish.when(clock.due_at, timezone.now()),
        }

    def more(self) -> dict[str, Any]:
        if self.found is None:
            return {"title": _("Svar på spørgsmål")}
        return {
            "found": self.found,
            "place": place_of(self.found.to_organisation),
            "answered": danish.when(self.found.answered_at, timezone.now()) if self.found.answered_at else "",
        }
