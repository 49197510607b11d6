"""The agreement between a network's jobcentres: its parties by their dates, and what the network's page shows."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from agreements.enums import ENDED_STATES, PartyRole
from agreements.models import Agreement, AgreementVersion
from agreements.permissions import drafts, role_of
from agreements.selectors.drafting import document_of, network_day
from agreements.selectors.parties import parties_of
from agreements.selectors.suggestions import Contact, contact_for
from agreements.template import template_on
from jobcenters.calendar import unit_from_data
from jobcenters.models import ContactEntry, Jobcenter, Network, NetworkMember
from ui import danish


@dataclass(frozen=True, slots=True)
class Member:
    """A jobcentre that is a party: member of the network on the day by which the draft is written."""

    link: NetworkMember
    organisation: Organisation
    is_coordinator: bool

    @property
    def place(self) -> str:
        return self.link.jobcenter.place


def members_of(version: AgreementVersion) -> list[Member]:
    """The members on the first day of the period (today when it is over), the coordinator first, then by place."""
    network = _network_of(version)
    links = network.members.on(network_day(version)).select_related("jobcenter__organisation")
    found = [
        Member(link, link.jobcenter.organisation, link.jobcenter_id == network.coordinator_id)
        for link in links.order_by("jobcenter__place")
    ]
    return sorted(found, key=lambda member: not member.is_coordinator)


def _network_of(version: AgreementVersion) -> Network:
    network = version.agreement.network
    if network is None:
        raise ValueError("The agreement is not a network's.")
    return network


def contacts_of(actor: Actor, network: Network, members: Iterable[Member]) -> dict[int, Contact]:
    """Whom to begin with, by organisation: oneself for one's own; the network's contact lists; the jobcentre's own
    address. Two queries, and two for oneself.
    """
    organisations = [member.organisation for member in members]
    ids = [one.pk for one in organisations]
    found: dict[int, Contact] = {}
    places = Jobcenter.objects.filter(pk__in=ids).values_list("pk", "company_email", "company_phone")
    addresses = {pk: (email, phone) for pk, email, phone in places}
    for one in organisations:
        email, phone = addresses.get(one.pk, ("", ""))
        found[one.pk] = Contact("", "", email or one.email, phone or one.phone)
    entries = (
        ContactEntry.objects.visible_to(actor)
        .filter(network=network, jobcenter_id__in=ids, bounced_on__isnull=True)
        .exclude(email="")
        .order_by("-list_kind", "-person", "-pk")  # the last one written here is the list's first
    )
    for entry in entries:
        found[entry.jobcenter_id] = Contact(entry.person, "", entry.email, entry.telephone)
    for one in organisations:
        if one.pk == actor.organisation_id and actor.user_id:
            found[one.pk] = contact_for(actor, one)
    return found


@dataclass(frozen=True, slots=True)
class MemberChange:
    """A difference between the parties that were saved and the members: in words, `joined` or no member any more."""

    organisation_id: int
    text: str
    joined: bool


def member_changes(version: AgreementVersion) -> list[MemberChange]:
    """Who has joined or left since the parties were written, by the day by which the draft is written."""
    members = {member.organisation.pk: member for member in members_of(version)}
    parties = {
        party.organisation_id: party.organisation.name
        for party in version.parties.select_related("organisation")
        if party.role == PartyRole.MEMBER
    }
    found = []
    for pk, member in members.items():
        if pk not in parties:
            words = {
                "name": member.organisation.name,
                "day": danish.day_month(member.link.valid_from, year=True),
            }
            text = _("%(name)s er medlem af netværket fra %(day)s, men står ikke blandt parterne.") % words
            found.append(MemberChange(pk, text, True))
    day = danish.day_month(network_day(version), year=True)
    for pk, name in parties.items():
        if pk not in members:
            text = _("%(name)s står blandt parterne, men er ikke medlem af netværket %(day)s.")
            found.append(MemberChange(pk, text % {"name": name, "day": day}, False))
    return found


def member_faults(version: AgreementVersion) -> list[str]:
    """What must be mended before the draft can be sent: every member is a party, and nobody else signs as one."""
    if not version.parties.filter(role=PartyRole.MEMBER).exists():
        return [_("Netværkets jobcentre mangler som parter. Åbn trinnet “Jobcentre”.")]
    fix = _("Åbn trinnet “Jobcentre”, og gem det igen.")
    return [f"{change.text} {fix}" for change in member_changes(version)]


# --- the network's page -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NetworkAgreement:
    """An agreement of the network as its page shows it. `promises` is what it says of D1 and D2; `notes` tell where the
    network has changed since it was signed.
    """

    agreement: Agreement
    period: str
    parties: int
    may_replace: bool
    promises: tuple[str, ...]
    notes: tuple[str, ...]


def network_agreements(
    actor: Actor, network: Network, today: datetime.date
) -> tuple[list[NetworkAgreement], list[Agreement]]:
    """(in force, under way) of those that `actor` may see, newest first."""
    rows = (
        Agreement.objects.visible_to(actor)
        .filter(network=network)
        .exclude(state__in=ENDED_STATES)
        .select_related("network", "current")
        .order_by("-pk")
    )
    in_force = [_shown(actor, one, network, today) for one in rows if one.is_in_force and one.current]
    return in_force, [one for one in rows if not one.is_in_force]


def _shown(actor: Actor, agreement: Agreement, network: Network, today: datetime.date) -> NetworkAgreement:
    version = agreement.current
    assert version is not None  # noqa: S101
    version.agreement = agreement
    document = document_of(version)
    parties = parties_of(agreement)
    return NetworkAgreement(
        agreement=agreement,
        period=_period(agreement),
        parties=len(parties),
        may_replace=drafts(actor, agreement, role_of(actor, agreement)),
        promises=tuple(goal.text for goal in document.goals),
        notes=(
            *_not_signed(network, {party.organisation_id for party in parties}, today),
            *_other_rules(network, {goal.promise: goal.text for goal in document.goals}, agreement, today),
        ),
    )


def _period(agreement: Agreement) -> str:
    if not (agreement.starts_on and agreement.ends_on):
        return ""
    return _("%(start)s til %(end)s") % {
        "start": danish.day_month(agreement.starts_on, year=True),
        "end": danish.day_month(agreement.ends_on, year=True),
    }


def _not_signed(network: Network, signed: set[int], today: datetime.date) -> list[str]:
    links = network.members.on(today).select_related("jobcenter__organisation").order_by("jobcenter__place")
    names = [link.jobcenter.organisation.name for link in links if link.jobcenter_id not in signed]
    if not names:
        return []
    return [_("Medlem, men ikke part i aftalen: %s.") % danish.join(names)]


def _other_rules(
    network: Network, written: dict[str, str], agreement: Agreement, today: datetime.date
) -> list[str]:
    """Where the rules of play that hold today are others than those that were signed."""
    rules = {rule.promise: unit_from_data(rule.unit, rule.length) for rule in network.rules.on(today)}
    goals = template_on(today, agreement.kind).goals
    found = []
    for goal in goals:
        now = goal.sentence(rules.get(goal.promise))
        if goal.promise in written and written[goal.promise] != now:
            found.append(
                _("Spillereglerne siger noget andet end aftalen: %(now)s I aftalen står: %(written)s")
                % {"now": now, "written": written[goal.promise]}
            )
    return found
