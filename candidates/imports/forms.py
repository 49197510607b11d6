"""The form that a file comes with."""

from django import forms
from django.utils.translation import gettext_lazy as _

from imports.forms import UploadForm as FileForm


class UploadForm(FileForm):
    """A file, and whether whoever is not in it has left the stock."""

    whole_stock = forms.BooleanField(
        label=_("Filen er hele bestanden"),
        required=False,
        help_text=_("Sæt kun kryds, hvis borgere, der ikke står i filen, skal ud af søgningen."),
    )


class StartForm(forms.Form):
    """The answer to "are you sure", where a file would let many leave."""

    sure = forms.BooleanField(required=False)
