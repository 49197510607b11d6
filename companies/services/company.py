"""Registering a company and changing what is known about it."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from companies.cvr import cvr_fault, digits_of
from companies.models import Company, ContactPerson, Workplace
from companies.permissions import check_can_change, check_can_register
from companies.services.inputs import ContactInput, WorkplaceInput
from companies.services.saving import (
    check_not_edited,
    clashes_told,
    name_faults,
    postcode_faults,
    raise_faults,
    row_faults,
)


class CompanyKnown(ValidationError):
    """The CVR number is registered already: `company` is the one, so that a page can link to it."""

    def __init__(self, company: Company) -> None:
        self.company = company
        message = _("CVR-nummeret er allerede registreret: %(name)s.") % {"name": company.name}
        super().__init__({"cvr": ValidationError(message, code="known")})


@transaction.atomic
def company_register(
    *,
    actor: Actor,
    cvr: str,
    name: str,
    workplace: WorkplaceInput,
    contact: ContactInput,
    industry_code: str = "",
    industry: str = "",
    employees: int | None = None,
    email: str = "",
    phone: str = "",
) -> Company:
    """Register a company with its first workplace and its primary contact person: all four rows or none.

    A demo actor registers demo companies. `email` and `phone` default to the contact person's.
    Raises NotAllowed; CompanyKnown when the CVR number is taken; ValidationError by field, those of the workplace and
    the contact person named "workplace_…" and "contact_…".
    """
    check_can_register(actor)
    name = name.strip()
    company = Company(
        cvr=digits_of(cvr) or cvr.strip(),
        industry_code=industry_code.strip(),
        industry=industry.strip(),
        employees=employees,
        created_by_organisation_id=actor.organisation_id,
    )
    place = Workplace(
        name=workplace.name.strip() or name,
        address=workplace.address.strip(),
        postcode_id=workplace.postcode,
        p_number=digits_of(workplace.p_number) or workplace.p_number.strip() or None,
    )
    person = ContactPerson(
        name=contact.name.strip(),
        title=contact.title.strip(),
        phone=contact.phone.strip(),
        email=contact.email.strip(),
        user_id=contact.user_id,
        is_primary=True,
    )
    _check_not_known(company)
    place_skip = ["company", "postcode"] + ([] if workplace.name.strip() else ["name"])
    raise_faults(
        name_faults(name),
        row_faults(company, skip=["organisation", "created_by_organisation"]),
        row_faults(place, skip=place_skip, prefix="workplace_"),
        postcode_faults(workplace.postcode, prefix="workplace_"),
        row_faults(person, skip=["company", "user"], prefix="contact_"),
    )
    organisation = Organisation.objects.create(
        kind=OrganisationKind.COMPANY,
        name=name,
        email=email.strip() or person.email,
        phone=phone.strip() or person.phone,
        is_demo=actor.is_demo,
    )
    company.organisation = organisation
    try:
        with transaction.atomic():
            company.save(force_insert=True)
    except IntegrityError:
        # Somebody else registered it between the check and now.
        _check_not_known(company)
        raise
    place.company = company
    person.company = company
    with clashes_told(prefix="workplace_"):
        place.save(force_insert=True)
    with clashes_told(prefix="contact_"):
        person.save(force_insert=True)
    audit_write(actor=actor, action="company.register", object_type="company", object_id=company.pk)
    return company


def _check_not_known(company: Company) -> None:
    if cvr_fault(company.cvr):
        return
    known = Company.objects.with_organisation().filter(cvr=company.cvr).first()
    if known is not None:
        raise CompanyKnown(known)


@transaction.atomic
def company_update(
    *,
    actor: Actor,
    company: Company,
    name: str,
    industry_code: str = "",
    industry: str = "",
    employees: int | None = None,
    seen_at: datetime | None = None,
) -> Company:
    """Change a company's name, industry and number of employees; its CVR number never changes.

    `seen_at` is the `changed_at` that was shown to the person who edits. Raises NotAllowed, EditedMeanwhile, or
    ValidationError by field.
    """
    check_can_change(actor, company)
    row = Company.objects.with_organisation().select_for_update(of=("self",), no_key=True).get(pk=company.pk)
    check_not_edited(row, seen_at)
    row.industry_code = industry_code.strip()
    row.industry = industry.strip()
    row.employees = employees
    raise_faults(
        name_faults(name.strip()), row_faults(row, skip=["organisation", "cvr", "created_by_organisation"])
    )
    if row.organisation.name != name.strip():
        row.organisation.name = name.strip()
        row.organisation.save(update_fields=["name"])
    row.save(update_fields=["industry_code", "industry", "employees", "changed_at"])
    audit_write(actor=actor, action="company.update", object_type="company", object_id=row.pk)
    return row
