"""Giving access, and changing a secret."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.enums import TokenKind
from api.enums import scopes_for
from api.limits import LIFETIME_DAYS, ROTATION_HOURS
from companies.fields import LineField
from orders.forms.fields import OnceForm

LIFETIMES = {30: _("30 dage"), 90: _("90 dage"), 180: _("Et halvt år"), 365: _("Et år")}
AFTER: dict[int, str | Promise] = {
    0: _("Straks: den gamle virker ikke mere"),
    1: _("Om en time"),
    24: _("Om et døgn"),
    72: _("Om tre døgn"),
}


class TokenForm(OnceForm):
    """Which system, what it may do, and for how long. Nothing is ticked beforehand."""

    name = LineField(
        label=_("Hvilket system er det til?"),
        max_length=80,
        missing=_("Skriv, hvilket system adgangen er til."),
        help_text=_("For eksempel navnet på jeres fagsystem. Navnet står i opslagsloggen."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("Hvad må systemet?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Vælg mindst én rettighed."),
            "invalid_choice": _("Vælg mindst én rettighed."),
        },
    )
    kind = forms.ChoiceField(
        label=_("Hvordan logger systemet ind?"),
        choices=[
            (TokenKind.TOKEN.value, _("Med en fast nøgle, der sendes med hvert kald")),
            (
                TokenKind.CLIENT.value,
                _("Med OAuth 2.0: systemet henter selv en nøgle, der gælder et kvarter"),
            ),
        ],
        initial=TokenKind.TOKEN.value,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvordan systemet logger ind.")),
    )
    days = forms.TypedChoiceField(
        label=_("Hvor længe gælder adgangen?"),
        coerce=int,
        choices=[(days, LIFETIMES[days]) for days in LIFETIME_DAYS],
        initial=180,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvor længe adgangen gælder.")),
    )

    def __init__(self, data: Any = None, *, kind: str) -> None:
        super().__init__(data, use_required_attribute=False)
        self.fields["scopes"].choices = [(scope.value, scope.label) for scope in scopes_for(kind)]  # type: ignore[attr-defined]


class RotateForm(OnceForm):
    """When the old secret stops working."""

    hours = forms.TypedChoiceField(
        label=_("Hvornår holder den gamle nøgle op med at virke?"),
        coerce=int,
        choices=[(hours, AFTER[hours]) for hours in ROTATION_HOURS],
        initial=24,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg et tidspunkt.")),
    )
