"""Forms around a search: keeping it on an order, and keeping it under a name."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candidates.enums import DeclineReason
from companies.fields import LineField
from orders.forms.fields import NumberField, OnceForm, TextField

REASONS = (
    DeclineReason.SKILLS,
    DeclineReason.DISTANCE,
    DeclineReason.HOURS,
    DeclineReason.OTHER_JOB,
    DeclineReason.NOT_INTERESTED,
)
MAX_REASON = 300


class EvidenceForm(OnceForm):
    """How many of those found are suitable, and why the rest are not. `hits` is how many the search finds now."""

    reasons = forms.MultipleChoiceField(
        label=_("Hvorfor er resten ikke egnede?"),
        choices=[(one.label, one.label) for one in REASONS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Vælg grundene på listen.")},
    )
    text = TextField(
        label=_("Uddyb"),
        max_length=MAX_REASON,
        rows=2,
        required=False,
        help_text=_("Teksten følger med, hvis I spørger andre jobcentre."),
    )

    field_order = ("suitable", "reasons", "text")

    def __init__(self, *args: Any, hits: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hits = hits
        self.fields["suitable"] = NumberField(label=_("Hvor mange er egnede?"), low=0, high=hits)
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        suitable = values.get("suitable")
        explained = values.get("reasons") or values.get("text")
        refused = "text" in self.errors or "reasons" in self.errors
        if suitable is not None and suitable < self.hits and not explained and not refused:
            self.add_error("text", _("Vælg en grund, eller skriv, hvorfor resten ikke er egnede."))
        return values

    def reason(self) -> str:
        """The reasons as one text of at most 500 characters."""
        values = self.cleaned_data
        return ". ".join([*values.get("reasons", []), *filter(None, [values.get("text", "").strip()])])[:500]


class SavedSearchForm(OnceForm):
    """The name of a search that is kept, and whether its owner is told of new candidates."""

    name = LineField(
        label=_("Navn på søgningen"),
        max_length=120,
        missing=_("Giv søgningen et navn, for eksempel Montører ved Horsens."),
    )
    tells = forms.BooleanField(
        label=_("Sig til, når nye kandidater passer"),
        required=False,
        help_text=_("Højst én mail om dagen, i jobcentrets åbningstid."),
    )
