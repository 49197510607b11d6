"""The vacancy as it is to be read, taking it down, and what a portal calls it."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.fields import LineField, LineInput, PhoneField, PostcodeField
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter
from orders.enums import EmploymentForm
from orders.forms.fields import DayField, NumberField, OnceForm, TextField
from orders.models import OrderLine
from postings.anonymity import Traces, betrayals
from postings.enums import ApplyTo, Language, WorkTime
from postings.models import MAX_TEXT, PostingEdition
from postings.portals.jobnet import is_web_address
from postings.services.posting import EditionData

DEFAULT_DAYS = 21  # to apply, where the order says nothing
CHANNELS = (("telefon", _("Telefon")), ("e-mail", _("E-mail")), ("møde", _("Møde")))
CONTENT = tuple(EditionData.__dataclass_fields__)


class UrlField(LineField):
    """An address on the web, with or without its "https://"."""

    own_validators = (
        URLValidator(["http", "https"], message=_("Skriv en adresse, for eksempel firma.dk/job.")),
    )

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if not text or "://" in text else f"https://{text}"


class PublishForm(OnceForm):
    """What anybody may read, and that the company has said yes to it."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    title = LineField(
        label=_("Overskrift"),
        max_length=120,
        missing=_("Skriv en overskrift, for eksempel Montør til dagskift."),
    )
    places = NumberField(label=_("Antal stillinger"))
    description = TextField(
        label=_("Om jobbet"),
        max_length=MAX_TEXT,
        rows=10,
        help_text=_("Opgaver, krav og hvad virksomheden tilbyder. Skriv ikke navne på borgere."),
        error_messages={"required": _("Skriv, hvad jobbet går ud på.")},
    )
    language = forms.ChoiceField(
        label=_("Opslagets sprog"), choices=Language.choices, widget=forms.RadioSelect
    )
    is_anonymous = forms.BooleanField(
        label=_("Vis ikke virksomhedens navn"),
        required=False,
    )
    postcode_id = PostcodeField(label=_("Arbejdsstedets postnummer"))
    address = LineField(label=_("Arbejdsstedets adresse"), max_length=200, required=False)
    work_time = forms.ChoiceField(label=_("Omfang"), choices=WorkTime.choices)
    hours = LineField(
        label=_("Arbejdstid"),
        max_length=160,
        missing=_("Skriv arbejdstiden, for eksempel 37 timer om ugen i dagskift."),
    )
    wage = LineField(
        label=_("Løn"), max_length=200, required=False, help_text=_("For eksempel: efter overenskomst.")
    )
    start_on = DayField(label=_("Start"), required=False)
    apply_by = DayField(label=_("Ansøgningsfrist"))
    apply_to = forms.ChoiceField(
        label=_("Hvem skal ansøgere kontakte?"), choices=ApplyTo.choices, widget=forms.RadioSelect
    )
    contact_name = LineField(label=_("Kontaktperson"), max_length=120, required=False)
    contact_phone = PhoneField(required=False)
    contact_email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=LineInput(attrs={"type": "email"}),
        error_messages={"invalid": _("Skriv en e-mailadresse, for eksempel job@firma.dk.")},
    )
    apply_url = UrlField(
        label=_("Adresse, hvor man søger"),
        max_length=200,
        required=False,
        help_text=_("For eksempel firma.dk/job."),
    )
    on_jobnet = forms.BooleanField(label=_("Slå også op på Jobnet"), required=False)
    consent_by = LineField(
        label=_("Hvem i virksomheden har sagt ja til opslaget?"),
        max_length=120,
        missing=_("Skriv, hvem der har sagt ja. Uden et ja må stillingen ikke slås op."),
    )
    consent_on = DayField(label=_("Hvornår?"), past=True, future=False)
    consent_channel = forms.ChoiceField(label=_("Hvordan?"), choices=CHANNELS, widget=forms.RadioSelect)

    def __init__(
        self,
        data: Any = None,
        *,
        initial: dict[str, Any],
        traces: Traces,
        own_contact: Mapping[str, str],
        jobcenter: str,
        town_of: Any,
    ) -> None:
        """`own_contact`: the jobcentre's own, which stands in for the company's where the name is hidden."""
        super().__init__(data, initial=initial)
        self.company, self.traces, self.own_contact = traces.company, traces, own_contact
        self.jobcenter, self.town_of = jobcenter, town_of
        self.fields["is_anonymous"].help_text = _(
            "Opslaget siger \u201den virksomhed i %s\u201d, og adressen vises ikke. Ansøgere kontakter jer."
        ) % town_of(initial["postcode_id"])
        self.fields["start_on"].unchanged = initial.get("start_on")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not any(values.get(name) for name in ("contact_phone", "contact_email", "apply_url")) and not (
            {"contact_phone", "contact_email", "apply_url"} & set(self.errors)
        ):
            self.add_error(
                "contact_phone", _("Skriv mindst én vej til at søge: telefon, e-mail eller en adresse.")
            )
        if values.get("is_anonymous"):
            self._hide_contact(values)
        if (
            values.get("apply_by")
            and values.get("start_on")
            and values["start_on"] < local_date(timezone.now())
        ):
            self.add_error(
                "start_on", _("Startdatoen er passeret. Skriv en anden, eller lad feltet stå tomt.")
            )
        return values

    def _hide_contact(self, values: dict[str, Any]) -> None:
        """Say at each field what gives the company away; its contact is replaced by one's own, to be looked at."""
        faults = betrayals(values, self.traces)
        for name, sentence in faults.items():
            self.add_error(name, sentence)
        if not {"contact_name", "contact_phone", "contact_email"} & set(faults):
            return
        stand_in = {**self.own_contact, "apply_to": ApplyTo.JOBCENTER.value}
        self.data = {**dict(self.data.items()), **{self.add_prefix(k): v for k, v in stand_in.items()}}
        self.add_error("is_anonymous", _("Jeres egen kontakt er sat ind i stedet. Se, om den passer."))

    def renew(self, number: int) -> None:
        """The next press writes over edition `number` knowingly; what was typed stays."""
        self.data = {**dict(self.data.items()), self.add_prefix("number"): str(number)}

    def edition(self) -> EditionData:
        """What was typed, as it will be published."""
        values = {name: self.cleaned_data[name] for name in CONTENT if name in self.cleaned_data}
        town = self.town_of(values["postcode_id"])
        anonymous = values["is_anonymous"]
        english = values["language"] == Language.ENGLISH
        hidden = f"A company in {town}" if english else f"En virksomhed i {town}"
        values["employer"] = hidden if anonymous else self.company
        if anonymous:
            values["address"] = ""
        return EditionData(**values)


