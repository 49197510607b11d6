"""What a company needs, as it is typed: by a consultant on the telephone, or by the company itself."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from companies.cvr import digits_of
from companies.fields import LineField, LineInput
from companies.models import Company, ContactPerson, Workplace
from companies.selectors import Lookup, company_card
from orders.agreed import form_is_agreed, target_is_agreed
from orders.enums import CandidateContact, Channel, EmploymentForm, PostingWish, TargetGroup
from orders.forms.fields import DayField, NumberField, TextField
from orders.forms.inquiry import InquiryPart
from orders.intake_sources import Source
from orders.models.orders import MAX_PLACES
from orders.services.orders import LineData, OrderData
from ui import danish

MOST_LINES = 5
ORDER, INQUIRY = "ordre", "spoergsmaal"
LINE = "linje"  # prefix of the lines' fields: "linje-0-places"

# What a consultant may have been told by; the portal and Jobservice Danmark are not chosen but known.
CHANNELS = [(value, label) for value, label in Channel.choices if value in ("phone", "mail", "visit")]


class PickField(forms.ChoiceField):
    """One of `choices`. What is none of them is not repeated: nobody typed it."""

    def __init__(self, **kwargs: Any) -> None:
        sentence = kwargs.pop("sentence", gettext_lazy("Vælg en af mulighederne."))
        super().__init__(error_messages={"required": sentence, "invalid_choice": sentence}, **kwargs)


class LineForm(forms.Form):
    """Places of one kind. A line in which nothing is typed does not exist."""

    occupation = LineField(
        label=gettext_lazy("Stilling"),
        max_length=80,
        missing=gettext_lazy("Skriv stillingen, for eksempel montør."),
        widget=LineInput(attrs={"class": "jo-w-full", "autocomplete": "off"}),
    )
    places = NumberField(label=gettext_lazy("Antal"))
    form = PickField(
        label=gettext_lazy("Ansættelsesform"),
        choices=EmploymentForm.choices,
        widget=forms.Select(attrs={"class": "jo-w-full"}),
        initial=EmploymentForm.ORDINARY,
        required=False,
    )
    target_group = PickField(
        label=gettext_lazy("Målgruppe"),
        choices=TargetGroup.choices,
        widget=forms.Select(attrs={"class": "jo-w-full"}),
        initial=TargetGroup.ANY,
        required=False,
    )
    requirements = LineField(label=gettext_lazy("Krav"), max_length=400, required=False)

    def has_changed(self) -> bool:
        """Whether anything was typed: the choices have an answer from the start."""
        typed = [name for name in ("occupation", "places", "requirements") if name in self.fields]
        return any(str(self[name].value() or "").strip() for name in typed)

    def mark_agreed(self, ticks: frozenset[str]) -> None:
        """Offer what the agreement's ticks cover first, and say of the rest that it is no part of it; nothing is
        refused (N9).
        """
        for name, is_agreed in (("form", form_is_agreed), ("target_group", target_is_agreed)):
            if name not in self.fields:
                continue
            field = self.fields[name]
            choices = list(field.choices)  # type: ignore[attr-defined]
            inside = [choice for choice in choices if is_agreed(choice[0], ticks)]
            outside = [
                (value, _("%s (ikke i aftalen)") % label)
                for value, label in choices
                if not is_agreed(value, ticks)
            ]
            field.choices = inside + outside  # type: ignore[attr-defined]

    @property
    def is_shown(self) -> bool:
        """Whether the line stands open from the start."""
        return not self.empty_permitted or self.has_changed()

    def line_data(self) -> LineData:
        values = self.cleaned_data
        return LineData(
            occupation=values["occupation"],
            places=values["places"],
            form=values["form"] or EmploymentForm.ORDINARY,
            target_group=values.get("target_group") or TargetGroup.ANY,
            requirements=values.get("requirements", ""),
        )


def _key_of(data: Mapping[str, Any] | None) -> uuid.UUID:
    """The form's key as it was sent; a new one for a form that is opened, or that brings nonsense."""
    try:
        return uuid.UUID(str((data or {}).get("submit_key", "")))
    except ValueError:
        return uuid.uuid4()


