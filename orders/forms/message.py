"""A message from the company: typed by itself in the portal, or by the consultant who got it."""

import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from companies.fields import LineField
from jobcenters.calendar import end_of_day
from orders.forms.fields import DayField, OnceForm, TextField


class PortalMessageForm(OnceForm):
    text = TextField(
        label=_("Hvad vil I skrive?"),
        max_length=2000,
        rows=6,
        error_messages={"required": _("Skriv jeres besked.")},
    )


class MessageForm(OnceForm):
    """What came, from whom and when: the day decides when an answer is owed."""

    by_name = LineField(label=_("Hvem henvendte sig?"), max_length=120, missing=_("Skriv, hvem det var."))
    on = DayField(label=_("Hvornår?"), past=True, future=False)
    text = TextField(
        label=_("Hvad drejede det sig om?"),
        max_length=2000,
        rows=4,
        help_text=_("Virksomheden kan se teksten på sin side."),
        error_messages={"required": _("Skriv, hvad det drejede sig om.")},
    )

    def __init__(self, *args: Any, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["on"].initial = today

    def at(self, received_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
        """When it came (aware), of a valid form: now, or the end of an earlier day, but not before the order itself."""
        return max(min(end_of_day(self.cleaned_data["on"]), now), received_at)
