"""A member who is signed in shows who it is with the identity provider too; and what a method was called stays."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.moment import moment, playing
from agreements.enums import SignerState, SignMethod
from agreements.models import AgreementVersion
from agreements.pdf.content import printed_of
from tests.agreements.signers import (
    GOOD,
    client_of,
    company_user,
    fresh,
    link,
    mails,
    party,
    sent,
    sign,
    sign_by_link,
    signer,
)
from tests.agreements.test_sign_oidc import FORM, at_provider, go, provider, signatures, text_of
from tests.factories import companies, orders
from tests.helpers.db import as_owner
from tests.helpers.identity_provider import Provider

__all__ = ["provider"]
pytestmark = pytest.mark.django_db


def page_of(version: AgreementVersion) -> str:
    return reverse("agreements:sign", args=[fresh(version).agreement.uuid])


def start_of(version: AgreementVersion) -> str:
    return reverse("agreements:sign_identity", args=[fresh(version).agreement.uuid])


@pytest.fixture
def member(provider: Provider) -> tuple[AgreementVersion, Client, int]:
    version = sent()
    actor = company_user(version)
    assert actor.user_id is not None
    return version, client_of(actor), actor.user_id


def there_and_back(client: Client, version: AgreementVersion) -> str:
    there = client.get(start_of(version))
    assert there.status_code == 302
    back = client.get(at_provider(there["Location"]))
    assert (back.status_code, back["Location"]) == (302, page_of(version) + "#underskriv")
    return text_of(client.get(page_of(version)))


def test_a_member_signs_with_the_provider(member: tuple[AgreementVersion, Client, int]) -> None:
    version, client, user_id = member
    page = text_of(client.get(page_of(version)))
    assert f'href="{start_of(version)}"' in page
    assert "Underskriv med MitID Erhverv i stedet" in page
    page = there_and_back(client, version)
    assert "MitID Erhverv har bekræftet, hvem du er" in page
    assert 'value="Karin Bech Friis"' in page
    assert client.post(page_of(version), {**FORM, "name": "En anden"}).status_code == 302
    (stored,) = signatures(version)
    assert (stored.name, stored.method, stored.user_id) == ("Karin Bech Friis", SignMethod.OIDC, user_id)
    assert signer(version).state == SignerState.SIGNED
    # Nothing is left to show: back to the page, which says so.
    assert client.get(start_of(version))["Location"] == page_of(version) + "#underskriv"
    assert "I har underskrevet" in text_of(client.get(page_of(version)))


def test_without_a_provider_it_is_neither_offered_nor_there(
    member: tuple[AgreementVersion, Client, int], settings: Any
) -> None:
    version, client, _user = member
    settings.OIDC_ISSUER = ""
    assert "i stedet" not in text_of(client.get(page_of(version)))
    assert client.get(start_of(version)).status_code == 404


def test_another_companys_number_is_refused_here_too(
    member: tuple[AgreementVersion, Client, int], provider: Provider
) -> None:
    version, client, _user = member
    provider.claims = {"dk.cvr": "10150817"}
    assert "men aftalen er med CVR-nummer" in there_and_back(client, version)
    assert signer(version).identified_until is None


def test_a_provider_that_is_down_leaves_the_page_as_it_was(
    member: tuple[AgreementVersion, Client, int], settings: Any
) -> None:
    version, client, _user = member
    settings.OIDC_ISSUER = "http://127.0.0.1:9"
    answer = client.get(start_of(version), follow=True)
    assert "svarer ikke lige nu" in text_of(answer)
    assert client.post(page_of(version), GOOD).status_code == 302
    assert signatures(version)[0].method == SignMethod.SIGNED_IN


def test_one_who_signs_out_on_the_way_begins_again(member: tuple[AgreementVersion, Client, int]) -> None:
    version, client, _user = member
    back = at_provider(client.get(start_of(version))["Location"])
    client.logout()
    assert client.get(back).status_code == 400
    assert signer(version).identified_until is None


def test_one_who_comes_back_as_another_person_is_nobody(
    member: tuple[AgreementVersion, Client, int],
) -> None:
    """The same browser, the session's data, and another person signed in meanwhile."""
    version, client, _user = member
    back = at_provider(client.get(start_of(version))["Location"])
    session = client.session
    other = client_of(companies.user_of(companies.company()))
    kept = {name: value for name, value in session.items() if not name.startswith("_auth")}
    theirs = other.session
    theirs.update(kept)
    theirs.save()
    assert other.get(back).status_code == 400
    assert signer(version).identified_until is None


def test_strangers_and_those_not_signed_in(member: tuple[AgreementVersion, Client, int]) -> None:
    version, _client, _user = member
    for actor in (companies.user_of(companies.company()), orders.consultant("Silkeborg")):
        assert client_of(actor).get(start_of(version)).status_code == 404
    anonymous = Client().get(start_of(version))
    assert "/konto/login/" in anonymous["Location"]


def test_one_browsers_identification_is_not_made_longer_by_anothers(provider: Provider) -> None:
    """Ten minutes are ten minutes: that a colleague with the same link is identified later changes nothing."""
    version, first, second, now = sent(), Client(), Client(), moment()
    go(first, version)
    with playing(now + datetime.timedelta(minutes=9)):
        go(second, version)
    with playing(now + datetime.timedelta(minutes=12)):
        late = first.post(link(version), FORM)
        assert late.status_code == 422
        assert "mere end ti minutter" in text_of(late)
        assert signatures(version) == []
        assert second.post(link(version), FORM).status_code == 302
    assert len(signatures(version)) == 1


# --- what the method was called ---------------------------------------------------------------------------------


def test_the_name_of_the_method_stays_as_it_was_when_it_was_signed(provider: Provider, settings: Any) -> None:
    settings.OIDC_NAME = "Firmalogin"
    version, client = sent(), Client()
    go(client, version)
    client.post(link(version), FORM)
    sign_by_link(version, "national")
    settings.OIDC_NAME = "Noget helt andet"
    (receipt,) = mails("sign_receipt", signer(version).email)
    assert "Sådan: Firmalogin (Underskrift med Firmalogin)" in receipt.text
    assert "MitID" not in receipt.text
    stored = {row.method: row for row in signatures(version)}
    assert stored[SignMethod.OIDC].method_name == "Firmalogin"
    assert stored[SignMethod.MAIL_CODE].method_name == "Personligt link og engangskode på mail"
    sign(version, party(version, "tovholder"))
    with as_owner():
        printed = printed_of(fresh(version), "signed")
    methods = {one.method for one in printed.signatures}
    assert methods == {"Firmalogin", "Personligt link og engangskode på mail"}
