"""Text, numbers and days of forms, with a Danish sentence for everything that cannot be right."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from accounts.moment import moment
from jobcenters.calendar import local_date
from ui import danish

ECHO = 5_000  # characters of a refused text that are shown again
FAR_DAYS = 10 * 366  # nobody plans for longer, and a typing error ("20226") is told as one
# All control characters but line break and tab, and those that turn the reading direction.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def readable(value: str) -> None:
    """Refuse NUL and other invisible characters. Raises ValidationError."""
    if _UNSTORABLE.search(value):
        raise ValidationError(
            _("Teksten indeholder usynlige tegn, der ikke kan gemmes. Slet dem, og prøv igen."),
            code="readable",
        )


class TextArea(forms.Textarea):
    """A text area that does not send a pasted book back with its error message."""

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return _UNSTORABLE.sub("", shown[:ECHO]) if shown else shown


class TextField(forms.CharField):
    """Readable text of several lines, at most `max_length` characters."""

    def __init__(self, *, max_length: int, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(
            max_length=max_length,
            widget=TextArea(attrs={"rows": rows, "cols": 60}),
            error_messages={
                "max_length": _("Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s.")
            },
            **kwargs,
        )
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators.append(readable)


class NumberInput(forms.NumberInput):
    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:20].replace("\x00", "") if shown else shown


class NumberField(forms.IntegerField):
    """A whole number from `low` to `high`; anything else gets the same sentence, which says the limits."""

    def __init__(self, *, low: int, high: int, **kwargs: Any) -> None:
        words = {"low": danish.number(low), "high": danish.number(high)}
        sentence = _("Skriv et tal mellem %(low)s og %(high)s.") % words
        super().__init__(
            min_value=low,
            max_value=high,
            error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence),
            widget=NumberInput(attrs={"inputmode": "numeric", "class": "jo-w-num"}),
            **kwargs,
        )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "jo-w-short"})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:20].replace("\x00", "") if shown else shown


class DayField(forms.DateField):
    """A day, from the browser's calendar or typed as "30.3.2026", at most ten years away."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = _("Skriv en dato, for eksempel 30.3.2026.")
        super().__init__(
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
            error_messages={"required": sentence, "invalid": sentence},
            widget=DayInput(),
            **kwargs,
        )

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value and abs((value - local_date(moment())).days) > FAR_DAYS:
            raise ValidationError(_("Datoen ligger for langt væk. Kontrollér årstallet."), code="far")


class PickField(forms.ChoiceField):
    """One of `choices`; `sentence` is said for none and for what is none of them."""

    def __init__(self, *, sentence: Any = "", **kwargs: Any) -> None:
        sentence = sentence or _("Vælg en af mulighederne.")
        super().__init__(error_messages={"required": sentence, "invalid_choice": sentence}, **kwargs)
