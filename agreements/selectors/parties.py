"""The parties of the version that counts, by the names that were signed.

A partner may not look a company up, nor a company another: a join with organisations would leave parties out, and
somebody's consent would not be asked for. Names come from the frozen wording instead.
"""

from dataclasses import dataclass

from accounts.models import Organisation
from agreements.enums import PartyRole
from agreements.models import Agreement


@dataclass(frozen=True, slots=True)
class Party:
    """One party with its contact person; `name` is the organisation's, as it stands in the agreement."""

    pk: int
    organisation_id: int
    role: str
    name: str
    contact_name: str
    contact_email: str
    is_primary: bool

    @property
    def is_tovholder(self) -> bool:
        return self.role == PartyRole.TOVHOLDER


def parties_of(agreement: Agreement) -> list[Party]:
    """Every party of the version that counts, in the order of its signature blocks. One query."""
    version = agreement.current
    if version is None:
        return []
    document = version.document or {}
    names = {party["key"]: party["name"] for party in document.get("parties", [])}
    return [
        Party(
            pk=row.pk,
            organisation_id=row.organisation_id,
            role=row.role,
            name=names.get(str(row.uuid), row.contact_name),
            contact_name=row.contact_name,
            contact_email=row.contact_email,
            is_primary=row.is_primary,
        )
        for row in version.parties.all()
    ]


def name_among(parties: list[Party], organisation_id: int) -> str:
    """The name of a party, or of an authority that is none (who drafted the agreement); "" for nobody known."""
    found = next((party.name for party in parties if party.organisation_id == organisation_id), "")
    if found:
        return found
    return Organisation.objects.filter(pk=organisation_id).values_list("name", flat=True).first() or ""
