"""Who takes what a company under agreement asks for: its tovholder, unless there is a reason (R94, R95)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from agreements.forms.bypass import BypassForm
from orders.forms.intake import PickField

HAND, KEEP = "tovholder", "selv"


class GuardForm(BypassForm):
    """Stands in the order's form where the actor is not the tovholder. A jobcentre must answer; for Jobservice Danmark
    the agreed tovholder is chosen from the start.
    """

    handling = PickField(
        label=gettext_lazy("Hvem tager henvendelsen?"),
        choices=[
            (HAND, gettext_lazy("Tovholderen")),
            (KEEP, gettext_lazy("Os selv")),
        ],
        widget=forms.RadioSelect,
        sentence=gettext_lazy("Vælg, hvem der tager henvendelsen."),
    )
    field_order = ("handling", "reason", "reason_text")

    def __init__(self, data: Any = None) -> None:
        # Without an answer the form is as new: its note was not on the page that was sent.
        super().__init__(data if data and data.get("handling") else None, use_required_attribute=False)
        self.fields["reason"].required = False
        self.fields["reason"].label = _("Hvorfor beholder I henvendelsen?")

    def for_route(self, actor: Actor, name: str) -> None:
        """Name the tovholder, and say for whom the order is otherwise."""
        keep = _("Vælg tovholder bagefter") if actor.is_national else _("Vi beholder den selv, fordi …")
        self.fields["handling"].choices = [  # type: ignore[attr-defined]
            (HAND, _("%s, som er tovholder") % name),
            (KEEP, keep),
        ]
        if actor.is_national:
            self.initial["handling"] = HAND

    def is_answered(self, actor: Actor) -> bool:
        """Whether it is known who takes the order, and why if it is not the tovholder."""
        return actor.is_national or self.is_valid()

    @property
    def hands_over(self) -> bool:
        return not self.is_bound or self.data.get("handling") != KEEP

    def sentence(self, name: str) -> str:
        """What is lacking, for the top of the page."""
        if self.is_bound:
            return _("Vælg, hvorfor I beholder henvendelsen, eller giv den til %s.") % name
        return _("Virksomheden har en aftale, og %s er tovholder. Vælg, hvem der tager henvendelsen.") % name

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("handling") != KEEP:
            return values
        if not values.get("reason") and "reason" not in self.errors:
            self.add_error("reason", _("Vælg, hvorfor I beholder henvendelsen."))
        return super().clean()
