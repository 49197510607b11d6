"""The forms of the barometer: beginning a round, and the company's questionnaire."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from barometer.models import BarometerAnswer
from barometer.models.answers import MOST_PEOPLE
from barometer.services.answers import NeedData
from barometer.services.rounds import RoundInput
from candidates.enums import TermKind
from candidates.models import Term
from candidates.selectors.words import How, terms_suggest
from companies.fields import LineField
from companies.industries import SECTIONS
from jobcenters.models import Municipality
from visits.enums import Horizon, Outlook

MOST_NEEDS = 3
ENDINGS = ("erne", "ere", "er", "e", "r")


class RoundForm(forms.Form):
    """A round: what it is called, where and whom it asks, and until when."""

    title = LineField(
        label=_("Navn på runden"), max_length=120, missing=_("Skriv et navn, for eksempel “Forår 2027”.")
    )
    municipalities = forms.MultipleChoiceField(
        label=_("Kommuner"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Vælg mindst én kommune."), "invalid_choice": _("Vælg på listen.")},
    )
    sections = forms.MultipleChoiceField(
        label=_("Brancher"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(one.letter, one.title) for one in SECTIONS],
        help_text=_("Vælg ingen for at spørge alle brancher."),
        error_messages={"invalid_choice": _("Vælg på listen.")},
    )
    closes_on = forms.DateField(
        label=_("Virksomhederne kan svare til og med"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Vælg en dato."),
            "invalid": _("Skriv en dato, for eksempel 24.12.2026."),
        },
    )

    def __init__(self, *args: Any, municipalities: Sequence[Municipality], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.MultipleChoiceField, self.fields["municipalities"])
        field.choices = [(one.code, one.name) for one in municipalities]

    def values(self) -> RoundInput:
        got = self.cleaned_data
        return RoundInput(
            title=got["title"],
            municipalities=got["municipalities"],
            sections=got["sections"],
            closes_on=got["closes_on"],
        )


def _outlook(label: Any, missing: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Outlook.choices,
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class OccupationField(LineField):
    """A word of the vocabulary's occupations, or nothing; the value is the term."""

    def __init__(self) -> None:
        super().__init__(label=_("Stilling"), max_length=80, required=False)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        stems = [text[: -len(end)] for end in ENDINGS if text.endswith(end) and len(text) > len(end) + 2]
        for way in (text, *stems):
            found = terms_suggest(way, [TermKind.OCCUPATION], 1)
            if found and found[0].how <= How.SYNONYM:
                return found[0].term
        alike = [one.term.name for one in terms_suggest(text, [TermKind.OCCUPATION], 3)]
        if alike:
            raise ValidationError(
                _("Vi kender ikke stillingen. Mente du: %(names)s?") % {"names": ", ".join(alike)}
            )
        raise ValidationError(
            _("Vi kender ikke stillingen. Prøv et mere almindeligt ord, eller lad feltet stå tomt.")
        )


class QuestionnaireForm(forms.Form):
    """Five questions that take a minute."""

    outlook_3 = _outlook(
        _("Om 3 måneder: har I flere, samme eller færre ansatte?"), _("Vælg et svar for 3 måneder.")
    )
    outlook_12 = _outlook(_("Og om 12 måneder?"), _("Vælg et svar for 12 måneder."))
    is_hard = forms.ChoiceField(
        label=_("Er det svært at finde dem, I skal bruge?"),
        choices=[("ja", _("Ja")), ("nej", _("Nej")), ("", _("Ved ikke"))],
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sentence = _("Skriv et tal mellem 1 og 10.000.")
        for n in range(1, MOST_NEEDS + 1):
            self.fields[f"term_{n}"] = OccupationField()
            self.fields[f"term_{n}"].widget.attrs |= {"list": "stillinger", "autocomplete": "off"}
            self.fields[f"number_{n}"] = forms.IntegerField(
                label=_("Hvor mange?"),
                min_value=1,
                max_value=MOST_PEOPLE,
                required=False,
                widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "jo-w-num"}),
                error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), sentence),
            )
            self.fields[f"horizon_{n}"] = forms.TypedChoiceField(
                label=_("Hvornår?"),
                choices=Horizon.choices,
                coerce=int,
                required=False,
                empty_value=None,
            )

    @property
    def rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each occupation, for the template."""
        return [
            (self[f"term_{n}"], self[f"number_{n}"], self[f"horizon_{n}"]) for n in range(1, MOST_NEEDS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        for n in range(1, MOST_NEEDS + 1):
            if values.get(f"number_{n}") and f"term_{n}" in values and values[f"term_{n}"] is None:
                self.add_error(f"term_{n}", _("Skriv, hvilken stilling det er."))
        return values

    @property
    def is_hard_value(self) -> bool | None:
        return {"ja": True, "nej": False}.get(self.cleaned_data["is_hard"])

    def needs(self) -> list[NeedData]:
        values = self.cleaned_data
        return [
            NeedData(values[f"term_{n}"], values[f"number_{n}"], int(values[f"horizon_{n}"] or Horizon.THREE))
            for n in range(1, MOST_NEEDS + 1)
            if values[f"term_{n}"] is not None
        ]

    @staticmethod
    def initial_of(answer: BarometerAnswer | None) -> dict[str, Any]:
        """What was answered before, to be changed."""
        if answer is None:
            return {}
        known = {True: "ja", False: "nej", None: ""}
        values: dict[str, Any] = {
            "outlook_3": answer.outlook_3,
            "outlook_12": answer.outlook_12,
            "is_hard": known[answer.is_hard],
        }
        for n, need in enumerate(answer.needs.select_related("term")[:MOST_NEEDS], 1):
            values |= {f"term_{n}": need.term.name, f"number_{n}": need.number, f"horizon_{n}": need.horizon}
        return values


def occupation_names() -> list[str]:
    """The vocabulary's occupations, offered while one types."""
    terms = Term.objects.filter(kind=TermKind.OCCUPATION, is_current=True)
    return list(terms.order_by("name").values_list("name", flat=True))


def default_end(today: datetime.date) -> datetime.date:
    """Three weeks, which is what a form offers first."""
    return today + datetime.timedelta(days=21)
