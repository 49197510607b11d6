"""The question "hvis det kom …, hvornår er fristen så?": a promise, a jobcentre, a day and a time of day."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from companies.form_fields import DayField, PickField
from jobcenters.calendar import local_instant
from orders.promises import PROMISES
from ui import danish
from visits.forms.fields import ClockField


class WhenDueForm(forms.Form):
    """Read from an address; what is not there is now, and `place`, the asker's own jobcentre."""

    loefte = PickField(label=_("Løfte"), choices=[(str(one.code), _(one.short)) for one in PROMISES.values()])
    jobcenter = PickField(label=_("Hvem skal holde det"))
    dag = DayField(label=_("Kommer den"))
    kl = ClockField(label=_("Klokken"))
    ur = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict, *, now: datetime.datetime, places: Sequence[tuple[str, str]], place: str
    ) -> None:
        data = data.copy()
        local = danish.local(now)
        data.setdefault("loefte", "D1")
        data.setdefault("jobcenter", place)
        data.setdefault("dag", local.date().isoformat())
        data.setdefault("kl", f"{local:%H:%M}")
        super().__init__(data, use_required_attribute=False)
        fields: dict[str, Any] = self.fields
        fields["jobcenter"].choices = places
        fields["jobcenter"].error_messages["invalid_choice"] = _("Vælg et jobcenter fra listen.")

    def about_one(self) -> None:
        """The question is about a clock that is there: promise and jobcentre are its own."""
        for name in ("loefte", "jobcenter"):
            del self.fields[name]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        day, clock = values.get("dag"), values.get("kl")
        if day and clock:
            values["at"] = local_instant(day, clock)
        return values
