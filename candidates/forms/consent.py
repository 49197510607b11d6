"""The form with which a citizen who had taken the consent back is named."""

from django import forms
from django.utils.translation import gettext_lazy as _

from orders.forms.fields import readable

REFERENCE_MAX = 60


class ConsentForm(forms.Form):
    """The citizen's reference; who has one is still known by it, or by its digest alone."""

    reference = forms.CharField(
        label=_("Borgerens reference i jeres fagsystem"),
        max_length=REFERENCE_MAX,
        validators=[readable],
        error_messages={
            "required": _("Skriv borgerens reference, som den står i jeres fagsystem."),
            "max_length": _("Referencen er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s."),
        },
    )
