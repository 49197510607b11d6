"""A member who is signed in may sign with the identity provider too, and it goes by the name it had that day."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.enums import SignMethod
from tests.agreements.signers import client_of, company_user, mails, sent
from tests.agreements.test_sign_oidc import FORM, at_provider, provider, signatures, text_of
from tests.helpers.identity_provider import Provider

__all__ = ["provider"]
pytestmark = pytest.mark.django_db


def test_a_member_signs_with_the_provider(provider: Provider, settings: Any) -> None:  # noqa: F811
    settings.OIDC_NAME = "Kommunens login"
    version = sent()
    member = company_user(version)
    client = client_of(member)
    page = reverse("agreements:sign", args=[version.agreement.uuid])
    assert "Underskriv med Kommunens login i stedet" in text_of(client.get(page))
    there = client.get(page + "identitet/")
    assert there.status_code == 302
    back = client.get(at_provider(there["Location"]))
    assert back["Location"] == page + "#underskriv"
    assert "Kommunens login har bekræftet, hvem du er" in text_of(client.get(page))
    assert client.post(page, {**FORM, "name": "En anden"}).status_code == 302
    (stored,) = signatures(version)
    assert (stored.name, stored.method, stored.user_id) == (
        "Karin Bech Friis",
        SignMethod.OIDC,
        member.user_id,
    )
    # The receipt and the certificate call the provider by its own name, also when it is called otherwise later.
    settings.OIDC_NAME = "Noget nyt"
    (receipt,) = mails("sign_receipt")
    assert "Sådan: Underskrift med Kommunens login\n" in receipt.text
    assert stored.how == "Underskrift med Kommunens login"


def test_who_signs_out_on_the_way_is_let_in_nowhere(provider: Provider) -> None:  # noqa: F811
    version = sent()
    client = client_of(company_user(version))
    page = reverse("agreements:sign", args=[version.agreement.uuid])
    there = client.get(page + "identitet/")
    address = at_provider(there["Location"])
    kept = client.cookies["sessionid"].value
    other = Client()
    # Another browser knows nothing of the attempt.
    assert other.get(address).status_code == 400
    client.post(reverse("account_logout"))
    assert client.cookies["sessionid"].value != kept
    assert client.get(address).status_code == 400
    assert signatures(version) == []
