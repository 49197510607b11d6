"""Companies that have answered, written in a few statements: what the tests of the figures are made of."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.tenancy import acting_as
from barometer.models import BarometerAnswer, BarometerAsk, BarometerNeed, BarometerRound
from candidates.models import Term
from companies.demo import demo_cvr
from companies.models import Company, ContactPerson, Workplace
from jobcenters.models import Postcode
from tests.factories import accounts
from tests.helpers.db import as_owner

# Municipalities of the network (most tests use three); industries of three sections (C, C, C, F, Q).
POSTCODES = ("8700", "8300", "8600", "8722")
INDUSTRIES = ("251100", "282900", "310900", "412000", "871010")
CHOICES = ("more", "same", "fewer")


@dataclass(frozen=True, slots=True)
class Said:
    """One company's answer: where it is, what it makes, what it expects, and which occupations it names (by place)."""

    place: int = 0
    industry: int = 0
    outlook_3: int = 0
    outlook_12: int = 0
    jobs: tuple[int, ...] = ()
    number: int | None = 3
    is_hard: bool | None = None


def municipality(place: int) -> str:
    with as_owner():
        return Postcode.objects.values_list("municipality_id", flat=True).get(code=POSTCODES[place])


def round_of(
    asker: Organisation,
    *,
    opens: datetime.date | None = None,
    days: int = 20,
    places: Sequence[int] = (0, 1, 2),
) -> BarometerRound:
    opens = opens or timezone.localdate()
    with as_owner():
        return BarometerRound.objects.create(
            organisation=asker,
            title=f"Runde {opens}",
            municipalities=sorted({municipality(place) for place in places}),
            sections=[],
            opens_on=opens,
            closes_on=opens + datetime.timedelta(days=days),
            created_at=timezone.now(),
        )


def companies(said: Sequence[Said], first: int = 1) -> list[Company]:
    """One company for each, with a workplace and a contact."""
    with as_owner():
        organisations = Organisation.objects.bulk_create(
            Organisation(uuid=uuid4(), kind=OrganisationKind.COMPANY, name=f"Svarer {n}")
            for n, _one in enumerate(said)
        )
        made = Company.objects.bulk_create(
            Company(
                organisation=organisation,
                cvr=demo_cvr(first + n),
                industry_code=INDUSTRIES[one.industry],
                industry="Branche",
                created_by_organisation=organisation,
            )
            for n, (organisation, one) in enumerate(zip(organisations, said, strict=True))
        )
        Workplace.objects.bulk_create(
            Workplace(company=company, name="Sted", address="Vej 1", postcode_id=POSTCODES[one.place])
            for company, one in zip(made, said, strict=True)
        )
        ContactPerson.objects.bulk_create(
            ContactPerson(company=company, name="Kontakt", email=f"k{n}@firma.example", is_primary=True)
            for n, company in enumerate(made)
        )
    return made


def answer(row: BarometerRound, made: Sequence[Company], said: Sequence[Said], terms: Sequence[Term]) -> None:
    """Each company answers the round by mail."""
    now = timezone.now()
    with as_owner():
        contacts = {one.company_id: one for one in ContactPerson.objects.filter(company__in=list(made))}
        asks = BarometerAsk.objects.bulk_create(
            BarometerAsk(
                round=row,
                organisation_id=row.organisation_id,
                company=company,
                contact=contacts[company.pk],
                contact_name="Kontakt",
                email=contacts[company.pk].email,
                token_hash=uuid4().hex,
                asked_at=now,
                answered_at=now,
            )
            for company in made
        )
        answers = BarometerAnswer.objects.bulk_create(
            BarometerAnswer(
                ask=ask,
                round=row,
                organisation_id=row.organisation_id,
                company_id=ask.company_id,
                at=now,
                outlook_3=CHOICES[one.outlook_3],
                outlook_12=CHOICES[one.outlook_12],
                is_hard=one.is_hard,
            )
            for ask, one in zip(asks, said, strict=True)
        )
        BarometerNeed.objects.bulk_create(
            BarometerNeed(
                answer=got, organisation_id=row.organisation_id, term=terms[job], number=one.number, horizon=3
            )
            for got, one in zip(answers, said, strict=True)
            for job in one.jobs
        )


def publish(row: BarometerRound) -> int | None:
    """Count the round as its organisation does."""
    with as_owner():
        asker = Organisation.objects.get(pk=row.organisation_id)
    with acting_as(accounts.actor(asker)), connection.cursor() as cursor:
        cursor.execute("select barometer_publish(%s, %s, now())", [row.pk, timezone.localdate()])
        counted: int | None = cursor.fetchone()[0]
    with as_owner():
        row.refresh_from_db()
    return counted
