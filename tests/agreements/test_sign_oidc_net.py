"""The identity provider out of reach, confused or malicious; and a product that has none."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from agreements import oidc
from agreements.models import Signature
from config.identity import issuer_of
from tests.agreements.signers import link, sent, sign_by_link
from tests.agreements.test_sign_oidc import INVALID, OFFER, at_provider, go, provider, start, text_of
from tests.helpers.db import as_owner
from tests.helpers.identity_provider import CLIENT, SECRET, Provider

__all__ = ["provider"]
pytestmark = pytest.mark.django_db
DOWN = "MitID Erhverv svarer ikke lige nu"
ELSEWHERE = "https://evil.example"


def test_without_a_provider_nothing_is_offered() -> None:
    version = sent()
    assert OFFER not in text_of(Client().get(link(version)))
    assert Client().get(start(version)).status_code == 404
    assert Client().get("/underskriv/identitet/").status_code == 404


def there(version: Any) -> str:
    """Tries to go there and is sent back to the signing page at once; its text."""
    client = Client()
    answer = client.get(start(version))
    assert (answer.status_code, answer["Location"]) == (302, link(version) + "#underskriv")
    return text_of(client.get(link(version)))


def test_a_provider_that_is_down(provider: Provider, settings: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.OIDC_ISSUER = f"http://127.0.0.1:{port}"
    version = sent()
    page = there(version)
    assert DOWN in page
    assert "Send mig en kode" in page
    assert sign_by_link(version).status_code == 302
    with as_owner():
        assert Signature.objects.filter(version=version).count() == 1


@pytest.fixture
def silent() -> Iterator[str]:
    """An address that takes the connection and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_a_provider_that_never_answers(
    provider: Provider, settings: Any, silent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert oidc.SECONDS == 5
    monkeypatch.setattr(oidc, "SECONDS", 0.3)
    settings.OIDC_ISSUER = silent
    assert DOWN in there(sent())


@pytest.mark.parametrize("path", ["/token", "/keys"])
@pytest.mark.parametrize("status", [500, 503])
def test_a_provider_that_fails_on_the_way_back(provider: Provider, path: str, status: int) -> None:
    provider.answers[path] = (status, {})
    assert DOWN in text_of(go(Client(), sent()))


def test_a_wrong_secret(provider: Provider, settings: Any) -> None:
    settings.OIDC_CLIENT_SECRET = SECRET + "x"
    assert "bekræftede ikke" in text_of(go(Client(), sent()))


@pytest.mark.parametrize("path", ["/token", "/keys"])
def test_no_redirect_is_followed(provider: Provider, path: str) -> None:
    provider.answers[path] = (302, {"Location": provider.url + "/elsewhere"})
    assert INVALID in text_of(go(Client(), sent()))
    assert "/elsewhere" not in provider.paths()


@pytest.mark.parametrize("name", ["issuer", "authorization_endpoint", "token_endpoint", "jwks_uri"])
@pytest.mark.parametrize(
    "address",
    [ELSEWHERE, "http://localhost:1/keys", "http://169.254.169.254/", "file:///etc/passwd", None, 7],
)
def test_only_the_issuers_own_addresses_are_used(provider: Provider, name: str, address: Any) -> None:
    provider.discovery = {name: address}
    assert INVALID in there(sent())
    assert provider.paths() == ["/.well-known/openid-configuration"]


def test_an_address_that_changes_meanwhile(provider: Provider) -> None:
    version, client = sent(), Client()
    back = at_provider(client.get(start(version))["Location"])
    provider.discovery = {"token_endpoint": ELSEWHERE + "/token"}
    client.get(back)
    assert INVALID in text_of(client.get(link(version)))
    assert "/token" not in provider.paths()


def test_an_answer_without_end_is_left(provider: Provider) -> None:
    provider.discovery = {"more": "x" * (oidc.MOST_BYTES + 1)}
    assert DOWN in there(sent())


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://a.example", True),
        ("http://127.0.0.1:9", True),
        ("http://[::1]:9", True),
        ("http://a.example", False),
        ("http://127.0.0.1.evil.example", False),
        ("https://user:word@a.example", False),
        ("https://", False),
        ("https://a.example:port", False),
        ("ftp://127.0.0.1", False),
    ],
)
def test_what_is_a_safe_address(address: str, safe: bool) -> None:
    assert oidc.is_safe(address) is safe


def test_the_settings_refuse_what_cannot_be_meant() -> None:
    def read(**values: str) -> str:
        return issuer_of(lambda name, default: values.get(name, default))

    assert read() == ""
    assert read(JO_OIDC_ISSUER="https://a.example/x", JO_OIDC_CLIENT_ID=CLIENT) == "https://a.example/x"
    for wrong in (
        "http://a.example",
        "a.example",
        "https://",
        "https://a.example?x=1",
        "https://u@a.example",
    ):
        with pytest.raises(ImproperlyConfigured):
            read(JO_OIDC_ISSUER=wrong, JO_OIDC_CLIENT_ID=CLIENT)
    with pytest.raises(ImproperlyConfigured):
        read(JO_OIDC_ISSUER="https://a.example")
