"""The form that a file comes with."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tabular.limits import MOST_BYTES, MOST_ROWS
from ui import danish


class UploadForm(forms.Form):
    """A file, and whether whoever is not in it has left the stock."""

    file = forms.FileField(
        label=_("Fil"),
        error_messages={
            "required": _("Vælg en fil."),
            "empty": _("Filen er tom."),
            "missing": _("Vælg en fil."),
            "invalid": _("Vælg en fil."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.json,.jsonl,text/csv,application/json"}),
    )
    whole_stock = forms.BooleanField(
        label=_("Filen er hele bestanden"),
        required=False,
        help_text=_("Sæt kun kryds, hvis borgere, der ikke står i filen, skal ud af søgningen."),
    )

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, use_required_attribute=False)
        self.fields["file"].help_text = _(
            "CSV, Excel (.xlsx) eller JSON. Højst %(rows)s rækker og %(size)s MB."
        ) % {
            "rows": danish.number(MOST_ROWS),
            "size": danish.number(MOST_BYTES // 1024**2),
        }


class StartForm(forms.Form):
    """The answer to "are you sure", where a file would let many leave."""

    sure = forms.BooleanField(required=False)
