"""Workplaces: added, changed, taken out of use; never deleted, as orders point at them."""

from datetime import datetime

from django.db import transaction

from accounts.actor import Actor
from accounts.audit import audit_write
from companies.cvr import digits_of
from companies.models import Company, Workplace
from companies.permissions import check_can_change
from companies.services.inputs import WorkplaceInput
from companies.services.saving import (
    check_not_edited,
    clashes_told,
    postcode_faults,
    raise_faults,
    row_faults,
)

CHANGEABLE = ["p_number", "name", "address", "postcode", "is_active", "changed_at"]


def _fill(row: Workplace, company: Company, workplace: WorkplaceInput) -> None:
    row.name = workplace.name.strip() or company.name
    row.address = workplace.address.strip()
    row.p_number = digits_of(workplace.p_number) or workplace.p_number.strip() or None
    faults = postcode_faults(workplace.postcode)
    if not faults:
        row.postcode_id = workplace.postcode
    raise_faults(row_faults(row, skip=["company", "postcode"]), faults)


@transaction.atomic
def workplace_add(*, actor: Actor, company: Company, workplace: WorkplaceInput) -> Workplace:
    """Add a workplace. Raises NotAllowed, or ValidationError by field (also when the same one exists already)."""
    check_can_change(actor, company)
    row = Workplace(company=company)
    _fill(row, company, workplace)
    with clashes_told():
        row.save(force_insert=True)
    audit_write(actor=actor, action="workplace.add", object_type="workplace", object_id=row.pk)
    return row


@transaction.atomic
def workplace_update(
    *,
    actor: Actor,
    workplace: Workplace,
    values: WorkplaceInput,
    is_active: bool = True,
    seen_at: datetime | None = None,
) -> Workplace:
    """Change a workplace or take it out of use. Raises NotAllowed, EditedMeanwhile, or ValidationError by field."""
    check_can_change(actor, workplace.company)
    rows = Workplace.objects.select_related("company__organisation")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=workplace.pk)
    check_not_edited(row, seen_at)
    row.is_active = is_active
    _fill(row, row.company, values)
    with clashes_told():
        row.save(update_fields=CHANGEABLE)
    audit_write(actor=actor, action="workplace.update", object_type="workplace", object_id=row.pk)
    return row
