"""The demonstration's network: East Jutland with its coordinator, minimum, leaders' meetings and a recruitment
agreement that most members have signed. Also what the other agreements of the demonstration need. All are invented.
"""

import datetime

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementKind, PartyRole, SignMethod
from agreements.meeting_rules import months_after
from agreements.models import AgreementParty, Signer
from agreements.selectors.network_agreements import members_of
from agreements.services.drafting import (
    PartyData,
    agreement_draft,
    draft_save_content,
    draft_save_need,
    draft_save_period,
)
from agreements.services.network_drafting import draft_save_members
from agreements.services.networks import network_meeting_record, network_meetings_plan
from agreements.services.sending import agreement_send
from agreements.services.signing import Identity, agreement_sign
from agreements.template import template
from jobcenters.calendar import local_date, local_instant
from jobcenters.enums import SearchPromiseStart
from jobcenters.models import Jobcenter, Network
from jobcenters.services.networks import network_services_change
from orders.demo.cast import email_of

COORDINATOR = "Horsens"
MINIMUM = (
    "Jobordrer modtages på telefon, mail og i portalen",
    "Svar til virksomheder og jobcentre på 24 timer",
    "Fast kontaktperson med direkte telefon",
    "Opfølgning før ansøgningsfristen",
)
NETWORK_MINUTES = (
    "Løfterne holdes i de fleste jobcentre. Vi aftalte, at en kollega svarer, når den ansvarlige er væk, og at alle"
    " bekræfter deres kontaktpersoner inden næste møde."
)
# Who signs for a jobcentre that has no manager in the demonstration, in the order of the places.
SIGNERS = (
    "Asta Brogaard", "Viggo Damm", "Edith Elkær", "Folke Friis", "Gerda Hald", "Ivar Juul", "Karla Krag", "Leo Lindal",
    "Maja Nør", "Oskar Park", "Rosa Skov",
)  # fmt: skip
SENT, SIGNED, STARTS = -6, (-5, -5, -4, -4, -4, -3, -2, -2), 30  # days from now
MORNING = datetime.time(10, 20)


def make_network(now: datetime.datetime) -> None:
    """Horsens coordinates East Jutland: a minimum of services, a meeting half a year ago, and those ahead."""
    network = Network.objects.filter(members__jobcenter__place=COORDINATOR).order_by("id")[0]
    network.coordinator = Jobcenter.objects.get(place=COORDINATOR).organisation
    network.save(update_fields=["coordinator"])
    birthe = member(COORDINATOR, Role.ADMINISTRATOR)
    began = network.members.order_by("valid_from")[0].valid_from
    with acting_as(birthe):
        network_services_change(actor=birthe, network=network, titles=MINIMUM, valid_from=began, today=began)
        with playing(at(now, -175)):
            planned = network_meetings_plan(
                actor=birthe,
                network=network,
                first_on=local_date(at(now, -160)),
                place="Jobcenter Horsens, Jobcentervej 1",
            )
        with playing(planned[0].starts_at + datetime.timedelta(hours=4)):
            network_meeting_record(actor=birthe, meeting=planned[0], minutes=NETWORK_MINUTES)
    _agreement(network, birthe, now)


def _agreement(network: Network, drafter: Actor, now: datetime.datetime) -> None:
    """A recruitment agreement between the members ([003]): sent last week; the last three have yet to sign."""
    with playing(at(now, SENT - 3)), acting_as(drafter):
        version = agreement_draft(
            actor=drafter,
            kind=AgreementKind.RECRUITMENT,
            title=f"Rekrutteringsaftale for {network.name}",
            network=network,
        )
        version = draft_save_need(
            actor=drafter,
            version=version,
            revision=0,
            title=version.agreement.title,
            need_short="Virksomhederne skal møde ét jobmarked og få svar inden for et døgn, uanset kommunegrænser.",
            need_long="Flere ledige i job hos virksomheder i nabokommunerne.",
            places_expected=None,
        )
        version = draft_save_content(
            actor=drafter,
            version=version,
            revision=0,
            ticks={item.code: "" for item in template(version.template).items if not item.takes_text},
            lengths={},
            search_promise_starts=SearchPromiseStart.RECEIVED,
            extra_terms="",
        )
        members = [
            _party(one.organisation.jobcenter, name)
            for one, name in zip(members_of(version), SIGNERS, strict=True)
        ]
        version = draft_save_members(actor=drafter, version=version, revision=0, members=members)
        starts_on = local_date(at(now, STARTS))
        version = draft_save_period(
            actor=drafter,
            version=version,
            revision=0,
            starts_on=starts_on,
            ends_on=months_after(starts_on, 24) - datetime.timedelta(days=1),
            meeting_months=6,
            meeting_text="",
            first_meeting_on=None,
            sign_in_order=False,
        )
    with playing(at(now, SENT)), acting_as(drafter):
        version = agreement_send(actor=drafter, version=version)
    parties = version.parties.select_related("organisation").order_by("position", "id")
    for day, party in zip(SIGNED, parties, strict=False):
        sign(party, at(now, day))


def _party(jobcenter: Jobcenter, name: str) -> PartyData:
    """The jobcentre's manager signs, or in a jobcentre without people in the demonstration `name`."""
    organisation = jobcenter.organisation
    manager = Membership.objects.filter(organisation=organisation, role=Role.MANAGER).order_by("id").first()
    signer = manager.actor().name if manager else name
    return PartyData(
        role=PartyRole.MEMBER,
        organisation=organisation,
        contact_name=signer,
        contact_title="Arbejdsmarkedschef",
        contact_email=email_of(signer, f"jobcenter-{jobcenter.place}"),
        contact_phone=organisation.phone,
    )


def sign(party: AgreementParty, when: datetime.datetime) -> None:
    """The contact person of `party` has signed at `when` (aware) with a code by mail."""
    organisation = party.organisation
    role = Role.COMPANY_USER if party.role == PartyRole.COMPANY else Role.MANAGER
    actor = Actor(
        None,
        party.organisation_id,
        str(role),
        organisation.kind,
        party.contact_name,
        organisation.name,
        organisation.uuid,
    )
    with playing(when), acting_as(actor):
        agreement_sign(
            actor=actor,
            signer_id=Signer.objects.get(party=party).pk,
            identity=Identity(
                name=party.contact_name,
                title=party.contact_title,
                method=SignMethod.MAIL_CODE,
                address="192.0.2.10",
            ),
        )


def member(place: str, role: Role) -> Actor:
    """The first person with `role` in the jobcentre at `place`."""
    organisation = Jobcenter.objects.get(place=place).organisation
    return Membership.objects.filter(organisation=organisation, role=role).order_by("id")[0].actor()


def at(now: datetime.datetime, days: int) -> datetime.datetime:
    """In the morning, `days` from now (negative: before)."""
    return local_instant(local_date(now) + datetime.timedelta(days=days), MORNING)
