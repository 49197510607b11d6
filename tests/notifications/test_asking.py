"""Before a mail is sent once more, a server that can tell is asked whether it has it: then no copy arrives."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone

from accounts.models import Organisation
from notifications.delivery import deliver
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.notifications.conftest import Mailbox, free_port
from tooling.mailcatcher import Keeper, Server

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def horsens(worker: object) -> Organisation:
    return make.organisation("Horsens")


class Telling(Controller):
    """The mail catcher of `./run`."""

    def factory(self) -> Server:
        return Server(self.handler)


@pytest.fixture
def catcher(settings: Any, tmp_path: Path) -> Iterator[Path]:
    port = free_port()
    controller = Telling(Keeper(tmp_path), hostname="127.0.0.1", port=port)
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield tmp_path
    controller.stop()


def died(mail_id: UUID) -> None:
    """As a deliverer leaves a mail that is killed: leased, a try counted, and the lease has run out."""
    past = timezone.now() - timedelta(seconds=1)
    OutboxMail.objects.filter(pk=mail_id).update(
        state=MailState.LEASED, leased_until=past, attempts=1, sent_at=None
    )


def test_what_the_server_has_is_not_sent_again(catcher: Path, horsens: Organisation) -> None:
    arrived, never_left = mails.queued(horsens), mails.queued(horsens, state=MailState.CANCELLED)
    assert deliver().sent == 1
    assert len(list(catcher.glob("*.eml"))) == 1
    died(arrived)
    died(never_left)
    assert deliver().sent == 2
    assert {mails.row(arrived).state, mails.row(never_left).state} == {MailState.SENT}
    assert len(list(catcher.glob("*.eml"))) == 2  # one of each


def test_a_catcher_that_starts_again_knows_what_it_has(catcher: Path, horsens: Organisation) -> None:
    mail_id = mails.queued(horsens)
    deliver()
    assert Keeper(catcher).known == {mails.row(mail_id).message_id}


def test_where_the_server_cannot_tell_the_copy_is_the_same_mail(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    mail_id = mails.queued(horsens)
    deliver()
    died(mail_id)
    assert deliver().sent == 1
    assert mailbox.count() == {mails.row(mail_id).message_id: 2}
