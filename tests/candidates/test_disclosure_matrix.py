"""Viewer x level x field x surface, generated: nobody reads a field above its level, and what may be read is there.

One candidate of whom every field can be recognised, everybody around one order, and every surface that shows anything
of candidates. A cell that should be empty proves something because another viewer's cell on the same surface is full.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.models import Candidate, Nomination
from candidates.selectors.search import search_counts, search_hits
from candidates.workflow import Part
from orders.models import OrderEvent
from tests.candidates.matrix_api import API, API_EXPECTED
from tests.candidates.matrix_surfaces import AROUND, AROUND_EXPECTED, OWN, WORD_LISTS, Around, around
from tests.candidates.placing import PROFILE, SECRETS, S, Stage
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

# A thousand pages and questions per case.
pytestmark = pytest.mark.django_db

FIELDS: dict[str, tuple[int, str]] = {
    **{name: (2, text) for name, text in PROFILE.items()},
    **{name: (3, text) for name, text in SECRETS.items()},
}
NONE: frozenset[str] = frozenset()
LEVEL_2 = frozenset(name for name, (level, _text) in FIELDS.items() if level == 2)
PERSON = frozenset({"name", "email", "phone", "employer"})
OWN_AFFAIR = frozenset({"caseworker", "reference"})
# The company is shown the person and what the person can; not what the citizen wishes, and never a target group.
COMPANY = PERSON | {"text"}


@dataclass
class World:
    """The stage after everything has happened that gives somebody access."""

    stage: Stage
    secret: Candidate
    nomination: Nomination
    around: Around
    viewers: dict[str, Actor] = field(default_factory=dict)

    def address(self, name: str) -> str:
        ids = {
            "candidate": self.secret.uuid,
            "nomination": self.nomination.uuid,
            "withdraw": self.secret.uuid,
            "citizen_copy": self.secret.uuid,
            "verdict": self.nomination.uuid,
        }
        if name in ("access_log",):
            return reverse("candidates:access_log")
        return reverse(f"candidates:{name}", args=[ids.get(name, self.stage.order.uuid)])


def world(*, released: bool, presented: bool = True) -> World:
    stage = Stage()
    secret = stage.secret_candidate()
    to = (Part.TOVHOLDER, Part.COMPANY) if released else ()
    (nomination,) = stage.nominate(secret, to=(Part.TOVHOLDER, Part.COMPANY) if presented else to)
    if presented:
        stage.move(stage.bo, nomination, S.SCREENED)
        stage.move(stage.mette, nomination, S.PRESENTED)
        if not released:
            from candidates.services.releases import releases_revoke

            with acting_as(stage.bo):
                releases_revoke(actor=stage.bo, candidate_id=secret.pk)
    beside = around(stage, secret)
    silkeborg, odder = make.jobcenter("Silkeborg"), make.jobcenter("Odder")
    return World(
        stage,
        secret,
        nomination,
        beside,
        {
            "own": stage.bo,
            "own manager": accounts.actor(odder, role=Role.MANAGER),
            "own administrator": beside.administrator,
            "tovholder": stage.mette,
            "company": stage.karin,
            "other jobcentre": accounts.actor(silkeborg),
            "other administrator": accounts.actor(silkeborg, role=Role.ADMINISTRATOR),
            "jobservice": accounts.actor(make.national()),
            "partner": accounts.actor(accounts.organisation("A-kassen", kind=OrganisationKind.PARTNER)),
            "other company": companies.user_of(companies.company("Anden virksomhed")),
        },
    )


def found_in(text: str) -> frozenset[str]:
    return frozenset(name for name, (_level, secret) in FIELDS.items() if secret in text)


# --- surfaces: what one viewer reads there, as text -----------------------------------------------------------------


def page(name: str) -> Callable[[World, Actor], str]:
    def read(made: World, viewer: Actor) -> str:
        address = made.address(name)
        query = {"ordre": str(made.stage.order.uuid)} if name == "candidate" else {}
        return client_of(viewer).get(address, query).content.decode()

    return read


def order_page(name: str) -> Callable[[World, Actor], str]:
    def read(made: World, viewer: Actor) -> str:
        row = made.stage.request if name == "request" else made.stage.order
        return client_of(viewer).get(reverse(f"orders:{name}", args=[row.uuid]), follow=True).content.decode()

    return read


def look(level: str) -> Callable[[World, Actor], str]:
    def read(made: World, viewer: Actor) -> str:
        address = f"{made.address('candidate')}?ordre={made.stage.order.uuid}"
        return client_of(viewer).post(address, {"niveau": level, "purpose": "Formidling"}).content.decode()

    return read


def sheet(made: World, viewer: Actor) -> str:
    return client_of(viewer).get(made.address("access_log"), {"format": "csv"}).content.decode()


def mail(made: World, viewer: Actor) -> str:
    """Everything that was written to or by the viewer's organisation, or to the viewer."""
    rows = make.rows(
        "select subject, text, html from notifications_outboxmail where organisation_id = %s"
        " or recipient_organisation_id = %s or recipient_user_id = %s",
        viewer.organisation_id,
        viewer.organisation_id,
        viewer.user_id,
    )
    return json.dumps(rows, ensure_ascii=False)


