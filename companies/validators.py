"""Checks that hold for a value wherever it comes from: form, service or command."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.cvr import cvr_fault

# Control characters (NUL, line breaks, tabs) and those that turn the reading direction and so can disguise a name.
_NOT_ONE_LINE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")

CVR_FAULTS = {
    "digits": _("Et CVR-nummer består kun af cifre. Skriv de 8 cifre, for eksempel 12 34 56 74."),
    "length": _(
        "Et CVR-nummer har 8 cifre. Kontrollér, om der mangler et ciffer, eller om der er et for meget."
    ),
    "check": _("CVR-nummeret kan ikke passe. Kontrollér de 8 cifre."),
}


def one_line(value: str) -> None:
    """Refuse control characters. Raises ValidationError."""
    if _NOT_ONE_LINE.search(value):
        raise ValidationError(
            _(
                "Teksten indeholder usynlige tegn, der ikke kan gemmes. Slet dem, og skriv teksten på én linje."
            ),
            code="one_line",
        )


def valid_cvr(value: str) -> None:
    """Refuse anything but 8 digits with the right check digit. Raises ValidationError that says what is wrong."""
    if fault := cvr_fault(value):
        raise ValidationError(CVR_FAULTS[fault], code=fault)


def valid_p_number(value: str) -> None:
    """Refuse anything but 10 digits. Raises ValidationError."""
    if not re.fullmatch(r"[0-9]{10}", value):
        raise ValidationError(
            _("Et P-nummer har 10 cifre. Kontrollér tallet, eller lad feltet stå tomt."), code="p"
        )


def valid_phone(value: str) -> None:
    """Refuse a telephone number that cannot be called: fewer than 8 digits, or letters. Raises ValidationError."""
    if not re.fullmatch(r"\+?[0-9 ().\-]{8,30}", value) or len(re.sub(r"[^0-9]", "", value)) < 8:
        raise ValidationError(
            _("Skriv et telefonnummer med mindst 8 cifre, for eksempel 76 12 34 56."), code="phone"
        )


def valid_industry_code(value: str) -> None:
    """Refuse anything but the 6 digits of Danmarks Statistik's industry code. Raises ValidationError."""
    if not re.fullmatch(r"[0-9]{6}", value):
        raise ValidationError(_("En branchekode har 6 cifre, for eksempel 251100."), code="industry")
