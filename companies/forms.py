"""The forms of the company pages. Each ends in one service call, whose faults come back to the fields."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.moment import moment
from companies.fields import (
    CvrField,
    IndustryCodeField,
    LineField,
    LineInput,
    PhoneField,
    PNumberField,
    PostcodeField,
)
from companies.form_fields import DayField
from companies.merging import Likely, likely_of
from companies.models import (
    Company,
    ConsentChannel,
    ConsentKind,
    ContactConsent,
    ContactPerson,
    Workplace,
)
from companies.models.company import MAX_EMPLOYEES
from companies.services import (
    CompanyKnown,
    ContactInput,
    EditedMeanwhile,
    WorkplaceInput,
    company_register,
    company_update,
    consent_record,
    contact_add,
    contact_update,
    workplace_add,
    workplace_update,
)
from jobcenters.calendar import local_date

T = TypeVar("T")


class ServiceForm(forms.Form):
    """A form that asks a service and shows the service's faults at its own fields."""

    known: Company | None = None  # the company that already has the CVR number
    edited_meanwhile = False
    either: tuple[str, ...] = ()  # fields of which one is enough: none of them is "valgfrit"

    def ask(self, call: Callable[[], T]) -> T | None:
        """The result of `call`, or None after its ValidationError has become errors of this form."""
        try:
            return call()
        except ValidationError as error:
            self.known = error.company if isinstance(error, CompanyKnown) else None
            self.edited_meanwhile = isinstance(error, EditedMeanwhile)
            if hasattr(error, "error_dict"):
                for name, faults in error.error_dict.items():
                    self.add_error(name if name in self.fields else None, faults)
            else:
                self.add_error(None, error)
            return None


def _employees() -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Ansatte"),
        required=False,
        min_value=0,
        max_value=MAX_EMPLOYEES,
        error_messages={
            "min_value": _("Antallet kan ikke være under 0."),
            "max_value": _("Så mange ansatte har ingen virksomhed. Kontrollér tallet."),
        },
    )


def _check_reachable(form: forms.Form, phone: str, email: str) -> None:
    faultless = phone not in form.errors and email not in form.errors
    if faultless and not form.cleaned_data.get(phone) and not form.cleaned_data.get(email):
        form.add_error(phone, _("Skriv et telefonnummer eller en e-mailadresse."))


def _email() -> forms.EmailField:
    return forms.EmailField(
        label=_("E-mail"), required=False, widget=LineInput(attrs={"type": "email", "autocomplete": "off"})
    )


class RegisterForm(ServiceForm):
    """A new company with its first workplace and contact person. With a prefix it stands inside another form."""

    cvr = CvrField()
    name = LineField(label=_("Virksomhedens navn"), max_length=200, missing=_("Skriv virksomhedens navn."))
    workplace_address = LineField(
        label=_("Arbejdspladsens adresse"), max_length=200, missing=_("Skriv vej og husnummer.")
    )
    workplace_postcode = PostcodeField()
    workplace_p_number = PNumberField(required=False)
    contact_name = LineField(
        label=_("Kontaktpersonens navn"), max_length=120, missing=_("Skriv, hvem I taler med.")
    )
    contact_title = LineField(label=_("Stilling"), max_length=80, required=False)
    contact_phone = PhoneField(required=False)
    contact_email = _email()
    industry_code = IndustryCodeField(required=False)
    industry = LineField(label=_("Branche"), max_length=160, required=False)
    employees = _employees()

    def clean(self) -> dict[str, Any]:
        _check_reachable(self, "contact_phone", "contact_email")
        return self.cleaned_data

    def likely(self, actor: Actor) -> list[Likely]:
        """Registered companies that may be the one that is being registered; none where the CVR number is known."""
        values = self.cleaned_data
        if Company.objects.visible_to(actor).filter(cvr=values["cvr"]).exists():
            return []
        return likely_of(
            actor,
            name=values["name"],
            emails=[values["contact_email"]],
            phones=[values["contact_phone"]],
            p_numbers=[values["workplace_p_number"]],
            addresses=[(values["workplace_address"], values["workplace_postcode"])],
        )

    def register(self, actor: Actor) -> Company | None:
        """The registered company; None when the form now has errors (`known` is set when the CVR number is taken)."""
        values = self.cleaned_data
        return self.ask(
            lambda: company_register(
                actor=actor,
                cvr=values["cvr"],
                name=values["name"],
                industry_code=values["industry_code"],
                industry=values["industry"],
                employees=values["employees"],
                workplace=WorkplaceInput(
                    address=values["workplace_address"],
                    postcode=values["workplace_postcode"],
                    p_number=values["workplace_p_number"],
                ),
                contact=ContactInput(
                    name=values["contact_name"],
                    title=values["contact_title"],
                    phone=values["contact_phone"],
                    email=values["contact_email"],
                ),
            )
        )


class ReasonForm(ServiceForm):
    """Why two companies are made one, or were not."""

    reason = LineField(
        label=_("Hvorfor?"),
        max_length=300,
        missing=_("Skriv, hvorfor. Andre skal kunne forstå det om et år."),
        help_text=_("For eksempel: fusion pr. 1. januar, eller: registreret to gange."),
    )


class DistinctForm(ServiceForm):
    """Why two companies that look alike are not one; may be left empty."""

    reason = LineField(
        label=_("Hvorfor ikke?"),
        max_length=300,
        required=False,
        help_text=_("For eksempel: to søskendeselskaber, eller: samme adresse, hver sin ejer."),
    )


