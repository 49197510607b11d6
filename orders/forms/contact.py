"""Towards the company: an answer, clarification, a note, an alternative and its answer."""

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField
from jobcenters.calendar import end_of_day
from orders.alternative_rules import WAGE_SUBSIDY_MONTHS, checklist, draft
from orders.enums import AlternativeKind, CandidateContact, EventKind, PostingWish
from orders.forms.fields import DayField, NumberField, OnceForm, TextArea, TextField
from orders.models import Order, OrderLine
from orders.models.orders import MAX_PLACES
from orders.services.orders import OrderData

CHANNELS = (("telefon", _("Telefon")), ("e-mail", _("E-mail")), ("møde", _("Møde")))


class AnswerForm(OnceForm):
    """What was done towards the company (A11)."""

    kind = forms.ChoiceField(
        label=_("Hvad har I gjort?"),
        choices=(
            (EventKind.CALL, _("Ringet og talt med virksomheden")),
            (EventKind.REPLY, _("Svaret skriftligt på henvendelsen")),
            (EventKind.MEETING, _("Aftalt et møde")),
        ),
        initial=EventKind.CALL,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad I har gjort.")},
    )
    note = TextField(
        label=_("Hvad aftalte I?"),
        max_length=2000,
        required=False,
        help_text=_("Virksomheden kan se teksten på sin side."),
    )


class NoteForm(OnceForm):
    text = TextField(
        label=_("Notat"),
        max_length=2000,
        rows=5,
        help_text=_("Kun jeres eget jobcenter kan læse det. Et notat stopper ingen frist."),
        error_messages={"required": _("Skriv et notat.")},
    )


class ClarifyForm(forms.Form):
    """Everything that may be learned about an order. Nothing is required: what is known is saved (R16, R135)."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    job_description = TextField(label=_("Hvad går jobbet ud på?"), max_length=5000, required=False, rows=5)
    candidate_profile = TextField(
        label=_("Hvad skal kandidaten kunne?"), max_length=5000, required=False, rows=4
    )
    start_on = DayField(label=_("Hvornår skal de begynde?"), required=False)
    cvs_wanted = NumberField(
        label=_("Hvor mange CV'er ønsker virksomheden?"), low=0, high=MAX_PLACES, required=False
    )
    candidate_contact = forms.ChoiceField(
        label=_("Hvem kontakter kandidaterne?"), choices=CandidateContact.choices, widget=forms.RadioSelect
    )
    application_deadline = DayField(label=_("Hvornår er ansøgningsfristen?"), required=False)
    posting = forms.ChoiceField(
        label=_("Skal jobbet slås op?"), choices=PostingWish.choices, required=False, widget=forms.RadioSelect
    )
    wants_screening = forms.BooleanField(label=_("Jobcentret skal screene kandidaterne"), required=False)
    is_large = forms.BooleanField(label=_("Større eller kompleks ordre"), required=False)

    def __init__(self, data: Any = None, *, order: Order) -> None:
        super().__init__(data, initial=clarify_values(order))
        for name in ("start_on", "application_deadline"):
            # A day that has passed since it was written may stay.
            self.fields[name].unchanged = getattr(order, name)  # type: ignore[attr-defined]

    def order_data(self) -> OrderData:
        values = self.cleaned_data
        return OrderData(**{name: values[name] for name in OrderData.__slots__})

    def renew(self, order: Order) -> None:
        """After somebody else's change: the next press saves over what now stands."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data["version"] = str(order.version)  # type: ignore[index]


def clarify_values(order: Order) -> dict[str, Any]:
    return {
        "version": order.version,
        "is_large": order.is_large,
        **{name: getattr(order, name) for name in OrderData.__slots__},
    }


