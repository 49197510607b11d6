"""Checking and writing rows so that every fault, also one that only the database sees, is a sentence at its field."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from companies.validators import one_line
from jobcenters.models import Postcode

Faults = dict[str, list[ValidationError]]
FIELD_OF_CODE = {"industry": "industry", "phone": "phone"}

# The rows in the way may be another company's, which the checks before could not see; the database always can.
CLASHES = {
    "company_cvr_once": ("cvr", _("CVR-nummeret er allerede registreret.")),
    "workplace_p_number_once": ("p_number", _("P-nummeret er allerede i brug. Kontrollér de 10 cifre.")),
    "workplace_once": ("address", _("Arbejdspladsen er allerede registreret med samme navn og adresse.")),
    "contact_once": ("name", _("Kontaktpersonen er allerede registreret.")),
    "contact_user_is_member": ("user", _("Brugeren hører ikke til virksomheden.")),
}


class EditedMeanwhile(ValidationError):
    """Somebody else saved the row after it was shown. Nothing has been written."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "En anden har rettet oplysningerne, mens du skrev. "
                "Se, hvad der står nu, og gem igen, hvis dit skal gælde."
            ),
            code="edited",
        )


def check_not_edited(row: models.Model, seen_at: datetime | None) -> None:
    """Raises EditedMeanwhile when `row` (locked) was changed after `seen_at`; None means that nobody asks."""
    if seen_at is not None and row.changed_at != seen_at:  # type: ignore[attr-defined]
        raise EditedMeanwhile


def name_faults(name: str) -> Faults:
    """What is wrong with a company's name, which is its organisation's."""
    field = Organisation._meta.get_field("name")
    try:
        field.clean(name, None)
        one_line(name)
    except ValidationError as error:
        return {"name": error.error_list}
    return {}


def row_faults(row: models.Model, *, skip: Sequence[str] = (), prefix: str = "") -> Faults:
    """What is wrong with an unsaved row, by field name with `prefix` in front."""
    try:
        row.full_clean(exclude=set(skip))
    except ValidationError as error:
        found: Faults = {}
        for field, errors in error.error_dict.items():
            for fault in errors:
                # A constraint on several columns names the field to put it right at by its error code.
                at = FIELD_OF_CODE.get(str(fault.code), field) if field == NON_FIELD_ERRORS else field
                found.setdefault(at if at == NON_FIELD_ERRORS else f"{prefix}{at}", []).append(fault)
        return found
    return {}


def postcode_faults(code: str, *, prefix: str = "") -> Faults:
    """Whether the postcode exists."""
    if re.fullmatch("[0-9]{4}", code) and Postcode.objects.filter(pk=code).exists():
        return {}
    message = _("Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700.")
    return {f"{prefix}postcode": [ValidationError(message, code="postcode")]}


def raise_faults(*found: Faults) -> None:
    """Raises one ValidationError with everything that is wrong, so that it can all be put right at once."""
    merged: Faults = {}
    for faults in found:
        for field, errors in faults.items():
            merged.setdefault(field, []).extend(errors)
    if merged:
        raise ValidationError(merged)


@contextmanager
def clashes_told(*, prefix: str = "") -> Iterator[None]:
    """Turn a clash with a row that is already there into a ValidationError at its field; other errors pass."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if name not in CLASHES:
            raise
        field, message = CLASHES[name]
        raise ValidationError({f"{prefix}{field}": ValidationError(message, code="taken")}) from error
