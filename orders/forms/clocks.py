"""What is done about one clock: paused while the company is asked, resumed, or put right."""

import datetime
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.fields import LineField
from jobcenters.calendar import local_instant
from orders.enums import BreachCause
from orders.forms.fields import DayField, OnceForm, TextField
from orders.forms.inquiry import ClockField
from ui import danish

NEW = "ny"


class PauseForm(OnceForm):
    """The question that is waited for: one that has been sent, or a new one. `asked` are (uuid, label)."""

    question = forms.ChoiceField(
        label=gettext_lazy("Hvilket svar venter I på?"),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Vælg, hvilket svar I venter på.")
        ),
    )
    text = TextField(
        label=gettext_lazy("Hvad skal virksomheden svare på?"),
        max_length=1500,
        rows=5,
        required=False,
        error_messages={"required": gettext_lazy("Skriv, hvad virksomheden skal svare på.")},
        help_text=gettext_lazy(
            "Spørgsmålet sendes til kontaktpersonen som mail og står på virksomhedens side."
        ),
    )

    def __init__(self, *args: Any, asked: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            choices = [*asked, (NEW, _("Send et nyt spørgsmål"))]
            self.fields["question"].choices = choices  # type: ignore[attr-defined]
            self.fields["question"].initial = asked[0][0]
        else:
            del self.fields["question"]
            self.fields["text"].required = True

    @property
    def is_new(self) -> bool:
        """Whether a question is sent now; of a valid form."""
        return bool(self.cleaned_data.get("question", NEW) == NEW)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if self.is_new and not values.get("text") and not {"text", "question"} & set(self.errors):
            self.add_error("text", self.fields["text"].error_messages["required"])
        return values


class ResumeForm(OnceForm):
    reason = LineField(
        label=gettext_lazy("Hvorfor?"),
        max_length=200,
        missing=gettext_lazy("Skriv, hvorfor fristen skal løbe igen."),
        help_text=gettext_lazy("For eksempel: Karin svarede i telefonen."),
    )


class StopCorrectionForm(OnceForm):
    """When it really happened. When valid, `at` is that instant (UTC), and it has passed."""

    on = DayField(label=gettext_lazy("Hvilken dag skete det?"), past=True, future=False)
    time = ClockField(label=gettext_lazy("Klokken"))
    reason = LineField(
        label=gettext_lazy("Hvorfor rettes det?"),
        max_length=200,
        missing=gettext_lazy("Skriv, hvorfor tidspunktet rettes."),
        help_text=gettext_lazy("Virksomheden eller det jobcenter, der fik løftet, kan se rettelsen."),
    )

    at: datetime.datetime

    def __init__(self, *args: Any, stopped_at: datetime.datetime | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if stopped_at is not None:
            there = danish.local(stopped_at)
            self.fields["on"].initial, self.fields["time"].initial = there.date(), there.time()

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        on, time = values.get("on"), values.get("time")
        if on is not None and time is not None:
            self.at = local_instant(on, time)
            if self.at > timezone.now():
                self.add_error("time", _("Tidspunktet er ikke kommet endnu."))
        return values


class CauseForm(OnceForm):
    """The cause as it was found out to be."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Hvad var årsagen?"),
        choices=BreachCause.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Vælg årsagen.")),
    )
    text = TextField(
        label=gettext_lazy("Hvor ved I det fra?"),
        max_length=300,
        help_text=gettext_lazy("Teksten står ved bruddet sammen med den første årsag."),
        error_messages={"required": gettext_lazy("Skriv, hvor I ved det fra.")},
    )


class ReopenForm(OnceForm):
    reason = TextField(
        label=gettext_lazy("Hvad mangler virksomheden nu?"),
        max_length=1000,
        help_text=gettext_lazy("Virksomheden kan se teksten på sin side."),
        error_messages={"required": gettext_lazy("Skriv, hvad virksomheden mangler.")},
    )
