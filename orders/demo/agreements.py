"""Agreements of the demonstration: one in every state, signed by the services that real parties sign with.

They are with companies of their own (whose orders `orders.demo.agreed` plays), so that no order has been led by another
than the agreement's tovholder. All people and companies are invented.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementKind, Area, PartyRole
from agreements.meeting_rules import months_after
from agreements.models import AgreementVersion
from agreements.services.drafting import (
    PartyData,
    agreement_draft,
    draft_save_content,
    draft_save_need,
    draft_save_parties,
    draft_save_period,
    draft_save_tovholders,
)
from agreements.services.endings import agreement_end
from agreements.services.meetings import meeting_record
from agreements.services.sending import agreement_send
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company
from companies.services import ContactInput, WorkplaceInput, company_register, workplace_add
from jobcenters.calendar import local_date, local_instant
from jobcenters.enums import SearchPromiseStart
from jobcenters.models import Jobcenter, JobcenterMunicipality, JobcenterWord, OpeningHours
from orders.demo.cast import COMPANIES, email_of
from orders.demo.network import COORDINATOR, at, make_network, member, sign
from orders.demo.setting import Stage, person

KOEGE = "Køge"
KOEGE_PEOPLE = (
    ("Sofie Strøm", Role.CONSULTANT),
    ("Anders Bugge", Role.MANAGER),
    ("Tove Lind", Role.ADMINISTRATOR),
)
MINUTES = (
    "Samarbejdet fungerer. Kandidaterne til lageret kom hurtigt."
    " Virksomheden er glad for den faste kontaktperson."
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A company, what it wants, and who answers for which area. Days are counted from now, the past below zero."""

    name: str
    workplaces: Sequence[tuple[str, str]]  # (street, postcode)
    contact: tuple[str, str]  # name and title
    need: str
    places: int
    tovholders: Sequence[tuple[str, Area, tuple[str, ...]]]  # (place, area, municipalities)
    kind: str = AgreementKind.JOBSERVICE
    ticks: Sequence[str] = ("ordinary", "ongoing", "upskilling", "igu")
    starts: int = 0
    months: int = 24
    sent: int | None = None
    signed: Sequence[int] = field(
        default=()
    )  # how many days before now each party signed, in the parties' order


BOTH_SIDES = ((COORDINATOR, Area.WEST, ()), (KOEGE, Area.EAST, ()))
IN_FORCE = Plan(
    "Bælthav Logistik",
    (("Terminalvej 30", "8700"), ("Søndre Havn 4", "4600"), ("Havnegade 60", "5000")),
    ("Nina Bælt", "Personalechef"),
    "Lagermedarbejdere og chauffører til tre terminaler.",
    60,
    BOTH_SIDES,
    starts=-160,
    sent=-171,
    signed=(-169, -168, -166, -163),
)
PARTLY = Plan(
    "Vesterlund Hoteller",
    (("Torvegade 11", "8700"), ("Strandpromenaden 2", "4600")),
    ("Jakob Vester", "Driftsdirektør"),
    "Tjenere, kokke og rengøringsassistenter til sæsonen.",
    35,
    BOTH_SIDES,
    starts=14,
    sent=-8,
    signed=(-7, -5),
)
DRAFT = Plan(
    "Havgård Byg",
    (("Kajen 9", "8700"),),
    ("Lars Havgård", "Direktør"),
    "Tømrere og murere til boliger i Østjylland.",
    18,
    ((COORDINATOR, Area.WEST, ()),),
    starts=30,
)
PARTNERSHIP = Plan(
    "Lindved Træ",
    (("Savværksvej 2", "8700"),),
    ("Birgit Lindved", "Indehaver"),
    "Praktik og småjobs i produktionen.",
    6,
    ((COORDINATOR, Area.MUNICIPALITIES, ("0615",)),),
    kind=AgreementKind.PARTNERSHIP,
    ticks=("ordinary", "internship", "small_jobs"),
    starts=-60,
    months=12,
    sent=-66,
    signed=(-65, -64),
)
EXPIRED = Plan(
    "Sønderskov Plast",
    (("Industrivej 21", "8700"),),
    ("Erling Sønder", "Fabrikschef"),
    "Operatører til sprøjtestøbning.",
    12,
    ((COORDINATOR, Area.WEST, ()),),
    starts=-385,
    months=12,
    sent=-396,
    signed=(-394, -393, -391),
)
PLANS = (EXPIRED, IN_FORCE, PARTNERSHIP, PARTLY, DRAFT)


