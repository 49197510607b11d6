"""Jobservice Danmark's choice of a tovholder."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import TextField
from orders.selectors.brokering import Choice


class TovholderForm(forms.Form):
    """One jobcentre and why: one of the nearest, or any other from the list."""

    to = forms.ChoiceField(
        label=_("Hvem skal være tovholder?"),
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Vælg et jobcenter fra listen.")},
    )
    other = forms.ChoiceField(
        label=_("Eller et andet jobcenter"),
        required=False,
        error_messages={"invalid_choice": _("Vælg et jobcenter fra listen.")},
    )
    reason = TextField(
        label=_("Hvorfor netop dem?"),
        max_length=300,
        rows=2,
        help_text=_("Jobcentret og virksomheden kan se begrundelsen."),
        error_messages={"required": _("Skriv kort, hvorfor det er dem.")},
    )

    def __init__(
        self, *args: Any, near: Sequence[tuple[Choice, str]], others: Sequence[Choice], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.chosen: Choice | None = None
        self._choices = {str(one.uuid): one for one in [*(one for one, _notes in near), *others]}
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            (
                str(one.uuid),
                format_html('<strong>{}</strong> <span class="jo-meta">{}</span>', one.place, notes),
            )
            for one, notes in near
        ]
        self.fields["other"].choices = [  # type: ignore[attr-defined]
            ("", _("Intet andet")),
            *((str(one.uuid), one.place) for one in others),
        ]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        picked = values.get("other") or values.get("to")
        if not picked and "to" not in self.errors and "other" not in self.errors:
            self.add_error("to", _("Vælg et jobcenter."))
        self.chosen = self._choices.get(picked or "")
        return values
