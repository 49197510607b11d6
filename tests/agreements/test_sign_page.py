"""The personal link: reading, the code, signing, and everything that may be wrong with it."""

import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, SignerState, SignMethod
from agreements.models import Agreement, AgreementMeeting, AgreementVersion, Signature
from agreements.services.reminders import signing_watch
from tests.agreements.signers import (
    GOOD,
    client_of,
    code,
    company_user,
    fresh,
    link,
    mails,
    party,
    sent,
    sign,
    sign_all,
    sign_by_link,
    signer,
)
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db


def signatures(version: AgreementVersion) -> list[Signature]:
    with as_owner():
        return list(Signature.objects.filter(version=version))


def text_of(response: Any) -> str:
    return response.content.decode()


# --- the way it should go ---------------------------------------------------------------------------------------


def test_the_page_shows_the_whole_document_that_was_frozen() -> None:
    version = sent(need_short="Otte svejsere til den nye hal")
    text = text_of(Client().get(link(version)))
    assert "Otte svejsere til den nye hal" in text
    assert version.document_hash in text
    for one in fresh(version).document["parties"]:
        assert one["name"] in text
    assert text.count("<dt>") >= 6
    assert "Send mig en kode" in text


def test_a_mail_scanner_that_follows_the_link_changes_nothing() -> None:
    version = sent()
    before = signer(version)
    assert Client().head(link(version)).status_code == 200
    assert Client().get(link(version)).status_code == 200
    after = signer(version)
    assert (after.state, after.opened_at) == (before.state, None) == (SignerState.INVITED, None)
    assert mails("sign_code") == []


def test_the_page_is_not_kept_by_anybody() -> None:
    response = Client().get(link(sent()))
    assert "no-store" in response["Cache-Control"]


def test_signing_by_link_stores_the_whole_evidence() -> None:
    version = sent()
    client, address = Client(), link(version)
    asked = client.post(address, {"action": "code"})
    assert (asked.status_code, asked["Location"]) == (302, address + "#underskriv")
    assert signer(version).state == SignerState.OPENED
    done = client.post(address, {**GOOD, "code": code(version)}, REMOTE_ADDR="203.0.113.5")
    assert (done.status_code, done["Location"]) == (302, address)
    (stored,) = signatures(version)
    one = party(version)
    assert (stored.name, stored.title, stored.email) == ("Karin Friis", "Direktør", one.contact_email)
    assert (stored.party_id, stored.organisation_id, stored.user_id) == (one.pk, one.organisation_id, None)
    assert (stored.address, stored.method) == ("203.0.113.5", SignMethod.MAIL_CODE)
    assert stored.level == "Simpel elektronisk underskrift"
    assert stored.document_hash == version.document_hash
    assert abs(stored.signed_at - moment()) < datetime.timedelta(minutes=1)
    assert fresh(version).state == AgreementState.PARTLY_SIGNED
    assert fresh(version).agreement.state == AgreementState.PARTLY_SIGNED


def test_a_used_link_says_so_and_signs_no_more() -> None:
    version = sent()
    sign_by_link(version)
    client, address = Client(), link(version)
    again = client.get(address)
    assert again.status_code == 200
    assert "I har underskrevet" in text_of(again)
    assert "1 af 3 parter" in text_of(again)
    assert version.document_hash not in text_of(again)
    for data in ({"action": "code"}, {**GOOD, "code": "123456"}):
        assert "I har underskrevet" in text_of(client.post(address, data))
    assert len(signatures(version)) == 1
    assert len(mails("sign_code")) == 1


def test_a_member_who_is_signed_in_needs_no_code() -> None:
    version = sent()
    actor = company_user(version)
    client = client_of(actor)
    assert "Kode fra mailen" not in text_of(client.get(link(version)))
    assert client.post(link(version), GOOD).status_code == 302
    (stored,) = signatures(version)
    assert (stored.method, stored.user_id) == (SignMethod.SIGNED_IN, actor.user_id)
    assert stored.level == "Simpel elektronisk underskrift med login"


