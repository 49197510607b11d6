"""What a company asked that is about no order, as the consultant who got it types it (R100)."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agreements.forms.life import ClockInput
from companies.fields import LineField
from jobcenters.calendar import local_date, local_instant
from orders.enums import Channel
from orders.forms.fields import DayField, TextField
from ui import danish

PREFIX = "spm"
NOT_YET, AT_ONCE, LATER = "nej", "straks", "senere"
# An older one is no news: it is a typing error, or it has been dealt with elsewhere.
OLDEST = datetime.timedelta(days=31)


class ClockField(forms.TimeField):
    """A Danish time of day: from the browser's clock, or typed as "10.42"."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = gettext_lazy("Skriv et klokkeslæt, for eksempel 10.42.")
        super().__init__(
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            widget=ClockInput(format="%H:%M", attrs={"class": "jo-w-short"}),
            error_messages={"required": sentence, "invalid": sentence},
            **kwargs,
        )


class InquiryPart(forms.Form):
    """Stands in the form of the intake: what was asked, by whom, when, and whether and when it was answered.

    When valid, `received_at` and `answered_at` (None: not yet) are instants that have passed (UTC).
    """

    text = TextField(
        label=gettext_lazy("Hvad drejer det sig om?"),
        max_length=2000,
        rows=4,
        help_text=gettext_lazy("Virksomheden kan se teksten på sin side."),
        error_messages={"required": gettext_lazy("Skriv, hvad virksomheden spurgte om.")},
    )
    by_name = LineField(
        label=gettext_lazy("Hvem henvendte sig?"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Kun hvis det var en anden end kontaktpersonen."),
    )
    on = DayField(label=gettext_lazy("Hvornår?"), past=True, future=False)
    time = ClockField(label=gettext_lazy("Klokken"))
    answered = forms.ChoiceField(
        label=gettext_lazy("Er den besvaret?"),
        choices=[
            (NOT_YET, gettext_lazy("Nej, vi skal svare")),
            (AT_ONCE, gettext_lazy("Ja, i samtalen")),
            (LATER, gettext_lazy("Ja, bagefter")),
        ],
        initial=NOT_YET,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), gettext_lazy("Vælg, om henvendelsen er besvaret.")
        ),
    )
    answered_on = DayField(label=gettext_lazy("Hvornår svarede I?"), past=True, future=False, required=False)
    answered_time = ClockField(label=gettext_lazy("Klokken"), required=False)
    answer = TextField(
        label=gettext_lazy("Hvad svarede I?"),
        max_length=2000,
        rows=3,
        required=False,
        help_text=gettext_lazy("Virksomheden kan se teksten på sin side."),
    )

    received_at: datetime.datetime
    answered_at: datetime.datetime | None = None

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, channel: str = "", can_answer: bool = True
    ) -> None:
        """`channel`: how it came, as typed. `can_answer`: whoever registers it may also be the one who answers."""
        super().__init__(data, prefix=PREFIX, use_required_attribute=False)
        self.channel = channel
        there = danish.local(timezone.now())
        for day, clock in (("on", "time"), ("answered_on", "answered_time")):
            self.fields[day].initial, self.fields[clock].initial = there.date(), there.time()
        if not can_answer:
            for name in ("answered", "answered_on", "answered_time", "answer"):
                del self.fields[name]

    def is_typed(self) -> bool:
        """Whether anything was asked: the rest has an answer from the start."""
        return bool(str(self["text"].value() or "").strip())

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        received = self._instant("on", "time", timezone.now())
        if received is None:
            return values
        self.received_at = received
        if received < timezone.now() - OLDEST:
            self.add_error(
                "on", _("Datoen ligger mere end en måned tilbage. Kontrollér den, eller tal med jeres leder.")
            )
        self.answered_at = self._answered_at()
        return values

    def _answered_at(self) -> datetime.datetime | None:
        answered = self.cleaned_data.get("answered", NOT_YET)
        if answered == AT_ONCE:
            if self.channel == Channel.MAIL:
                self.add_error(
                    "answered",
                    _("En mail besvares ikke i en samtale. Vælg “Ja, bagefter”, og skriv hvornår."),
                )
            # The answer was given in the conversation that the question came in.
            return self.received_at
        if answered != LATER:
            return None
        for name in ("answered_on", "answered_time"):
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        at = self._instant("answered_on", "answered_time", timezone.now())
        if at is not None and at < self.received_at:
            self.add_error(
                "answered_time", _("Svaret ligger før henvendelsen. Kontrollér dag og klokkeslæt.")
            )
        return at

    def _instant(self, day: str, clock: str, now: datetime.datetime) -> datetime.datetime | None:
        """What two fields say together; None where one of them is wrong. A minute that has begun has passed."""
        on, time = self.cleaned_data.get(day), self.cleaned_data.get(clock)
        if on is None or time is None:
            return None
        at = local_instant(on, time)
        if at > now:
            words = danish.clock_time(danish.local(now).time())
            day_word = _("i dag") if on == local_date(now) else ""
            self.add_error(clock, _("Klokken er kun %(now)s %(day)s.") % {"now": words, "day": day_word})
            return None
        return at
