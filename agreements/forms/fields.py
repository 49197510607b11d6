"""Fields of the agreement forms, with a Danish sentence for everything that cannot be right."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField, LineInput, PhoneField
from companies.form_fields import DayField, NumberField, PickField, TextField

__all__ = [
    "ContactForm",
    "DayField",
    "EmailField",
    "MunicipalitiesField",
    "NumberField",
    "PickField",
    "TextField",
]


class MunicipalitiesField(TextField):
    """Names of municipalities, separated by comma or line break; the value is a tuple of their codes.

    `names` maps code to name and is set by the form.
    """

    names: Mapping[str, str]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=3000, rows=2, **kwargs)
        self.names = {}

    def clean(self, value: Any) -> tuple[str, ...]:
        text = super().clean(value)
        by_name = {name.casefold(): code for code, name in self.names.items()} | {c: c for c in self.names}
        codes: list[str] = []
        for part in filter(None, (part.strip() for part in re.split(r"[,;\n]", text))):
            word = part.casefold().removesuffix(" kommune").strip()
            if word not in by_name:
                raise ValidationError(self._unknown(part[:60], by_name), code="unknown")
            if by_name[word] not in codes:
                codes.append(by_name[word])
        return tuple(codes)

    def _unknown(self, part: str, by_name: Mapping[str, str]) -> str:
        near = get_close_matches(part.casefold(), list(by_name), n=1)
        if near:
            meant = self.names[by_name[near[0]]]
            return _("“%(part)s” er ikke en kommune. Mente du %(meant)s?") % {"part": part, "meant": meant}
        return _("“%s” er ikke en kommune.") % part

    @staticmethod
    def text(names: Mapping[str, str], codes: Iterable[str]) -> str:
        """What stands in the field for `codes`."""
        return ", ".join(sorted(names.get(code, code) for code in codes))


class EmailField(forms.EmailField):
    """An address that an invitation to sign can be sent to."""

    def __init__(self, **kwargs: Any) -> None:
        missing = _("Skriv e-mailadressen. Invitationen til at underskrive sendes dertil.")
        super().__init__(
            label=_("E-mail"),
            error_messages={
                "required": missing,
                "invalid": _("Skriv en e-mailadresse, for eksempel navn@firma.dk."),
            },
            widget=LineInput(attrs={"type": "email", "autocomplete": "off"}),
            **kwargs,
        )


class ContactForm(forms.Form):
    """One party's one contact person, who signs for it (R104)."""

    contact_name = LineField(
        label=_("Kontaktperson, som underskriver"), max_length=120, missing=_("Skriv kontaktpersonens navn.")
    )
    contact_title = LineField(label=_("Titel"), max_length=120, required=False)
    contact_email = EmailField()
    contact_phone = PhoneField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)

    def raw(self) -> dict[str, Any]:
        """What was typed, not judged."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name))
            for name, field in self.fields.items()
        }

    @property
    def is_blank(self) -> bool:
        """Whether nothing was typed or chosen: such a row does not exist."""
        return not any(str(self[name].value() or "").strip() for name in self.fields if name != "area")