def test_a_member_signs_from_the_agreements_own_address() -> None:
    version = sent()
    client = client_of(company_user(version))
    address = reverse("agreements:sign", args=[fresh(version).agreement.uuid])
    assert "Underskriv for" in text_of(client.get(address))
    done = client.post(address, GOOD)
    assert done.status_code == 302
    assert signatures(version)[0].method == SignMethod.SIGNED_IN
    assert "I har underskrevet" in text_of(client.get(address))


def test_the_last_signature_puts_the_agreement_in_force() -> None:
    version = sent()
    sign(version, party(version, "national"))
    sign(version, party(version, "tovholder"))
    assert fresh(version).state == AgreementState.PARTLY_SIGNED
    sign_by_link(version)
    now = fresh(version)
    agreement = now.agreement
    assert (now.state, agreement.state) == (AgreementState.IN_FORCE, AgreementState.IN_FORCE)
    assert now.concluded_at is not None
    assert (agreement.current_id, agreement.starts_on, agreement.ends_on) == (
        now.pk,
        now.starts_on,
        now.ends_on,
    )
    assert {mail.recipient for mail in mails("sign_done")} == {
        party(version, role).contact_email for role in ("company", "national", "tovholder")
    }
    assert "Alle parter har underskrevet" in text_of(Client().get(link(version)))
    # A jobcentre inside the tovholder's area sees the agreement from now on.
    with acting_as(orders.consultant("Odder")):
        assert Agreement.objects.filter(pk=agreement.pk).exists()


def test_a_new_version_supersedes_the_former_one() -> None:
    from agreements.services.drafting import version_draft
    from agreements.services.sending import agreement_send

    actor = agreements.national_actor()
    first = sent(actor)
    sign_all(first)
    with acting_as(actor):
        second = version_draft(actor=actor, agreement=fresh(first).agreement, reason="Flere pladser")
        second = agreement_send(actor=actor, version=second)
    assert fresh(first).state == AgreementState.IN_FORCE
    assert (
        fresh(first).agreement.state == AgreementState.IN_FORCE
    )  # it holds until all have signed the new one
    sign_all(second)
    assert fresh(first).state == AgreementState.SUPERSEDED
    assert fresh(second).state == AgreementState.IN_FORCE
    assert fresh(second).agreement.current_id == second.pk


def test_a_wider_agreement_ends_the_partnership_it_grew_from() -> None:
    """Also when the last signature is by one who is no party to the partnership and cannot see it."""
    company, horsens = companies.company(), accounts.actor(orders.jobcenter("Horsens"))
    local = agreements.agreement_in_force(company, kind="partnership", actor=horsens)
    with as_owner():
        meeting = AgreementMeeting.objects.create(
            agreement=local, starts_at=moment() + datetime.timedelta(days=40), is_generated=False
        )
    other = orders.jobcenter("Aarhus")
    version = agreements.agreement_draft(company, tovholders=[(other, "country", ())])
    with as_owner():
        Agreement.objects.filter(pk=version.agreement_id).update(widened_from=local)
        creator = agreements.national_actor()
    from agreements.services.sending import agreement_send

    with acting_as(creator):
        version = agreement_send(actor=creator, version=version)
    for role in ("company", "national", "tovholder"):
        sign(version, party(version, role))
    with as_owner():
        local.refresh_from_db()
        assert local.state == AgreementState.SUPERSEDED
        assert local.current.state == AgreementState.SUPERSEDED
        assert local.current.ended_at == fresh(version).concluded_at
        assert local.events.filter(kind="superseded").count() == 1
    with as_worker():
        signing_watch()
    with as_owner():
        meeting.refresh_from_db()
        assert meeting.state == "cancelled"


def test_in_order_each_is_invited_by_the_one_before() -> None:
    version = sent(sign_in_order=True)
    states = [signer(version, role).state for role in ("company", "national", "tovholder")]
    assert states == [SignerState.INVITED, SignerState.WAITING, SignerState.WAITING]
    assert len(mails("sign_invite")) == 1
    client = client_of(accounts.actor(orders.jobcenter("Horsens")))
    address = reverse("agreements:sign", args=[fresh(version).agreement.uuid])
    assert "ikke jeres tur" in text_of(client.get(address))
    assert "ikke jeres tur" in text_of(client.post(address, GOOD))
    sign_by_link(version)
    assert signer(version, "national").state == SignerState.INVITED
    assert signer(version, "tovholder").state == SignerState.WAITING
    sign_by_link(version, "national")
    sign_by_link(version, "tovholder")
    assert fresh(version).state == AgreementState.IN_FORCE


