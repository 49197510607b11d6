"""Several deliverers at once, and deliverers killed in the middle: nothing is lost, nothing is renamed."""

import random
import signal
import subprocess
import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction

from notifications.delivery import deliver
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.outbox import queue_many
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import ROOT, Committed, session_role
from tests.notifications.conftest import Mailbox


def queue(number: int) -> set[str]:
    """Queue mails and return their Message-IDs."""
    horsens = make.organisation("Horsens")
    with transaction.atomic():
        assert queue_many([mails.mail(horsens, dedupe_key=f"brud-{n}") for n in range(number)]) == number
    return set(OutboxMail.objects.values_list("message_id", flat=True))


def test_deliverers_side_by_side_send_each_mail_once(worker: Committed, mailbox: Mailbox) -> None:
    expected = queue(400)
    mailbox.seconds_per_mail = 0.002
    sent: list[int] = []

    def work() -> None:
        try:
            with session_role("jo_worker"):
                sent.append(deliver(batch=7).sent)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sum(sent) == 400
    assert sum(number > 0 for number in sent) >= 2  # they really worked side by side
    assert mailbox.count() == dict.fromkeys(expected, 1)


def test_killed_deliverers_lose_no_mail(worker: Committed, mailbox: Mailbox, settings) -> None:
    expected = queue(3000)
    mailbox.seconds_per_mail = 0.001
    chance = random.Random(3000)
    command = worker.manage("deliver_outbox", "--lease-seconds", "1")
    environment = worker.environment("worker", EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}")
    kills = 0
    while kills < 6:
        before = len(mailbox.mails)
        process = subprocess.Popen(  # noqa: S603  (the product's own command)
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            mailbox.wait_for(before + 1)
            time.sleep(chance.uniform(0.05, 0.4))
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
        kills += 1
    assert OutboxMail.objects.waiting().exists(), "the kills must come before the end"
    stop = time.monotonic() + 120
    while OutboxMail.objects.waiting().exists():
        assert time.monotonic() < stop
        deliver(lease=timedelta(seconds=5))
        time.sleep(0.2)
    arrived = mailbox.count()
    assert set(arrived) == expected  # none lost, none with another Message-ID
    assert sum(arrived.values()) - len(expected) <= kills  # at most the one in the air, per kill
    assert set(OutboxMail.objects.values_list("state", flat=True)) == {MailState.SENT}
    print(f"3000 mails, {kills} kills: lost 0, sent twice {sum(arrived.values()) - len(expected)}")


def test_the_command_needs_the_workers_role(worker: Committed) -> None:
    done = subprocess.run(  # noqa: S603
        worker.manage("deliver_outbox"),
        cwd=ROOT,
        env=worker.environment("web"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "JO_DB_ROLE=worker" in done.stderr


@pytest.mark.usefixtures("no_mail_server")
def test_the_command_says_that_the_server_is_down(worker: Committed, settings) -> None:
    queue(1)
    done = subprocess.run(  # noqa: S603
        worker.manage("deliver_outbox"),
        cwd=ROOT,
        env=worker.environment("worker", EMAIL_URL=f"smtp://127.0.0.1:{settings.EMAIL_PORT}"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "Mailserveren svarer ikke" in done.stderr
    assert "Lagt tilbage: 1." in done.stdout
