"""Every route of the product, walked by those who must not see what is there. A new route needs a line here (T15)."""

from collections.abc import Iterator

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture import (
    answers_world,
    barometer_world,
    candidates_world,
    contacts_world,
    inbound_world,
    invitations_world,
    life_world,
    postings_world,
    projects_world,
    register_world,
    retention_world,
    signing_world,
    visits_world,
    webhooks_world,
)
from tests.architecture.imports_world import ROUTES as IMPORT_ROUTES
from tests.architecture.imports_world import STAFF_MAY_SEE as IMPORT_STAFF_MAY_SEE
from tests.architecture.signing_world import configured
from tests.architecture.world import SECRET, World, build

__all__ = ["configured"]
# Hundreds of routes, each asked for by everybody: minutes, where the machine has other work.
pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]

# Routes that answer without signing in. Those of the account pages work on the visitor's own session alone.
PUBLIC = {
    "health_live",
    "health_ready",
    "account_login",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_confirm_email",
    "account_email_verification_sent",
    "account_request_login_code",
    "account_confirm_login_code",
    "mfa_authenticate",
    "mfa_login_webauthn",
    "account_logout",
    "ui:sheet",
    "pages:help",
    "pages:accessibility",
    "pages:privacy",
    "signing:verify",
    "api:guide",
    "v1:openapi_json",
    "v1:openapi_yaml",
    "v1:exchange_schema",
    # A client shows who it is in the call itself (tests/api/test_oauth.py).
    "v1:oauth_token",
    "v1:oauth_revoke",
    # A mail provider's own door, with a secret (tests/notifications/test_webhook.py).
    "notifications:bounced",
    *signing_world.PUBLIC,
    *postings_world.PUBLIC,
}
# For machines: without their token the address does not exist.
WITH_A_TOKEN = {"orders:metrics"}
# What other systems call: no session opens it. `test_strangers_api` walks it with tokens.
SYSTEMS = "v1:"
# Pages about the signed-in person alone; they take no object of anybody else (webauthn keys are looked up by owner).
PERSONAL_PREFIXES = ("account_", "mfa_")
# The route's own rightful visitor, where it is not the tovholder.
VISITOR = {
    "orders:request": "asked",
    "orders:answer_by_link": "asked",
    "orders:shared": "alerted",
    "orders:heads_up_seen": "alerted",
    "orders:tovholder_decide": "proposed",
    "orders:portal_order": "company",
    "orders:portal_message": "company",
    "orders:portal_alternative": "company",
    "orders:assign_clock": "manager",
    "orders:breach_correct": "manager",
    "orders:owner": "manager",
    "orders:month_report": "manager",
    "orders:reports": "manager",
    "orders:what_if": "manager",
    "api:tokens": "administrator",
    "agreements:bypass": "asked",
    **signing_world.VISITORS,
    **candidates_world.VISITORS,
    **inbound_world.VISITORS,
    "agreements:widen": "jobservice",
    **{
        f"agreements:{name}": "coordinator"
        for name in (
            "network_rules",
            "network_minimum",
            "network_member_new",
            "network_member_leave",
            "network_member_forget",
            "network_meetings",
            "network_meeting",
            "network_meeting_edit",
            "network_meeting_minutes",
            "network_meeting_invite",
            "network_meeting_ics",
            "network_minutes_correct",
            "network_meeting_cancel",
            "network_agreement_new",
        )
    },
    "orders:network_pack": "coordinator",
    "orders:network_distribution": "coordinator",
    "agreements:network_coordinator": "jobservice",
    "notifications:mail": "administrator",
    "notifications:send_again": "administrator",
    "api:token": "administrator",
    "api:token_revoke": "administrator",
    "webhooks:list": "administrator",
    **webhooks_world.VISITORS,
    "notifications:confirm_address": "administrator",
    "notifications:template": "administrator",
    "notifications:template_html": "administrator",
    "jobcenters:closing_day_delete": "administrator",
    "jobcenters:contact_confirm": "administrator",
    **contacts_world.VISITORS,
    **barometer_world.VISITORS,
    **dict.fromkeys(IMPORT_ROUTES, "administrator"),
    **retention_world.VISITORS,
    **register_world.VISITORS,
}
# Public facts about jobcentres, and the register of companies: authorities may see them; what a stranger must not do
# there is to change them.
STAFF_MAY_SEE = {
    "jobcenters:detail",
    "jobcenters:contacts",
    "jobcenters:contact_confirm",
    *contacts_world.STAFF_MAY_SEE,
    "companies:detail",
    "companies:choices",
    "companies:edit",
    "companies:workplace_add",
    "companies:workplace_edit",
    "companies:contact_add",
    "companies:contact_edit",
    "agreements:bypass",
    # What a network has agreed is known to all authorities.
    "agreements:network",
    "agreements:network_offers",
    "orders:network_ladder",
    *candidates_world.STAFF_MAY_SEE,
    *visits_world.STAFF_MAY_SEE,
    *IMPORT_STAFF_MAY_SEE,
    *register_world.STAFF_MAY_SEE,
}
# Jobservice Danmark keeps every network beside its coordinator.
NATIONAL_KEEPS = ("agreements:network", "orders:network")
STAFF_STRANGERS = {"other jobcentre", "other manager", "other administrator", "jobservice danmark"}
# Jobservice Danmark sees every agreement: it is no stranger there.
NATIONAL, NATIONAL_SEES = (
    "jobservice danmark",
    (
        "agreements:",
        life_world.NATIONAL_SEES,
        "orders:agreement_ladder",
        "orders:reports",
        "barometer:",
        projects_world.NATIONAL_SEES,
    ),
)
# What a search is for: the beginning of the secret, so that a page that repeats the words does not count as a leak.
SEARCHED = SECRET[:11]
# Pages where an authority looks companies up.
LOOK_UP = ("companies:", "orders:new", "orders:national_new", visits_world.LOOK_UP)
# Refused for the role before anything is looked up: the answer is the same whether the object exists or not.
ROLE_REFUSED = {("other jobcentre", "jobcenters:closing_day_delete")}
# No object in the test's order fits (it has a tovholder, its invitations have left), or nobody who signs in is meant:
# their own tests are with the pages.
NO_VISITOR = {"orders:national_assign", "candidates:reply", "candidates:invite_undo", *projects_world.LINKS}


