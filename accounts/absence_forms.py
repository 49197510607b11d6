"""The forms of the page about absence. Colleagues are offered by membership id; strangers' ids are no choice."""

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership

WRONG_DAY = _("Skriv en dato, for eksempel 24.12.2026.")


class ColleagueField(forms.TypedChoiceField):
    """A colleague or nobody; the value is a membership id or None."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, **kwargs)
        self.error_messages["invalid_choice"] = _("Vælg en kollega på listen.")

    def offer(self, colleagues: Sequence[Membership], nobody: str) -> None:
        """Offer these, and `nobody` for none."""
        self.choices = [("", nobody), *((str(one.pk), one.user.name) for one in colleagues)]


def _of(form: forms.Form, name: str) -> ColleagueField:
    return cast(ColleagueField, form.fields[name])


class StandInForm(forms.Form):
    """Who answers whenever I am away."""

    stand_in = ColleagueField(label=_("Når jeg er væk, svarer"), required=False)

    def __init__(self, *args: Any, colleagues: Sequence[Membership], nobody: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _of(self, "stand_in").offer(colleagues, nobody)


class AbsenceForm(forms.Form):
    """A colleague is away for some days. `who` is offered to those who may write it for others."""

    who = ColleagueField(label=_("Hvem er væk?"))
    first_day = forms.DateField(
        label=_("Fra og med"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Vælg den første dag."), "invalid": WRONG_DAY},
    )
    last_day = forms.DateField(
        label=_("Til og med"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Vælg den sidste dag."), "invalid": WRONG_DAY},
    )
    stand_in = ColleagueField(label=_("Imens svarer"), required=False)

    def __init__(
        self,
        *args: Any,
        colleagues: Sequence[Membership],
        own: int | None,
        usual: str,
        today: datetime.date,
        **kwargs: Any,
    ) -> None:
        """`own`: the one membership that may be written for, None: all. `usual` names the choice of nobody else."""
        super().__init__(*args, **kwargs)
        who = _of(self, "who")
        _of(self, "stand_in").offer(colleagues, usual)
        who.error_messages["required"] = _("Vælg, hvem der er væk.")
        if own is None:
            who.offer(colleagues, "")
        else:
            who.choices = [(str(own), "")]
            who.widget = forms.HiddenInput()
            who.initial = own
        self.fields["first_day"].widget.attrs["min"] = today.isoformat()
        self.fields["last_day"].widget.attrs["min"] = today.isoformat()
