"""The task that beat starts: at most so many at work, short turns, and the plan that the claim runs by."""

import json
import threading

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction

from notifications import claims, delivery, tasks
from notifications.delivery import SENDERS, sender_slot
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.outbox import queue_many
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import Committed, session_role
from tests.notifications.conftest import Mailbox


def test_no_more_deliverers_than_slots_and_a_slot_comes_back(worker: Committed) -> None:
    inside: list[bool] = []
    ready, release = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        try:
            with sender_slot() as mine:
                inside.append(mine)
                ready.release()
                release.wait(20)
        finally:
            connection.close()

    threads = [threading.Thread(target=hold) for _n in range(SENDERS)]
    for thread in threads:
        thread.start()
        assert ready.acquire(timeout=20)
    try:
        assert inside == [True] * SENDERS
        with sender_slot() as mine:
            assert mine is False
    finally:
        release.set()
        for thread in threads:
            thread.join(20)
    with sender_slot() as mine:
        assert mine is True


def test_a_task_without_a_slot_sends_nothing(
    worker: Committed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    mails.queued(make.organisation())
    monkeypatch.setattr(delivery, "SENDERS", 0)
    tasks.deliver_outbox.run()
    assert mailbox.mails == []
    monkeypatch.undo()
    tasks.deliver_outbox.run()
    assert len(mailbox.mails) == 1


def test_a_turn_that_ends_early_asks_for_another(
    worker: Committed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    horsens = make.organisation()
    for _n in range(12):
        mails.queued(horsens)
    asked = []
    monkeypatch.setattr(tasks, "wake_delivery", lambda: asked.append(1))
    monkeypatch.setattr(tasks, "TURN_SECONDS", 0.05)
    mailbox.seconds_per_mail = 0.02
    tasks.deliver_outbox.run()
    assert (len(mailbox.mails), asked) == (10, [1])  # one batch, then the time was up
    monkeypatch.setattr(tasks, "TURN_SECONDS", 60)
    tasks.deliver_outbox.run()
    assert (len(mailbox.mails), asked) == (12, [1])


def test_the_operators_command_sends(
    worker: Committed, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    mails.queued(make.organisation())
    monkeypatch.setattr(settings, "DB_ROLE", "worker")
    call_command("deliver_outbox")
    assert "Sendt: 1. Forsøges igen: 0. Fejlet: 0. Lagt tilbage: 0." in capsys.readouterr().out


def claim_plan() -> str:
    """How the database would claim now, as the worker."""
    rooms = json.dumps([{"domain": "virksomhed.example", "room": 10}])
    values = {"rooms": rooms, "limit": 10, "lease": delivery.LEASE}
    with session_role("jo_worker"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(claims._BEGIN, [claims._CLAIM_LOCK])
        cursor.execute(f"explain (costs off) {claims._FAIR}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_the_claim_reads_only_open_mail(worker: Committed) -> None:
    horsens = make.organisation()
    with transaction.atomic():
        queue_many([mails.mail(horsens) for _n in range(3000)])
    waiting = list(OutboxMail.objects.values_list("pk", flat=True)[:5])
    OutboxMail.objects.exclude(pk__in=waiting).update(state=MailState.SENT, sent_at="2026-01-01T00:00Z")
    plans = [claim_plan()]
    # A burst that no statistics know of yet.
    with transaction.atomic():
        queue_many([mails.mail(horsens) for _n in range(3000)])
    plans.append(claim_plan())
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute("analyze notifications_outboxmail")
    plans.append(claim_plan())
    for plan in plans:
        assert "Index Scan using outbox_by_domain" in plan, plan
        assert "Seq Scan" not in plan, plan
        # What is sorted is the shares, a batch for each domain, and never a domain's mails.
        assert plan.count("Sort Key") == plan.count("Sort Key: share.turn") == 1, plan


@pytest.mark.django_db
def test_a_sign_in_code_goes_through_the_outbox_and_is_confidential(client) -> None:
    person = make.membership(make.organisation("Horsens")).user
    response = client.post("/konto/login/code/", {"email": person.email})
    assert response.status_code == 302
    from tests.helpers.db import as_owner

    with as_owner():
        [mail] = OutboxMail.objects.all()
    assert (mail.recipient, mail.confidential, mail.organisation_id) == (person.email, True, None)
    assert mail.subject
    assert mail.state == MailState.QUEUED
