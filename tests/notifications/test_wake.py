"""The broker carries wake-ups only: without it nothing is lost, and nobody waits."""

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from notifications import wake
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.conftest import ROOT
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.committed import Committed
from tests.notifications.conftest import Broker, Mailbox, use_broker


@pytest.fixture
def mute_server() -> Iterator[str]:
    """Takes connections and never says a word: worse than a server that is gone."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(20)
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


@contextmanager
def celery(committed: Committed, *arguments: str, **environment: str) -> Iterator[None]:
    """A real Celery process of the product, as ./run and production start it."""
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-m", "celery", "-A", "config.celery", *arguments],
        cwd=ROOT,
        env=committed.environment("worker", **environment),
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(what: Callable[[], bool], seconds: float = 90) -> float:
    start = time.monotonic()
    while not what():
        assert time.monotonic() - start < seconds
        time.sleep(0.02)
    return time.monotonic() - start


def nobody_delivers() -> bool:
    """Whether no process holds a sender's slot, which is an advisory lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_locks where locktype = 'advisory'"
            " and database = (select oid from pg_database where datname = current_database())"
        )
        return bool(cursor.fetchone()[0] == 0)


def test_the_task_is_asked_for_by_the_name_that_beat_uses(settings: Any) -> None:
    from notifications.tasks import deliver_outbox

    assert deliver_outbox.name == wake.TASK == settings.CELERY_BEAT_SCHEDULE["deliver-outbox"]["task"]


def test_a_broker_that_is_gone_costs_nothing(broker: Broker) -> None:
    assert wake.wake_delivery() is True
    broker.stop()
    start = time.monotonic()
    assert wake.wake_delivery() is False
    assert time.monotonic() - start < 1


def test_a_broker_that_does_not_answer_costs_a_second_at_most_and_then_nothing_for_a_while(
    mute_server: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_broker(mute_server, settings, monkeypatch)
    start = time.monotonic()
    assert wake.wake_delivery() is False
    assert 0.1 < time.monotonic() - start < 1.5
    start = time.monotonic()
    for _n in range(50):
        assert wake.wake_delivery() is False
    assert time.monotonic() - start < 0.1
    wake._client.cache_clear()


def test_after_a_restart_of_the_broker_the_next_wake_up_arrives(
    broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert wake.wake_delivery() is True
    broker.stop()
    broker.start()
    tries = []
    for _n in range(2):  # the old connection may cost one
        monkeypatch.setattr(wake, "_asleep_until", 0.0)
        tries.append(wake.wake_delivery())
    assert tries[-1] is True


def test_saving_while_the_broker_is_down_is_quick_and_the_mail_leaves_later(
    worker: Committed, broker: Broker, mailbox: Mailbox, settings: Any
) -> None:
    horsens = make.organisation("Horsens")
    environment = {
        "REDIS_URL": broker.url,
        "EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}",
        "JO_OUTBOX_SECONDS": "1",
    }
    with celery(worker, "worker", "-c", "1", "-l", "WARNING", **environment):
        # Woken by the commit alone: no beat runs yet.
        mails.queued(horsens)
        mailbox.wait_for(1)
        seconds = wait_until(lambda: OutboxMail.objects.filter(state=MailState.SENT).count() == 1)
        start = time.monotonic()
        mails.queued(horsens)
        mailbox.wait_for(2)
        print(f"from commit to arrival, worker awake: {time.monotonic() - start:.3f} s ({seconds:.3f} s)")

        # Its turn is over: what is saved from here on needs somebody to wake it.
        wait_until(nobody_delivers)
        broker.stop()
        start = time.monotonic()
        late = mails.queued(horsens)
        assert time.monotonic() - start < 1
        assert mails.row(late).state == MailState.QUEUED
        broker.start()
        with celery(worker, "beat", "-l", "WARNING", "-s", str(broker.socket.parent / "beat"), **environment):
            mailbox.wait_for(3)
    assert sorted(mailbox.count().values()) == [1, 1, 1]
