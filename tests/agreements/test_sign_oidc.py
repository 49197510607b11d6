"""Signing with an identity provider: a real one over HTTP, the way there and back, and everything that may be wrong."""

import datetime
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, build_opener

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.moment import moment, playing
from agreements.enums import SignerState, SignMethod
from agreements.models import AgreementVersion, Signature
from tests.agreements.signers import (
    GOOD,
    client_of,
    code,
    company_user,
    fresh,
    link,
    sent,
    sign_by_link,
    signer,
    token,
)
from tests.factories import companies
from tests.helpers.db import as_owner
from tests.helpers.identity_provider import CLIENT, SECRET, Key, Provider, identity_provider

pytestmark = pytest.mark.django_db
BASE = "https://jobordre.example"
OFFER = "Underskriv med MitID Erhverv"
FORM = {"title": "Direktør", "read": "on"}
INVALID = "Svaret fra MitID Erhverv kunne ikke godkendes"


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with identity_provider(BASE + "/underskriv/identitet/") as running:
        settings.BASE_URL, settings.OIDC_ISSUER = BASE, running.url
        settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = CLIENT, SECRET
        yield running


def signatures(version: AgreementVersion) -> list[Signature]:
    with as_owner():
        return list(Signature.objects.filter(version=version))


def text_of(response: Any) -> str:
    return response.content.decode()


def start(version: AgreementVersion, role: str = "company") -> str:
    return link(version, role) + "identitet/"


class _Stay(HTTPRedirectHandler):
    def http_error_302(self, req: Any, fp: Any, code: int, msg: str, headers: Any) -> Any:
        return fp


def at_provider(address: str) -> str:
    """What the person's browser does at the provider: opens the address, and is sent back to the one returned."""
    with build_opener(_Stay()).open(address, timeout=5) as answer:
        assert answer.status == 302
        back: str = answer.headers["Location"]
    assert back.startswith(BASE)
    return back.removeprefix(BASE)


def go(client: Client, version: AgreementVersion, role: str = "company") -> Any:
    """There and back. Returns the response of the signing page that one comes back to."""
    there = client.get(start(version, role))
    assert there.status_code == 302
    back = client.get(at_provider(there["Location"]))
    assert (back.status_code, back["Location"]) == (302, link(version, role) + "#underskriv")
    return client.get(link(version, role))


# --- the way it should go ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("algorithm", ["RS256", "ES256"])
def test_one_signs_with_the_provider(provider: Provider, algorithm: str) -> None:
    provider.key = Key(algorithm=algorithm)
    version, client = sent(), Client()
    assert OFFER in text_of(client.get(link(version)))
    page = text_of(go(client, version))
    assert "MitID Erhverv har bekræftet, hvem du er" in page
    assert 'value="Karin Bech Friis"' in page
    assert "Kode fra mailen" not in page
    assert signer(version).state == SignerState.OPENED
    until = signer(version).identified_until
    assert until is not None
    assert abs(until - moment() - datetime.timedelta(minutes=10)) < datetime.timedelta(seconds=30)
    faulty = client.post(link(version), {"title": "", "read": "on"})
    assert (faulty.status_code, signatures(version)) == (422, [])
    # The name is the provider's, whatever is posted.
    assert client.post(link(version), {**FORM, "name": "En anden"}).status_code == 302
    (stored,) = signatures(version)
    assert (stored.name, stored.title) == ("Karin Bech Friis", "Direktør")
    assert (stored.method, stored.level) == (SignMethod.OIDC, "Underskrift med MitID Erhverv")
    assert stored.user_id is None
    after = signer(version)
    assert (after.state, after.identified_until, after.identified_method) == (SignerState.SIGNED, None, "")
    assert "I har underskrevet" in text_of(client.get(link(version)))