BY_LINK = (
    answers_world.LINKS
    | barometer_world.LINKS
    | contacts_world.LINKS
    | signing_world.LINKS
    | life_world.LINKS
    | invitations_world.LINKS
    | projects_world.LINKS
    | visits_world.LINKS
    | postings_world.LINKS
)


def routes() -> Iterator[tuple[str, bool]]:
    """(name, takes arguments) of every route."""

    def walk(
        patterns: list[URLPattern | URLResolver], namespace: str, *, within: bool
    ) -> Iterator[tuple[str, bool]]:
        for item in patterns:
            takes = within or bool(item.pattern.converters or item.pattern.regex.groups)
            if isinstance(item, URLResolver):
                inner = f"{namespace}{item.namespace}:" if item.namespace else namespace
                yield from walk(item.url_patterns, inner, within=takes)
            else:
                yield f"{namespace}{item.name}", takes

    return walk(get_resolver().url_patterns, "", within=False)


ROUTES = sorted(set(routes()))
PLAIN = [name for name, takes in ROUTES if not takes]
WITH_ARGUMENTS = [
    name for name, takes in ROUTES if takes and not name.startswith((*PERSONAL_PREFIXES, SYSTEMS, "dev"))
]


@pytest.fixture
def world() -> World:
    return build()


def sign_in(world: World, actor: object) -> Client:
    client = Client()
    client.force_login(world.user(actor))  # type: ignore[arg-type]
    return client


def status(response: HttpResponseBase) -> int:
    """The answer's status, when what it streams has been read to the end and its file closed."""
    if response.streaming:
        response.getvalue()
    return response.status_code


def test_every_route_with_arguments_is_known(world: World) -> None:
    assert sorted(world.arguments) == WITH_ARGUMENTS


