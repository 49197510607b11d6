"""Forms of the jobcenters app. The rules behind them are in services; forms only read what was typed."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenters.hours_text import EXAMPLE, LONGEST_TEXT, HoursTextError, parse_hours
from jobcenters.models import Postcode


class FromPostcodeForm(forms.Form):
    """Where distances on the list are measured from."""

    postnr = forms.CharField(
        label=_("Afstand fra postnummer"),
        max_length=4,
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "postal-code", "class": "jo-w-num"}
        ),
    )

    def clean_postnr(self) -> str:
        code = str(self.cleaned_data["postnr"]).strip()
        if code and not Postcode.objects.filter(code=code).exists():
            raise ValidationError(_("Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700."))
        return code


class OpeningHoursForm(forms.Form):
    """New weekly hours from a day on."""

    hours = forms.CharField(
        label=_("Åbningstider"), max_length=LONGEST_TEXT, help_text=_("For eksempel: ") + EXAMPLE
    )
    valid_from = forms.DateField(
        label=_("Gælder fra"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_hours(self) -> Any:
        try:
            self.spans = parse_hours(self.cleaned_data["hours"])
        except HoursTextError as problem:
            raise ValidationError(str(problem)) from None
        return self.cleaned_data["hours"]


class ClosingDayForm(forms.Form):
    """One day on which the jobcentre is closed."""

    day = forms.DateField(label=_("Dato"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Årsag"),
        max_length=120,
        help_text=_("Vises for de andre jobcentre, for eksempel “Kursusdag”."),
    )