def own_contact(actor: Actor) -> dict[str, str]:
    """Who applicants turn to where the company is not named: the one who writes, by the jobcentre's number and mail."""
    jobcenter = Jobcenter.objects.filter(pk=actor.organisation_id).first()
    return {
        "contact_name": actor.name,
        "contact_phone": jobcenter.company_phone if jobcenter else "",
        "contact_email": jobcenter.company_email if jobcenter else "",
    }


def first_values(actor: Actor, line: OrderLine) -> dict[str, Any]:
    """What the order knows already, for a line that was never posted. `line.order` has company, workplace, contact."""
    order = line.order
    today = local_date(timezone.now())
    deadline = order.application_deadline
    description = "\n\n".join(
        filter(None, [order.job_description, order.candidate_profile, line.requirements])
    )
    occupation = line.occupation[:1].upper() + line.occupation[1:]
    if line.form != EmploymentForm.ORDINARY:
        occupation = f"{occupation} ({line.get_form_display().lower()})"
    contact = order.contact
    return {
        "number": 0,
        "title": occupation[:120],
        "places": line.places,
        "description": description[:MAX_TEXT],
        "language": Language.DANISH,
        "postcode_id": order.workplace.postcode_id,
        "address": order.workplace.address,
        "work_time": WorkTime.FULL_TIME,
        "start_on": order.start_on if order.start_on and order.start_on >= today else None,
        "apply_by": deadline
        if deadline and deadline >= today
        else today + datetime.timedelta(days=DEFAULT_DAYS),
        "apply_to": ApplyTo.JOBCENTER if order.candidate_contact == "on_posting" else ApplyTo.COMPANY,
        "contact_name": contact.name if contact else "",
        "contact_phone": contact.phone if contact else "",
        "contact_email": contact.email if contact else "",
        "consent_by": contact.name if contact else "",
        "consent_on": today,
        "on_jobnet": True,
    } | (own_contact(actor) if order.candidate_contact == "on_posting" else {})


def values_of(edition: PostingEdition, *, on_jobnet: bool) -> dict[str, Any]:
    """What stands on the posting now."""
    values = {name: getattr(edition, name) for name in CONTENT}
    return {**values, "number": edition.number, "on_jobnet": on_jobnet}


class WithdrawForm(OnceForm):
    reason = LineField(
        label=_("Hvorfor?"),
        max_length=300,
        missing=_("Skriv kort, hvorfor opslaget tages ned."),
        help_text=_("Virksomheden kan se teksten på sin side."),
    )


class RegisterForm(OnceForm):
    """Put on the portal by hand: what it is called there."""

    portal_id = LineField(
        label=_("Opslagets nummer på Jobnet"), max_length=80, missing=_("Skriv nummeret, som Jobnet viser.")
    )
    portal_url = UrlField(
        label=_("Opslagets adresse på Jobnet"),
        max_length=400,
        missing=_("Indsæt adressen fra browserens adresselinje."),
    )

    def clean_portal_url(self) -> str:
        url: str = self.cleaned_data["portal_url"]
        if not is_web_address(url):
            raise ValidationError(_("Skriv en adresse, for eksempel job.jobnet.dk/123."))
        return url