def test_nothing_of_the_token_is_kept(provider: Provider, caplog: pytest.LogCaptureFixture) -> None:
    version, client = sent(), Client()
    there = client.get(start(version))
    with as_owner():
        session = Session.objects.get(pk=client.cookies["sessionid"].value).get_decoded()
    asked = dict(parse_qsl(urlsplit(there["Location"]).query))
    for secret in (token(version), asked["state"], asked["nonce"]):
        assert secret not in repr(session)
    client.get(at_provider(there["Location"]))
    client.post(link(version), FORM)
    (stored,) = signatures(version)
    with as_owner():
        session = Session.objects.get(pk=client.cookies["sessionid"].value).get_decoded()
        kept = repr((stored.__dict__, signer(version).__dict__, session, caplog.text))
    for never in ("subject-4711", "0101701234"):
        assert never not in kept
    assert "Karin Bech Friis" not in repr(session)


def test_the_provider_is_asked_for_a_fresh_sign_in_and_gets_no_link(provider: Provider) -> None:
    version = sent()
    there = Client().get(start(version))["Location"]
    asked = dict(parse_qsl(urlsplit(there).query))
    assert (asked["prompt"], asked["scope"], asked["code_challenge_method"]) == (
        "login",
        "openid profile",
        "S256",
    )
    assert token(version) not in there
    assert there.startswith(provider.url + "/authorize?")


def test_looking_changes_nothing(provider: Provider) -> None:
    version = sent()
    assert Client().head(start(version)).status_code == 302
    assert signer(version).state == SignerState.INVITED


def test_a_member_may_show_it_too(provider: Provider) -> None:
    version = sent()
    actor = company_user(version)
    client = client_of(actor)
    go(client, version)
    assert client.post(link(version), FORM).status_code == 302
    (stored,) = signatures(version)
    assert (stored.method, stored.user_id) == (SignMethod.OIDC, actor.user_id)


def test_a_provider_of_another_name_is_called_by_it(provider: Provider, settings: Any) -> None:
    settings.OIDC_NAME = "Firmalogin"
    version, client = sent(), Client()
    assert "Underskriv med Firmalogin" in text_of(client.get(link(version)))
    go(client, version)
    client.post(link(version), FORM)
    assert signatures(version)[0].level == "Underskrift med Firmalogin"


def test_a_provider_that_tells_no_name_leaves_it_to_be_typed(provider: Provider) -> None:
    provider.claims = {"name": None}
    version, client = sent(), Client()
    go(client, version)
    assert client.post(link(version), {**FORM, "name": ""}).status_code == 422
    assert client.post(link(version), GOOD).status_code == 302
    assert (signatures(version)[0].name, signatures(version)[0].method) == (GOOD["name"], SignMethod.OIDC)


def test_a_name_is_one_line_of_text(provider: Provider) -> None:
    provider.claims = {"name": " <b>Karin</b>\n\x00 Friis " + "x" * 200}
    version, client = sent(), Client()
    assert "<b>Karin</b>" not in text_of(go(client, version))
    assert client.post(link(version), FORM).status_code == 302
    assert signatures(version)[0].name.startswith("<b>Karin</b> Friis xxx")


# --- whom it counts for -----------------------------------------------------------------------------------------


def test_it_counts_in_the_browser_it_was_shown_in_only(provider: Provider) -> None:
    """Another who holds the same link gets nothing of it."""
    version, client, other = sent(), Client(), Client()
    go(client, version)
    assert "Karin Bech Friis" not in text_of(other.get(link(version)))
    assert other.post(link(version), GOOD).status_code == 422
    assert signatures(version) == []


def test_it_counts_for_one_party_only(provider: Provider) -> None:
    version, client = sent(), Client()
    go(client, version)
    assert client.post(link(version, "national"), GOOD).status_code == 422
    assert signatures(version) == []


