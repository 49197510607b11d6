"""The form that a file comes with."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tabular.limits import MOST_BYTES, MOST_ROWS
from ui import danish


class UploadForm(forms.Form):
    """A file."""

    file = forms.FileField(
        label=gettext_lazy("Fil"),
        error_messages={
            "required": gettext_lazy("Vælg en fil."),
            "empty": gettext_lazy("Filen er tom."),
            "missing": gettext_lazy("Vælg en fil."),
            "invalid": gettext_lazy("Vælg en fil."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.json,.jsonl,text/csv,application/json"}),
    )

    def __init__(self, data: object = None, files: object = None) -> None:
        super().__init__(data, files, use_required_attribute=False)  # type: ignore[arg-type]
        self.fields["file"].help_text = _(
            "CSV, Excel (.xlsx) eller JSON. Højst %(rows)s rækker og %(size)s MB."
        ) % {
            "rows": danish.number(MOST_ROWS),
            "size": danish.number(MOST_BYTES // 1024**2),
        }
