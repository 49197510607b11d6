"""OAuth 2.0 client credentials: a client fetches what opens the API for a quarter of an hour."""

import base64
import datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role, TokenKind
from accounts.models import AccessToken, ApiToken
from accounts.tenancy import acting_as
from api.services.tokens import Issued, token_issue, token_revoke, token_rotate
from tests.api.client import Api, check_fits
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"
TOKEN, REVOKE = "/api/v1/oauth/token", "/api/v1/oauth/revoke"
SCOPES = ("orders:read", "requests:read")


@pytest.fixture
def karen() -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def client_for(keeper: Actor, *scopes: str, days: int = 30) -> Issued:
    with acting_as(keeper):
        return token_issue(
            actor=keeper, name="Momentum", scopes=scopes or SCOPES, days=days, kind=TokenKind.CLIENT
        )


def call(path: str, values: dict[str, str], basic: tuple[str, str] | None = None, **more: Any) -> Any:
    headers = {}
    if basic:
        packed = base64.b64encode(f"{basic[0]}:{basic[1]}".encode()).decode()
        headers["Authorization"] = f"Basic {packed}"
    web = Client(raise_request_exception=False)
    response = web.post(path, urlencode(values), content_type=more.get("content_type", FORM), headers=headers)
    check_fits("POST", path, response)
    assert response["Cache-Control"] == "no-store"
    return response


def ask(issued: Issued, *, secret: str = "", **values: str) -> Any:
    basic = (str(issued.token.uuid), secret or issued.secret)
    return call(TOKEN, {"grant_type": "client_credentials", **values}, basic)


def opens(token: str, path: str = "/orders") -> int:
    status: int = Api(secret=token).get(path).status_code
    return status


def test_a_client_gets_a_token_that_opens_what_its_scopes_say(karen: Actor) -> None:
    issued = client_for(karen)
    answer = ask(issued)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["token_type"], told["expires_in"], set(told["scope"].split())) == (
        "Bearer",
        900,
        set(SCOPES),
    )
    assert told["access_token"].startswith("ja_") and len(told["access_token"]) > 40
    assert opens(told["access_token"]) == 200
    assert opens(told["access_token"], "/companies") == 403
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from accounts_accesstoken t")
        assert told["access_token"] not in cursor.fetchone()[0]
        row = ApiToken.objects.get(pk=issued.token.pk)
    assert row.last_used_at is not None


def test_the_secret_in_the_body_is_as_good(karen: Actor) -> None:
    issued = client_for(karen)
    values = {"client_id": str(issued.token.uuid), "client_secret": issued.secret}
    answer = call(TOKEN, {"grant_type": "client_credentials", "scope": "orders:read", **values})
    assert answer.json()["scope"] == "orders:read"
    assert opens(answer.json()["access_token"], "/requests") == 403


def test_the_clients_own_secret_opens_nothing(karen: Actor) -> None:
    issued = client_for(karen)
    assert Api(secret=issued.secret).get("/orders").json()["code"] == "unknown_token"
    with acting_as(karen):
        fixed = token_issue(actor=karen, name="Fast", scopes=SCOPES, days=30)
    assert ask(fixed).status_code == 401, "a fixed token is no client"


@pytest.mark.parametrize(
    ("values", "status", "error"),
    [
        ({"scope": "candidates:read"}, 400, "invalid_scope"),
        ({"scope": "alt"}, 400, "invalid_scope"),
        ({"grant_type": "password"}, 400, "unsupported_grant_type"),
        ({"grant_type": ""}, 400, "invalid_request"),
    ],
)
def test_errors_are_those_of_the_rfc(karen: Actor, values: dict[str, str], status: int, error: str) -> None:
    answer = ask(client_for(karen), **values)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    with as_owner():
        assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    "basic",
    [("", ""), ("x", "y"), ("00000000-0000-4000-8000-000000000000", "jc_x"), ("æ:ø", "\u2603" * 300)],
)
def test_who_is_no_client_gets_nothing(basic: tuple[str, str]) -> None:
    answer = call(TOKEN, {"grant_type": "client_credentials"}, basic)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x"]
)
def test_another_body_is_no_form(karen: Actor, content_type: str) -> None:
    issued = client_for(karen)
    answer = call(
        TOKEN,
        {"grant_type": "client_credentials"},
        (str(issued.token.uuid), issued.secret),
        content_type=content_type,
    )
    assert answer.status_code in (400, 401)


def test_a_quarter_of_an_hour_and_no_longer(karen: Actor) -> None:
    token = ask(client_for(karen)).json()["access_token"]
    with as_owner():
        row = AccessToken.objects.get()
        assert (
            datetime.timedelta(minutes=14) < row.expires_at - timezone.now() <= datetime.timedelta(minutes=15)
        )
        AccessToken.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert Api(secret=token).get("/orders").json()["code"] == "token_expired"


