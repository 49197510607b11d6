"""Contact persons: added, changed, put at rest; never deleted, as orders point at them."""

from datetime import datetime

from django.db import transaction

from accounts.actor import Actor
from accounts.audit import audit_write
from companies.models import Company, ContactPerson
from companies.permissions import check_can_change
from companies.services.inputs import ContactInput
from companies.services.saving import check_not_edited, clashes_told, raise_faults, row_faults
from notifications.addresses import address_confirm

CHANGEABLE = ["name", "title", "phone", "email", "user", "is_primary", "is_active", "changed_at"]


def _fill(row: ContactPerson, contact: ContactInput) -> None:
    row.name = contact.name.strip()
    row.title = contact.title.strip()
    row.phone = contact.phone.strip()
    row.email = contact.email.strip()
    row.user_id = contact.user_id
    # Whether the company has another primary contact is settled under lock when it is written.
    raise_faults(row_faults(row, skip=["company", "user"]))


def _locked(company: Company) -> Company:
    """One change of contact persons at a time per company: two cannot both become the primary one."""
    return Company.objects.select_for_update(no_key=True).get(pk=company.pk)


@transaction.atomic
def contact_add(
    *, actor: Actor, company: Company, contact: ContactInput, is_primary: bool = False
) -> ContactPerson:
    """Add a contact person; the first one, and one that is told to be, becomes the primary contact.

    Raises NotAllowed, or ValidationError by field (also when the same person exists already).
    """
    check_can_change(actor, company)
    _locked(company)
    current = ContactPerson.objects.filter(company=company, is_primary=True)
    row = ContactPerson(company=company, is_primary=is_primary or not current.exists())
    _fill(row, contact)
    with clashes_told():
        if row.is_primary:
            current.update(is_primary=False)
        row.save(force_insert=True)
    audit_write(actor=actor, action="contact.add", object_type="contactperson", object_id=row.pk)
    return row


@transaction.atomic
def contact_update(
    *,
    actor: Actor,
    contact: ContactPerson,
    values: ContactInput,
    is_primary: bool,
    is_active: bool = True,
    seen_at: datetime | None = None,
) -> ContactPerson:
    """Change a contact person; making one primary takes it from the one before, and an inactive one is never primary.

    Raises NotAllowed, EditedMeanwhile, or ValidationError by field.
    """
    check_can_change(actor, contact.company)
    _locked(contact.company)
    row = ContactPerson.objects.select_for_update(no_key=True).get(pk=contact.pk)
    check_not_edited(row, seen_at)
    row.is_active = is_active
    row.is_primary = is_primary and is_active
    _fill(row, values)
    with clashes_told():
        if row.is_primary:
            others = ContactPerson.objects.filter(company_id=row.company_id, is_primary=True)
            others.exclude(pk=row.pk).update(is_primary=False)
        row.save(update_fields=CHANGEABLE)
    address_confirm(row.email)  # whoever saves the address has looked at it
    audit_write(actor=actor, action="contact.update", object_type="contactperson", object_id=row.pk)
    return row
