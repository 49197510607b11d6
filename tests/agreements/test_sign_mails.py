"""Every mail about signing: to whom, what it says, and that nobody else can read a link or a code."""

import re

import pytest

from accounts.enums import Role
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements import emails
from agreements.services.links import link_make
from agreements.services.sending import agreement_withdraw
from notifications.models import OutboxMail
from tests.agreements.signers import code, fresh, link, mails, party, sent, sign, sign_all, signer
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

LEFT = re.compile(r"[{}%]|None|\bFalse\b|&amp;|&#")


def good(mail: OutboxMail) -> OutboxMail:
    """What holds for every mail: one line of subject, no slot left empty, plain text."""
    assert mail.subject
    assert len(mail.subject) <= 200
    assert not LEFT.search(mail.subject), mail.subject
    assert not LEFT.search(mail.text), mail.text
    assert "\n\n\n" not in mail.text
    return mail


def test_the_invitation_says_what_for_whom_and_by_when() -> None:
    company = companies.company("Hansen & Søn ApS")
    version = sent(company=company, title="Aftale med <Hansen> & Søn")
    (mail,) = mails("sign_invite", signer(version).email)
    good(mail)
    one = party(version)
    assert "Aftale med <Hansen> & Søn" in mail.subject
    assert f"Hej {one.contact_name}" in mail.text
    assert "for Hansen & Søn ApS" in mail.text
    assert orders.national().name in mail.text
    assert link(version) in mail.text
    assert mail.recipient_organisation_id == one.organisation_id


def test_each_gets_an_own_link_and_only_that() -> None:
    version = sent()
    addresses = {link(version, role) for role in ("company", "national", "tovholder")}
    assert len(addresses) == 3
    for mail in mails("sign_invite"):
        assert sum(address in mail.text for address in addresses) == 1


def test_links_and_codes_are_read_by_nobody_in_the_outbox() -> None:
    from django.test import Client

    actor = agreements.national_actor()
    version = sent(actor)
    Client().post(link(version), {"action": "code"})
    assert code(version)
    for organisation in (orders.national(), party(version).organisation):
        administrator = accounts.actor(organisation, role=Role.ADMINISTRATOR)
        with acting_as(administrator):
            assert not OutboxMail.objects.filter(name__startswith="agreements.sign_").exists()


def test_the_code_stands_first_in_the_subject() -> None:
    from django.test import Client

    version = sent()
    Client().post(link(version), {"action": "code"})
    (mail,) = mails("sign_code")
    good(mail)
    assert mail.recipient == party(version).contact_email
    assert mail.subject.startswith(code(version))
    assert "10 minutter" in mail.text
    assert link(version) not in mail.text


def test_the_receipt_goes_to_the_one_who_signed() -> None:
    version = sent()
    signature = sign(version, party(version))
    (mail,) = mails("sign_receipt")
    good(mail)
    assert mail.recipient == party(version).contact_email
    for part in (
        signature.name,
        signature.title,
        version.document_hash,
        "/underskriv/kontrol/",
        "engangskode",
    ):
        assert part in mail.text


def test_all_are_told_when_the_last_has_signed_and_where_the_pdf_is() -> None:
    version = sent()
    sign_all(version)
    told = mails("sign_done")
    assert len(told) == 3
    for mail in told:
        good(mail)
        assert "Alle har underskrevet" in mail.subject
        assert str(fresh(version).agreement.uuid) in mail.text


def test_those_who_were_asked_are_told_that_it_was_withdrawn() -> None:
    actor = agreements.national_actor()
    version = sent(actor, sign_in_order=True)
    with acting_as(actor):
        agreement_withdraw(actor=actor, version=version, reason="Hemmelig grund")
    (mail,) = mails("sign_closed")  # the others have heard of nothing
    good(mail)
    assert "trukket" in mail.text
    assert "Hemmelig" not in mail.text


@pytest.mark.parametrize("name", ["reminder", "bounced", "expired", "closed"])
def test_the_mails_of_the_worker(name: str) -> None:
    actor = agreements.national_actor()
    version = fresh(sent(actor))
    found = signer(version)
    found.version = version
    with as_worker():
        if name == "reminder":
            emails.sign_reminder(signer=found, token=link_make(signer=found, now=moment()), days=3)
        elif name == "bounced":
            emails.sign_bounced(signer=found, error="550 no such user", key="sign:1:x")
        elif name == "expired":
            emails.sign_expired(version=version, missing=["Jobcenter Horsens"])
        else:
            emails.sign_closed(version=version, signer=found, reason="expired", at=moment())
    (mail,) = mails(f"sign_{name}")
    good(mail)
    with as_owner():
        creator = version.agreement.created_by
    to = creator.email if name in ("bounced", "expired") else found.email
    assert mail.recipient == to
    words = {
        "reminder": "3 arbejdsdage",
        "bounced": "550 no such user",
        "expired": "- Jobcenter Horsens",
        "closed": "er udløbet",
    }
    assert words[name] in mail.text
    assert mail.confidential is (name == "reminder")