def test_two_secrets_work_while_they_are_changed(karen: Actor) -> None:
    issued = client_for(karen)
    running = ask(issued).json()["access_token"]
    with acting_as(karen):
        changed = token_rotate(actor=karen, token=issued.token, hours=24)
    assert changed.secret.startswith("jc_")
    assert ask(issued).status_code == ask(issued, secret=changed.secret).status_code == 200
    assert opens(running) == 200
    with acting_as(karen):
        last = token_rotate(actor=karen, token=issued.token, hours=0)
    assert ask(issued).status_code == ask(issued, secret=changed.secret).status_code == 401
    assert ask(issued, secret=last.secret).status_code == 200


def test_taking_the_client_back_ends_what_it_has_fetched(karen: Actor) -> None:
    issued = client_for(karen)
    token = ask(issued).json()["access_token"]
    with acting_as(karen):
        token_revoke(actor=karen, token=issued.token)
    assert Api(secret=token).get("/orders").json()["code"] == "token_revoked"
    assert ask(issued).status_code == 401
    with acting_as(karen), pytest.raises(ValidationError):
        token_rotate(actor=karen, token=issued.token, hours=1)


def test_a_client_that_has_expired_takes_its_tokens_along(karen: Actor) -> None:
    issued = client_for(karen)
    token = ask(issued).json()["access_token"]
    with as_owner():
        past = timezone.now() - datetime.timedelta(seconds=1)
        ApiToken.objects.update(created_at=past - datetime.timedelta(days=1), expires_at=past)
    assert Api(secret=token).get("/orders").json()["code"] == "token_expired"
    assert ask(issued).status_code == 401


def test_a_client_takes_its_own_token_back_and_no_other(karen: Actor) -> None:
    one, other = client_for(karen), client_for(karen)
    mine, theirs = (ask(issued).json()["access_token"] for issued in (one, other))
    basic = (str(one.token.uuid), one.secret)
    for token in (mine, theirs, "nonsense"):
        assert call(REVOKE, {"token": token}, basic).status_code == 200
    assert Api(secret=mine).get("/orders").json()["code"] == "token_revoked"
    assert opens(theirs) == 200
    assert call(REVOKE, {"token": theirs}, (basic[0], "x")).status_code == 401


def test_idempotency_outlives_an_access_token(karen: Actor) -> None:
    issued = client_for(karen, "orders:write", "orders:read", "companies:write")
    body = {
        "cvr": "12345674",
        "name": "Ny Smedje ApS",
        "workplace": {"address": "Smedevej 1", "postcode": "8700"},
        "contact": {"name": "Ib Lund", "phone": "76123456"},
    }
    answers = [
        Api(secret=ask(issued).json()["access_token"]).post("/companies", body, Idempotency_Key="k")
        for _turn in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1]["Idempotency-Replayed"] == "true"


def test_too_many_requests_for_tokens_are_refused(karen: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.views.oauth.TOKEN_CALLS_PER_MINUTE", 2)
    issued = client_for(karen)
    answers = [ask(issued) for _turn in range(6)]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert refused and int(refused[0]["Retry-After"]) > 0
    assert refused[0].json() == {"error": "temporarily_unavailable"}


def test_old_tokens_leave_when_a_new_one_is_fetched(karen: Actor) -> None:
    issued = client_for(karen)
    for _turn in range(3):
        ask(issued)
    with as_owner():
        AccessToken.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
    ask(issued)
    with as_owner():
        assert AccessToken.objects.count() == 1


def test_the_page_makes_a_client_and_shows_how_to_use_it(karen: Actor) -> None:
    client = client_of(karen)
    data = {"name": "Momentum", "scopes": list(SCOPES), "days": "90", "kind": "client"}
    page = client.post(reverse("api:tokens"), data).content.decode()
    with as_owner():
        row = ApiToken.objects.get()
    assert row.kind == TokenKind.CLIENT
    assert str(row.uuid) in page and "client_secret" in page and "/api/v1/oauth/token" in page
    secret = page.partition("client_secret")[2].partition('<strong class="jo-secret">')[2].partition("<")[0]
    assert ask(Issued(row, secret)).status_code == 200
    shown = client.get(reverse("api:token", args=[row.uuid])).content.decode()
    assert "OAuth 2.0-klient" in shown and str(row.uuid) in shown and secret not in shown
    wrong = client.post(reverse("api:tokens"), {**data, "kind": "andet"})
    assert wrong.status_code == 422 and "Vælg, hvordan systemet logger ind." in wrong.content.decode()


def test_nobody_sees_anothers_access_tokens(karen: Actor) -> None:
    ask(client_for(karen))
    stranger = accounts.actor(make.jobcenter("Silkeborg"), role=Role.ADMINISTRATOR)
    with acting_as(stranger):
        assert not AccessToken.objects.exists()
    with acting_as(karen):
        assert AccessToken.objects.count() == 1
