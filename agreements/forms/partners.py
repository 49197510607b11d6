"""A partner that can be written into agreements."""

from django import forms
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import EmailField
from companies.fields import LineField, PhoneField


class PartnerForm(forms.Form):
    name = LineField(label=_("Navn"), max_length=200, missing=_("Skriv partnerens navn."))
    email = EmailField(required=False)
    phone = PhoneField(required=False)

    use_required_attribute = False
