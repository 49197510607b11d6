"""What the forms of notes, tasks and visits share."""

import datetime
import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Membership, User
from companies.models import ContactPerson, Workplace

NOBODY = ""


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M", attrs={"class": "jo-w-short"})

    def format_value(self, value: Any) -> str | None:
        shown = super().format_value(value)
        # A browser's time field shows nothing but "10:00", however it was typed.
        return re.sub(r"^(\d\d?)\.(\d\d)$", r"\1:\2", shown[:20].replace("\x00", "")) if shown else shown


class ClockField(forms.TimeField):
    """A time of day, typed as "10.00" or chosen."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = _("Skriv et klokkeslæt, for eksempel 10.00.")
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=ClockInput(),
            error_messages=dict.fromkeys(("required", "invalid"), sentence),
            **kwargs,
        )


class TapField(forms.ChoiceField):
    """One of a few answers, each a tile to press. Without `required`, the first answer says nothing."""

    def __init__(self, *, choices: Any, required: bool = False, nothing: Any = "", **kwargs: Any) -> None:
        sentence = _("Vælg et af svarene.")
        every = [*([] if required else [("", nothing or _("Ikke talt om"))]), *choices]
        super().__init__(
            choices=every,
            required=required,
            widget=forms.RadioSelect,
            error_messages={"required": sentence, "invalid_choice": sentence},
            **kwargs,
        )


class OneOfField(forms.ChoiceField):
    """One of a company's rows, or none, chosen by its public id; `rows` is set by the form. The value is the row."""

    def __init__(self, *, none: Any, **kwargs: Any) -> None:
        self.none, self.rows = none, dict[str, Any]()
        super().__init__(
            required=False,
            error_messages={"invalid_choice": _("Vælg fra listen.")},
            **kwargs,
        )

    def offer(self, rows: "list[Workplace] | list[ContactPerson] | list[User]", key: str = "uuid") -> None:
        self.rows = {str(getattr(row, key)): row for row in rows}
        self.choices = [("", self.none), *((k, str(row)) for k, row in self.rows.items())]

    def clean(self, value: Any) -> Any:
        return self.rows.get(super().clean(value))


def colleagues_of(actor: Actor) -> list[User]:
    """Those who may be given a task: the active people of the actor's organisation, by name."""
    rows = Membership.objects.visible_to(actor).active().filter(organisation_id=actor.organisation_id)
    return [row.user for row in rows.select_related("user").order_by("user__name", "user_id")]


def in_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` later; the last of the month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return datetime.date(year, month + 1, last)
        except ValueError:
            continue
    return datetime.date(year, month + 1, day.day)
