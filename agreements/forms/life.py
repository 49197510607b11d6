"""The forms of an agreement's life: a new end, an answer to it, a meeting's time, its minutes."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import DayField, NumberField, TextField
from companies.fields import LineField, LineInput
from jobcenters.calendar import local_instant


class ProposalForm(forms.Form):
    """A new last day, and why. The service knows which days can be."""

    ends_on = DayField(label=_("Aftalens sidste dag"))
    reason = TextField(label=_("Begrundelse til de andre parter"), max_length=1000, required=False)


class AnswerForm(forms.Form):
    """A party's yes or no. The buttons carry the answer; a no says why."""

    name = LineField(
        label=_("Dit navn"),
        max_length=120,
        missing=_("Skriv dit navn."),
        widget=LineInput(attrs={"autocomplete": "name"}),
    )
    note = TextField(
        label=_("Bemærkning"),
        max_length=500,
        rows=2,
        required=False,
        help_text=_("Skriv hvorfor, hvis I siger nej."),
    )
    svar = forms.ChoiceField(
        choices=(("ja", "ja"), ("nej", "nej")),
        error_messages={
            "required": _("Tryk på en af de to knapper."),
            "invalid_choice": _("Tryk på en af de to knapper."),
        },
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("svar") == "nej" and not values.get("note") and "note" not in self.errors:
            self.add_error("note", _("Skriv kort, hvorfor I siger nej."))
        return values


class ClockInput(forms.TimeInput):
    input_type = "time"

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:20].replace("\x00", "") if shown else shown


class MeetingForm(forms.Form):
    """When and where. Times are Danish."""

    day = DayField(label=_("Dag"))
    time = forms.TimeField(
        label=_("Klokken"),
        input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
        widget=ClockInput(format="%H:%M", attrs={"class": "jo-w-short"}),
        error_messages=dict.fromkeys(("required", "invalid"), _("Skriv et klokkeslæt, for eksempel 10.00.")),
    )
    minutes_long = NumberField(label=_("Varighed i minutter"), low=15, high=480)
    place = LineField(label=_("Sted"), max_length=200, required=False)

    def starts_at(self) -> datetime.datetime:
        """The instant (UTC) that was asked for."""
        return local_instant(self.cleaned_data["day"], self.cleaned_data["time"])


class ReasonForm(forms.Form):
    reason = TextField(label=_("Hvorfor aflyses mødet?"), max_length=500, rows=2, required=False)


NOTE, VERSION = "note", "version"


class MinutesForm(forms.Form):
    """What was said, and what becomes of the adjustments."""

    minutes = TextField(label=_("Referat"), max_length=10_000, rows=8)
    adjustments = TextField(
        label=_("Hvad skal justeres?"),
        max_length=5000,
        rows=3,
        required=False,
        help_text=_("Lad feltet stå tomt, hvis samarbejdet fortsætter uændret."),
    )
    outcome = forms.ChoiceField(
        label=_("Justeringer"),
        widget=forms.RadioSelect,
        initial=NOTE,
        required=False,
        choices=(
            (NOTE, _("Noteres i referatet. Aftalen er uændret.")),
            (VERSION, _("Bliver en ny version af aftalen, som alle parter underskriver.")),
        ),
    )

    def __init__(self, *args: Any, drafts: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].error_messages["required"] = _("Skriv, hvad I talte om.")
        if not drafts:
            outcome = self.fields["outcome"]
            outcome.choices = (  # type: ignore[attr-defined]
                (NOTE, _("Noteres i referatet. Aftalen er uændret.")),
                (VERSION, _("Den, der har oprettet aftalen, bliver bedt om at lave en ny version.")),
            )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if (
            values.get("outcome") == VERSION
            and not values.get("adjustments")
            and "adjustments" not in self.errors
        ):
            self.add_error("adjustments", _("Skriv, hvad der skal justeres."))
        return values


class CorrectionForm(forms.Form):
    """The minutes as they should read, and why. `seen`: how many corrections there were when the page was opened."""

    minutes = TextField(label=_("Det rettede referat"), max_length=10_000, rows=12)
    reason = LineField(
        label=_("Hvorfor rettes det?"),
        max_length=500,
        missing=_("Skriv kort, hvad der var forkert."),
        help_text=_("Står sammen med dit navn ved rettelsen."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10_000, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].error_messages["required"] = _("Skriv, hvad I talte om.")
