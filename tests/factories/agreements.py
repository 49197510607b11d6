"""Agreements for tests: drafted by the services, sent and concluded as the owner with the product's own wording."""

import datetime
import itertools
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.document import document_hash
from agreements.enums import (
    SIGN_LEVELS,
    AgreementKind,
    AgreementState,
    Area,
    PartyRole,
    SignerState,
    SignMethod,
)
from agreements.models import Agreement, AgreementParty, AgreementVersion, Signature, Signer, VersionTick
from agreements.selectors.drafting import document_draft
from agreements.selectors.network_agreements import members_of
from agreements.services.drafting import agreement_draft as service_draft
from agreements.template import template
from companies.models import Company
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, JobcenterMunicipality, Network
from tests.factories import accounts, companies, networks, orders
from tests.helpers.db import as_owner

_numbers = itertools.count(1)

# An organisation, its area and the municipality codes that count for Area.MUNICIPALITIES.
Tovholder = tuple[Organisation, str, Sequence[str]]


def national_actor(**fields: Any) -> Actor:
    """A new person in Jobservice Danmark."""
    return accounts.actor(orders.national(), **fields)


def eastern(place: str = "Køge", code: str = "0259") -> Organisation:
    """A jobcentre east of Storebælt, which the reference data has none of; the same one when asked again."""
    found = Jobcenter.objects.filter(place=place).first()
    if found:
        with as_owner():
            return Organisation.objects.get(pk=found.pk)
    made = accounts.organisation(f"Jobcenter {place}")
    day = datetime.date(2015, 1, 1)
    with as_owner():
        jobcenter = Jobcenter.objects.create(
            organisation=made, place=place, postcode=companies.postcode("4600", place), valid_from=day
        )
        JobcenterMunicipality.objects.create(jobcenter=jobcenter, municipality_id=code, valid_from=day)
    return made


def party(version: AgreementVersion, role: str, organisation: Organisation, **fields: Any) -> AgreementParty:
    """A party with a contact person and address of its own. Only a draft takes one."""
    n = next(_numbers)
    fields.setdefault("position", n)
    fields.setdefault("contact_name", f"Underskriver {n}")
    fields.setdefault("contact_title", "Chef")
    fields.setdefault("contact_email", f"underskriver{n}@part.example")
    fields.setdefault("contact_phone", f"75 00 {n:04d}"[:12])
    with as_owner():
        return AgreementParty.objects.create(version=version, role=role, organisation=organisation, **fields)


def agreement_draft(
    company: Company | None = None,
    *,
    actor: Actor | None = None,
    tovholders: Iterable[Tovholder] | None = None,
    partners: Iterable[Organisation] = (),
    ticks: Mapping[str, str] | Iterable[str] = ("ordinary", "igu", "upskilling"),
    kind: str = AgreementKind.JOBSERVICE,
    title: str = "",
    starts_on: datetime.date | None = None,
    ends_on: datetime.date | None = None,
    with_parties: bool = True,
    **fields: Any,
) -> AgreementVersion:
    """Version 1 of an agreement, ready to be sent. `actor` drafts it (a new person in Jobservice Danmark).

    The period is two years from 30 days ago unless told; the tovholder is Horsens for the whole country unless told.
    Other `fields` are the version's own (meeting_months, sign_in_order ...). `with_parties=False`: tovholders only.
    """
    actor = actor or national_actor()
    company = company or companies.company()
    today = local_date(moment())
    starts_on = starts_on or today - datetime.timedelta(days=30)
    fields.setdefault("meeting_months", 3)
    with acting_as(actor):
        version = service_draft(
            actor=actor, kind=kind, title=title or f"Aftale med {company.name}", company=company
        )
    with as_owner():
        for name, value in fields.items():
            setattr(version, name, value)
        version.starts_on = starts_on
        version.ends_on = ends_on or starts_on + datetime.timedelta(days=730)
        version.save()
        texts = ticks if isinstance(ticks, Mapping) else dict.fromkeys(ticks, "")
        for code, text in texts.items():
            VersionTick.objects.create(version=version, code=code, text=text)
    if with_parties:
        party(version, PartyRole.COMPANY, company.organisation, position=1)
        party(version, PartyRole.NATIONAL, orders.national(), position=101)
    default: list[Tovholder] = [(orders.jobcenter("Horsens"), Area.COUNTRY, ())]
    for n, (organisation, area, codes) in enumerate(default if tovholders is None else tovholders):
        party(
            version,
            PartyRole.TOVHOLDER,
            organisation,
            position=201 + n,
            area=area,
            municipalities=list(codes),
            is_primary=n == 0,
        )
    for n, organisation in enumerate(partners):
        party(version, PartyRole.PARTNER, organisation, position=401 + n)
    return version


