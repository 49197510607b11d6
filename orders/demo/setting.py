"""Builds the stage: people, companies and the bundles that the play needs to find them again."""

import datetime
import random
from dataclasses import dataclass
from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from accounts.tenancy import acting_as
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company, ContactPerson, Workplace
from companies.services import ContactInput, WorkplaceInput, company_register
from jobcenters.calendar import OpeningCalendar
from jobcenters.models import ContactEntry, Jobcenter
from jobcenters.selectors import jobcenter_for_postcode, opening_calendar
from orders.demo.cast import (
    ALSO_AT,
    COMPANIES,
    COMPANY_USERS,
    CONFIRMED_DAYS_AGO,
    LANGUAGES,
    NATIONAL,
    PASSWORD,
    STAFF,
    SUBJECTS,
    DemoCompany,
    email_of,
)


@dataclass(slots=True)
class Centre:
    """A jobcentre with the people who act for it."""

    organisation: Organisation
    place: str
    calendar: OpeningCalendar
    consultants: list[Actor]
    postcode: str


@dataclass(slots=True)
class Customer:
    """A company with what it needs, its jobcentre's place, and its own user where it has one."""

    company: Company
    workplace: Workplace
    contact: ContactPerson
    plan: DemoCompany
    place: str
    user: Actor | None


@dataclass(slots=True)
class Stage:
    """Everything that the play moves about on."""

    centres: dict[str, Centre]
    customers: list[Customer]
    national: Actor
    random: random.Random


@cache
def _password() -> str:
    """The demo password's hash, made once: the hash is slow on purpose, and all demo users share the password."""
    return make_password(PASSWORD)


def person(name: str, organisation: Organisation, role: str, domain: str, phone: str) -> Membership:
    user = User.objects.filter(email=email_of(name, domain)).first()
    if user is None:
        user = User.objects.create_user(email_of(name, domain), None, name=name, phone=phone, is_demo=True)
        user.password = _password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return Membership.objects.get_or_create(user=user, organisation=organisation, defaults={"role": role})[0]


def build(today_seed: random.Random) -> Stage:
    """Make the people and companies (as the tables' owner) and return the stage. Raises where they exist already."""
    from django.utils import timezone

    from jobcenters.calendar import local_date

    centres: dict[str, Centre] = {}
    number = 10
    for place, (consultants, managers, administrators) in STAFF.items():
        jobcenter = Jobcenter.objects.select_related("organisation").get(place=place)
        organisation = jobcenter.organisation
        Organisation.objects.filter(pk=organisation.pk).update(is_demo=True)
        organisation.is_demo = True
        actors = []
        for role, names in (
            (Role.CONSULTANT, consultants),
            (Role.MANAGER, managers),
            (Role.ADMINISTRATOR, administrators),
        ):
            for name in names:
                number += 1
                member = person(name, organisation, role, f"jobcenter-{place}", f"00 00 00 {number:02d}")
                if role == Role.CONSULTANT:
                    actors.append(member.actor())
        centres[place] = Centre(
            organisation, place, opening_calendar(jobcenter), actors, jobcenter.postcode_id
        )

    for name, place in ALSO_AT.items():
        user = User.objects.get(name=name, is_demo=True)
        Membership.objects.create(user=user, organisation=centres[place].organisation, role=Role.CONSULTANT)

    national = Organisation.objects.filter(kind=OrganisationKind.NATIONAL).order_by("id")[0]
    Organisation.objects.filter(pk=national.pk).update(is_demo=True)
    national.is_demo = True
    members = [
        person(name, national, role, "jobservice", f"00 00 01 {n:02d}")
        for n, (name, role) in enumerate(NATIONAL, 1)
    ]

    _contact_persons(local_date(timezone.now()))

    customers = []
    for n, plan in enumerate(COMPANIES, start=1):
        serving = jobcenter_for_postcode(plan.postcode, local_date(timezone.now()))
        place = serving.place if serving and serving.place in centres else "Horsens"
        customers.append(_customer(n, plan, centres[place]))
    return Stage(centres, customers, members[0].actor(), today_seed)


def _contact_persons(today: datetime.date) -> None:
    """The network's two lists name the consultants, and most entries have been confirmed within the quarter."""
    entries = list(ContactEntry.objects.select_related("jobcenter").order_by("jobcenter__place", "list_kind"))
    for n, entry in enumerate(entries):
        place = entry.jobcenter.place
        consultants = STAFF[place][0]
        entry.person = consultants[n % len(consultants)]
        entry.email = email_of(entry.person, f"jobcenter-{place}")
        entry.subject = SUBJECTS[n % len(SUBJECTS)]
        entry.languages = LANGUAGES[n % len(LANGUAGES)]
        entry.created_on = today - datetime.timedelta(days=300)
        days = CONFIRMED_DAYS_AGO[n % len(CONFIRMED_DAYS_AGO)]
        entry.last_confirmed_on = today - datetime.timedelta(days=days)
        entry.save()
    # Where two consultants share a list, each stands in for the other's absence.
    for one in entries:
        other = next(
            (two for two in entries if two.jobcenter_id == one.jobcenter_id and two.email != one.email), None
        )
        if other is not None:
            one.stand_in = other
            one.save(update_fields=["stand_in"])


def _customer(n: int, plan: DemoCompany, centre: Centre) -> Customer:
    domain = plan.name.replace(" ", "-")
    email = email_of(plan.contact, domain)
    with acting_as(centre.consultants[0]):
        company = company_register(
            actor=centre.consultants[0],
            cvr=demo_cvr(n),
            name=f"{plan.name} (demo)",
            industry_code=plan.industry_code,
            industry=plan.industry,
            employees=plan.employees,
            workplace=WorkplaceInput(
                name=plan.name, address=plan.street, postcode=plan.postcode, p_number=demo_p_number(n)
            ),
            contact=ContactInput(name=plan.contact, title=plan.title, phone=f"00 00 02 {n:02d}", email=email),
        )
    Organisation.objects.filter(pk=company.pk).update(is_demo=True)
    contact = company.contacts.get()
    user = None
    if plan.name in COMPANY_USERS:
        member = person(plan.contact, company.organisation, Role.COMPANY_USER, domain, contact.phone)
        ContactPerson.objects.filter(pk=contact.pk).update(user=member.user)
        user = member.actor()
    return Customer(company, company.workplaces.get(), contact, plan, centre.place, user)
