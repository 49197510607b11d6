"""The manager's choices: a period, which rows, and who gets a case."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from orders.enums import BreachCause, EmploymentForm
from orders.forms.fields import NOBODY, DayField
from orders.periods import ANY_TIME, ANY_TIME_CHOICE, FROM_TO, KINDS, THIS_MONTH, Period, kind_of, period_of
from orders.selectors.assignment import Colleague
from orders.selectors.report_scope import AgreementChoice
from orders.selectors.sla import GROUPS, NO_AGREEMENT, NO_CAUSE, SINGLES, WHOLE_CASE, Show

PROMISE_CHOICES = [
    ("", _("Alle løfter")),
    *((group.slug, group.title) for group in GROUPS),
    *((group.slug, group.title) for group in SINGLES),
]
FORM_CHOICES = [
    ("", _("Alle")),
    *EmploymentForm.choices,
    (WHOLE_CASE, _("Løfter om hele sagen")),
]
SHOW_CHOICES = [
    (Show.BROKEN, _("Ikke holdt")),
    (Show.UNANSWERED, _("Ikke holdt og stadig ubesvaret")),
    (Show.KEPT, _("Holdt")),
    (Show.ALL, _("Alle, både holdt og ikke holdt")),
    (Show.AT_RISK, _("I fare: kan stadig nås")),
]


def agreement_options(agreements: Sequence[AgreementChoice]) -> list[tuple[str, Any]]:
    """The choices of a select."""
    return [
        ("", _("Alle")),
        (NO_AGREEMENT, _("Uden aftale")),
        *((one.key, one.title) for one in agreements),
    ]


class PeriodForm(forms.Form):
    """Which period; every field may be missing from the address."""

    periode = forms.ChoiceField(label=_("Periode"), choices=KINDS, required=False)
    fra = DayField(label=_("Fra"), past=True, required=False)
    til = DayField(label=_("Til"), past=True, required=False)
    # The days that stood in the form: whoever changes them wants them, whatever the choice above them says.
    vist = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, today: datetime.date, **kwargs: Any) -> None:
        self.today = today
        if "fra" in data and "periode" not in data:
            data = data.copy()
            data["periode"] = FROM_TO
        super().__init__(data, **kwargs)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("fra"), values.get("til")
        shown = values.get("vist") or ""
        if shown and (first or last) and shown != _days(first, last):
            values["periode"] = FROM_TO
        if values.get("periode") != FROM_TO:
            return values
        if first is None and "fra" not in self.errors:
            self.add_error("fra", _("Skriv den første dag."))
        if last is None and "til" not in self.errors:
            self.add_error("til", _("Skriv den sidste dag."))
        if first and last and last < first:
            self.add_error("til", _("Den sidste dag ligger før den første. Byt om på dem."))
        return values

    @property
    def is_any_time(self) -> bool:
        """Whether the list has no period at all."""
        return self.is_valid() and self.cleaned_data["periode"] == ANY_TIME

    def period(self) -> Period:
        """The period that was asked for; this month where that makes no sense."""
        if not self.is_valid():
            return period_of(THIS_MONTH, self.today)
        values = self.cleaned_data
        return period_of(values["periode"], self.today, values.get("fra"), values.get("til"))

    def filled(self) -> "PeriodForm":
        """The same form for showing: the period's days stand in it, whichever kind it is."""
        if self.errors:
            return self
        data = QueryDict(mutable=True)
        data.update(self.data)
        if self.cleaned_data.get("periode") == ANY_TIME:
            data["fra"] = data["til"] = data["vist"] = ""
        else:
            period = self.period()
            data["periode"] = kind_of(period, self.today)
            data["fra"], data["til"] = period.first.isoformat(), period.last.isoformat()
            data["vist"] = _days(period.first, period.last)
        shown = self.with_data(data)
        shown.is_valid()
        return shown

    def with_data(self, data: QueryDict) -> "PeriodForm":
        """The same form, filled in otherwise."""
        return type(self)(data, today=self.today)


def _days(first: datetime.date | None, last: datetime.date | None) -> str:
    return f"{first or ''}_{last or ''}"


class BreachForm(PeriodForm):
    """Which rows of the list behind the numbers."""

    periode = forms.ChoiceField(label=_("Periode"), choices=[*KINDS, ANY_TIME_CHOICE], required=False)

    udfald = forms.ChoiceField(label=_("Vis"), choices=SHOW_CHOICES, required=False)
    loefte = forms.ChoiceField(
        label=_("Løfte"),
        choices=PROMISE_CHOICES,
        required=False,
    )
    form = forms.ChoiceField(label=_("Ansættelsesform"), choices=FORM_CHOICES, required=False)
    aftale = forms.ChoiceField(label=_("Aftale"), required=False)
    aarsag = forms.ChoiceField(
        label=_("Årsag"),
        choices=[
            ("", _("Alle årsager")),
            *BreachCause.choices,
            (NO_CAUSE, _("Årsag er ikke fastslået endnu")),
        ],
        required=False,
    )
    field_order = ["udfald", "loefte", "form", "aftale", "aarsag", "periode", "fra", "til", "vist"]

    def __init__(
        self,
        data: QueryDict,
        *,
        today: datetime.date,
        agreements: Sequence[AgreementChoice] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(data, today=today, **kwargs)
        self.agreements = agreements
        self.fields["aftale"].choices = agreement_options(agreements)  # type: ignore[attr-defined]

    def with_data(self, data: QueryDict) -> "BreachForm":
        return type(self)(data, today=self.today, agreements=self.agreements)


class AssignForm(forms.Form):
    """Who gets the case: the colleagues with how busy they are, the least busy first."""

    owner = forms.ChoiceField(
        label=_("Hvem skal tage sagen?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Vælg en kollega."),
            "invalid_choice": _("Vælg en kollega fra listen."),
        },
    )

    def __init__(
        self, *args: Any, colleagues: Sequence[Colleague], current_id: int | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        people = [(str(one.user_id), _label(one, is_current=one.user_id == current_id)) for one in colleagues]
        if current_id is not None:
            people.append((NOBODY, format_html("<strong>{}</strong>", _("Ingen (alle kan tage den)"))))
        self.fields["owner"].choices = people  # type: ignore[attr-defined]


def _label(one: Colleague, *, is_current: bool) -> str:
    notes = [one.load]
    if one.role != str(Role.CONSULTANT.label):
        notes.insert(0, one.role.lower())
    if one.is_self:
        notes.insert(0, str(_("dig selv")))
    if is_current:
        notes.insert(0, str(_("ansvarlig nu")))
    return format_html('<strong>{}</strong> <span class="jo-meta">{}</span>', one.name, " · ".join(notes))