@pytest.mark.parametrize("name", PLAIN)
def test_anonymous_is_sent_to_sign_in(name: str) -> None:
    if name in WITH_A_TOKEN:
        assert {ask(reverse(name)).status_code for ask in (Client().get, Client().post)} <= {404, 405}
        return
    if name in PUBLIC:
        assert Client().get(reverse(name)).status_code in (200, 302, 400, 405)
        return
    for response in (Client().get(reverse(name)), Client().post(reverse(name))):
        assert response.status_code in (302, 401, 403), name
        assert response.status_code != 302 or "/konto/" in response["Location"], name


def test_anonymous_sees_no_object(world: World) -> None:
    for name, arguments in world.arguments.items():
        if name in BY_LINK:
            continue
        address = reverse(name, kwargs=arguments)
        for response in (Client().get(address), Client().post(address)):
            assert response.status_code == 302, name
            assert "/konto/login/" in response["Location"], name


def test_strangers_find_nothing(world: World) -> None:
    """404 for every object, for reading and for writing: never 403, never a hint."""
    found = []
    for who, actor in world.strangers.items():
        client = sign_in(world, actor)
        for name, arguments in world.arguments.items():
            address = reverse(name, kwargs=arguments)
            allowed = name in STAFF_MAY_SEE and who in STAFF_STRANGERS
            allowed |= name in projects_world.LINKS | visits_world.LINKS
            allowed |= name in projects_world.LINKS | postings_world.LINKS
            # Made-up mails are the same for the administrators of every organisation.
            allowed |= name.startswith("notifications:template") and who == "other administrator"
            allowed |= name.startswith(NATIONAL_KEEPS) and who == "jobservice danmark"
            allowed |= who == NATIONAL and name.startswith(NATIONAL_SEES)
            got = status(client.get(address))
            if got not in (404, 405) and not allowed:
                found.append((who, name, "GET", got))
            if not allowed:
                got = status(client.post(address))
                if (who, name) in ROLE_REFUSED:
                    nothing = reverse(name, kwargs={"pk": 2_000_000_000})
                    assert got == client.post(nothing).status_code == 403
                elif got not in (404, 405):
                    found.append((who, name, "POST", got))
    assert found == [], found


def test_the_rightful_visitor_finds_it(world: World) -> None:
    """What a stranger does not find must be there: otherwise the test above proves nothing."""
    missing = []
    for name, arguments in world.arguments.items():
        if name in NO_VISITOR:
            continue
        client = sign_in(world, world.people[VISITOR.get(name, "tovholder")])
        got = status(client.get(reverse(name, kwargs=arguments)))
        if got == 405:
            got = status(client.post(reverse(name, kwargs=arguments)))
        if got in (404, 405) or got >= 500:
            missing.append((name, got))
    assert missing == []


def test_no_list_mentions_the_secret(world: World) -> None:
    """Lists, counts, searches and pages without arguments hold no title, name or text of the order."""
    leaks, seen = [], 0
    for who, actor in {**world.strangers, "tovholder": world.people["tovholder"]}.items():
        client = sign_in(world, actor)
        for name in PLAIN:
            if name.startswith(PERSONAL_PREFIXES):
                continue
            # A consultant may look any company up; only what is about the order is secret there.
            if name.startswith(LOOK_UP) and who in {*STAFF_STRANGERS, "tovholder"}:
                continue
            if who == NATIONAL and name.startswith(NATIONAL_SEES):
                continue
            for query in ({}, {"q": SEARCHED}):
                response = client.get(reverse(name), query)
                if response.status_code == 200:
                    text = response.getvalue().decode(errors="replace")
                    hit = text.count(SECRET)
                    if who == "tovholder":
                        seen += hit
                    elif hit:
                        leaks.append((who, name, bool(query)))
    assert seen, "nothing was there to leak"
    assert leaks == [], leaks


def test_people_of_the_order_see_only_their_part(world: World) -> None:
    """The asked and alerted jobcentres never read the tovholder's notes; the company never reads internal talk."""
    with_contact = world.people["asked"]
    client = sign_in(world, with_contact)
    for name in (
        "orders:answer",
        "orders:clarify",
        "orders:ask",
        "orders:close",
        "orders:note",
        "orders:plan",
    ):
        address = reverse(name, kwargs=world.arguments[name])
        assert client.get(address).status_code in (403, 404, 405), name
        assert client.post(address).status_code in (403, 404, 405), name
