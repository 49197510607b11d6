"""Looking, nominating, releasing and every step of a nomination."""

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from candidates.criteria import MAX_TEXT
from candidates.enums import DeclineReason
from candidates.services.disclosure import MAX_PURPOSE
from candidates.services.releases import ReleaseTerms
from candidates.workflow import Part
from companies.fields import LineField
from orders.forms.fields import DayField, OnceForm, TextField
from orders.models import OrderLine
from orders.titles import line_title

PART_WORDS = {
    Part.TOVHOLDER: _("Tovholderen"),
    Part.COMPANY: _("Virksomheden, når kandidaten er præsenteret"),
}
SHORTEST_PURPOSE = 5


class PurposeForm(forms.Form):
    """Why somebody looks. Written down with the look; the citizen may read it."""

    purpose = LineField(
        label=_("Hvad skal du bruge oplysningerne til?"),
        max_length=MAX_PURPOSE,
        min_length=SHORTEST_PURPOSE,
        error_messages={
            "required": _("Skriv kort, hvad du skal bruge oplysningerne til."),
            "min_length": _("Skriv formålet med et par ord. Borgeren kan bede om at læse det."),
            "max_length": _("Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s."),
        },
    )


class OwnSearchForm(forms.Form):
    """Which line, and the words to find own candidates by. Every field may be missing from the address."""

    linje = forms.CharField(required=False, max_length=36)
    q = LineField(label=_("Søg blandt jeres egne"), max_length=MAX_TEXT, required=False)


class ReleaseFields(forms.Form):
    """To whom, why and until when. Nothing is ticked beforehand: releasing is a choice."""

    to = forms.MultipleChoiceField(
        label=_("Frigiv navn og kontakt til"), required=False, widget=forms.CheckboxSelectMultiple
    )
    purpose = LineField(label=_("Formål"), max_length=MAX_PURPOSE, required=False)
    until = DayField(label=_("Gælder til og med"), required=False)

    def __init__(
        self, data: Any = None, *, parts: Sequence[Part], purpose: str, until: datetime.date, **kwargs: Any
    ) -> None:
        super().__init__(data, initial={"purpose": purpose, "until": until}, **kwargs)
        self.fields["to"].choices = [(part.value, PART_WORDS[part]) for part in parts]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("to"):
            if not values.get("purpose") and "purpose" not in self.errors:
                self.add_error("purpose", _("Skriv, hvad oplysningerne skal bruges til."))
            if not values.get("until") and "until" not in self.errors:
                self.add_error("until", _("Skriv den sidste dag, for eksempel 30.3.2026."))
        return values

    def terms(self) -> ReleaseTerms | None:
        """What was chosen, of a valid form; None where nothing is released."""
        values = self.cleaned_data
        if not values.get("to"):
            return None
        return ReleaseTerms(
            frozenset(Part(part) for part in values["to"]), values["purpose"], values["until"]
        )


class NominateForm(ReleaseFields, OnceForm):
    """Own candidates to a line, and whether it is released who they are."""

    candidates = forms.CharField(required=False)

    def __init__(
        self, data: Any = None, *, lines: Sequence[OrderLine], line: OrderLine, **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self.lines = lines
        self.fields["line"] = forms.ChoiceField(
            label=_("Hvilken del af ordren?"),
            choices=[(str(row.uuid), line_title(row)) for row in lines],
            widget=forms.HiddenInput if len(lines) == 1 else forms.RadioSelect,
            initial=str(line.uuid),
            error_messages={
                "required": _("Vælg, hvilken del af ordren kandidaterne er til."),
                "invalid_choice": _("Vælg, hvilken del af ordren kandidaterne er til."),
            },
        )

    @property
    def chosen(self) -> frozenset[str]:
        """The uuids that were ticked, whatever else is wrong; at most 200 of them."""
        getlist = getattr(self.data, "getlist", None)
        ticked = getlist("candidates") if getlist else []
        return frozenset(value[:36] for value in ticked[:200] if len(value) == 36)

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.chosen:
            self.add_error("candidates", _("Vælg mindst én kandidat."))
        return values

    @property
    def line(self) -> OrderLine:
        """The chosen line, of a valid form."""
        return next(row for row in self.lines if str(row.uuid) == self.cleaned_data["line"])


class StepForm(forms.Form):
    """A step of a nomination, as it stood when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ScreenForm(StepForm):
    note = TextField(
        label=_("Hvad viste samtalen?"),
        max_length=3000,
        rows=4,
        help_text=_("Kun jobcentrene kan læse det, ikke virksomheden. Skriv intet om helbred."),
        error_messages={"required": _("Skriv kort, hvad samtalen viste.")},
    )


class HireForm(StepForm):
    employed_from = DayField(label=_("Første arbejdsdag"), past=True)


class DeclineForm(StepForm):
    """Why the candidate gets no further: one of the reasons that the actor may give."""

    note = LineField(label=_("Bemærkning"), max_length=300, required=False)

    def __init__(self, data: Any = None, *, reasons: Collection[DeclineReason], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["reason"] = forms.ChoiceField(
            label=_("Hvorfor?"),
            choices=[(reason.value, reason.label) for reason in reasons],
            widget=forms.RadioSelect,
            error_messages={"required": _("Vælg en grund."), "invalid_choice": _("Vælg en grund.")},
        )
        self.order_fields(["version", "reason", "note"])


class LogForm(forms.Form):
    """Which looks; every field may be missing from the address."""

    kandidat = LineField(label=_("Kandidat"), max_length=12, required=False)
    fra = DayField(label=_("Fra"), past=True, required=False)
    til = DayField(label=_("Til"), past=True, required=False)
    organisation = forms.ChoiceField(
        label=_("Organisation"),
        required=False,
        error_messages={"invalid_choice": _("Vælg en organisation fra listen.")},
    )

    def __init__(self, data: Any, *, organisations: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["organisation"].choices = [("", _("Alle")), *organisations]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("fra"), values.get("til")
        if first and last and last < first:
            self.add_error("til", _("Den sidste dag ligger før den første. Byt om på dem."))
        return values
