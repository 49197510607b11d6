"""The delivery plan, who is responsible, and closing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField
from orders.enums import Outcome
from orders.forms.fields import NOBODY, DayField, NumberField, OnceForm, TextField
from orders.models import OrderLine
from orders.models.orders import MAX_PLACES


class PlanForm(forms.Form):
    """The tovholder's own share of one line. Saving again replaces it."""

    number = NumberField(label=_("Hvor mange?"), low=0)
    by = DayField(label=_("Senest"))
    note = LineField(label=_("Bemærkning"), max_length=300, required=False)


class ReportForm(forms.Form):
    """How many were presented to the company, and how many it hired."""

    presented = NumberField(label=_("Præsenteret"), low=0)
    hired = NumberField(label=_("Ansat"), low=0)
    employed_from = DayField(
        label=_("Første arbejdsdag"),
        past=True,
        required=False,
        help_text=_("Kun når nogen er ansat. Uden en dato regnes det fra i dag."),
    )
    note = LineField(label=_("Bemærkning"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        presented, hired = values.get("presented"), values.get("hired")
        if presented is not None and hired is not None and hired > presented:
            self.add_error("hired", _("Der kan ikke være ansat flere, end der er præsenteret."))
        return values


class OwnerForm(forms.Form):
    """Who is responsible: a colleague, or nobody in particular."""

    owner = forms.ChoiceField(
        label=_("Hvem er ansvarlig?"),
        error_messages={
            "required": _("Vælg en kollega."),
            "invalid_choice": _("Vælg en kollega fra listen."),
        },
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [  # type: ignore[attr-defined]
            ("", _("Vælg en kollega")),
            *colleagues,
            (NOBODY, _("Ingen (alle kan tage den)")),
        ]


# Withdrawn is what a cancelled order's lines become; a closed order's lines end in one of the others.
OUTCOMES = [choice for choice in Outcome.choices if choice[0] != Outcome.WITHDRAWN]


class LineOutcomeForm(forms.Form):
    """How one line ended."""

    outcome = forms.ChoiceField(
        label=_("Hvordan endte det?"),
        choices=OUTCOMES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvordan det endte.")},
    )
    hired = NumberField(label=_("Ansat"), low=0, high=MAX_PLACES)

    def __init__(self, data: Any = None, *, line: OrderLine, hired: int) -> None:
        self.line = line
        suggested = ""
        if hired:
            suggested = Outcome.HIRED if hired >= line.places else Outcome.PARTLY
        initial = {"hired": min(hired, line.places), "outcome": suggested}
        super().__init__(data, prefix=f"linje-{line.position}", initial=initial)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        outcome, hired, places = values.get("outcome"), values.get("hired"), self.line.places
        if hired is None or not outcome:
            return values
        if hired > places:
            self.add_error("hired", _("Linjen har kun %(n)s pladser.") % {"n": places})
        elif outcome == Outcome.HIRED and hired < places:
            self.add_error("hired", _("Skriv %(n)s, eller vælg et andet udfald.") % {"n": places})
        elif outcome == Outcome.PARTLY and not 0 < hired < places:
            self.add_error(
                "hired", _("Skriv et tal mellem 1 og %(n)s, eller vælg et andet udfald.") % {"n": places - 1}
            )
        elif outcome == Outcome.NOT_FILLED and hired:
            self.add_error("hired", _("Skriv 0, eller vælg et andet udfald."))
        return values


class CloseForm(OnceForm):
    note = TextField(
        label=_("Hvad kan vi lære?"),
        max_length=2000,
        required=False,
        help_text=_("Virksomheden og de jobcentre, der er spurgt, kan se teksten."),
    )
