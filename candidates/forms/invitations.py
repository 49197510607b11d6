"""The form of an invitation."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import DayField, OnceForm, TextField, readable
from ui.danish import plain

SUBJECT_MAX, TEXT_MAX, HOW_MAX = 200, 5000, 500


class InviteForm(OnceForm):
    """What the citizen reads. The greeting with the name is added where the name may be known."""

    subject = forms.CharField(
        label=_("Emne"),
        max_length=SUBJECT_MAX,
        validators=[readable],
        error_messages={
            "required": _("Skriv, hvad opfordringen drejer sig om."),
            "max_length": _("Emnet er for langt: %(show_value)s tegn. Der er plads til %(limit_value)s."),
        },
    )
    text = TextField(
        label=_("Besked"),
        max_length=TEXT_MAX,
        rows=8,
        error_messages={"required": _("Skriv, hvad det er for et job.")},
    )
    apply_by = DayField(label=_("Ansøgningsfrist"))
    how_to_apply = TextField(
        label=_("Sådan søger man"),
        max_length=HOW_MAX,
        rows=2,
        error_messages={"required": _("Skriv, hvordan man søger jobbet.")},
    )

    def clean_subject(self) -> str:
        subject: str = self.cleaned_data["subject"]
        if "\n" in subject or "\r" in subject:
            raise ValidationError(_("Emnet skal stå på én linje."))
        return subject


def first_text(*, company: str, town: str, what: str, start: str) -> str:
    """The text that stands in the form to begin with; `what` is "4 montører", `start` a day in words or ""."""
    begins = f" Jobbet begynder {plain(start)}." if start else ""
    return (
        f"{company} i {town} søger {what}.{begins}\n\n"
        "Vi har set på dit CV og tror, at jobbet kan være noget for dig. Send dit CV og en kort ansøgning, hvis du er "
        "interesseret."
    )


def initial_of(**values: Any) -> dict[str, Any]:
    """The form's first values without those that are unknown."""
    return {name: value for name, value in values.items() if value}
