"""What a report is about. Every field may be missing from the address."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from orders.forms.manager import FORM_CHOICES, PROMISE_CHOICES, PeriodForm, agreement_options
from orders.periods import TWELVE_MONTHS
from orders.selectors.report_scope import (
    AgreementChoice,
    Choice,
    Owner,
    Scope,
    agreement_chosen,
    jobcenter_of,
)
from orders.selectors.sla import WHOLE_CASE


class ReportForm(PeriodForm):
    """Scope, jobcentre, promise, form, agreement and period; without any, the last twelve months of the first scope."""

    omraade = forms.ChoiceField(label=_("Hvem"), required=False)
    jobcenter = forms.ChoiceField(label=_("Jobcenter"), required=False)
    loefte = forms.ChoiceField(label=_("Løfte"), choices=PROMISE_CHOICES, required=False)
    form = forms.ChoiceField(label=_("Ansættelsesform"), choices=FORM_CHOICES, required=False)
    aftale = forms.ChoiceField(label=_("Aftale"), required=False)
    field_order = ["omraade", "jobcenter", "loefte", "form", "aftale", "periode", "fra", "til", "vist"]

    def __init__(
        self,
        data: QueryDict,
        *,
        today: datetime.date,
        scopes: Sequence[Choice],
        owners: Sequence[Owner],
        agreements: Sequence[AgreementChoice],
        choice: Choice,
    ) -> None:
        data = data.copy()
        if not data.get("periode") and "fra" not in data:
            data["periode"] = TWELVE_MONTHS
        data["omraade"] = choice.key
        super().__init__(data, today=today)
        self.choice, self.scopes, self.owners, self.agreements = choice, scopes, owners, agreements
        self._offer("omraade", [(one.key, one.title) for one in scopes])
        self._offer("jobcenter", [("", _("Alle")), *((one.key, one.title) for one in owners)])
        self._offer("aftale", agreement_options(agreements))
        if len(scopes) == 1:
            self.fields["omraade"].widget = forms.HiddenInput()
        if choice.scope is Scope.OWN:
            del self.fields["jobcenter"]
        if choice.scope is Scope.NETWORK:
            del self.fields["aftale"]

    def _offer(self, name: str, choices: Sequence[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def with_data(self, data: QueryDict) -> "ReportForm":
        return type(self)(
            data,
            today=self.today,
            scopes=self.scopes,
            owners=self.owners,
            agreements=self.agreements,
            choice=self.choice,
        )

    def chosen(self) -> dict[str, Any]:
        """The values of `selectors.report.Wanted` beside scope and period; what is refused counts as not given."""
        self.is_valid()
        values = self.cleaned_data
        form = values.get("form") or None
        return {
            "group": values.get("loefte") or "",
            "form": "" if form == WHOLE_CASE else form,
            "agreement": agreement_chosen(self.agreements, values.get("aftale") or ""),
            "jobcenter": jobcenter_of(self.owners, values.get("jobcenter") or ""),
        }

    def words(self) -> list[str]:
        """What the report is limited to, as the selects have it."""
        self.is_valid()
        found = []
        for name in ("jobcenter", "loefte", "form", "aftale"):
            value = self.cleaned_data.get(name)
            if value:
                found.append(str(dict(self.fields[name].choices)[value]))  # type: ignore[attr-defined]
        return found

    def query(self) -> dict[str, str]:
        """The address of what is shown, tidy."""
        self.is_valid()
        period = self.period()
        names = ("omraade", "jobcenter", "loefte", "form", "aftale")
        found = {name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name)}
        return found | {"periode": "fra-til", "fra": period.first.isoformat(), "til": period.last.isoformat()}
