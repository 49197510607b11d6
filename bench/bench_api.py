"""What the API costs beside a bare view of Django REST framework, for reading a page of orders and for registering one.

Both sides answer in this process, through Django's test client, in turns, and both give the very same document. The
bare view does what anybody's first DRF view would: it asks the same three queries as the product's, or calls the same
service, and lets a DRF serializer with the same fields write the answer. It has no token, scopes, rate limit, tags of
versions, idempotency, pages by cursor or problem documents, and no middleware. Two things it must have, as there would
be no rows without them: a transaction, and the organisation that row-level security asks for.
"""

import datetime
import json
import statistics
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
from django.db import connection, transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client
from django.test.client import ClientHandler
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.tenancy import set_context
from api.enums import scopes_for
from api.services.tokens import token_issue
from bench import Context, Figure, at_most
from bench._bare_api import acts_for
from bench._orders_data import empty, fill, sizes

ORDERS, COMPANIES = 100_000, 2_000
ROUNDS, PAIRS = 40, 9
PAGE = 50
GOAL = 1.5
# The smallest company gets somebody who can be called, and is the one that orders are registered for.
_CONTACT = """
with one as (
  select company_id from companies_workplace where is_active group by 1 having count(*) = 1 order by 1 limit 1),
made as (
  insert into companies_contactperson (uuid, name, title, phone, email, is_primary, is_active, created_at, changed_at,
                                       company_id)
  select gen_random_uuid(), 'Karin Vind', '', '76 12 34 56', '', true, true, now(), now(), company_id from one
  returning company_id)
select c.cvr from companies_company c join made on made.company_id = c.organisation_id
"""


def run(context: Context) -> list[Figure]:
    """Fill, measure, and leave the database as empty as it was."""
    with psycopg.connect(context.dsn("owner")) as owner:
        fill(
            owner,
            orders=max(context.rows(ORDERS), 5_000),
            companies=max(context.rows(COMPANIES), 200),
            now=datetime.datetime.now(datetime.UTC),
            say=context.say,
        )
        try:
            largest = next(size for size in sizes(owner) if size.rank == "largest")
            cvr = owner.execute(_CONTACT).fetchone()
            owner.commit()
            assert cvr
            return _measured(context, _Callers(largest.organisation_id), cvr[0])
        finally:
            connection.close()
            empty(owner)


class _Callers:
    """The product's client, with a token of the organisation, and the bare view's."""

    def __init__(self, organisation_id: int) -> None:
        actor = Actor(None, organisation_id, Role.ADMINISTRATOR, OrganisationKind.JOBCENTER, "Bench", "Bench")
        with transaction.atomic():
            set_context(organisation_id=organisation_id, user_id=None, staff=True)
            issued = token_issue(
                actor=actor,
                name="Bench",
                scopes=[scope.value for scope in scopes_for(OrganisationKind.JOBCENTER)],
                days=1,
            )
        acts_for(actor)
        self.ours = Client(HTTP_HOST="localhost", headers={"Authorization": f"Bearer {issued.secret}"})
        self.bare = Client(HTTP_HOST="localhost")
        self.bare.handler = _BareHandler(enforce_csrf_checks=False)
        with override_settings(MIDDLEWARE=[]):
            self.bare.handler.load_middleware()


class _BareHandler(ClientHandler):
    """Django without middleware, with the bare view's one address."""

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        request.urlconf = "bench._bare_api"
        return super().get_response(request)


def _measured(context: Context, callers: _Callers, cvr: str) -> list[Figure]:
    path = f"{reverse('v1:orders')}?limit={PAGE}"

    def list_ours() -> Any:
        return callers.ours.get(path)

    def list_bare() -> Any:
        return callers.bare.get("/orders")

    body = json.dumps(
        {
            "company": {"cvr": cvr},
            "channel": "phone",
            "lines": [{"occupation": "montører", "places": 4, "requirements": "Svejsecertifikat"}],
            "job_description": "Montage",
            "cvs_wanted": 8,
        }
    )
    address = reverse("v1:orders")

    def create_ours() -> Any:
        key = {"Idempotency-Key": str(uuid4())}
        return callers.ours.post(address, body, content_type="application/json", headers=key)

    def create_bare() -> Any:
        return callers.bare.post("/orders", body, content_type="application/json")

    with override_settings(API_CALLS_PER_MINUTE=10_000_000):
        ours, bare = list_ours(), list_bare()
        assert ours.status_code == bare.status_code == 200, (ours.content, bare.content)
        assert len(ours.json()["items"]) == PAGE
        assert ours.json()["items"] == bare.json()["items"], "both give the same document"
        asked = _questions(list_ours), _questions(list_bare)
        context.say(f"queries of a page: {asked[0]} ours, {asked[1]} bare")
        made = create_ours(), create_bare()
        assert {answer.status_code for answer in made} == {201}, [answer.content for answer in made]
        assert made[0].json().keys() == made[1].json().keys()
        listed, created = _in_turns(list_ours, list_bare), _in_turns(create_ours, create_bare)
    return [
        at_most(
            f"API: a page of {PAGE} orders", *listed, GOAL, "ms", "a bare DRF view over the same queries"
        ),
        at_most("API: register an order", *created, GOAL, "ms", "a bare DRF view around the same service"),
    ]


def _questions(call: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as caught:
        call()
    return len(caught)


def _in_turns(ours: Callable[[], Any], bare: Callable[[], Any]) -> tuple[float, float]:
    """The medians of the pair in the middle of PAIRS, in milliseconds; each pair is taken call by call in turns."""
    pairs = []
    for turn in range(PAIRS):
        spent: tuple[list[float], list[float]] = ([], [])
        for _round in range(ROUNDS):
            for side in (0, 1) if turn % 2 == 0 else (1, 0):
                spent[side].append(_timed(ours if side == 0 else bare))
        pairs.append((statistics.median(spent[0]) * 1000, statistics.median(spent[1]) * 1000))
    pairs.sort(key=lambda pair: pair[0] / pair[1])
    return pairs[PAIRS // 2]


def _timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    response = call()
    spent = time.perf_counter() - started
    assert response.status_code in (200, 201), response.content
    return spent