def test_it_counts_for_ten_minutes(provider: Provider) -> None:
    version, client, now = sent(), Client(), moment()
    go(client, version)
    with playing(now + datetime.timedelta(minutes=11)):
        late = client.post(link(version), {**FORM, "title": "Fabrikschef"})
        assert late.status_code == 422
        assert "Der er gået mere end ti minutter" in text_of(late)
        assert 'value="Fabrikschef"' in text_of(late)
        assert signatures(version) == []
        assert "Vi har sendt en kode" not in text_of(late)
        asked = client.post(link(version), {"action": "code", "name": "Karin Friis", "title": "Fabrikschef"})
        assert "En ny kode er sendt" in text_of(asked)
        assert 'value="Fabrikschef"' in text_of(asked)
        assert client.post(link(version), {**GOOD, "code": code(version)}).status_code == 302
    assert signatures(version)[0].method == SignMethod.MAIL_CODE


def test_a_member_is_not_signed_in_lower_without_being_told(provider: Provider) -> None:
    version, now = sent(), moment()
    client = client_of(company_user(version))
    go(client, version)
    with playing(now + datetime.timedelta(minutes=11)):
        assert client.post(link(version), GOOD).status_code == 422
        assert signatures(version) == []
        assert client.post(link(version), GOOD).status_code == 302
    assert signatures(version)[0].method == SignMethod.SIGNED_IN


@pytest.mark.parametrize("claim", ["dk.cvr", "cvr"])
def test_the_companys_own_number_is_taken(provider: Provider, claim: str) -> None:
    company = companies.company()
    provider.claims = {claim: f"DK {company.cvr}"}
    version, client = sent(company=company), Client()
    assert "har bekræftet" in text_of(go(client, version))


@pytest.mark.parametrize("claim", ["dk.cvr", "cvr"])
def test_another_companys_number_is_refused(provider: Provider, claim: str) -> None:
    provider.claims = {claim: "10150817"}
    version, client = sent(), Client()
    page = text_of(go(client, version))
    assert "viser CVR-nummer 10\u00a015\u00a008\u00a017, men aftalen er med CVR-nummer" in page
    assert signer(version).identified_until is None
    assert client.post(link(version), GOOD).status_code == 422
    assert signatures(version) == []
    # It is said once; a jobcentre has no number in the agreement to compare with.
    assert "men aftalen er med" not in text_of(client.get(link(version)))
    assert "har bekræftet" in text_of(go(client, version, "tovholder"))


# --- tokens that do not hold ------------------------------------------------------------------------------------

WRONG = {
    "nonce": {"nonce": "another"},
    "no nonce": {"nonce": None},
    "audience": {"aud": "somebody-else"},
    "audiences": {"aud": [CLIENT, "somebody-else"]},
    "party": {"azp": "somebody-else"},
    "issuer": {"iss": "https://evil.example"},
    "expired": {"exp": int(time.time()) - 90},
    "no expiry": {"exp": None},
    "future": {"iat": int(time.time()) + 3600},
    "no subject": {"sub": None},
    "number": {"cvr": "ikke et nummer"},
}


def refused(client: Client, version: AgreementVersion, sentence: str) -> None:
    page = text_of(go(client, version))
    assert sentence in page
    assert "Send mig en kode" in page
    assert signer(version).identified_until is None
    assert client.post(link(version), GOOD).status_code == 422
    assert signatures(version) == []


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_does_not_hold(provider: Provider, what: str) -> None:
    provider.claims = WRONG[what]
    refused(Client(), sent(), INVALID)


def test_clocks_may_differ_by_a_minute(provider: Provider) -> None:
    provider.claims = {"exp": int(time.time()) - 30}
    assert "har bekræftet" in text_of(go(Client(), sent()))


def test_a_token_signed_by_another_key(provider: Provider) -> None:
    provider.shown = Key()  # the same name, another key
    refused(Client(), sent(), INVALID)


def test_a_token_of_a_key_that_is_not_shown(provider: Provider) -> None:
    provider.shown = Key("second")
    refused(Client(), sent(), INVALID)


