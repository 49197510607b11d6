"""A task."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.fields import LineField
from companies.form_fields import DayField
from companies.forms import ServiceForm
from visits.forms.fields import OneOfField, colleagues_of
from visits.services.tasks import TEXT_MAX


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