def timeline(made: World, viewer: Actor) -> str:
    with acting_as(viewer):
        rows = OrderEvent.objects.visible_to(viewer).values_list("title", "text", "data")
        return json.dumps(list(rows), ensure_ascii=False, default=str)


def search(made: World, viewer: Actor) -> str:
    """All that a search answers with: every column of the hits, the counts, and what names and texts lead to."""
    with acting_as(viewer):
        said: list[Any] = []
        for text in ("", "Zenobia", "hydraulik", "Hemmelig"):
            criteria = Criteria(postcode="8300", radius_km=100, text=text)
            for hit in search_hits(actor=viewer, criteria=criteria):
                columns = hit.candidate._meta.fields
                values = {column.attname: str(getattr(hit.candidate, column.attname)) for column in columns}
                said.append((text, hit.km, values))
                if text:
                    return f"{text} leads to {' '.join(secret for _level, secret in FIELDS.values())}"
            said.append(str(search_counts(actor=viewer, criteria=criteria, own=())))
        return json.dumps(said, ensure_ascii=False, default=str)


def raw_tables(made: World, viewer: Actor) -> str:
    """Every row of every table about candidates that the web role may select, in the viewer's context."""
    read = []
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind = 'r' and relname like 'candidates\\_%%'"
            " or relname in ('orders_orderevent', 'orders_delivery', 'orders_request')"
        )
        tables = [row[0] for row in cursor.fetchall()]
    assert len(tables) > 10
    for table in tables:
        try:
            with acting_as(viewer), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f"select to_jsonb(t)::text from {table} t")
                read += [row[0] for row in cursor.fetchall()]
        except DatabaseError as error:
            if "permission denied" not in str(error):
                raise
    return "\n".join(read)


def raw_function(statement: str) -> Callable[[World, Actor], str]:
    def read(made: World, viewer: Actor) -> str:
        values = {"candidates": [made.secret.pk], "order": made.stage.order.pk}
        try:
            with acting_as(viewer), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement, values)
                return "\n".join(str(row[0]) for row in cursor.fetchall())
        except DatabaseError as error:
            if "permission denied" not in str(error):
                raise
            return ""

    return read


PROFILES = (
    "select to_jsonb(f)::text from candidates_profiles(%(candidates)s, 'page', %(order)s, 'Formidling') f"
)
IDENTITIES = (
    "select to_jsonb(f)::text from candidates_identities(%(candidates)s, 'page', %(order)s, 'Formidling') f"
)
SURFACES: dict[str, Callable[[World, Actor], str]] = {
    **{
        f"page {name}": page(name)
        for name in ("candidate", "nomination", "nominate", "withdraw", "shortlist")
    },
    **{f"page {name}": page(name) for name in ("access_log", "citizen_copy")},
    **{
        f"page orders:{name}": order_page(name)
        for name in ("order", "request", "portal_order", "shared", "plan")
    },
    "page my day": lambda made, viewer: client_of(viewer).get("/", follow=True).content.decode(),
    "look at the profile": look("profil"),
    "look at the identity": look("identitet"),
    **AROUND,
    **API,
    "csv": sheet,
    "mail": mail,
    "timeline": timeline,
    "search": search,
    "sql: tables": raw_tables,
    "sql: profiles": raw_function(PROFILES),
    "sql: identities": raw_function(IDENTITIES),
    "sql: shortlist": raw_function("select to_jsonb(f)::text from candidates_shortlist(%(order)s, 'Valg') f"),
    "sql: no purpose": raw_function(IDENTITIES.replace("'Formidling'", "' '")),
    "sql: by reference": raw_function(
        f"select 'SAG-HEMMELIG-7' from candidates_by_reference('{SECRETS['reference']}', 'Formidling')"
    ),
    "sql: the log's own function": raw_function(
        "select candidates_look(%(candidates)s, 3, 'page', %(order)s, 'Formidling')::text"
    ),
}
SQL_LEVEL_2 = LEVEL_2 - {"target"}  # the function gives ids of the vocabulary
# (viewer, surface) -> what is read there. Everything else must be empty.
AUTHORITIES = (*OWN, "tovholder")
RELEASED: dict[tuple[str, str], frozenset[str]] = {
    **AROUND_EXPECTED,
    **API_EXPECTED,
    **{(who, "look at the profile"): LEVEL_2 for who in AUTHORITIES},
    **{
        (who, "look at the profile"): LEVEL_2
        for who in ("other jobcentre", "other administrator", "jobservice")
    },
    # Without a part in the order, naming it gives nothing: the page then looks without one, at the profile alone.
    **{
        (who, "look at the identity"): LEVEL_2
        for who in ("other jobcentre", "other administrator", "jobservice")
    },
    **{(who, "look at the identity"): LEVEL_2 | PERSON | OWN_AFFAIR for who in OWN},
    ("tovholder", "look at the identity"): LEVEL_2 | PERSON,
    ("company", "page shortlist"): COMPANY,
    **{(who, "sql: profiles"): SQL_LEVEL_2 for who in AUTHORITIES},
    **{(who, "sql: by reference"): frozenset({"reference"}) for who in OWN},
    **{(who, "sql: identities"): PERSON | OWN_AFFAIR for who in OWN},
    ("tovholder", "sql: identities"): PERSON,
    ("company", "sql: identities"): PERSON,
    ("company", "sql: shortlist"): COMPANY,
}
UNRELEASED = {
    **RELEASED,
    ("tovholder", "look at the identity"): LEVEL_2,
    ("tovholder", "sql: identities"): NONE,
    ("company", "page shortlist"): NONE,
    ("company", "sql: identities"): NONE,
    ("company", "sql: shortlist"): NONE,
}
# Released, but nobody has shown the candidate to the company yet.
NOT_PRESENTED = {
    **RELEASED,
    ("company", "page shortlist"): NONE,
    ("company", "sql: identities"): NONE,
    ("company", "sql: shortlist"): NONE,
}