class NeedForm(forms.Form):
    """The order without its company: up to five lines in `lines`, and what is wished.

    `key` makes an order out of the first of several sendings only. An order needs one line; the others may stay empty.
    """

    job_description = TextField(
        label=gettext_lazy("Hvad går jobbet ud på?"), max_length=5000, rows=3, required=False
    )
    candidate_profile = TextField(
        label=gettext_lazy("Hvad skal kandidaten kunne?"), max_length=5000, rows=3, required=False
    )
    start_on = DayField(label=gettext_lazy("Start"), required=False)
    application_deadline = DayField(label=gettext_lazy("Ansøgningsfrist"), required=False)
    cvs_wanted = NumberField(label=gettext_lazy("Ønskede CV'er"), low=0, high=MAX_PLACES, required=False)
    candidate_contact = PickField(
        label=gettext_lazy("Hvem kontakter kandidaterne?"),
        choices=CandidateContact.choices,
        initial=CandidateContact.COMPANY,
        widget=forms.RadioSelect,
        sentence=gettext_lazy("Vælg, hvem der kontakter kandidaterne."),
    )
    posting = PickField(
        label=gettext_lazy("Skal jobbet slås op?"),
        choices=PostingWish.choices,
        initial=PostingWish.UNKNOWN,
        required=False,
        widget=forms.RadioSelect,
    )
    wants_screening = forms.BooleanField(
        label=gettext_lazy("Jobcentret skal screene kandidaterne"), required=False
    )

    line_class: type[LineForm] = LineForm
    # The fields that the page shows before its lines, and at once after them.
    before_lines: tuple[str, ...] = ()
    after_lines: tuple[str, ...] = ()

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        initial: Mapping[str, Any] | None = None,
        lines: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(data, initial=dict(initial or {}), use_required_attribute=False)
        self.key = _key_of(data)
        self.lines = [
            self.line_class(
                data,
                prefix=f"{LINE}-{n}",
                initial=dict(lines[n]) if n < len(lines) else {},
                empty_permitted=n > 0,
                use_required_attribute=False,
            )
            for n in range(MOST_LINES)
        ]

    @property
    def extra_lines(self) -> list[LineForm]:
        return self.lines[1:]

    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        """What may be wrong, from the top of the page to its end: for the error summary."""
        own = {name: self[name] for name in self.fields}
        first = [own.pop(name) for name in self.before_lines if name in own]
        after = [own.pop(name) for name in self.after_lines if name in own]
        told = [str(message) for message in self.non_field_errors()]
        return [*told, *first, *self.lines, *after, *own.values()]

    def keep(self, data: Mapping[str, Any]) -> None:
        """Show what was typed without judging it yet: the person only asked to find a company."""
        self.key = _key_of(data)
        for form in (self, *self.lines):
            for name, field in form.fields.items():
                form.initial[name] = field.widget.value_from_datadict(data, {}, form.add_prefix(name))

    def is_valid(self) -> bool:
        # Everything is checked, so that all that is wrong is told at once.
        own, lines = super().is_valid(), [line.is_valid() for line in self.lines]
        return own and all(lines)

    def line_data(self) -> list[LineData]:
        return [line.line_data() for line in self.lines if line.has_changed()]

    def order_data(self) -> OrderData:
        values = self.cleaned_data
        return OrderData(**{name: values[name] for name in OrderData.__slots__})