class AlternativeForm(OnceForm):
    """Another solution, offered to the company ([003], R139-R142), with what the law asks for seen to first."""

    kind = forms.ChoiceField(
        label=_("Hvad tilbyder I?"),
        choices=AlternativeKind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvad I tilbyder.")},
    )
    months = NumberField(
        label=_("Hvor mange måneder?"),
        low=1,
        high=24,
        required=False,
        initial=WAGE_SUBSIDY_MONTHS,
        help_text=_("Kun ved løntilskud og praktik. Løntilskud varer oftest tre måneder."),
    )
    checked = forms.BooleanField(
        label=_("Alt på listen er på plads"),
        required=False,
        help_text=_("Listen gemmes sammen med forslaget."),
    )
    text = TextField(
        label=_("Forslaget, som virksomheden læser det"),
        max_length=1000,
        rows=4,
        required=False,
        help_text=_("Uden en tekst sender vi den, der står under løsningen."),
    )

    def __init__(self, *args: Any, lines: list[OrderLine], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if len(lines) > 1:
            choices = [("", _("Hele ordren")), *((str(line.uuid), line.occupation) for line in lines)]
            self.fields["line"] = forms.ChoiceField(
                label=_("Hvilken del af ordren?"), choices=choices, required=False, widget=forms.RadioSelect
            )

    @property
    def lists(self) -> list[tuple[str, str, tuple[Any, ...], Any]]:
        """(kind, its name, what must be in place, the text that is sent where none is written)."""
        return [
            (kind.value, str(kind.label), checklist(kind), draft(kind))
            for kind in AlternativeKind
            if checklist(kind)
        ]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        kind = values.get("kind")
        if kind not in (AlternativeKind.WAGE_SUBSIDY, AlternativeKind.INTERNSHIP):
            values["months"] = None
        elif "months" not in self.errors and values.get("months") is None:
            self.add_error("months", _("Skriv, hvor mange måneder forslaget gælder."))
        if kind and checklist(kind) and not values.get("checked"):
            self.add_error("checked", _("Gå listen igennem, og sæt kryds, når det hele er på plads."))
        if kind and not values.get("text") and "text" not in self.errors:
            values["text"] = str(draft(kind))
            if not values["text"]:
                self.add_error("text", _("Beskriv forslaget med en eller to sætninger."))
        return values

    @property
    def ticked(self) -> list[str]:
        """What was seen to, in the words of the list; of a valid form."""
        return [str(item) for item in checklist(self.cleaned_data["kind"])]


class AlternativeAnswerForm(OnceForm):
    """What the company said: yes or no, who said it, when and how (A10)."""

    answer = forms.ChoiceField(
        label=_("Hvad svarede virksomheden?"),
        choices=(("yes", _("Ja tak")), ("no", _("Nej tak"))),
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg ja eller nej.")},
    )
    by_name = LineField(
        label=_("Hvem svarede?"),
        max_length=120,
    )
    channel = forms.ChoiceField(
        label=_("Hvordan?"),
        choices=CHANNELS,
        initial="telefon",
        widget=forms.RadioSelect,
        error_messages={"required": _("Vælg, hvordan svaret blev givet.")},
    )
    on = DayField(label=_("Hvornår?"), past=True, future=False)

    def __init__(self, *args: Any, offered_on: datetime.date, today: datetime.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered_on = offered_on
        self.fields["on"].initial = today

    def clean_on(self) -> datetime.date:
        day: datetime.date = self.cleaned_data["on"]
        if day < self.offered_on:
            raise forms.ValidationError(_("Dagen ligger før forslaget blev tilbudt."))
        return day

    def at(self, offered_at: datetime.datetime, now: datetime.datetime) -> datetime.datetime:
        """When the answer was given (UTC), of a valid form: now, or the last second of an earlier day."""
        return max(min(end_of_day(self.cleaned_data["on"]), now), offered_at)


class ReasonForm(OnceForm):
    """A reason and nothing else: cancelling an order."""

    reason = TextField(
        label=_("Hvorfor annulleres ordren?"),
        max_length=1000,
        widget=TextArea(rows=3),
        help_text=_("Virksomheden og de spurgte jobcentre kan se teksten."),
        error_messages={"required": _("Skriv kort, hvorfor ordren annulleres.")},
    )
