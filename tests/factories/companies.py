"""Companies for tests, written as the owner. Numbers are the demo ones: right check digit, no real company."""

import itertools
from typing import Any

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company, ContactPerson, Workplace
from jobcenters.models import Postcode
from tests.factories import accounts
from tests.helpers.db import as_owner

# The numbers below 4100 are for tests that name one themselves. Round again at 9000, where the demo CVR numbers end:
# a process of a whole run uses more than there are, one database never does.
_numbers = itertools.cycle(range(4100, 9000))


def postcode(code: str = "8700", name: str = "Horsens") -> Postcode:
    """The postcode from the reference data, or a bare one where there is none."""
    with as_owner():
        return Postcode.objects.get_or_create(code=code, defaults={"name": name})[0]


def company(
    name: str = "",
    *,
    workplace_code: str | None = "8700",
    with_contact: bool = True,
    **fields: Any,
) -> Company:
    """A company with a workplace (none when `workplace_code` is None) and a primary contact person."""
    n = next(_numbers)
    organisation = accounts.organisation(name or f"Prøvefirma {n}", kind=OrganisationKind.COMPANY)
    fields.setdefault("created_by_organisation", organisation)
    fields.setdefault("cvr", demo_cvr(n))
    with as_owner():
        made = Company.objects.create(organisation=organisation, **fields)
    if workplace_code:
        workplace(made, code=workplace_code)
    if with_contact:
        contact(made, is_primary=True)
    return made


def workplace(company: Company, *, code: str = "8700", **fields: Any) -> Workplace:
    n = next(_numbers)
    place = postcode(code)
    fields.setdefault("name", f"{company.organisation.name} {n}")
    fields.setdefault("address", f"Fabriksvej {n}")
    fields.setdefault("p_number", demo_p_number(n))
    with as_owner():
        return Workplace.objects.create(company=company, postcode=place, **fields)


def contact(company: Company, **fields: Any) -> ContactPerson:
    n = next(_numbers)
    fields.setdefault("name", f"Kontakt {n}")
    fields.setdefault("phone", f"76 00 {n:04d}"[:12])
    fields.setdefault("email", f"kontakt{n}@firma.example")
    with as_owner():
        return ContactPerson.objects.create(company=company, **fields)


def user_of(company: Company) -> Actor:
    """A new person who signs in for the company."""
    return accounts.actor(company.organisation)