@pytest.mark.parametrize("algorithm", ["HS256", "none"])
def test_a_token_without_a_real_signature(provider: Provider, algorithm: str) -> None:
    import jwt

    secret = "s" * 40 if algorithm == "HS256" else ""
    provider.shown, sign = Key(), Key.__new__(Key)
    sign.kid, sign.algorithm, sign.private = "first", algorithm, secret or None
    provider.key = sign
    assert jwt.get_algorithm_by_name(algorithm)
    refused(Client(), sent(), INVALID)


# --- ways back that do not hold ---------------------------------------------------------------------------------


def test_a_wrong_state_a_used_one_and_another_browsers(provider: Provider) -> None:
    version, client = sent(), Client()
    back = at_provider(client.get(start(version))["Location"])
    values = dict(parse_qsl(urlsplit(back).query))
    path = urlsplit(back).path
    for answer in (
        client.get(path),
        client.get(path, {**values, "state": "x" * 43}),
        Client().get(back),
    ):
        assert answer.status_code == 400
        assert "Identifikationen er afbrudt" in text_of(answer)
    assert "/token" not in provider.paths()
    assert client.get(back).status_code == 302
    assert client.get(back).status_code == 400
    assert provider.paths().count("/token") == 1


def test_a_code_works_once(provider: Provider) -> None:
    version, client = sent(), Client()
    first = dict(parse_qsl(urlsplit(at_provider(client.get(start(version))["Location"])).query))
    client.get(reverse("signing:oidc_back"), first)
    other, another = Client(), sent()
    second = dict(parse_qsl(urlsplit(at_provider(other.get(start(another))["Location"])).query))
    other.get(reverse("signing:oidc_back") + "?" + urlencode({**second, "code": first["code"]}))
    assert "bekræftede ikke, hvem du er" in text_of(other.get(link(another)))
    assert signer(another).identified_until is None


def test_a_code_of_another_attempt_does_not_fit(provider: Provider) -> None:
    """A code that somebody else got, slipped into one's own way back: PKCE refuses it."""
    version, mine, theirs = sent(), Client(), Client()
    own = dict(parse_qsl(urlsplit(at_provider(mine.get(start(version))["Location"])).query))
    strange = dict(parse_qsl(urlsplit(at_provider(theirs.get(start(sent()))["Location"])).query))
    mine.get(reverse("signing:oidc_back"), {**own, "code": strange["code"]})
    assert "bekræftede ikke" in text_of(mine.get(link(version)))


def test_an_attempt_lasts_ten_minutes(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    version, client, now = sent(), Client(), time.time()
    back = at_provider(client.get(start(version))["Location"])
    monkeypatch.setattr("cryptography.fernet.time.time", lambda: now + 601)
    assert client.get(back).status_code == 400


def test_one_who_breaks_off_is_told(provider: Provider) -> None:
    version, client = sent(), Client()
    values = dict(parse_qsl(urlsplit(client.get(start(version))["Location"]).query))
    client.get(reverse("signing:oidc_back"), {"error": "access_denied", "state": values["state"]})
    page = text_of(client.get(link(version)))
    assert "bekræftede ikke, hvem du er" in page
    assert "/token" not in provider.paths()


def test_a_link_that_is_closed_meanwhile(provider: Provider) -> None:
    version, client = sent(), Client()
    back = at_provider(client.get(start(version))["Location"])
    sign_by_link(version)
    assert client.get(back).status_code == 302
    assert "I har underskrevet" in text_of(client.get(link(version)))
    assert client.get(start(version)).status_code == 302  # to the page that says so
    assert client.get(start(version))["Location"].startswith("/underskriv/")
    assert fresh(version).state == "partly_signed"


def test_strangers(provider: Provider) -> None:
    version = sent()
    assert Client().get(f"/underskriv/{'a' * 43}/identitet/").status_code == 404
    stranger = client_of(companies.user_of(companies.company()))
    assert stranger.get(start(version)).status_code == 404
    assert stranger.post(start(version)).status_code == 405
    assert provider.seen == []
