"""What if: which promise, how long it should have been, whose, and when."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from jobcenters.calendar import Unit, unit_from_data
from jobcenters.enums import PromiseUnit
from jobcenters.network_promises import LONGEST
from orders.forms.fields import NumberField
from orders.forms.manager import PeriodForm
from orders.periods import TWELVE_MONTHS
from orders.promises import PROMISES
from orders.selectors.report_scope import Choice

UNITS = [
    (PromiseUnit.OPENING_DAY_HOURS.value, _("timer på åbningsdage")),
    (PromiseUnit.WORKING_DAYS.value, _("arbejdsdage")),
    (PromiseUnit.CALENDAR_DAYS.value, _("kalenderdage")),
]
LONGEST_OF_ALL = max(LONGEST.values())


class SimulationForm(PeriodForm):
    """One question. Without promise and length nothing is asked yet."""

    omraade = forms.ChoiceField(label=_("Hvem"), required=False)
    loefte = forms.ChoiceField(
        label=_("Løfte"),
        choices=[(str(one.code), _(one.short)) for one in PROMISES.values()],
        required=False,
    )
    # Text, so that what is no number stays to be mended.
    laengde = NumberField(
        label=_("Ny længde"),
        low=1,
        high=LONGEST_OF_ALL,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "jo-w-num"}),
    )
    enhed = forms.ChoiceField(label=_("Enhed"), choices=UNITS, required=False)
    field_order = ["omraade", "loefte", "laengde", "enhed", "periode", "fra", "til", "vist"]

    def __init__(
        self, data: QueryDict, *, today: datetime.date, scopes: Sequence[Choice], choice: Choice
    ) -> None:
        data = data.copy()
        if not data.get("periode") and "fra" not in data:
            data["periode"] = TWELVE_MONTHS
        data["omraade"] = choice.key
        self.is_asked = "laengde" in data
        data.setdefault("loefte", "D1")
        data.setdefault("enhed", PromiseUnit.OPENING_DAY_HOURS)
        super().__init__(data, today=today)
        self.scopes, self.choice = scopes, choice
        self.fields["omraade"].choices = [(one.key, one.title) for one in scopes]  # type: ignore[attr-defined]
        if len(scopes) == 1:
            self.fields["omraade"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.is_asked:
            return values
        length, kind = values.get("laengde"), values.get("enhed")
        if "laengde" not in self.errors and not length:
            self.add_error("laengde", _("Skriv, hvor langt løftet skulle have været."))
        if length and kind and length > LONGEST[kind]:
            self.add_error("laengde", _text("Skriv højst %s.") % LONGEST[kind])
        return values

    def with_data(self, data: QueryDict) -> "SimulationForm":
        return type(self)(data, today=self.today, scopes=self.scopes, choice=self.choice)

    def asked(self) -> tuple[str, Unit] | None:
        """The promise and its other length; None until the form can be answered."""
        if not self.is_asked or not self.is_valid():
            return None
        values = self.cleaned_data
        return values["loefte"] or "D1", unit_from_data(values["enhed"], values["laengde"])
