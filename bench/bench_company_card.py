"""The company's page before a telephone call: one note of a visit, and a thousand from twenty jobcentres.

Two questions: does the page ask the database as often for a thousand notes as for one, and what do they cost in time.
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
from bench import Context, Figure, at_most
from bench.bench_agreement_pdf import logged_in_as
from companies.demo import demo_cvr
from companies.models import Company, ContactPerson
from jobcenters.calendar import local_date
from visits.models import Interaction, InteractionNeed, InternalNote, Task

FEW, MANY, JOBCENTERS = 1, 1_000, 20
ROUNDS = 15
SLOWER = 3.0  # five notes and twenty internal ones are drawn, and two numbers counted; nothing else may grow
TABLES = (
    "visits_task",
    "visits_internalnote",
    "visits_interactionneed",
    "visits_interaction",
    "companies_contactperson",
    "companies_company",
    "accounts_membership",
    "accounts_organisation",
    "accounts_user",
)


class _Scene:
    """The company, and those who visit it; the first reads the page."""

    def __init__(self, company: Company, organisations: list[Organisation], user: User) -> None:
        self.company, self.organisations, self.user = company, organisations, user


def run(context: Context) -> list[Figure]:
    """Write one note, measure, write the rest, measure, and leave the database as empty as it was."""
    connection.ensure_connection()  # the web role is the one whose rights the product checks
    many = max(context.rows(MANY), FEW * 2)
    try:
        with logged_in_as("owner"):
            scene = _scene()
            _fill(scene, 0, FEW)
        few = _measure(scene)
        context.say(f"{FEW} note: {few[0]} queries, {few[1]:.1f} ms")
        with logged_in_as("owner"):
            _fill(scene, FEW, many)
        more = _measure(scene)
        context.say(f"{many:,} notes: {more[0]} queries, {more[1]:.1f} ms")
    finally:
        with logged_in_as("owner"), connection.cursor() as cursor:
            cursor.execute(f"truncate {', '.join(TABLES)} cascade")
    return [
        at_most("company card: queries", more[0], few[0], 1.0, "queries", "with one note"),
        at_most(f"company card: page with {many:,} notes", more[1], few[1], SLOWER, "ms", "with one note"),
    ]


def _scene() -> _Scene:
    organisations = [
        Organisation.objects.create(kind=OrganisationKind.JOBCENTER, name=f"Jobcenter Prøve {n}")
        for n in range(JOBCENTERS)
    ]
    user = User.objects.create_user("mette@jobcenter.example", None, name="Mette Lund")
    Membership.objects.create(user=user, organisation=organisations[0], role=Role.CONSULTANT)
    one = Organisation.objects.create(kind=OrganisationKind.COMPANY, name="Prøvevirksomhed")
    company = Company.objects.create(
        organisation=one,
        cvr=demo_cvr(1),
        industry_code="251100",
        industry="Metalkonstruktioner",
        created_by_organisation=organisations[0],
    )
    ContactPerson.objects.create(company=company, name="Karin Friis", phone="76 12 34 56", is_primary=True)
    return _Scene(company, organisations, user)


def _fill(scene: _Scene, first: int, last: int) -> None:
    """Notes number `first` to `last`, shared, one a day back in time; every tenth with a task and an internal note."""
    now = timezone.now()
    today = local_date(now)
    with transaction.atomic():
        notes = Interaction.objects.bulk_create(
            Interaction(
                organisation=scene.organisations[n % JOBCENTERS],
                author=scene.user,
                company=scene.company,
                kind="visit",
                held_on=today - datetime.timedelta(days=n),
                text="De udvider hallen og mangler svejsere. " * 8,
                growth="grows",
                needs_labour=True,
                outlook_3="more",
                is_shared=True,
                created_at=now,
                updated_at=now,
            )
            for n in range(first, last)
        )
        InteractionNeed.objects.bulk_create(
            InteractionNeed(interaction=note, occupation="svejsere", number=4) for note in notes
        )
        for n in range(first, last, 10):
            own = {"organisation": scene.organisations[0], "author": scene.user, "company": scene.company}
            InternalNote.objects.create(text=f"Internt {n}", created_at=now, **own)
            Task.objects.create(text=f"Ring {n}", due_on=today, created_at=now, **own)
    with connection.cursor() as cursor:
        cursor.execute("analyze visits_interaction, visits_interactionneed, visits_internalnote, visits_task")


def _measure(scene: _Scene) -> tuple[int, float]:
    """Queries, and the middle of the times in milliseconds, of the page for a person who is signed in."""
    client, url = Client(HTTP_HOST="localhost"), reverse("companies:detail", args=[scene.company.uuid])
    client.cookies["sessionid"] = _session(scene)
    with override_settings(WATCHMAN_SECONDS=0):
        for _round in range(2):
            with CaptureQueriesContext(connection) as caught:
                response = client.get(url)
            queries = len(caught)  # the log is emptied by the next request
        assert response.status_code == 200, response.status_code
        assert b"De udvider hallen" in response.content
        spent = []
        for _round in range(ROUNDS):
            started = time.perf_counter()
            client.get(url)
            spent.append((time.perf_counter() - started) * 1000)
    return queries, statistics.median(spent)


def _session(scene: _Scene) -> str:
    with transaction.atomic():
        set_context(organisation_id=scene.organisations[0].pk, user_id=scene.user.pk, staff=True)
        user = User.objects.get(pk=scene.user.pk)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    return str(session.session_key)
