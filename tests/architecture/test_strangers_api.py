"""Every route of the API, walked by the systems of organisations that must not see what is there (T15)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganisationKind
from tests.api.client import Api
from tests.architecture.test_strangers import PLAIN, PUBLIC, ROUTES, SYSTEMS
from tests.architecture.world import SECRET, World, build
from tests.factories import accounts
from tests.factories import orders as make

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

WITH_ARGUMENTS = [name for name, takes in ROUTES if takes and name.startswith(SYSTEMS)]
LISTS = [name for name in PLAIN if name.startswith(SYSTEMS) and name not in PUBLIC]
# Of a candidate that there is a basis for finding, every authority may read the profile, with a purpose and a look.
# The register of companies, and jobcentres, are every authority's to look up.
REGISTER = {"v1:companies", "v1:workplaces", "v1:contacts"}
AUTHORITIES_MAY_SEE = {
    *(
        "v1:candidate",
        "v1:company",
        "v1:company_workplaces",
        "v1:company_contacts",
        "v1:workplace",
        "v1:contact",
    ),
    *("v1:exchange_contact", "v1:jobcenter", "v1:jobcenter_contacts"),
}
# Jobservice Danmark sees all agreements.
NATIONAL_MAY_SEE = {"v1:agreement"}
NATIONAL_LISTS = {"v1:agreements"}
OF_ORDER = (
    *("v1:nominations", "v1:order", "v1:order_lines", "v1:order_answer", "v1:order_close", "v1:order_cancel"),
    *("v1:order_searches", "v1:order_requests", "v1:order_deadlines"),
)
OF_REQUEST = ("v1:request", "v1:request_answer", "v1:request_clarify", "v1:request_withdraw")
# What the tovholder's own system does not do with the request that it sent: the asked one's does.
OF_THE_ASKED = {"v1:request_answer"}
WHY = {"Purpose": "Formidling"}


@pytest.fixture
def world() -> World:
    return build()


def arguments_of(world: World) -> dict[str, dict[str, Any]]:
    run = world.arguments["candidates:import_run"]
    found = make.rows(
        "select pseudonym from candidates_candidate where uuid = %s",
        world.arguments["candidates:candidate"]["uuid"],
    )
    return {
        **dict.fromkeys(("v1:import", "v1:import_faults", "v1:import_start", "v1:import_discard"), run),
        "v1:candidate": {"pseudonym": found[0][0]},
        **{name: {"order": world.arguments["orders:order"]["uuid"]} for name in OF_ORDER},
        **dict.fromkeys(OF_REQUEST, world.arguments["orders:request"]),
        **dict.fromkeys(
            ("v1:company", "v1:company_workplaces", "v1:company_contacts"),
            world.arguments["companies:detail"],
        ),
        "v1:workplace": {"uuid": world.arguments["companies:workplace_edit"]["workplace"]},
        **{
            name: {"uuid": world.arguments["companies:contact_edit"]["contact"]}
            for name in ("v1:contact", "v1:exchange_contact")
        },
        **dict.fromkeys(("v1:jobcenter", "v1:jobcenter_contacts"), world.arguments["jobcenters:detail"]),
        "v1:agreement": world.arguments["agreements:agreement"],
        **dict.fromkeys(("v1:visit", "v1:exchange_visit"), world.arguments["visits:note"]),
        "v1:exchange_order": {"uuid": world.arguments["orders:order"]["uuid"]},
    }


def strangers() -> dict[str, Api]:
    return {
        "other jobcentre": Api(make.jobcenter("Silkeborg")),
        "jobservice danmark": Api(make.national()),
        "labour market office": Api(accounts.organisation("AMK", kind=OrganisationKind.LABOUR_MARKET_OFFICE)),
    }


def test_every_route_with_arguments_is_known(world: World) -> None:
    assert sorted(arguments_of(world)) == sorted(WITH_ARGUMENTS)


def test_without_a_token_nothing_answers(world: World) -> None:
    addresses = [reverse(name, kwargs=keys) for name, keys in arguments_of(world).items()]
    signed_in = Client()
    signed_in.force_login(world.user(world.people["administrator"]))
    for client in (Client(), signed_in):
        for address in (*addresses, *(reverse(name) for name in LISTS)):
            for response in (client.get(address), client.post(address, {}, "application/json")):
                assert response.status_code == 401, address


def test_strangers_find_nothing(world: World) -> None:
    """404 for every object; 403 only where the token lacks the scope, and then for what is not there too."""
    found = []
    for who, api in strangers().items():
        for name, keys in arguments_of(world).items():
            if name in AUTHORITIES_MAY_SEE or (who == "jobservice danmark" and name in NATIONAL_MAY_SEE):
                continue
            for method in ("GET", "POST", "PATCH"):
                answer = api.call(method, reverse(name, kwargs=keys), body={}, **WHY)
                lacks = answer.status_code == 403 and answer.json()["code"] == "scope_missing"
                if answer.status_code not in (404, 405) and not (lacks and who != "other jobcentre"):
                    found.append((who, name, method, answer.status_code))
    assert found == []


def test_the_rightful_system_finds_it(world: World) -> None:
    horsens = Api(make.jobcenter("Horsens"))
    odder = Api(make.jobcenter("Odder"))
    missing = []
    for name, keys in arguments_of(world).items():
        address = reverse(name, kwargs=keys)
        rightful = odder if name in OF_THE_ASKED else horsens
        answer = rightful.get(address, **WHY)
        if answer.status_code == 405:
            answer = rightful.post(address, {})
        if answer.status_code == 403 and answer.json()["code"] == "refused":
            continue  # it is there, and the rules say that it is too late
        if answer.status_code in (401, 403, 404, 405) or answer.status_code >= 500:
            missing.append((name, answer.status_code))
    assert missing == []


def test_no_list_mentions_the_secret(world: World) -> None:
    leaks = []
    for who, api in strangers().items():
        for name in LISTS:
            if name in REGISTER or (who == "jobservice danmark" and name in NATIONAL_LISTS):
                continue
            for query in ({}, {"text": SECRET[:11]} if name == "v1:candidate_search" else {"limit": "200"}):
                answer = api.get(reverse(name), query, documented=False)
                if SECRET in answer.content.decode():
                    leaks.append((who, name))
    assert leaks == []
    own = Api(make.jobcenter("Horsens"))
    for path in ("/candidates/imports", "/orders", "/agreements", "/visits", "/deadlines"):
        assert SECRET in own.get(path).content.decode(), f"nothing was there to leak: {path}"
