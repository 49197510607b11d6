"""An address whose mail came back gets no more of it until somebody has checked it."""

from typing import Any

import pytest
from django.test import Client

from accounts.enums import Role
from accounts.models import Organisation
from accounts.tenancy import acting_as
from notifications.addresses import address_confirm, dead_addresses
from notifications.bounces import Taken, bounce_receive
from notifications.delivery import deliver
from notifications.delivery_report import blames_address
from notifications.enums import MailState
from notifications.models import DeadAddress, OutboxMail
from notifications.return_path import return_path
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import Committed, session_role
from tests.notifications.conftest import Mailbox
from tests.notifications.reports import OUT_OF_OFFICE, report

AASE = "Aase@virksomhed.example"


@pytest.fixture
def horsens() -> Organisation:
    return make.organisation("Horsens")


def come_back(horsens: Organisation) -> Any:
    mail_id = mails.queued(horsens, recipient=AASE)
    deliver()
    assert bounce_receive(address=return_path(mail_id), content=report()) is Taken.BOUNCED
    return mail_id


@pytest.mark.parametrize(
    ("said", "blamed"),
    [
        ("550 5.1.1 No such user", True),
        ("5.1.10 null MX", True),
        ("550 5.2.1 Mailbox disabled", True),
        ("552 5.2.2 Mailbox full", False),
        ("550 5.7.1 Blocked by policy", False),
        ("553 5.1.8 Bad sender", False),
        ("554 5.3.4 Too big", False),
        ("550 Ukendt", False),
        ("", False),
    ],
)
def test_only_some_failures_are_the_address_own_fault(said: str, blamed: bool) -> None:  # noqa: FBT001
    assert blames_address(said) is blamed


def test_the_next_mail_is_held_back_and_goes_when_the_address_was_checked(
    worker: Committed, mailbox: Mailbox, horsens: Organisation
) -> None:
    come_back(horsens)
    assert len(mailbox.mails) == 1
    held = mails.queued(horsens, recipient=AASE.lower())
    other = mails.queued(horsens, recipient="anden@virksomhed.example")
    outcome = deliver()
    assert (outcome.sent, outcome.failed) == (1, 1)
    assert mails.row(other).state == MailState.SENT
    assert mails.row(held).state == MailState.FAILED
    assert mails.row(held).last_error.startswith("Holdt tilbage: Mail til adressen er kommet retur.")
    # Somebody who signs in asks for the code, and so shows that the mailbox is read.
    mails.queued(None, recipient=AASE, subject="kode")
    assert deliver().sent == 1

    admin = make.actor(horsens, role=Role.ADMINISTRATOR)
    with session_role("jo_web"), acting_as(admin):
        assert dead_addresses([AASE])[AASE.lower()].reason.startswith("Kom retur: 550 5.1.1")
        assert address_confirm(AASE)
        assert not address_confirm(AASE)
        assert dead_addresses([AASE]) == {}
    mails.queued(horsens, recipient=AASE)
    assert deliver().sent == 1
    assert DeadAddress.objects.get().confirmed_by_id == admin.user_id
    come_back(horsens)  # and marked again
    assert DeadAddress.objects.get().confirmed_at is None


def test_nobody_lists_addresses_and_nobody_at_all_is_told_nothing(
    worker: Committed, mailbox: Mailbox, horsens: Organisation
) -> None:
    come_back(horsens)
    with session_role("jo_web"):
        assert dead_addresses([AASE]) == {}
        assert not address_confirm(AASE)
        with acting_as(make.actor(horsens)):
            assert list(DeadAddress.objects.all()) == []


def test_a_holiday_notice_is_answered_by_nobody_and_marks_nothing(
    worker: Committed, mailbox: Mailbox, horsens: Organisation
) -> None:
    """F12: a robot's mail changes nothing, and gets no mail back."""
    mail_id = mails.queued(horsens, recipient=AASE)
    deliver()
    before = OutboxMail.objects.count()
    assert bounce_receive(address=return_path(mail_id), content=OUT_OF_OFFICE) is Taken.NOTHING
    assert deliver().sent == 0
    assert (OutboxMail.objects.count(), DeadAddress.objects.count()) == (before, 0)
    assert mails.row(mail_id).state == MailState.SENT


def test_the_administrator_sees_it_and_confirms_it(
    worker: Committed, mailbox: Mailbox, horsens: Organisation
) -> None:
    mail_id = come_back(horsens)
    membership = make.membership(horsens, role=Role.ADMINISTRATOR)
    with session_role("jo_web"):
        client = Client()
        client.force_login(membership.user)
        page = client.get(f"/post/{mail_id}/").content.decode()
        assert "Adressen virker ikke" in page
        assert client.post(f"/post/{mail_id}/adresse/").status_code == 302
        assert "Adressen virker ikke" not in client.get(f"/post/{mail_id}/").content.decode()


def test_all_failed_to_one_domain_are_sent_again_together(
    worker: Committed, mailbox: Mailbox, horsens: Organisation
) -> None:
    other = make.organisation("Odder")
    for n in range(3):
        mails.queued(horsens, recipient=f"n{n}@nede.example", state=MailState.FAILED, last_error="Nede")
    mails.queued(horsens, recipient="n@andre.example", state=MailState.FAILED, last_error="Nede")
    mails.queued(other, recipient="n@nede.example", state=MailState.FAILED, last_error="Nede")
    membership = make.membership(horsens, role=Role.ADMINISTRATOR)
    with session_role("jo_web"):
        client = Client()
        client.force_login(membership.user)
        assert "3 mails til nede.example" in client.get("/post/?vis=fejlet").content.decode()
        assert client.post("/post/send-igen/", {"domain": "NEDE.example"}).status_code == 302
    assert deliver().sent == 3
    assert OutboxMail.objects.filter(state=MailState.FAILED).count() == 2
