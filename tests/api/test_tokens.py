"""Tokens: made by an administrator, shown once, changed, taken back; and what they open."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import ApiToken
from accounts.tenancy import acting_as
from api.demo import CASE_SYSTEM, REPORT, api_play
from api.services.tokens import token_issue, token_revoke, token_rotate
from tests.api.client import Api
from tests.factories import accounts, tokens
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db
PATH = "/candidates/imports"


@pytest.fixture
def karen() -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR, name="Karen Holm")


def made(actor: Actor, **values: object) -> Client:
    client = client_of(actor)
    data = {"name": "Momentum", "scopes": ["candidates:import"], "days": "90", "kind": "token", **values}
    client.response = client.post(reverse("api:tokens"), data)  # type: ignore[attr-defined]
    return client


def secret_in(page: str) -> str:
    return page.partition('<strong class="jo-secret">')[2].partition("</strong>")[0]


def test_the_secret_is_shown_once_and_opens(karen: Actor) -> None:
    client = made(karen)
    page = client.response.content.decode()  # type: ignore[attr-defined]
    secret = secret_in(page)
    assert secret.startswith("jo_") and len(secret) > 40
    listed = client.get(reverse("api:tokens")).content.decode()
    assert "Momentum" in listed and secret not in listed and secret[:9] in listed
    assert Api(secret=secret).get(PATH).json() == {"items": [], "next": None}
    assert secret not in client.get(reverse("api:tokens")).content.decode()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select to_jsonb(t)::text from accounts_apitoken t")
        assert secret not in cursor.fetchone()[0]
        cursor.execute("select detail::text from accounts_auditevent where action = 'api.token_issue'")
        assert "candidates:import" in cursor.fetchone()[0]


def test_the_same_form_makes_one_token(karen: Actor) -> None:
    client = client_of(karen)
    key = client.get(reverse("api:tokens")).context["form"]["submit_key"].value()
    data = {
        "name": "Momentum",
        "scopes": ["candidates:read"],
        "days": "30",
        "kind": "token",
        "submit_key": str(key),
    }
    assert client.post(reverse("api:tokens"), data).status_code == 200
    assert client.post(reverse("api:tokens"), data).status_code == 302
    with as_owner():
        assert ApiToken.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"name": ""}, "Skriv, hvilket system adgangen er til."),
        ({"scopes": []}, "Vælg mindst én rettighed."),
        ({"scopes": ["alt"]}, "Vælg mindst én rettighed."),
        ({"days": "9999"}, "Vælg, hvor længe adgangen gælder."),
        ({"kind": ""}, "Vælg, hvordan systemet logger ind."),
    ],
)
def test_bad_input_is_told_at_the_field(karen: Actor, values: dict[str, object], sentence: str) -> None:
    response = made(karen, **values).response  # type: ignore[attr-defined]
    assert response.status_code == 422
    assert sentence in response.content.decode()
    if "name" not in values:
        assert "Momentum" in response.content.decode()
    with as_owner():
        assert not ApiToken.objects.exists()


def test_rotation_lets_the_old_secret_live_on_for_its_hours(karen: Actor) -> None:
    issued = tokens.token(make.jobcenter("Horsens"), by=karen)
    page = client_of(karen).post(reverse("api:token", args=[issued.token.uuid]), {"hours": "24"})
    new = secret_in(page.content.decode())
    assert new != issued.secret
    for secret in (issued.secret, new):
        assert Api(secret=secret).get(PATH).status_code == 200
    with as_owner():
        past = timezone.now() - datetime.timedelta(seconds=1)
        ApiToken.objects.update(previous_until=past)
    assert Api(secret=issued.secret).get(PATH).json()["code"] == "unknown_token"
    assert Api(secret=new).get(PATH).status_code == 200


def test_rotation_at_once(karen: Actor) -> None:
    issued = tokens.token(make.jobcenter("Horsens"), by=karen)
    with acting_as(karen):
        new = token_rotate(actor=karen, token=issued.token, hours=0)
    assert Api(secret=issued.secret).get(PATH).status_code == 401
    assert Api(secret=new.secret).get(PATH).status_code == 200


def test_a_revoked_token_opens_nothing_and_is_not_changed_again(karen: Actor) -> None:
    issued = tokens.token(make.jobcenter("Horsens"), by=karen)
    with acting_as(karen):
        new = token_rotate(actor=karen, token=issued.token, hours=24)
    response = client_of(karen).post(reverse("api:token_revoke", args=[issued.token.uuid]))
    assert response.status_code == 302
    for secret in (issued.secret, new.secret):
        answer = Api(secret=secret).get(PATH)
        assert answer.status_code == 401
        assert answer.json()["code"] in ("token_revoked", "unknown_token")
    assert Api(secret=new.secret).get(PATH).json()["code"] == "token_revoked"
    with acting_as(karen), pytest.raises(ValidationError, match="spærret"):
        token_rotate(actor=karen, token=issued.token, hours=0)
    with acting_as(karen):
        before = tokens.token_of(issued.token).revoked_at
        assert token_revoke(actor=karen, token=issued.token).revoked_at == before


def test_an_expired_token_opens_nothing() -> None:
    issued = tokens.token(make.jobcenter("Horsens"))
    with as_owner():
        then = timezone.now() - datetime.timedelta(days=40)
        ApiToken.objects.update(created_at=then, expires_at=then + datetime.timedelta(days=30))
    assert Api(secret=issued.secret).get(PATH).json()["code"] == "token_expired"


def test_last_used_is_noted_to_the_minute() -> None:
    issued = tokens.token(make.jobcenter("Horsens"))
    assert tokens.token_of(issued.token).last_used_at is None
    Api(secret=issued.secret).get(PATH)
    first = tokens.token_of(issued.token).last_used_at
    assert first is not None
    Api(secret=issued.secret).get(PATH)
    assert tokens.token_of(issued.token).last_used_at == first
    with as_owner():
        ApiToken.objects.update(last_used_at=first - datetime.timedelta(minutes=2))
    Api(secret=issued.secret).get(PATH)
    assert tokens.token_of(issued.token).last_used_at > first - datetime.timedelta(minutes=1)


@pytest.mark.parametrize("role", [Role.CONSULTANT, Role.MANAGER])
def test_only_administrators_find_the_pages(karen: Actor, role: str) -> None:
    issued = tokens.token(make.jobcenter("Horsens"), by=karen)
    client = client_of(accounts.actor(make.jobcenter("Horsens"), role=role))
    assert client.get(reverse("api:tokens")).status_code == 404
    for name in ("token", "token_revoke"):
        assert (
            client.post(reverse(f"api:{name}", args=[issued.token.uuid]), {"hours": "0"}).status_code == 404
        )
    assert Api(secret=issued.secret).get(PATH).status_code == 200


def test_another_organisations_administrator_neither_sees_nor_ends_it(karen: Actor) -> None:
    issued = tokens.token(make.jobcenter("Horsens"), by=karen, name="Momentum i Horsens")
    stranger = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    client = client_of(stranger)
    assert "Momentum" not in client.get(reverse("api:tokens")).content.decode()
    for name in ("token", "token_revoke"):
        assert (
            client.post(reverse(f"api:{name}", args=[issued.token.uuid]), {"hours": "0"}).status_code == 404
        )
    with acting_as(stranger), connection.cursor() as cursor:
        cursor.execute("select count(*) from accounts_apitoken")
        assert cursor.fetchone() == (0,)
        cursor.execute("update accounts_apitoken set revoked_at = now()")
        assert cursor.rowcount == 0
    assert Api(secret=issued.secret).get(PATH).status_code == 200


def test_a_scope_that_makes_no_sense_is_not_given() -> None:
    national = accounts.organisation("Jobservice", kind=OrganisationKind.NATIONAL)
    actor = accounts.actor(national, role=Role.ADMINISTRATOR)
    with acting_as(actor), pytest.raises(ValidationError):
        token_issue(actor=actor, name="X", scopes=["candidates:import"], days=30)
    partner = accounts.actor(
        accounts.organisation("A-kassen", kind=OrganisationKind.PARTNER), role=Role.ADMINISTRATOR
    )
    with acting_as(partner), pytest.raises(PermissionDenied):
        token_issue(actor=partner, name="X", scopes=["candidates:read"], days=30)
    assert client_of(partner).get(reverse("api:tokens")).status_code == 404


def test_the_demonstration_has_a_client_and_a_key_whose_secret_was_changed(karen: Actor) -> None:
    with as_owner():
        api_play(timezone.now())
    page = client_of(karen).get(reverse("api:tokens")).content.decode()
    assert CASE_SYSTEM in page and REPORT in page
    with acting_as(karen):
        client, key = ApiToken.objects.visible_to(karen).order_by("-created_at")
    assert (client.kind, key.kind) == ("client", "token")
    assert key.rotated_at and not client.rotated_at


def test_without_an_administrator_the_demonstration_gives_nobody_access() -> None:
    make.consultant("Horsens")
    with as_owner():
        api_play(timezone.now())
        assert not ApiToken.objects.exists()
