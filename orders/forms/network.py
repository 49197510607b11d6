"""What the pages of a network's numbers ask for."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from agreements.meeting_rules import months_after
from jobcenters.models import Postcode
from orders.forms.fields import DayField
from orders.periods import ONE_DAY

HALF_YEAR = 6
LONGEST_DAYS = 3 * 366


class PackPeriodForm(forms.Form):
    """The days that the meeting pack covers; the last half year where nothing is said."""

    fra = DayField(label=_("Fra"), past=True, required=False)
    til = DayField(label=_("Til"), past=True, required=False)

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        self.standard = (months_after(today, -HALF_YEAR) + ONE_DAY, today)
        kwargs["initial"] = {"fra": self.standard[0], "til": self.standard[1]}
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first = values.get("fra") or self.standard[0]
        last = values.get("til") or self.standard[1]
        if "fra" not in self.errors and "til" not in self.errors:
            if last < first:
                self.add_error("til", _("Den sidste dag ligger før den første. Byt om på dem."))
            elif (last - first).days > LONGEST_DAYS:
                self.add_error("til", _("Vælg højst tre år."))
        return values

    def days(self) -> tuple[datetime.date, datetime.date]:
        """First and last day; the standard where what was asked makes no sense."""
        if not self.is_bound or not self.is_valid():
            return self.standard
        values = self.cleaned_data
        return values.get("fra") or self.standard[0], values.get("til") or self.standard[1]


class WorkplaceForm(forms.Form):
    """Where the next order's workplace lies; empty: not known."""

    postnr = forms.CharField(
        label=_("Arbejdsstedets postnummer"),
        max_length=4,
        required=False,
        error_messages={"max_length": _("Skriv fire cifre, for eksempel 8700.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "jo-w-num"}),
    )
    postcode: Postcode | None = None

    def clean_postnr(self) -> str:
        code = str(self.cleaned_data["postnr"]).strip()
        if code:
            self.postcode = Postcode.objects.filter(code=code).first()
            if self.postcode is None:
                raise ValidationError(_("Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700."))
        return code
