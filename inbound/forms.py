"""What an asked jobcentre's own mail said, registered as its answer."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.enums import AnswerKind
from orders.forms.fields import DayField, NumberField, OnceForm, TextField
from orders.models.orders import MAX_PLACES

ANSWERS = (
    (AnswerKind.YES, _("Ja, vi kan levere")),
    (AnswerKind.NO, _("Nej, det kan vi ikke")),
    (AnswerKind.CLARIFY, _("Vi mangler en afklaring")),
)


class AnswerForm(OnceForm):
    answer = forms.ChoiceField(
        label=_("Hvad svarede I?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad I svarede.")},
    )
    number = NumberField(label=_("Hvor mange?"), low=1, high=MAX_PLACES, required=False)
    by = DayField(label=_("Hvornår?"), required=False)
    text = TextField(label=_("Svaret"), max_length=1000, rows=6, required=False)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        answer = values.get("answer")
        if answer == AnswerKind.YES:
            if not values.get("number") and "number" not in self.errors:
                self.add_error("number", _("Skriv, hvor mange I kan levere."))
            if not values.get("by") and "by" not in self.errors:
                self.add_error("by", _("Skriv, hvornår I leverer."))
        elif answer and not values.get("text") and "text" not in self.errors:
            self.add_error("text", _("Skriv begrundelsen eller spørgsmålet."))
        return values

    def facts(self) -> dict[str, int | datetime.date | str | None]:
        """The answer's values, where they belong to it."""
        values = self.cleaned_data
        yes = values["answer"] == AnswerKind.YES
        return {
            "answer": values["answer"],
            "number": values["number"] if yes else None,
            "by": values["by"] if yes else None,
            "text": values["text"],
        }
