"""Which notes to look for."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.fields import LineField
from companies.form_fields import DayField
from jobcenters.models import Municipality
from ui import danish
from visits.enums import InteractionKind
from visits.models.call_round import NAME_MAX
from visits.selectors.found import Sought
from visits.selectors.rounds import own_municipalities

OURS = "jeres"


class FindNotesForm(forms.Form):
    """All given conditions hold. The names of the fields are those of the address."""

    kampagne = LineField(label=_("Kampagne"), max_length=NAME_MAX, required=False)
    slags = forms.ChoiceField(
        label=_("Hvordan"), required=False, choices=[("", _("Alle slags")), *InteractionKind.choices]
    )
    vis = forms.ChoiceField(
        label=_("Hvem skrev"), required=False, choices=[("", _("Alle jobcentre")), (OURS, _("Kun os"))]
    )
    kommune = forms.ChoiceField(label=_("Kommune"), required=False)
    fra = DayField(label=_("Fra og med"), required=False)
    til = DayField(label=_("Til og med"), required=False)

    def __init__(self, asked: Any, *, actor: Actor, today: datetime.date) -> None:
        """`asked` is what stands in the address (a QueryDict); `today` a Danish day."""
        super().__init__(asked)
        self.ours = own_municipalities(actor, today)
        names = dict(Municipality.objects.order_by("name").values_list("code", "name"))
        fields: dict[str, Any] = self.fields
        fields["kampagne"].widget.attrs |= {"list": "kampagner", "autocomplete": "off"}
        own = danish.join([names[code] for code in self.ours])
        first = [(OURS, own)] if len(self.ours) > 1 else []
        fields["kommune"].choices = [("", _("Hele landet")), *first, *names.items()]
        for field in self.fields.values():
            field.error_messages.setdefault("invalid_choice", _("Vælg fra listen."))

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("fra") and values.get("til") and values["til"] < values["fra"]:
            self.add_error("til", _("Slutdagen ligger før den første dag."))
        return values

    def sought(self) -> Sought:
        """What the form says; what it says wrong is told at the field, and narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        place = values.get("kommune") or ""
        return Sought(
            campaign=values.get("kampagne") or "",
            kind=values.get("slags") or "",
            ours=values.get("vis") == OURS,
            municipalities=self.ours if place == OURS else [place] if place else (),
            since=values.get("fra"),
            until=values.get("til"),
        )
