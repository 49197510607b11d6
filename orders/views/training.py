"""Training for new employees on an order."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.forms.training import AGREED, ASKED, TrainingForm
from orders.models import OrderLine
from orders.services.agreement_clocks import terms_of
from orders.services.training import training_ask, training_settle
from orders.views.order_common import OrderAction


class Training(OrderAction):
    """The company asks for training, or it is agreed or declined: the acts that start and stop D6."""

    about_places = True
    title = gettext_lazy("Opkvalificering")
    button = gettext_lazy("Gem")

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        self.lines = list(OrderLine.objects.filter(order=self.order))
        unit = terms_of(self.order).goals.get("D6")
        if unit is not None:
            self.lead = _(
                "Aftale %(number)s: opkvalificering aftales senest %(n)s dage efter, at virksomheden beder om den,"
                " eller efter den nyansattes første arbejdsdag."
            ) % {"number": terms_of(self.order).number, "n": unit.n}

    def make_form(self, data: Any = None) -> forms.Form:
        return TrainingForm(data, lines=self.lines)

    def perform(self, form: TrainingForm) -> str:
        values = form.cleaned_data
        line = next((one for one in self.lines if str(one.uuid) == values.get("line")), None)
        line = line or (self.lines[0] if len(self.lines) == 1 else None)
        if values["what"] == ASKED:
            training_ask(actor=self.actor, order=self.order, line=line, text=values["text"])
            return _("Virksomhedens ønske om opkvalificering er gemt.")
        agreed = values["what"] == AGREED
        training_settle(
            actor=self.actor,
            order=self.order,
            line=line,
            provider=values["provider"] if agreed else "",
            starts_on=values["starts_on"] if agreed else None,
            text=values["text"],
        )
        return _("Opkvalificeringen er gemt.")
