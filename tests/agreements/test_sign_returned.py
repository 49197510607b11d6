"""Mails about signing that come back hours or days after they were sent: who is told, and what the page shows."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.enums import LogKind, SignerState
from agreements.models import AgreementEvent, AgreementVersion
from agreements.services.copies import copy_send_again
from agreements.services.reminders import Watched, signing_watch
from agreements.services.sending import signer_correct_email, signer_resend
from notifications.bounces import Taken, bounce_receive
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.return_path import return_path
from tests.agreements.signers import client_of, fresh, link, mails, sent, sign_all, signer
from tests.factories import accounts, agreements, orders
from tests.helpers.db import as_owner, as_worker
from tests.notifications.reports import OUT_OF_OFFICE, report

pytestmark = pytest.mark.django_db


def came_back(mail: OutboxMail, content: bytes = b"") -> Taken:
    """The mail left some time ago, and now a report arrives at its address."""
    with as_owner():
        OutboxMail.objects.filter(pk=mail.pk, state=MailState.QUEUED).update(
            state=MailState.SENT, sent_at=moment()
        )
    with as_worker():
        return bounce_receive(address=return_path(mail.pk), content=content or report())


def watch(days: float = 0) -> Watched:
    with playing(moment() + datetime.timedelta(days=days)), as_worker():
        return signing_watch()


def events(version: AgreementVersion) -> int:
    with as_owner():
        return AgreementEvent.objects.filter(agreement=version.agreement, kind=LogKind.BOUNCED).count()


def test_an_invitation_that_comes_back_is_told_to_the_drafter_once() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    (invitation,) = mails("sign_invite", signer(version).email)
    assert came_back(invitation) is Taken.BOUNCED
    assert watch().bounced == 1
    assert signer(version).state == SignerState.BOUNCED
    (told,) = mails("sign_bounced")
    assert "Ingen Åse her" in told.text
    assert signer(version).email in told.text
    with as_owner():
        assert version.agreement.created_by is not None
        assert told.recipient == version.agreement.created_by.email
    assert came_back(invitation) is Taken.AGAIN
    assert watch().bounced == 0
    assert events(version) == 1
    page = client_of(actor).get(reverse("agreements:agreement", args=[fresh(version).agreement.uuid])).text
    assert "Mailen kom retur" in page
    # The address is mended: what came back from the old one says nothing of the new one.
    with acting_as(actor):
        signer_correct_email(actor=actor, signer=signer(version), email="rigtig@firma.example")
    assert watch().bounced == 0
    assert signer(version).state == SignerState.INVITED


@pytest.mark.parametrize("content", [OUT_OF_OFFICE, report(action="delayed"), b"\xff\x00"])
def test_what_is_no_failure_changes_nothing(content: bytes) -> None:
    version = sent()
    (invitation,) = mails("sign_invite", signer(version).email)
    assert came_back(invitation, content) is Taken.NOTHING
    assert watch() == Watched()
    assert signer(version).state == SignerState.INVITED


def test_a_report_on_the_first_mail_counts_after_a_reminder_was_sent() -> None:
    """Other servers try for up to five days before they give up; the reminder has a link of its own by then."""
    version = sent()
    (invitation,) = mails("sign_invite", signer(version).email)
    assert watch(days=6).reminded == 3
    assert came_back(invitation) is Taken.BOUNCED
    assert watch(days=6).bounced == 1
    assert signer(version).state == SignerState.BOUNCED


def test_sending_again_to_the_same_address_begins_anew() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    came_back(mails("sign_invite", signer(version).email)[0])
    watch()
    with acting_as(actor), playing(moment() + datetime.timedelta(minutes=5)):
        signer_resend(actor=actor, signer=signer(version))
    assert watch().bounced == 0
    assert signer(version).state == SignerState.INVITED
    assert Client().get(link(version)).status_code == 200


def test_the_signed_agreement_that_comes_back_is_told_too() -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    sign_all(version)
    (done,) = mails("sign_done", signer(version).email)
    assert came_back(done) is Taken.BOUNCED
    assert watch().bounced == 1
    assert watch().bounced == 0
    (told,) = mails("sign_bounced")
    assert told.subject.startswith("Den underskrevne aftale kom ikke frem til")
    assert events(version) == 1
    page = client_of(actor).get(reverse("agreements:agreement", args=[fresh(version).agreement.uuid])).text
    assert "Aftalen kom ikke frem på mail" in page
    with acting_as(actor), playing(moment() + datetime.timedelta(minutes=5)):
        copy_send_again(actor=actor, signer=signer(version))
    assert watch().bounced == 0
    page = client_of(actor).get(reverse("agreements:agreement", args=[fresh(version).agreement.uuid])).text
    assert "Aftalen kom ikke frem på mail" not in page


def test_the_outbox_shows_what_came_back() -> None:
    version = sent()
    sign_all(version)
    (receipt,) = mails("sign_receipt", signer(version).email)
    came_back(receipt)
    client = client_of(accounts.actor(orders.national(), role=Role.ADMINISTRATOR))
    shelf = client.get("/post/", {"vis": "fejlet"}).text
    assert receipt.subject in shelf
    assert "Kom retur" in shelf
    assert "Ingen Åse her" in shelf
    page = client.get(f"/post/{receipt.pk}/").text
    assert "Mailen kom ikke frem" in page
    assert "Kontrollér adressen" in page
    assert "Send igen" in page
    again = client.post(f"/post/{receipt.pk}/send-igen/", {"once": "a"}, follow=True)
    assert "Mailen er lagt i kø" in again.text
    with as_owner():
        assert OutboxMail.objects.filter(subject=receipt.subject, recipient=receipt.recipient).count() == 2
        assert OutboxMail.objects.get(pk=receipt.pk).state == MailState.BOUNCED