def make_agreements(stage: Stage, now: datetime.datetime) -> None:
    """Køge, the network's coordinator, minimum and meetings, and one agreement in every state, as of `now` (aware)."""
    _koege()
    make_network(now)
    for n, plan in enumerate(PLANS, start=len(COMPANIES) + 1):
        _agreement(stage, plan, n, now)


# --- people and places ----------------------------------------------------------------------------------------


def _koege() -> None:
    """A jobcentre east of Storebælt, with people: the reference data has none there."""
    holst = Jobcenter.objects.get(place=COORDINATOR)
    organisation = Organisation.objects.create(
        kind=OrganisationKind.JOBCENTER,
        name=f"Jobcenter {KOEGE}",
        email="virksomhed@jobcenter-koege.example",
        phone="00 00 00 80",
        is_demo=True,
    )
    jobcenter = Jobcenter.objects.create(
        organisation=organisation,
        place=KOEGE,
        company_email=organisation.email,
        company_phone=organisation.phone,
        address="Jobcentervej 14",
        postcode_id="4600",
        valid_from=holst.valid_from,
    )
    JobcenterWord.objects.create(jobcenter=jobcenter, word="Jobcenter", valid_from=holst.valid_from)
    JobcenterMunicipality.objects.create(
        jobcenter=jobcenter, municipality_id="0259", valid_from=holst.valid_from
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(
            jobcenter=jobcenter,
            weekday=weekday,
            opens=datetime.time(9),
            closes=datetime.time(17 if weekday == 3 else 14),
            valid_from=holst.valid_from,
        )
        for weekday in range(5)
    )
    for n, (name, role) in enumerate(KOEGE_PEOPLE, start=81):
        person(name, organisation, role, f"jobcenter-{KOEGE}", f"00 00 00 {n}")


# --- agreements -----------------------------------------------------------------------------------------------


def _agreement(stage: Stage, plan: Plan, n: int, now: datetime.datetime) -> None:
    is_local = plan.kind == AgreementKind.PARTNERSHIP
    drafter = stage.centres[COORDINATOR].consultants[0] if is_local else stage.national
    began = at(now, (plan.sent if plan.sent is not None else -2) - 3)
    with playing(began), acting_as(drafter):
        company = _company(drafter, plan, n)
        version = _draft(drafter, plan, company, n, now, with_national=not is_local)
    if plan.sent is None:
        return
    with playing(at(now, plan.sent)), acting_as(drafter):
        version = agreement_send(actor=drafter, version=version)
    parties = list(version.parties.select_related("organisation").order_by("position", "id"))
    for day, party in zip(plan.signed, parties, strict=False):
        sign(party, at(now, day))
    _what_came_after(version, drafter, now)


def _what_came_after(version: AgreementVersion, drafter: Actor, now: datetime.datetime) -> None:
    """Minutes of the meetings that have been held, and the end of an agreement whose last day is over."""
    agreement = version.agreement
    with acting_as(drafter):
        for meeting in agreement.meetings.filter(starts_at__lt=now, state="planned").order_by("starts_at"):
            with playing(meeting.starts_at + datetime.timedelta(hours=3)):
                meeting_record(
                    actor=drafter, meeting=meeting, minutes=MINUTES, adjustments="", as_version=False
                )
        agreement.refresh_from_db()
        if agreement.ends_on and agreement.ends_on < local_date(now):
            after = local_instant(agreement.ends_on + datetime.timedelta(days=1), datetime.time(1))
            with playing(after):
                agreement_end(agreement_id=agreement.pk, now=after)