def network_draft(
    network: Network | None = None,
    *,
    actor: Actor | None = None,
    partners: Iterable[Organisation] = (),
    **fields: Any,
) -> AgreementVersion:
    """A network's agreement (Fyn's unless told) ready to be sent: all ticks, its members of today as parties.

    `actor` drafts it (a new person in Jobservice Danmark); `fields` are the version's own.
    """
    actor = actor or national_actor()
    network = network or networks.network(members=("Nyborg", "Vejle", "Horsens"))
    today = local_date(moment())
    with acting_as(actor):
        version = service_draft(
            actor=actor,
            kind=AgreementKind.RECRUITMENT,
            title=f"Rekrutteringsaftale for {network.name}",
            network=network,
        )
    with as_owner():
        values = {"starts_on": today, "ends_on": today + datetime.timedelta(days=730), "meeting_months": 6}
        for name, value in (values | fields).items():
            setattr(version, name, value)
        version.save()
        for item in template(version.template).items:
            if not item.takes_text:
                VersionTick.objects.create(version=version, code=item.code)
        members = members_of(version)
    for n, member in enumerate(members):
        party(version, PartyRole.MEMBER, member.organisation, position=201 + n)
    for n, organisation in enumerate(partners):
        party(version, PartyRole.PARTNER, organisation, position=401 + n)
    return version


def send(version: AgreementVersion, *, at: datetime.datetime | None = None) -> AgreementVersion:
    """Freeze the wording as sending does, without invitations. The parties see it from here on."""
    at = at or moment()
    with as_owner():
        version = AgreementVersion.objects.get(pk=version.pk)
        version.document = document_draft(version).data()
        version.document_hash = document_hash(version.document)
        version.state, version.sent_at = AgreementState.SENT, at
        version.sign_by = local_date(at) + datetime.timedelta(days=30)
        version.save()
        _repeat(version)
    return version


def sign(
    version: AgreementVersion, party: AgreementParty, *, at: datetime.datetime | None = None
) -> Signature:
    """One party's signature with its evidence, as if it had come by its personal link."""
    with as_owner():
        Signer.objects.update_or_create(
            party=party,
            defaults={
                "version": version,
                "organisation": party.organisation,
                "state": SignerState.SIGNED,
                "email": party.contact_email,
            },
        )
        return Signature.objects.create(
            party=party,
            version=version,
            organisation=party.organisation,
            name=party.contact_name,
            title=party.contact_title or "Chef",
            email=party.contact_email,
            signed_at=at or moment(),
            address="192.0.2.7",
            method=SignMethod.MAIL_CODE,
            level=str(SIGN_LEVELS[SignMethod.MAIL_CODE]),
            document_hash=version.document_hash,
        )


def conclude(version: AgreementVersion, *, at: datetime.datetime | None = None) -> Agreement:
    """Every party's signature on a sent version, and the version in force."""
    at = at or moment()
    with as_owner():
        for one in version.parties.all():
            sign(version, one, at=at)
        version = AgreementVersion.objects.get(pk=version.pk)
        version.state, version.concluded_at = AgreementState.IN_FORCE, at
        version.save()
        return _repeat(version)


def agreement_in_force(company: Company | None = None, **fields: Any) -> Agreement:
    """An agreement that every party has signed; `fields` as for `agreement_draft`.

    `agreement_in_force(company, tovholders=[(organisation, Area.WEST, ()), (other, Area.EAST, ())])`
    """
    return conclude(send(agreement_draft(company, **fields)))


def _repeat(version: AgreementVersion) -> Agreement:
    """The agreement tells the state of the version that counts, and from the last signature on its period."""
    agreement = Agreement.objects.get(pk=version.agreement_id)
    agreement.state = version.state
    if version.state == AgreementState.IN_FORCE:
        agreement.current = version
        agreement.starts_on, agreement.ends_on = version.starts_on, version.ends_on
    agreement.save()
    return agreement
