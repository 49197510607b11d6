"""allauth's forms, with errors that say what to write instead of that something is missing."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

REQUIRED = {
    "login": _("Skriv din e-mail."),
    "email": _("Skriv en e-mail."),
    "password": _("Skriv din adgangskode."),
    "oldpassword": _("Skriv din nuværende adgangskode."),
    "password1": _("Skriv en ny adgangskode."),
    "password2": _("Skriv den nye adgangskode igen."),
    "code": _("Skriv koden."),
    "name": _("Skriv nøglens navn."),
}


# The same word in the label and in the list of errors above the form.
LABELS = {
    "code": _("Kode"),
    "name": _("Nøglens navn"),
    "passwordless": _("Log ind med nøglen alene, uden adgangskode"),
}


class SaysWhatToWrite:
    """Before one of allauth's forms: our labels, and an empty field asks for what belongs in it."""

    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in REQUIRED.keys() & self.fields.keys():
            self.fields[name].error_messages["required"] = REQUIRED[name]
        for name in LABELS.keys() & self.fields.keys():
            self.fields[name].label = LABELS[name]
        if "passwordless" in self.fields:
            self.fields["passwordless"].help_text = _(
                "Så skal nøglen selv være låst med fingeraftryk, ansigt eller pinkode."
            )


class LoginForm(SaysWhatToWrite, account.LoginForm):
    pass


class AddEmailForm(SaysWhatToWrite, account.AddEmailForm):
    pass


class ChangePasswordForm(SaysWhatToWrite, account.ChangePasswordForm):
    pass


class SetPasswordForm(SaysWhatToWrite, account.SetPasswordForm):
    pass


class ResetPasswordForm(SaysWhatToWrite, account.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(SaysWhatToWrite, account.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(SaysWhatToWrite, account.ReauthenticateForm):
    pass


class RequestLoginCodeForm(SaysWhatToWrite, account.RequestLoginCodeForm):
    pass


class ConfirmLoginCodeForm(SaysWhatToWrite, account.ConfirmLoginCodeForm):
    pass


class AuthenticateForm(SaysWhatToWrite, mfa.AuthenticateForm):
    pass


class MfaReauthenticateForm(SaysWhatToWrite, mfa.ReauthenticateForm):
    pass


class ActivateTotpForm(SaysWhatToWrite, totp.ActivateTOTPForm):
    pass


class AddWebAuthnForm(SaysWhatToWrite, webauthn.AddWebAuthnForm):
    pass


class EditWebAuthnForm(SaysWhatToWrite, webauthn.EditWebAuthnForm):
    pass
