"""Why a jobcentre contacts a company under agreement around its tovholder."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.enums import BypassReason
from companies.fields import LineField


class BypassForm(forms.Form):
    """A reason (R95); "Andet" needs a text."""

    reason = forms.ChoiceField(
        label=gettext_lazy("Hvorfor kontakter I virksomheden?"),
        choices=BypassReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": gettext_lazy("Vælg, hvorfor I kontakter virksomheden."),
            "invalid_choice": gettext_lazy("Vælg, hvorfor I kontakter virksomheden."),
        },
    )
    reason_text = LineField(label=gettext_lazy("Uddyb"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("reason") == BypassReason.OTHER and not values.get("reason_text", "").strip():
            self.add_error("reason_text", _("Skriv, hvorfor I kontakter virksomheden uden om tovholderen."))
        return values
