"""Which days an effect report is about."""

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import DayField


class EffectForm(forms.Form):
    """From one day to another; without them the agreement's own period until today."""

    fra = DayField(label=_("Fra"), past=True, required=False)
    til = DayField(label=_("Til"), past=True, required=False)

    def __init__(self, data: QueryDict, *, first: datetime.date, last: datetime.date) -> None:
        self.first, self.last = first, last
        values = data.copy()
        values.setdefault("fra", first.isoformat())
        values.setdefault("til", last.isoformat())
        super().__init__(values)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("fra") or self.first, values.get("til") or self.last
        if not self.errors and last < first:
            self.add_error("til", _("Den sidste dag ligger før den første. Byt om på dem."))
        return values

    def days(self) -> tuple[datetime.date, datetime.date]:
        """The days that were asked for; the agreement's own where that makes no sense."""
        if not self.is_valid():
            return self.first, self.last
        return self.cleaned_data["fra"] or self.first, self.cleaned_data["til"] or self.last