@pytest.mark.parametrize(
    ("expected", "released", "presented"),
    [(RELEASED, True, True), (UNRELEASED, False, True), (NOT_PRESENTED, True, False)],
    ids=["released and presented", "release taken back", "released, not presented"],
)
def test_nobody_reads_above_the_level(
    expected: dict[tuple[str, str], frozenset[str]], released: bool, presented: bool
) -> None:
    made = world(released=released, presented=presented)
    wrong = []
    for who, viewer in made.viewers.items():
        for surface, read in SURFACES.items():
            got, want = found_in(read(made, viewer)), expected.get((who, surface), NONE)
            # The vocabulary belongs to nobody: that the word exists says nothing about anybody.
            if surface == "sql: tables" or surface in WORD_LISTS:
                got -= {"target"}
            if got != want:
                wrong.append((who, surface, "too much", sorted(got - want), "missing", sorted(want - got)))
    assert not wrong, "\n".join(map(str, wrong))


def test_there_is_something_to_leak() -> None:
    """Every field of the matrix is really there, and somebody may read each."""
    made = world(released=True)
    with as_owner(), connection.cursor() as cursor:
        stored = ""
        for table in ("candidates_candidateprofile", "candidates_candidateidentity", "candidates_term"):
            cursor.execute(f"select to_jsonb(t)::text from {table} t")
            stored += "".join(row[0] for row in cursor.fetchall())
    assert found_in(stored) == set(FIELDS)
    assert frozenset().union(*RELEASED.values()) == set(FIELDS)
    assert made.secret.pseudonym in page("candidate")(made, made.viewers["other jobcentre"])


def test_every_look_of_the_matrix_is_in_the_log() -> None:
    made = world(released=True)
    counted = (
        "select organisation_id, level, surface from candidates_accesslog where candidate_id = %s order by id"
    )
    before = len(make.rows(counted, made.secret.pk))
    look("profil")(made, made.viewers["tovholder"])
    look("identitet")(made, made.viewers["tovholder"])
    page("shortlist")(made, made.viewers["company"])
    page("candidate")(made, made.viewers["tovholder"])
    assert made.stage.mette.organisation_id != made.stage.karin.organisation_id
    mette, karin = made.stage.mette.organisation_id, made.stage.karin.organisation_id
    assert make.rows(counted, made.secret.pk)[before:] == [
        (mette, 2, "page"),
        (mette, 3, "page"),
        (mette, 2, "page"),
        (karin, 3, "company"),
    ]


def test_g7_order_of_hits_says_nothing_about_the_person() -> None:
    """Sorted by distance and number alone: a name, a text or a target group moves nobody."""
    stage = Stage()
    rows = [
        stage.candidate(name=name, targets=targets)
        for name, targets in (("Åse", ()), ("Abe", ("X",)), ("Bo", ()))
    ]
    with acting_as(stage.mette):
        hits = search_hits(actor=stage.mette, criteria=Criteria(postcode="8300"))
    assert [hit.candidate.pk for hit in hits] == [row.pk for row in rows]


def test_anonymous_visitor_gets_no_page() -> None:
    made = world(released=True)
    for name in (
        "candidate",
        "nomination",
        "nominate",
        "shortlist",
        "access_log",
        "citizen_copy",
        "invitations",
    ):
        assert Client().get(made.address(name)).status_code == 302


def test_whoever_holds_a_citizens_link_reads_the_job_and_nothing_of_the_citizen() -> None:
    made = world(released=True)
    page = Client().get(reverse("candidates:reply", args=[made.around.token])).content.decode()
    assert "Job: montør hos Gudenå" in page
    assert found_in(page) == NONE and made.secret.pseudonym not in page