class IntakeForm(NeedForm):
    """An order, or a question only, told to `actor`, who registers it. The company comes from the look-up around.

    When valid, `found` is the company with its chosen workplace and contact person (None: the company has none), or
    None where a new company is to be registered with the same press.
    """

    kind = PickField(
        label=gettext_lazy("Hvad gælder det?"),
        choices=[(ORDER, gettext_lazy("En jobordre")), (INQUIRY, gettext_lazy("Kun et spørgsmål"))],
        initial=ORDER,
        required=False,
        widget=forms.RadioSelect,
    )
    # These three are drawn by the look-up; their ids are where a link to the fault leads.
    company = forms.CharField(
        label=gettext_lazy("Virksomhed"),
        required=False,
        widget=forms.TextInput(attrs={"id": "company-lookup"}),
    )
    workplace = forms.CharField(
        label=gettext_lazy("Arbejdsplads"),
        required=False,
        widget=forms.TextInput(attrs={"id": "company-choices"}),
    )
    contact = forms.CharField(
        label=gettext_lazy("Kontaktperson"),
        required=False,
        widget=forms.TextInput(attrs={"id": "company-choices"}),
    )
    channel = PickField(
        label=gettext_lazy("Hvordan fik I henvendelsen?"),
        choices=CHANNELS,
        initial=Channel.PHONE,
        widget=forms.RadioSelect,
        sentence=gettext_lazy("Vælg, hvordan I fik henvendelsen."),
    )
    note = TextField(label=gettext_lazy("Note"), max_length=2000, rows=3, required=False)

    found: tuple[Company, Workplace, ContactPerson | None] | None = None
    before_lines = ("kind", "company", "workplace", "contact", "channel")
    after_lines = (
        "start_on",
        "application_deadline",
        "cvs_wanted",
        "candidate_contact",
        "wants_screening",
        "posting",
        "note",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        actor: Actor,
        lookup: Lookup | None = None,
        new: bool = False,
    ) -> None:
        """`lookup` is the answer to what was typed in the look-up; `new`: a company is to be registered."""
        super().__init__(data)
        self.actor, self.lookup, self.new = actor, lookup, new
        self.is_inquiry = bool(data) and (data or {}).get("kind") == INQUIRY
        # Only what is asked for is judged; the other part keeps what was typed.
        self.inquiry = InquiryPart(
            data if self.is_inquiry else None,
            channel=str((data or {}).get("channel", "")),
            can_answer=not actor.is_national,
        )
        if data and not self.is_inquiry:
            _show_typed(self.inquiry, data)
        # The fields of a company that is registered on the spot stand between the company and the channel.
        self.new_company: forms.BaseForm | None = None
        if actor.is_national:
            del self.fields["channel"]

    def begin(self, source: Source) -> None:
        """Show what the source knows, for a form that is opened."""
        self.initial.update({"channel": source.channel, "job_description": source.text})
        there = danish.local(source.received_at)
        self.inquiry.initial.update(
            text=source.text[:2000], by_name=source.by_name, on=there.date(), time=there.time()
        )

    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        found = super().in_page_order()
        if self.is_inquiry:
            first = [self[name] for name in self.before_lines if name in self.fields]
            found = [*(str(message) for message in self.non_field_errors()), *first, self.inquiry]
        if self.new_company is None:
            return found
        at = next((n for n, one in enumerate(found) if getattr(one, "name", "") == "contact"), -1) + 1
        return [*found[:at], self.new_company, *found[at:]]

    def keep(self, data: Mapping[str, Any]) -> None:
        super().keep(data)
        self.is_inquiry = data.get("kind") == INQUIRY
        _show_typed(self.inquiry, data)

    def is_valid(self) -> bool:
        if not self.is_inquiry:
            return super().is_valid()
        own, inquiry = forms.Form.is_valid(self), self.inquiry.is_valid()
        return own and inquiry

    @property
    def channel_value(self) -> str:
        return str(self.cleaned_data.get("channel", Channel.NATIONAL))

    def clean(self) -> dict[str, Any]:
        if self.is_inquiry:
            for name in set(self.errors) - set(self.before_lines):
                del self.errors[name]
        if self.new:
            return self.cleaned_data
        company = self._company()
        if company is None:
            self.add_error("company", self._what_to_do())
            return self.cleaned_data
        card = company_card(self.actor, company)
        workplace = _chosen(card.workplaces, self.cleaned_data.get("workplace", ""))
        contact = _chosen(card.contacts, self.cleaned_data.get("contact", ""))
        if workplace is None:
            self.add_error(
                "workplace",
                _("Vælg, hvor der skal arbejdes.")
                if card.workplaces
                else _("Virksomheden har ingen arbejdsplads. Tilføj den på virksomhedens side."),
            )
        if contact is None and card.contacts:
            self.add_error("contact", _("Vælg, hvem I har talt med."))
        if workplace is not None:
            self.found = (company, workplace, contact)
        return self.cleaned_data

    def _company(self) -> Company | None:
        rows = Company.objects.visible_to(self.actor).standing().with_organisation()
        try:
            return rows.filter(organisation__uuid=uuid.UUID(self.cleaned_data.get("company", ""))).first()
        except ValueError:
            pass
        # A whole CVR number says which company is meant, also where nobody pressed "Find virksomhed".
        hits = self.lookup.companies if self.lookup else []
        return next((row for row in hits if self.lookup and row.cvr == digits_of(self.lookup.text)), None)

    def _what_to_do(self) -> str:
        state = self.lookup.state if self.lookup else "empty"
        if state == "hits":
            return _("Vælg virksomheden på listen.")
        if state in ("bad_cvr", "no_hits"):
            return str(self.lookup.sentence) if self.lookup else ""
        if state == "unknown_cvr":
            return _("CVR-nummeret er ikke registreret endnu. Udfyld felterne om virksomheden herunder.")
        return _("Skriv CVR-nummer, P-nummer eller navn, og vælg virksomheden.")


def _show_typed(form: forms.BaseForm, data: Mapping[str, Any]) -> None:
    """Show what was typed without judging it."""
    for name, field in form.fields.items():
        if form.add_prefix(name) in data:
            form.initial[name] = field.widget.value_from_datadict(data, {}, form.add_prefix(name))


def _chosen(rows: Sequence[Any], public_id: str) -> Any:
    """The row with that public id; of one row, that one; None where a choice is still needed."""
    found = next((row for row in rows if str(row.uuid) == public_id), None)
    return found or (rows[0] if len(rows) == 1 else None)
