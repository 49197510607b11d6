"""Towards other jobcentres: own search, request, heads-up, change of tovholder, and answering a request."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField, PostcodeField
from jobcenters.calendar import NATIONAL
from orders.enums import AnswerKind, RequestReason
from orders.forms.contact import CHANNELS
from orders.forms.fields import DayField, NumberField, NumberInput, OnceForm, TextField
from orders.radius import RADIUS_DEFAULT_KM, RADIUS_MAX_KM, RADIUS_MIN_KM, RADIUS_STEP_KM

MOST_HITS = 100_000


class SearchForm(OnceForm):
    """A search for candidates as it was done elsewhere (A16; R148)."""

    criteria = LineField(
        label=_("Hvad søgte I på?"), max_length=300, missing=_("Skriv, hvad I søgte på, for eksempel montør.")
    )
    postcode = PostcodeField(label=_("Ud fra postnummer"))
    radius_km = NumberField(
        label=_("Afstand"),
        low=RADIUS_MIN_KM,
        high=RADIUS_MAX_KM,
        initial=RADIUS_DEFAULT_KM,
        widget=NumberInput(attrs={"type": "range", "step": RADIUS_STEP_KM, "class": "jo-range"}),
    )
    hits = NumberField(label=_("Hvor mange fandt I?"), low=0, high=MOST_HITS)
    suitable = NumberField(label=_("Hvor mange er egnede?"), low=0, high=MOST_HITS)
    unsuitable_reason = TextField(
        label=_("Hvorfor er resten ikke egnede?"),
        max_length=500,
        required=False,
        help_text=_("Teksten følger med, hvis I spørger andre jobcentre."),
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        hits, suitable = values.get("hits"), values.get("suitable")
        if hits is None or suitable is None:
            return values
        if suitable > hits:
            self.add_error("suitable", _("Der kan ikke være flere egnede, end I fandt."))
        elif (
            suitable < hits and not values.get("unsuitable_reason") and "unsuitable_reason" not in self.errors
        ):
            self.add_error("unsuitable_reason", _("Skriv, hvorfor resten ikke er egnede."))
        return values

    def clean_radius_km(self) -> int:
        km: int = self.cleaned_data["radius_km"]
        return RADIUS_STEP_KM * round(km / RADIUS_STEP_KM)


class PickForm(OnceForm):
    """Some of the offered jobcentres, by the organisation's public id."""

    jobcenters = forms.MultipleChoiceField(
        label=_("Jobcentre"),
        error_messages={
            "required": _("Sæt kryds ved mindst ét jobcenter."),
            "invalid_choice": _("Et af jobcentrene kan ikke vælges længere. Vælg igen."),
        },
    )

    def __init__(self, *args: Any, offered: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jobcenters"].choices = [(value, value) for value in offered]  # type: ignore[attr-defined]

    def picked(self) -> list[str]:
        """What was ticked, for showing the form again."""
        return [str(value) for value in self["jobcenters"].value() or []]


class AskForm(PickForm):
    """A reasoned request ([003], R147-R150)."""

    reason = forms.ChoiceField(
        label=_("Hvorfor spørger I?"),
        choices=RequestReason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvorfor I spørger.")},
    )
    text = TextField(
        label=_("Hvad mangler I?"),
        max_length=1000,
        error_messages={"required": _("Skriv, hvad I mangler. En henvendelse skal begrundes.")},
    )
    number_wanted = NumberField(label=_("Hvor mange?"))


class AlertForm(PickForm):
    """A heads-up: what may come (A17)."""

    text = TextField(
        label=_("Hvad skal de vide?"),
        max_length=1000,
        error_messages={"required": _("Skriv, hvad I varsler om.")},
    )


class ProposeForm(OnceForm):
    """Another tovholder, with the company's consent (R46)."""

    to = forms.ChoiceField(
        label=_("Hvem skal være tovholder?"),
        error_messages={
            "required": _("Vælg et jobcenter."),
            "invalid_choice": _("Vælg et jobcenter fra listen."),
        },
    )
    reason = TextField(
        label=_("Hvorfor?"),
        max_length=500,
        error_messages={"required": _("Skriv, hvorfor tovholderen skal skiftes.")},
    )
    consent_by = LineField(label=_("Hvem i virksomheden har sagt ja?"), max_length=120)
    consent_on = DayField(label=_("Hvornår?"), past=True, future=False)
    consent_channel = forms.ChoiceField(
        label=_("Hvordan?"), choices=CHANNELS, initial="telefon", widget=forms.RadioSelect
    )

    def __init__(
        self, *args: Any, choices: Sequence[tuple[str, str]], today: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].choices = [("", _("Vælg et jobcenter")), *choices]  # type: ignore[attr-defined]
        self.fields["consent_on"].initial = today


class DecideForm(OnceForm):
    """The proposed jobcentre's answer."""

    answer = forms.ChoiceField(
        label=_("Vil I være tovholder?"),
        choices=(("yes", _("Ja, vi overtager ordren")), ("no", _("Nej"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg ja eller nej.")},
    )
    text = TextField(label=_("Besked"), max_length=500, required=False)

    def clean(self) -> dict[str, Any]:
        if self.cleaned_data.get("answer") == "no" and not self.cleaned_data.get("text"):
            self.add_error("text", _("Skriv kort, hvorfor I siger nej."))
        return self.cleaned_data


# --- answering: one small form per answer, so that each is one press ------------------------------------------


def typed(form: type[forms.Form], prefix: str, data: Mapping[str, Any] | None) -> dict[str, Any]:
    """What was typed into a form beside the one whose button was pressed, as its initial values: nothing is lost, and
    nothing of it is judged.
    """
    names = [name for name in form.base_fields if f"{prefix}-{name}" in (data or {})]
    return {name: (data or {})[f"{prefix}-{name}"] for name in names}


class YesForm(OnceForm):
    number = NumberField(label=_("Hvor mange?"))
    by = DayField(label=_("Senest"))
    text = TextField(label=_("Besked"), max_length=1000, rows=2, required=False)

    kind = AnswerKind.YES

    @staticmethod
    def offer(
        number_wanted: int,
        *,
        start_on: datetime.date | None,
        apply_by: datetime.date | None,
        today: datetime.date,
    ) -> dict[str, Any]:
        """What a yes says before anybody types: all that is asked for, by a working day that is at the latest the
        company's application deadline and the job's first day. Where those are unknown or over, a working week is a
        fair first offer. Never a day that has passed.
        """
        ahead = [day for day in (start_on, apply_by) if day is not None and day >= today]
        by = NATIONAL.previous_working_day(min(ahead)) if ahead else NATIONAL.shift(today, 5)
        return {"number": number_wanted, "by": max(by, today)}


NO_REASONS = (
    ("Ingen egnede kandidater", _("Ingen egnede kandidater")),
    ("Kandidaterne er allerede i job", _("Kandidaterne er allerede i job")),
    ("Vi kan ikke nå det", _("Vi kan ikke nå det")),
    ("", _("Noget andet")),
)


class NoForm(OnceForm):
    reason = forms.ChoiceField(
        label=_("Hvorfor ikke?"), choices=NO_REASONS, required=False, widget=forms.RadioSelect
    )
    text = TextField(label=_("Uddyb"), max_length=900, rows=2, required=False)

    kind = AnswerKind.NO

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if not values.get("reason") and not values.get("text") and "text" not in self.errors:
            self.add_error("text", _("Vælg en grund, eller skriv den her."))
        return values

    def answer_text(self) -> str:
        values = self.cleaned_data
        return ". ".join(filter(None, [values.get("reason", ""), values.get("text", "")]))


class ClarificationForm(OnceForm):
    text = TextField(
        label=_("Hvad skal I vide først?"),
        max_length=1000,
        rows=2,
        error_messages={"required": _("Skriv, hvad I mangler at vide.")},
    )

    kind = AnswerKind.CLARIFY


class ReferForm(OnceForm):
    """Another jobcentre is the better one to ask."""

    jobcenter = forms.ChoiceField(
        label=_("Hvilket jobcenter skal de spørge?"),
        error_messages={
            "required": _("Vælg et jobcenter."),
            "invalid_choice": _("Vælg et jobcenter fra listen."),
        },
    )
    text = TextField(label=_("Besked"), max_length=1000, rows=2, required=False)

    kind = AnswerKind.PASSED_ON

    def __init__(self, *args: Any, jobcenters: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jobcenter"].choices = [("", _("Vælg et jobcenter")), *jobcenters]  # type: ignore[attr-defined]


class ColleagueForm(OnceForm):
    """Somebody else at the same jobcentre answers. This is no answer: the deadline runs on (A11)."""

    colleague = forms.ChoiceField(
        label=_("Hvem svarer i stedet?"),
        help_text=_("Fristen løber videre."),
        error_messages={
            "required": _("Vælg en kollega."),
            "invalid_choice": _("Vælg en kollega fra listen."),
        },
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colleague"].choices = [("", _("Vælg en kollega")), *colleagues]  # type: ignore[attr-defined]


# --- and the tovholder's answer to a question back ------------------------------------------------------------


class QuestionForm(OnceForm):
    text = TextField(
        label=_("Svaret på spørgsmålet"),
        max_length=1000,
        rows=4,
        help_text=_("Jobcentret får svaret på mail og en ny frist til at sige ja eller nej."),
        error_messages={"required": _("Skriv svaret på spørgsmålet.")},
    )
