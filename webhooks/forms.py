"""Where to send, what, and from when to send again."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField
from orders.forms.fields import OnceForm
from webhooks.addresses import LONGEST
from webhooks.enums import EventType


def _event_choices() -> list[tuple[str, str]]:
    """With the type's own name, which stands in the messages and in the documentation."""
    return [(event.value, f"{event.label} ({event.value})") for event in EventType]


def _events_field() -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=_("Hvilke hændelser skal sendes?"),
        choices=_event_choices,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg mindst én hændelse.")),
    )


class EndpointForm(OnceForm):
    """A new address, and what it is told of. Nothing is ticked beforehand."""

    url = LineField(
        label=_("Hvilken adresse skal vi kalde?"),
        max_length=LONGEST,
        missing=_("Skriv adressen på jeres system."),
        help_text=_("Den hele adresse, for eksempel https://fagsystem.kommune.dk/jobordre."),
    )
    events = _events_field()

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)


class EventsForm(forms.Form):
    """What an endpoint is told of from now on."""

    events = _events_field()

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial, use_required_attribute=False)


class ReplayForm(forms.Form):
    """From when what did not arrive is sent again."""

    days = forms.TypedChoiceField(
        label=_("Hvor langt tilbage?"),
        coerce=int,
        choices=[(1, _("Det sidste døgn")), (7, _("De sidste 7 dage")), (0, _("Alt, der ikke kom frem"))],
        initial=7,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvor langt tilbage.")),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, use_required_attribute=False)

    def since(self, now: datetime.datetime) -> datetime.datetime:
        """The instant; for a valid form."""
        days = self.cleaned_data["days"]
        return (
            now - datetime.timedelta(days=days)
            if days
            else datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
        )
