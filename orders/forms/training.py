"""Training for new employees: asked for, agreed or declined."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.fields import LineField
from orders.forms.fields import DayField, OnceForm, TextField
from orders.models import OrderLine

ASKED, AGREED, DECLINED = "bedt", "aftalt", "nej"


class TrainingForm(OnceForm):
    """What has happened; an agreement on training names who gives it and when it begins."""

    what = forms.ChoiceField(
        label=gettext_lazy("Hvad er der sket?"),
        choices=(
            (ASKED, gettext_lazy("Virksomheden beder om opkvalificering")),
            (AGREED, gettext_lazy("Opkvalificering er aftalt")),
            (DECLINED, gettext_lazy("Virksomheden siger nej tak")),
        ),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Vælg, hvad der er sket.")},
    )
    provider = LineField(
        label=gettext_lazy("Hvem står for opkvalificeringen?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Skal udfyldes, når den er aftalt."),
    )
    starts_on = DayField(
        label=gettext_lazy("Hvornår begynder den?"),
        required=False,
        help_text=gettext_lazy("Skal udfyldes, når den er aftalt."),
    )
    text = TextField(
        label=gettext_lazy("Bemærkning"),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Virksomheden kan se teksten på sin side."),
    )

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(lines) > 1:
            choices = [("", _("Hele ordren")), *((str(line.uuid), line.occupation) for line in lines)]
            self.fields["line"] = forms.ChoiceField(
                label=_("Hvilken del af ordren?"), choices=choices, required=False, widget=forms.RadioSelect
            )
            self.order_fields(["submit_key", "what", "line", "provider", "starts_on", "text"])

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("what") == AGREED:
            if not values.get("provider") and "provider" not in self.errors:
                self.add_error("provider", _("Skriv, hvem der står for opkvalificeringen."))
            if not values.get("starts_on") and "starts_on" not in self.errors:
                self.add_error("starts_on", _("Skriv, hvornår den begynder."))
        return values