class EditForm(ServiceForm):
    """A form on a row that others may edit too: it carries when the row that was shown was last changed."""

    seen_at = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def clean_seen_at(self) -> datetime | None:
        try:
            seen = datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None
        return seen if seen.tzinfo else None

    def show_now(self, changed_at: datetime) -> None:
        """After somebody else's change: the next press saves over what is now there."""
        self.data = {**self.data.dict(), self.add_prefix("seen_at"): changed_at.isoformat()}  # type: ignore[attr-defined]


class CompanyForm(EditForm):
    name = LineField(label=_("Virksomhedens navn"), max_length=200, missing=_("Skriv virksomhedens navn."))
    industry_code = IndustryCodeField(required=False)
    industry = LineField(label=_("Branche"), max_length=160, required=False)
    employees = _employees()

    @staticmethod
    def initial_of(company: Company) -> dict[str, Any]:
        return {
            "name": company.name,
            "industry_code": company.industry_code,
            "industry": company.industry,
            "employees": company.employees,
            "seen_at": company.changed_at.isoformat(),
        }

    def save(self, actor: Actor, company: Company) -> Company | None:
        return self.ask(lambda: company_update(actor=actor, company=company, **self.cleaned_data))


class WorkplaceForm(EditForm):
    name = LineField(
        label=_("Arbejdspladsens navn"),
        max_length=200,
        required=False,
        help_text=_("Tomt: virksomhedens eget navn."),
    )
    address = LineField(label=_("Adresse"), max_length=200, missing=_("Skriv vej og husnummer."))
    postcode = PostcodeField()
    p_number = PNumberField(required=False)
    is_active = forms.BooleanField(label=_("Arbejdspladsen er i brug"), required=False, initial=True)

    @staticmethod
    def initial_of(workplace: Workplace) -> dict[str, Any]:
        return {
            "name": workplace.name,
            "address": workplace.address,
            "postcode": workplace.postcode_id,
            "p_number": workplace.p_number or "",
            "is_active": workplace.is_active,
            "seen_at": workplace.changed_at.isoformat(),
        }

    def _values(self) -> WorkplaceInput:
        values = self.cleaned_data
        return WorkplaceInput(
            name=values["name"],
            address=values["address"],
            postcode=values["postcode"],
            p_number=values["p_number"],
        )

    def add(self, actor: Actor, company: Company) -> Workplace | None:
        return self.ask(lambda: workplace_add(actor=actor, company=company, workplace=self._values()))

    def save(self, actor: Actor, workplace: Workplace) -> Workplace | None:
        return self.ask(
            lambda: workplace_update(
                actor=actor,
                workplace=workplace,
                values=self._values(),
                is_active=self.cleaned_data["is_active"],
                seen_at=self.cleaned_data["seen_at"],
            )
        )


class ContactForm(EditForm):
    either = ("phone", "email")

    name = LineField(label=_("Navn"), max_length=120, missing=_("Skriv personens navn."))
    title = LineField(label=_("Stilling"), max_length=80, required=False)
    phone = PhoneField(required=False)
    email = _email()
    is_primary = forms.BooleanField(label=_("Er den, jobcentret ringer til først"), required=False)
    is_active = forms.BooleanField(label=_("Er kontaktperson i dag"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        _check_reachable(self, "phone", "email")
        return self.cleaned_data

    @staticmethod
    def initial_of(contact: ContactPerson) -> dict[str, Any]:
        return {
            "name": contact.name,
            "title": contact.title,
            "phone": contact.phone,
            "email": contact.email,
            "is_primary": contact.is_primary,
            "is_active": contact.is_active,
            "seen_at": contact.changed_at.isoformat(),
        }

    def _values(self, user_id: int | None = None) -> ContactInput:
        values = self.cleaned_data
        return ContactInput(
            name=values["name"],
            title=values["title"],
            phone=values["phone"],
            email=values["email"],
            user_id=user_id,
        )

    def add(self, actor: Actor, company: Company) -> ContactPerson | None:
        is_primary = self.cleaned_data["is_primary"]
        return self.ask(
            lambda: contact_add(actor=actor, company=company, contact=self._values(), is_primary=is_primary)
        )

    def save(self, actor: Actor, contact: ContactPerson) -> ContactPerson | None:
        return self.ask(
            lambda: contact_update(
                actor=actor,
                contact=contact,
                values=self._values(contact.user_id),
                is_primary=self.cleaned_data["is_primary"],
                is_active=self.cleaned_data["is_active"],
                seen_at=self.cleaned_data["seen_at"],
            )
        )


class ConsentForm(ServiceForm):
    """A yes or a no, who said it, when and how."""

    kind = forms.ChoiceField(
        label=_("Hvad gælder det?"),
        choices=ConsentKind.choices,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Vælg, hvad der er givet samtykke til.")
        ),
    )
    answer = forms.ChoiceField(
        label=_("Hvad er svaret?"),
        choices=(("ja", _("Ja")), ("nej", _("Nej, eller samtykket er trukket tilbage"))),
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg ja eller nej.")),
    )
    given_by = LineField(
        label=_("Hvem har sagt det?"), max_length=120, missing=_("Skriv, hvem der har givet svaret.")
    )
    given_on = DayField(label=_("Hvornår?"))
    channel = forms.ChoiceField(
        label=_("Hvordan?"),
        choices=ConsentChannel.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Vælg, hvordan svaret blev givet.")),
    )

    @staticmethod
    def begin(contact: ContactPerson) -> dict[str, Any]:
        """What stands in the form: the person itself, today."""
        return {"given_by": contact.name, "given_on": local_date(moment())}

    def record(self, actor: Actor, contact: ContactPerson) -> ContactConsent | None:
        values = self.cleaned_data
        return self.ask(
            lambda: consent_record(
                actor=actor,
                contact=contact,
                kind=values["kind"],
                is_given=values["answer"] == "ja",
                given_by=values["given_by"],
                given_on=values["given_on"],
                channel=values["channel"],
            )
        )
