"""Registering what a person asks for, refusing it, and holding something back."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.enums import HoldKind
from companies.fields import LineField
from orders.forms.fields import OnceForm, TextField
from retention.enums import PersonKind, RequestKind

OLDEST_DAYS = 366


class RequestForm(OnceForm):
    """Who asks for what about whom. Only what finds the person has to be filled in."""

    kind = forms.ChoiceField(
        label=_("Hvad beder personen om?"),
        choices=RequestKind.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvad personen beder om.")),
    )
    person = forms.ChoiceField(
        label=_("Hvem handler det om?"),
        choices=PersonKind.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvem det handler om.")),
    )
    said = LineField(
        label=_("Kendenavn eller reference"),
        max_length=60,
        required=False,
        help_text=_("Kun for en borger. Opslaget står i opslagsloggen."),
    )
    name = LineField(label=_("Hele navnet"), max_length=120, required=False)
    email = LineField(label=_("E-mail"), max_length=254, required=False)
    phone = LineField(label=_("Telefon"), max_length=30, required=False)
    other_words = LineField(
        label=_("Andre skrivemåder"),
        max_length=300,
        required=False,
        help_text=_("For eksempel et kælenavn, adskilt med komma. Teksterne søges også igennem efter dem."),
    )
    asked_by = LineField(
        label=_("Hvem har bedt om det?"),
        max_length=200,
        missing=_("Skriv, hvem der har bedt om det."),
        help_text=_("Personen selv, en værge eller en advokat. Skriv, hvordan I ved, hvem det er."),
    )
    reason = TextField(
        label=_("Hvordan og hvorfor?"),
        max_length=500,
        error_messages={"required": _("Skriv, hvordan og hvorfor der er bedt om det.")},
    )
    received_on = forms.DateField(
        label=_("Modtaget den"),
        widget=forms.DateInput(attrs={"type": "date", "class": "jo-w-mid"}, format="%Y-%m-%d"),
        error_messages=dict.fromkeys(("required", "invalid"), _("Vælg den dag, I modtog den.")),
    )

    def __init__(self, data: Any = None, *, today: datetime.date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.today = today
        self.fields["received_on"].initial = today

    def clean_received_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["received_on"]
        if day > self.today:
            raise ValidationError(_("Dagen er ikke kommet endnu."))
        if day < self.today - datetime.timedelta(days=OLDEST_DAYS):
            raise ValidationError(_("Dagen er mere end et år siden. Er årstallet rigtigt?"))
        return day


class RefuseForm(forms.Form):
    """Why a request is refused, in words that the person is told."""

    answer = TextField(
        label=_("Hvorfor afvises den?"),
        max_length=500,
        error_messages={"required": _("Skriv den begrundelse, personen får.")},
        help_text=_("Personen skal have begrundelsen og vide, at der kan klages til Datatilsynet."),
    )


class SureForm(forms.Form):
    """Erasing cannot be undone: whoever does it has read the list."""

    sure = forms.BooleanField(
        label=_("Vi har set listen igennem"),
        error_messages={
            "required": _("Sæt kryds ved, at I har set listen igennem. Sletning kan ikke fortrydes.")
        },
    )


class HoldForm(OnceForm):
    """What must not be deleted, and why."""

    kind = forms.ChoiceField(
        label=_("Hvad skal blive?"),
        choices=HoldKind.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvad der skal blive.")),
    )
    said = LineField(
        label=_("Nummer, kendenavn eller e-mail"),
        max_length=254,
        missing=_("Skriv det, som det står på siden."),
        help_text=_("Ordrenummer, aftalenummer, CVR-nummer, borgerens kendenavn, eller personens e-mail."),
    )
    reason = LineField(
        label=_("Hvorfor?"),
        max_length=500,
        missing=_("Skriv, hvorfor det ikke må slettes."),
        help_text=_("For eksempel en klagesag og dens nummer. Skriv ikke navne."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)
