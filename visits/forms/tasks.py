"""A task, and a round of calls."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.fields import LineField
from companies.form_fields import DayField, NumberField
from companies.forms import ServiceForm
from companies.industries import SECTIONS
from jobcenters.models import Municipality
from visits.forms.fields import OneOfField, colleagues_of
from visits.services.tasks import CAMPAIGN_MAX, TEXT_MAX

MOST_DAYS = 3650


class TaskForm(ServiceForm):
    """What is to be done, by when and by whom. Nobody: everybody's."""

    text = LineField(
        label=_("Hvad skal gøres?"), max_length=TEXT_MAX, missing=_("Skriv, hvad der skal gøres.")
    )
    due_on = DayField(label=_("Frist"))
    assigned = OneOfField(label=_("Hvem gør det?"), none=_("Alle i huset"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["assigned"].offer(colleagues_of(actor), key="pk")


class RoundFilterForm(forms.Form):
    """Which companies to ring: all given conditions hold."""

    kommune = forms.ChoiceField(label=_("Kommune"), required=False)
    branche = forms.ChoiceField(
        label=_("Branche"),
        required=False,
        choices=[("", _("Alle brancher")), *((s.letter, f"{s.letter} {s.title}") for s in SECTIONS)],
    )
    dage = NumberField(label=_("Ingen kontakt i så mange dage"), low=1, high=MOST_DAYS, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        names = Municipality.objects.order_by("name").values_list("code", "name")
        fields["kommune"].choices = [("", _("Hele landet")), *names]
        for field in self.fields.values():
            field.error_messages.setdefault("invalid_choice", _("Vælg fra listen."))


class RoundForm(ServiceForm):
    """The round's name, day and caller. The companies are ticked in the list beside."""

    name = LineField(
        label=_("Hvad hedder runden?"),
        max_length=CAMPAIGN_MAX,
        missing=_("Giv runden et navn."),
        help_text=_("For eksempel Industri 2026. Notater kan få samme ord som kampagne."),
    )
    due_on = DayField(label=_("Ring senest"))
    assigned = OneOfField(label=_("Hvem ringer?"), none=_("Alle i huset"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["assigned"].offer(colleagues_of(actor), key="pk")
