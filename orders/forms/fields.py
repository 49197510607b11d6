"""Fields of the order forms: text, numbers and days, with a Danish sentence for everything that cannot be right."""

import datetime
import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobcenters.calendar import local_date
from orders.models.orders import MAX_PLACES
from ui import danish

# The choice that gives a case back: nobody in particular is responsible.
NOBODY = "ingen"
# Further ahead nobody plans, and a typing error ("20226") is told as one.
LATEST_DAYS = 5 * 366
# Characters of a refused text that are shown again: nobody gets a pasted book back.
ECHO = 5_000

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

    def __init__(self, *, rows: int = 3) -> None:
        super().__init__(attrs={"rows": rows, "cols": 60})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return _UNSTORABLE.sub("", shown[:ECHO]) if shown else shown


class TextField(forms.CharField):
    """Readable text of several lines, at most `max_length` characters."""

    def __init__(self, *, max_length: int, rows: int = 3, **kwargs: Any) -> None:
        messages = {
            "max_length": _("Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s."),
            **kwargs.pop("error_messages", {}),
        }
        kwargs.setdefault("widget", TextArea(rows=rows))
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)
        # Our own sentence stands instead of Django's on NUL characters.
        self.validators = [v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)]
        self.validators.append(readable)


class NumberInput(forms.NumberInput):
    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:20].replace("\x00", "") if shown else shown


class NumberField(forms.IntegerField):
    """A whole number from `low` to `high`; anything else gets the same sentence, which says the limits."""

    def __init__(self, *, low: int = 1, high: int = MAX_PLACES, **kwargs: Any) -> None:
        words = {"low": danish.number(low), "high": danish.number(high)}
        sentence = _("Skriv et tal mellem %(low)s og %(high)s.") % words
        kinds = ("required", "invalid", "min_value", "max_value")
        kwargs.setdefault("widget", NumberInput(attrs={"inputmode": "numeric", "class": "jo-w-num"}))
        super().__init__(
            min_value=low, max_value=high, error_messages=dict.fromkeys(kinds, sentence), **kwargs
        )


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d", attrs={"class": "jo-w-short"})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        return shown[:20].replace("\x00", "") if shown else shown


class DayField(forms.DateField):
    """A day: from the browser's calendar, or typed as "30.3.2026".

    `past` and `future` say which side of today is allowed; today always is. `unchanged` is a day that may stay
    although it has passed since it was written.
    """

    def __init__(self, *, past: bool = False, future: bool = True, **kwargs: Any) -> None:
        self.past, self.future = past, future
        self.unchanged: datetime.date | None = None
        sentence = _("Skriv en dato, for eksempel 30.3.2026.")
        super().__init__(
            input_formats=["%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y"],
            error_messages={"required": sentence, "invalid": sentence},
            widget=DayInput(),
            **kwargs,
        )

    def validate(self, value: datetime.date | None) -> None:
        super().validate(value)
        if value is None or value == self.unchanged:
            return
        today = local_date(timezone.now())
        if value < today and not self.past:
            raise ValidationError(_("Datoen er passeret. Vælg i dag eller senere."), code="past")
        if value > today and not self.future:
            raise ValidationError(
                _("Datoen er ikke kommet endnu. Vælg i dag eller tidligere."), code="future"
            )
        if abs((value - today).days) > LATEST_DAYS:
            raise ValidationError(_("Datoen ligger for langt væk. Kontrollér årstallet."), code="far")


class OnceForm(forms.Form):
    """A form that is carried out once, however often it is sent: it carries a key that is used up by the first."""

    submit_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submit_key"].initial = uuid.uuid4
