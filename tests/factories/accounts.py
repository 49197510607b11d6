"""Organisations and people for tests. Rows are written as the owner, then seen as the web role sees them."""

import itertools
from typing import Any

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from tests.helpers.db import as_owner

_numbers = itertools.count(1)

DEFAULT_ROLE = {
    OrganisationKind.JOBCENTER: Role.CONSULTANT,
    OrganisationKind.COMPANY: Role.COMPANY_USER,
    OrganisationKind.NATIONAL: Role.NATIONAL_STAFF,
    OrganisationKind.LABOUR_MARKET_OFFICE: Role.NATIONAL_STAFF,
    OrganisationKind.PARTNER: Role.PARTNER_USER,
}


def organisation(name: str = "", *, kind: str = OrganisationKind.JOBCENTER, **fields: Any) -> Organisation:
    n = next(_numbers)
    with as_owner():
        return Organisation.objects.create(
            name=name or f"Organisation {n}",
            kind=kind,
            email=f"org{n}@jobcenter.example",
            is_demo=True,
            **fields,
        )


def membership(
    organisation: Organisation,
    *,
    role: str = "",
    name: str = "",
    password: str | None = None,
) -> Membership:
    n = next(_numbers)
    with as_owner():
        user = User.objects.create_user(f"person{n}@jobcenter.example", password, name=name or f"Person {n}")
        return Membership.objects.create(
            user=user,
            organisation=organisation,
            role=role or DEFAULT_ROLE[OrganisationKind(organisation.kind)],
        )


def actor(organisation: Organisation, *, role: str = "", name: str = "") -> Actor:
    """A new person in `organisation`, ready to act."""
    return membership(organisation, role=role, name=name).actor()
