"""A round of calls: which companies to look for, and what the round is called."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.fields import LineField
from companies.form_fields import DayField, NumberField
from companies.forms import ServiceForm
from companies.industries import SECTIONS
from jobcenters.models import Municipality
from ui import danish
from visits.forms.fields import OneOfField, colleagues_of
from visits.models import CallRound
from visits.models.call_round import NAME_MAX
from visits.selectors.rounds import Wanted, own_municipalities

MOST_DAYS = 3650
OURS = "jeres"


class RoundFilterForm(forms.Form):
    """Which companies to ring: all given conditions hold. It begins with the jobcentre's own municipalities."""

    kommune = forms.ChoiceField(label=_("Kommune"), required=False)
    branche = forms.ChoiceField(
        label=_("Branche"),
        required=False,
        choices=[("", _("Alle brancher")), *((s.letter, f"{s.letter} {s.title}") for s in SECTIONS)],
    )
    dage = NumberField(label=_("Ingen kontakt i så mange dage"), low=1, high=MOST_DAYS, required=False)

    def __init__(self, asked: Any, *, actor: Actor, today: datetime.date) -> None:
        """`asked` is what stands in the address (a QueryDict); `today` a Danish day."""
        self.today, self.ours = today, own_municipalities(actor, today)
        said = {name: asked[name] for name in self.base_fields if name in asked}
        super().__init__({"kommune": OURS if self.ours else "", **said})
        fields: dict[str, Any] = self.fields
        names = dict(Municipality.objects.order_by("name").values_list("code", "name"))
        own = danish.join([names[code] for code in self.ours])
        label = _("Jeres kommune: %s") if len(self.ours) == 1 else _("Jeres kommuner: %s")
        first = [(OURS, label % own)] if self.ours else []
        fields["kommune"].choices = [*first, ("", _("Hele landet")), *names.items()]
        for field in self.fields.values():
            field.error_messages.setdefault("invalid_choice", _("Vælg fra listen."))

    def wanted(self, call_round: CallRound | None) -> Wanted:
        """What the filters say; what they say wrong is told at the field, and narrows nothing."""
        self.is_valid()
        values = self.cleaned_data
        place, days = values.get("kommune", ""), values.get("dage")
        return Wanted(
            municipalities=self.ours if place == OURS else [place] if place else (),
            section=values.get("branche") or "",
            silent_since=self.today - datetime.timedelta(days=days - 1) if days else None,
            of_round=call_round,
        )


class RoundForm(ServiceForm):
    """The round's name, day and caller. The companies are ticked in the list beside."""

    name = LineField(
        label=_("Hvad hedder runden?"),
        max_length=NAME_MAX,
        missing=_("Giv runden et navn."),
        help_text=_("For eksempel Industri 2026. Notaterne får samme ord som kampagne."),
    )
    due_on = DayField(label=_("Ring senest"))
    assigned = OneOfField(label=_("Hvem ringer?"), none=_("Alle i huset"))

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["assigned"].offer(colleagues_of(actor), key="pk")
