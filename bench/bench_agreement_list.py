"""The list of agreements as Jobservice Danmark sees it: a hundred agreements, and ten thousand.

Two questions: does the page ask the database as often for ten thousand as for a hundred, and what does its first page
cost in time. A third are drafts, a third wait for signatures, a third are in force.
"""

import datetime
import statistics
import time

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, Organisation, User
from accounts.tenancy import set_context
from agreements.enums import AgreementKind, AgreementState, Area, PartyRole, SignerState
from agreements.models import Agreement, AgreementParty, AgreementVersion, Signer
from agreements.selectors.lists import PAGE_SIZE
from agreements.template import TEMPLATES
from bench import Context, Figure, at_most
from bench.bench_agreement_pdf import logged_in_as
from companies.demo import demo_cvr
from companies.models import Company

FEW, MANY, COMPANIES = 100, 10_000, 200
ROUNDS = 15
SLOWER = 3.0  # the tabs count every agreement's state; nothing else may grow
TABLES = (
    "agreements_signer",
    "agreements_agreementparty",
    "agreements_agreementversion",
    "agreements_agreement",
    "companies_company",
    "accounts_membership",
    "accounts_organisation",
    "accounts_user",
)
STATES = (AgreementState.DRAFT, AgreementState.SENT, AgreementState.IN_FORCE)


def run(context: Context) -> list[Figure]:
    """Fill to a hundred, measure, fill to ten thousand, measure, and leave the database as empty as it was."""
    connection.ensure_connection()  # the web role is the one whose rights the product checks
    many = max(context.rows(MANY), FEW * 2)
    try:
        with logged_in_as("owner"):
            people = _people()
            _fill(people, 0, FEW)
        few = _measure(people)
        context.say(f"{FEW} agreements: {few[0]} queries, {few[1]:.1f} ms")
        with logged_in_as("owner"):
            _fill(people, FEW, many)
        more = _measure(people)
        context.say(f"{many:,} agreements: {more[0]} queries, {more[1]:.1f} ms")
    finally:
        with logged_in_as("owner"), connection.cursor() as cursor:
            cursor.execute(f"truncate {', '.join(TABLES)} cascade")
    first = f"the first page of {FEW}"
    return [
        at_most("agreement list: queries", more[0], few[0], 1.0, "queries", first),
        at_most(f"agreement list: page of {many:,}", more[1], few[1], SLOWER, "ms", first),
    ]


class _People:
    """Those who are on every agreement."""

    def __init__(self, national: Organisation, tovholder: Organisation, user: User) -> None:
        self.national, self.tovholder, self.user = national, tovholder, user
        self.companies: list[Company] = []


def _people() -> _People:
    national = Organisation.objects.create(kind=OrganisationKind.NATIONAL, name="Jobservice Danmark")
    tovholder = Organisation.objects.create(kind=OrganisationKind.JOBCENTER, name="Jobcenter Prøvekøbing")
    user = User.objects.create_user("lise@jobservice.example", None, name="Lise Dam")
    Membership.objects.create(user=user, organisation=national, role=Role.NATIONAL_STAFF)
    people = _People(national, tovholder, user)
    for n in range(COMPANIES):
        one = Organisation.objects.create(kind=OrganisationKind.COMPANY, name=f"Prøvevirksomhed {n}")
        people.companies.append(
            Company.objects.create(organisation=one, cvr=demo_cvr(n + 1), created_by_organisation=national)
        )
    return people


def _fill(people: _People, first: int, last: int) -> None:
    """Agreements number `first` to `last`, with a version, three parties and, where they wait, their signers."""
    now, today = timezone.now(), timezone.localdate()
    period = {"starts_on": today, "ends_on": today + datetime.timedelta(days=730)}
    with transaction.atomic():
        agreements = Agreement.objects.bulk_create(
            Agreement(
                number=f"A2026-{n:05d}",
                kind=AgreementKind.JOBSERVICE,
                title=f"Jobserviceaftale {n}",
                company=people.companies[n % COMPANIES],
                owner=people.national,
                **period,
            )
            for n in range(first, last)
        )
        versions = AgreementVersion.objects.bulk_create(
            AgreementVersion(agreement=one, number=1, template=TEMPLATES[-1].number, **period)
            for one in agreements
        )
        parties = AgreementParty.objects.bulk_create(
            party for version in versions for party in _parties(people, version)
        )
        for n, state in enumerate(STATES[1:], start=1):
            chosen = [version.pk for version in versions[n :: len(STATES)]]
            AgreementVersion.objects.filter(pk__in=chosen).update(
                state=state,
                document={},
                document_hash="0" * 64,
                sent_at=now,
                sign_by=today + datetime.timedelta(days=30),
                concluded_at=now if state == AgreementState.IN_FORCE else None,
            )
        waiting = {version.pk for version in versions[1 :: len(STATES)]}
        Signer.objects.bulk_create(
            Signer(
                party=party,
                version_id=party.version_id,
                organisation_id=party.organisation_id,
                state=SignerState.INVITED,
                email=party.contact_email,
                token_hash=f"{party.pk:064d}",
                invited_at=now - datetime.timedelta(days=9),
                expires_at=now + datetime.timedelta(days=21),
            )
            for party in parties
            if party.version_id in waiting
        )
        for n, (one, version) in enumerate(zip(agreements, versions, strict=True)):
            one.state = STATES[n % len(STATES)]
            one.current = version if one.state == AgreementState.IN_FORCE else None
        Agreement.objects.bulk_update(agreements, ["state", "current"], batch_size=1000)
    with connection.cursor() as cursor:
        cursor.execute("analyze agreements_agreement, agreements_agreementaccess, agreements_signer")


def _parties(people: _People, version: AgreementVersion) -> list[AgreementParty]:
    company = version.agreement.company
    assert company is not None
    made = []
    for position, (role, organisation_id, area) in enumerate(
        (
            (PartyRole.COMPANY, company.pk, ""),
            (PartyRole.NATIONAL, people.national.pk, ""),
            (PartyRole.TOVHOLDER, people.tovholder.pk, Area.COUNTRY),
        )
    ):
        made.append(
            AgreementParty(
                version=version,
                role=role,
                organisation_id=organisation_id,
                position=position,
                contact_name="Kontakt",
                contact_email=f"kontakt{position}@part.example",
                area=area,
            )
        )
    return made


def _measure(people: _People) -> tuple[int, float]:
    """Queries, and the middle of the times in milliseconds, of the first page for a person who is signed in."""
    client, url = Client(HTTP_HOST="localhost"), reverse("agreements:list")
    client.cookies["sessionid"] = _session(people)
    with override_settings(WATCHMAN_SECONDS=0):
        for _round in range(2):
            with CaptureQueriesContext(connection) as caught:
                response = client.get(url)
            queries = len(caught)  # the log is emptied by the next request
        assert response.status_code == 200, response.status_code
        assert response.content.count(b"jo-agreement-row__title") == PAGE_SIZE
        spent = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            client.get(url)
            spent.append((time.perf_counter() - started) * 1000)
    return queries, statistics.median(spent)


def _session(people: _People) -> str:
    with transaction.atomic():
        set_context(organisation_id=people.national.pk, user_id=people.user.pk, staff=True)
        user = User.objects.get(pk=people.user.pk)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    return str(session.session_key)
