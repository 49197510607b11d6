"""The broker (Valkey) is stopped while an order is sent: the order is saved, its mail waits, and leaves later."""

import subprocess
import time
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import ROOT
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.notifications.conftest import Broker, Mailbox, broker, mailbox
from tests.orders.test_intake import client_of, typed
from tests.orders.test_portal import asked, company_client

__all__ = ["broker", "committed", "mailbox"]


def mails() -> list[tuple[Any, ...]]:
    return make.rows("select name, state from notifications_outboxmail order by name")


def send(client: Client, name: str, data: dict[str, Any]) -> None:
    began = time.monotonic()
    response = client.post(reverse(name), data)
    assert response.status_code == 302, response.text
    assert time.monotonic() - began < 5, "the person waits for a broker that is gone"


@pytest.mark.parametrize("who", ["company", "consultant"])
def test_an_order_is_saved_and_its_mail_leaves_later(
    committed: Committed,  # noqa: F811
    broker: Broker,  # noqa: F811
    mailbox: Mailbox,  # noqa: F811
    settings: Any,
    who: str,
) -> None:
    company = companies.company("Gudenå")
    consultant = who == "consultant"
    client = client_of(make.jobcenter("Horsens")) if consultant else company_client(company)
    broker.stop()
    assert not broker.answers()
    if consultant:
        send(client, "orders:new", typed(company))
        waiting = [("orders.order_received", "queued")]
    else:
        send(client, "orders:portal_new", asked(company))
        waiting = [("orders.order_new", "queued"), ("orders.order_received", "queued")]
    assert make.rows("select count(*) from orders_order") == [(1,)]
    assert mails() == waiting
    # What beat does every few seconds, also without a wake-up.
    subprocess.run(  # noqa: S603
        committed.manage("deliver_outbox"),
        cwd=ROOT,
        env=committed.environment(
            "worker", EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}", REDIS_URL=broker.url
        ),
        check=True,
        timeout=120,
    )
    mailbox.wait_for(len(waiting))
    assert mails() == [(name, "sent") for name, _state in waiting]
    with_promise = [mail for mail in mailbox.mails if "I hører fra Jobcenter Horsens senest" in text_of(mail)]
    assert len(with_promise) == 1


def text_of(mail: EmailMessage) -> str:
    """What somebody reads whose program shows plain text."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
