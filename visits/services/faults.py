"""Faults told at the field they are about, all at once."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from visits.rules import has_cpr

CPR_SENTENCE = gettext_lazy(
    "Teksten ser ud til at rumme et cpr-nummer. Slet det; her må ingen borgere kunne genkendes."
)


class Faults:
    """Collects what is wrong by field; `raise_any` raises one ValidationError with everything."""

    def __init__(self) -> None:
        self.found: dict[str, list[ValidationError]] = {}

    def add(self, field: str, sentence: str) -> None:
        self.found.setdefault(field, []).append(ValidationError(sentence))

    def no_cpr(self, field: str, text: str) -> None:
        if has_cpr(text):
            self.add(field, str(CPR_SENTENCE))

    def at_most(self, field: str, text: str, limit: int) -> None:
        if len(text) > limit:
            self.add(
                field,
                _("Teksten er for lang: %(length)s tegn. Der er plads til %(limit)s.")
                % {"length": len(text), "limit": limit},
            )

    def raise_any(self) -> None:
        """Raises ValidationError by field, where anything is wrong."""
        if self.found:
            raise ValidationError(self.found)


def clean_text(text: str) -> str:
    """The text as it is stored: no NUL characters, line breaks as "\\n", nothing around it."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n").strip()


def clean_line(text: str) -> str:
    """The text on one line."""
    return " ".join(clean_text(text).split())
