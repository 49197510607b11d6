"""Form fields for one line of text, CVR and P-numbers, telephone numbers and postcodes."""

from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from companies.cvr import digits_of
from companies.validators import one_line, valid_cvr, valid_industry_code, valid_p_number, valid_phone
from jobcenters.models import Postcode

ECHO = 1_000  # characters of a refused value that are shown again


class LineInput(forms.TextInput):
    """A text field that does not send a pasted book back with its error message."""

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:ECHO].replace("\x00", "") if shown else shown


class LineField(forms.CharField):
    """One line of readable text, at most `max_length` characters. `missing` is the sentence for an empty one."""

    widget = LineInput
    own_validators: tuple[Any, ...] = (one_line,)

    def __init__(self, *, max_length: int, missing: str | Promise = "", **kwargs: Any) -> None:
        messages: dict[str, str | Promise] = {
            "max_length": _("Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s.")
        }
        if missing:
            messages["required"] = missing
        kwargs.setdefault("error_messages", messages)
        super().__init__(max_length=max_length, **kwargs)
        # Our own sentence stands instead of Django's on NUL characters.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators += self.own_validators


class CvrField(LineField):
    """8 digits with the right check digit, typed with or without spaces and "DK"."""

    own_validators = (valid_cvr,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("CVR-nummer"))
        kwargs.setdefault("missing", _("Skriv virksomhedens CVR-nummer, 8 cifre."))
        kwargs.setdefault(
            "widget", LineInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "jo-w-mid"})
        )
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return digits_of(text) or text


class PNumberField(LineField):
    """10 digits, typed with or without spaces; may be left empty."""

    own_validators = (valid_p_number,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("P-nummer"))
        kwargs.setdefault(
            "widget", LineInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "jo-w-mid"})
        )
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return digits_of(text) or text


class PhoneField(LineField):
    own_validators = (valid_phone,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Telefon"))
        kwargs.setdefault("widget", LineInput(attrs={"type": "tel", "class": "jo-w-mid"}))
        super().__init__(max_length=30, **kwargs)


class IndustryCodeField(LineField):
    own_validators = (valid_industry_code,)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Branchekode"))
        kwargs.setdefault("widget", LineInput(attrs={"inputmode": "numeric", "class": "jo-w-short"}))
        super().__init__(max_length=6, **kwargs)


class PostcodeField(LineField):
    """Four digits of a postcode that exists; the value is the text "8700"."""

    own_validators = ()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Postnummer"))
        kwargs.setdefault("missing", _("Skriv postnummeret, fire cifre."))
        attrs = {"inputmode": "numeric", "autocomplete": "postal-code", "class": "jo-w-short"}
        kwargs.setdefault("widget", LineInput(attrs=attrs))
        super().__init__(max_length=60, **kwargs)

    def to_python(self, value: Any) -> str:
        # "8700 Horsens" is how people write it.
        text = super().to_python(value) or ""
        return text[:4] if text[:4].isascii() and text[:4].isdigit() and not text[4:5].isdigit() else text

    def validate(self, value: Any) -> None:
        super().validate(value)
        plain = len(value) == 4 and value.isascii() and value.isdigit()
        if value and not (plain and Postcode.objects.filter(pk=value).exists()):
            raise forms.ValidationError(
                _("Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700."), code="postcode"
            )