# --- bad input --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "Skriv dit navn"),
        ({"name": "   "}, "Skriv dit navn"),
        ({"title": ""}, "Skriv din titel"),
        ({"read": ""}, "Sæt kryds"),
        ({"code": ""}, "Skriv koden på seks cifre"),
        ({"name": "A\nB"}, "usynlige tegn"),
        ({"name": "x" * 121}, "for lang"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(change: dict[str, str], sentence: str) -> None:
    version = sent()
    client, address = Client(), link(version)
    client.post(address, {"action": "code"})
    values = {**GOOD, "code": code(version), **change}
    answer = client.post(address, values)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    for name in {"name", "title", "code"} - set(change):
        assert f'value="{values[name]}"' in text_of(answer)
    assert signatures(version) == []
    assert signer(version).code_tries == 0
    assert client.post(address, {**GOOD, "code": code(version)}).status_code == 302


def test_markup_in_a_name_stays_text() -> None:
    version = sent()
    sign_by_link(version, name="<script>alert(1)</script>", title="=1+1")
    (stored,) = signatures(version)
    assert stored.name == "<script>alert(1)</script>"
    assert "<script>alert" not in text_of(Client().get(link(version)))


def test_a_wrong_code_counts_and_five_end_it() -> None:
    version = sent()
    client, address = Client(), link(version)
    client.post(address, {"action": "code"})
    right = code(version)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    for n in range(4):
        assert "Koden er forkert" in text_of(client.post(address, {**GOOD, "code": wrong}))
        assert signer(version).code_tries == n + 1
    assert "Koden virker ikke mere" in text_of(client.post(address, {**GOOD, "code": wrong}))
    assert "Koden virker ikke mere" in text_of(client.post(address, {**GOOD, "code": right}))
    assert signatures(version) == []
    client.post(address, {"action": "code"})
    assert client.post(address, {**GOOD, "code": code(version)}).status_code == 302


def test_a_code_lasts_ten_minutes() -> None:
    version = sent()
    client, address, now = Client(), link(version), moment()
    client.post(address, {"action": "code"})
    with playing(now + datetime.timedelta(minutes=11)):
        answer = client.post(address, {**GOOD, "code": code(version)})
        assert "Koden virker ikke mere" in text_of(answer)
    assert signatures(version) == []


def test_a_code_may_be_typed_with_a_space_and_a_new_one_ends_the_old() -> None:
    version = sent()
    client, address = Client(), link(version)
    client.post(address, {"action": "code"})
    first = code(version)
    again = client.post(address, {"action": "code", "name": "Karin Friis", "title": "Direktør"})
    assert "En ny kode er sendt" in text_of(again)
    assert 'value="Karin Friis"' in text_of(again)
    second = code(version)
    if first != second:
        assert client.post(address, {**GOOD, "code": first}).status_code == 422
    assert client.post(address, {**GOOD, "code": f"{second[:3]} {second[3:]}"}).status_code == 302


def test_at_most_five_codes_an_hour() -> None:
    version = sent()
    client, address, now = Client(), link(version), moment()
    for _n in range(5):
        client.post(address, {"action": "code", "name": ""})
    refused = client.post(address, {"action": "code", "name": ""})
    assert refused.status_code == 429
    assert "fem koder" in text_of(refused)
    assert len(mails("sign_code")) == 5
    with playing(now + datetime.timedelta(minutes=61)):
        assert client.post(address, {"action": "code"}).status_code in (200, 302)
    assert len(mails("sign_code")) == 6


def test_one_partys_code_is_no_use_to_another() -> None:
    version = sent()
    Client().post(link(version), {"action": "code"})
    Client().post(link(version, "national"), {"action": "code"})
    mine, theirs = code(version), code(version, "national")
    if mine != theirs:
        assert Client().post(link(version), {**GOOD, "code": theirs}).status_code == 422
