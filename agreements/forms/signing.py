"""The forms around a signature."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField, LineInput

CODE_WIDGET = LineInput(
    attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "jo-w-short", "maxlength": "12"}
)


class SignForm(forms.Form):
    """Who signs. One who is signed in, or whom the identity provider has named, is asked for no code.

    The provider's name is the one that is signed with: what is posted for it does not count.
    """

    code = LineField(
        label=_("Kode fra mailen"),
        max_length=12,
        missing=_("Skriv koden på seks cifre, som vi har sendt til dig."),
        widget=CODE_WIDGET,
    )
    name = LineField(
        label=_("Dit navn"),
        max_length=120,
        missing=_("Skriv dit navn, som det skal stå i aftalen."),
        widget=LineInput(attrs={"autocomplete": "name"}),
    )
    title = LineField(
        label=_("Din titel"),
        max_length=120,
        missing=_("Skriv din titel, for eksempel direktør."),
        widget=LineInput(attrs={"autocomplete": "organization-title"}),
    )
    read = forms.BooleanField(
        label=_("Jeg har læst hele aftalen og underskriver på vegne af parten"),
        error_messages={"required": _("Sæt kryds ved, at du har læst aftalen.")},
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        with_code: bool,
        name_is_fixed: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        if name_is_fixed:
            self.fields["name"].disabled = True
            self.fields["name"].help_text = _("Som %(provider)s har oplyst det.") % {
                "provider": settings.OIDC_NAME
            }
        if not with_code:
            del self.fields["code"]


class SendForm(forms.Form):
    """Until when the parties may sign."""

    sign_by = forms.DateField(
        label=_("Underskrives senest"),
        input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
        error_messages=dict.fromkeys(("required", "invalid"), _("Skriv en dato, for eksempel 30.3.2026.")),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "jo-w-short"}),
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, first: datetime.date) -> None:
        super().__init__(data, initial={"sign_by": first})


class WithdrawForm(forms.Form):
    reason = LineField(
        label=_("Hvorfor?"),
        max_length=300,
        required=False,
        help_text=_("Står i aftalens historik. Parterne får det ikke at se i mailen."),
    )


class SignerEmailForm(forms.Form):
    email = forms.EmailField(
        label=_("Underskriverens e-mail"),
        max_length=254,
        error_messages={
            "required": _("Skriv adressen."),
            "invalid": _("Skriv en gyldig e-mailadresse, for eksempel navn@firma.dk."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class VerifyForm(forms.Form):
    """A PDF, or the fingerprint printed in it. The file is hashed as it arrives and kept nowhere."""

    document = forms.FileField(
        label=_("PDF-fil"), required=False, widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"})
    )
    fingerprint = LineField(
        label=_("eller fingeraftryk"),
        max_length=100,
        required=False,
        help_text=_("De 64 tegn, der står nederst i aftalen."),
        widget=LineInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
