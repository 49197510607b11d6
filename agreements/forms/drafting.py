"""Small forms of the agreement's page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import TextField


class ReasonForm(forms.Form):
    """Why an agreement gets a new version; the parties read it in the history."""

    reason = TextField(label=_("Hvad skal ændres, og hvorfor?"), max_length=1000, required=False)

    use_required_attribute = False
