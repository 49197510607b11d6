"""Links that do not work: guessed, used up, too late, withdrawn, somebody else's, and a document that was changed."""

import datetime
from typing import Any

import pytest
from django.test import Client

from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.models import AgreementVersion, Signature
from agreements.services.sending import agreement_withdraw, signer_correct_email, signer_resend
from tests.agreements.signers import (
    GOOD,
    client_of,
    code,
    company_user,
    fresh,
    link,
    mails,
    sent,
    sign_by_link,
    signer,
    token,
)
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def signatures(version: AgreementVersion) -> list[Signature]:
    with as_owner():
        return list(Signature.objects.filter(version=version))


def text_of(response: Any) -> str:
    return response.content.decode()


def test_an_unknown_link_is_404_and_guessing_is_stopped() -> None:
    client = Client()
    for n in range(20):
        answer = client.get(f"/underskriv/{n:043d}/")
        assert answer.status_code == 404
        assert "Linket virker ikke" in text_of(answer)
    stopped = client.get(f"/underskriv/{'a' * 43}/")
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "300")
    # And a guess that hits would not be told either.
    assert client.get(link(sent())).status_code == 429
    assert Client(REMOTE_ADDR="203.0.113.77").get(link(sent())).status_code == 200


@pytest.mark.parametrize("token", ["kort", "a" * 42, "a" * 44, "a" * 42 + "%00"])
def test_what_cannot_be_a_link_is_no_page(token: str) -> None:
    assert Client().get(f"/underskriv/{token}/").status_code in (400, 404)


def test_only_a_hash_of_the_link_and_of_the_code_is_stored() -> None:
    version = sent()
    Client().post(link(version), {"action": "code"})
    found, plain = signer(version), token(version)
    assert found.token_hash != plain
    assert len(plain) == 43
    stored = repr(found.__dict__)
    assert plain not in stored
    assert code(version) not in found.code_hash
    for mail in [*mails("sign_invite"), *mails("sign_code")]:
        assert mail.confidential


def test_after_the_last_day_the_link_is_closed() -> None:
    version, now = sent(), moment()
    with playing(now + datetime.timedelta(days=31)):
        client, address = Client(), link(version)
        for answer in (client.get(address), client.post(address, {"action": "code"})):
            assert answer.status_code == 410
            assert "Fristen er udløbet" in text_of(answer)
    assert mails("sign_code") == []


def test_the_last_day_counts_whole() -> None:
    from jobcenters.calendar import end_of_day

    version = sent()
    last = end_of_day(fresh(version).sign_by)
    with playing(last - datetime.timedelta(seconds=1)):
        assert Client().get(link(version)).status_code == 200
    with playing(last):
        assert Client().get(link(version)).status_code == 410


def test_a_withdrawn_agreement_closes_the_links() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    address = link(version)
    with acting_as(actor):
        agreement_withdraw(actor=actor, version=version)
    for answer in (Client().get(address), Client().post(address, {"action": "code"})):
        assert answer.status_code == 410
        assert "trukket tilbage" in text_of(answer)


def test_a_withdrawn_agreement_that_some_had_signed_closes_the_links() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    address = link(version, "tovholder")
    sign_by_link(version)
    with acting_as(actor):
        agreement_withdraw(actor=actor, version=version)
    answer = Client().get(address)
    assert answer.status_code == 410
    assert "trukket tilbage" in text_of(answer)


@pytest.mark.parametrize("who", ["other company", "other jobcentre", "another party"])
def test_someone_elses_link_shows_nothing(who: str) -> None:
    version = sent(need_short="Hemmeligt behov")
    actor = {
        "other company": lambda: companies.user_of(companies.company()),
        "other jobcentre": lambda: orders.consultant("Silkeborg"),
        "another party": lambda: accounts.actor(orders.jobcenter("Horsens")),
    }[who]()
    client = client_of(actor)
    for answer in (client.get(link(version)), client.post(link(version), GOOD)):
        assert answer.status_code == 404
        assert "Linket er til en anden" in text_of(answer)
        assert "Hemmeligt" not in text_of(answer)
    assert signatures(version) == []


def test_a_mended_address_kills_the_links_sent_before() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    old = link(version)
    with acting_as(actor):
        signer_correct_email(actor=actor, signer=signer(version), email="ny@firma.example")
    assert Client().get(old).status_code == 404
    assert link(version) != old
    assert Client().get(link(version)).status_code == 200
    assert mails("sign_invite", "ny@firma.example")


def test_a_link_sent_again_leaves_the_earlier_one_working() -> None:
    actor = agreements.national_actor()
    version, now = sent(actor), moment()
    old = link(version)
    with acting_as(actor), playing(now + datetime.timedelta(minutes=5)):
        signer_resend(actor=actor, signer=signer(version))
    assert link(version) != old
    for address in (old, link(version)):
        assert Client().get(address).status_code == 200
    sign_by_link(version)
    for address in (old, link(version)):
        assert "I har underskrevet" in text_of(Client().get(address))


def test_a_document_that_is_not_what_was_sent_is_not_signed() -> None:
    """Even one who may write to the database past the product gets no signature on another text."""
    from django.db import connection

    version = sent()
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table agreements_agreementversion disable trigger version_kept")
        cursor.execute(
            "update agreements_agreementversion set document = jsonb_set(document, '{need_short}', '\"Andet\"')"
            " where id = %s",
            [version.pk],
        )
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table agreements_agreementversion enable trigger version_kept")
    answer = Client().get(link(version))
    assert answer.status_code == 409
    assert "kan ikke underskrives" in text_of(answer)
    client = client_of(company_user(version))
    assert client.post(link(version), GOOD).status_code == 409
    assert signatures(version) == []