def _company(drafter: Actor, plan: Plan, n: int) -> Company:
    """The company with its workplaces; its contact signs in to the portal."""
    name, title = plan.contact
    domain = plan.name.replace(" ", "-")
    first, *others = plan.workplaces
    company = company_register(
        actor=drafter,
        cvr=demo_cvr(n),
        name=f"{plan.name} (demo)",
        workplace=WorkplaceInput(
            name=plan.name, address=first[0], postcode=first[1], p_number=demo_p_number(n)
        ),
        contact=ContactInput(name=name, title=title, phone=f"00 00 02 {n:02d}", email=email_of(name, domain)),
        employees=40 * n,
    )
    for k, (street, postcode) in enumerate(others, start=1):
        workplace_add(
            actor=drafter,
            company=company,
            workplace=WorkplaceInput(
                name=f"{plan.name}, {street}",
                address=street,
                postcode=postcode,
                p_number=demo_p_number(100 * k + n),
            ),
        )
    Organisation.objects.filter(pk=company.pk).update(is_demo=True)
    member = person(name, company.organisation, Role.COMPANY_USER, domain, f"00 00 02 {n:02d}")
    company.contacts.update(user=member.user)
    return company


def _draft(
    drafter: Actor, plan: Plan, company: Company, n: int, now: datetime.datetime, *, with_national: bool
) -> AgreementVersion:
    """The wizard's five steps."""
    starts_on = local_date(at(now, plan.starts))
    version = agreement_draft(
        actor=drafter, kind=plan.kind, title=f"{plan.name}: samarbejde om rekruttering", company=company
    )
    version = draft_save_need(
        actor=drafter,
        version=version,
        revision=0,
        title=version.agreement.title,
        need_short=plan.need,
        need_long="Flere faste medarbejdere, gerne med oplæring undervejs.",
        places_expected=plan.places,
    )
    version = draft_save_content(
        actor=drafter,
        version=version,
        revision=0,
        ticks=dict.fromkeys(plan.ticks, ""),
        lengths={},
        search_promise_starts=SearchPromiseStart.RECEIVED,
        extra_terms="",
    )
    version = draft_save_tovholders(
        actor=drafter,
        version=version,
        revision=0,
        tovholders=[_tovholder(*one, is_primary=k == 0) for k, one in enumerate(plan.tovholders)],
    )
    name, title = plan.contact
    parties = [
        PartyData(
            role=PartyRole.COMPANY,
            organisation=company.organisation,
            contact_name=name,
            contact_title=title,
            contact_email=email_of(name, plan.name.replace(" ", "-")),
            contact_phone=f"00 00 02 {n:02d}",
        )
    ]
    if with_national:
        national = Organisation.objects.filter(kind=OrganisationKind.NATIONAL).order_by("id")[0]
        parties.append(
            PartyData(
                role=PartyRole.NATIONAL,
                organisation=national,
                contact_name="Per Aaby",
                contact_title="Chef for Jobservice Danmark",
                contact_email=email_of("Per Aaby", "jobservice"),
                contact_phone="00 00 01 02",
            )
        )
    version = draft_save_parties(actor=drafter, version=version, revision=0, parties=parties)
    return draft_save_period(
        actor=drafter,
        version=version,
        revision=0,
        starts_on=starts_on,
        ends_on=months_after(starts_on, plan.months) - datetime.timedelta(days=1),
        meeting_months=6,
        meeting_text="",
        first_meeting_on=None,
        sign_in_order=False,
    )


def _tovholder(place: str, area: Area, codes: tuple[str, ...], *, is_primary: bool) -> PartyData:
    manager = member(place, Role.MANAGER)
    organisation = Jobcenter.objects.get(place=place).organisation
    return PartyData(
        role=PartyRole.TOVHOLDER,
        organisation=organisation,
        contact_name=manager.name,
        contact_title="Virksomhedschef",
        contact_email=email_of(manager.name, f"jobcenter-{place}"),
        contact_phone=organisation.phone,
        area=area,
        municipalities=codes,
        is_primary=is_primary,
    )
