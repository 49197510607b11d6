"""A thousand messages to a receiver that fails half of the time, while deliverers are killed: none is lost, each
object's messages arrive in their order, every signature verifies.
"""

import itertools
import random
import signal
import threading
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from tests.factories import orders, webhooks
from tests.helpers import web_nursery
from tests.helpers.committed import Committed, session_role
from tests.helpers.webhook_receiver import Heard, receiver
from webhooks.enums import DeliveryState
from webhooks.models import Delivery

ORDERS, CHANGES, KILLS = 100, 9, 6
TRIES_BETWEEN_KILLS = 200  # of some 2,000: the kills fall all over the work
PATIENCE = 420  # seconds: how long it takes says how busy the machine is
HURRY = 1_000  # divides the waiting times before another try: the longest that is needed here, 2 h, is 7 s
MOST_FAILURES = 6  # of one message: so that none is given up


class Half:
    """Fails half of the time, in three ways; `log` is every try in the order in which it came."""

    def __init__(self) -> None:
        self.chance = random.Random(1000)
        self.log: list[tuple[str, bool]] = []
        self.heard: list[Heard] = []
        self.failed: Counter[str] = Counter()
        self.lock = threading.Lock()

    def respond(self, heard: Heard) -> tuple[int, bytes, dict[str, str]]:
        message = heard.headers["webhook-id"]
        with self.lock:
            fails = self.chance.random() < 0.5 and self.failed[message] < MOST_FAILURES
            self.failed[message] += fails
            self.log.append((message, not fails))
            self.heard.append(heard)
            how = self.chance.randrange(3)
        if not fails:
            return 200, b"tak", {}
        if how == 0:
            raise ConnectionAbortedError  # hangs up without a word
        return (500, 503)[how - 1], b"ikke lige nu", {}


def test_a_thousand_messages_survive_a_bad_receiver_and_killed_deliverers(
    worker: Committed, tmp_path: Path
) -> None:
    half = Half()
    with receiver(respond=half.respond) as there:
        with pytest.MonkeyPatch.context() as patch, session_role("jo_web"):
            patch.setattr("django.conf.settings.WEBHOOK_LOOPBACK", True)
            issued = webhooks.endpoint(
                orders.jobcenter("Horsens"), "order.registered", "order.changed", url=there.url
            )
            mette = orders.consultant("Horsens")
            for _n in range(ORDERS):
                orders.order(mette)
        with session_role("jo_owner"), connection.cursor() as cursor:
            for _n in range(CHANGES):
                cursor.execute("update orders_order set version = version + 1")
        assert Delivery.objects.count() == ORDERS * (CHANGES + 1) == 1_000
        began = time.monotonic()
        killed = _deliver_and_kill(worker, half, tmp_path)
        seconds = time.monotonic() - began
    rows = {f"msg_{row.uuid.hex}": row for row in Delivery.objects.all()}
    assert Counter(row.state for row in rows.values()) == {DeliveryState.DELIVERED: 1_000}
    accepted = Counter(message for message, taken in half.log if taken)
    assert set(accepted) == set(rows)  # at least once, each of them, and nothing else
    _in_order(half, rows)
    for heard in half.heard:
        assert Webhook(issued.secret).verify(heard.body, heard.headers)["data"]["object"] == "order"
    twice = sum(accepted.values()) - 1_000
    assert twice <= killed * 4  # at most what was on its way to the endpoint, per kill
    assert len(half.log) > 1_700, "the receiver did not fail half of the time"
    print(
        f"1000 messages, {len(half.log)} tries, {killed} kills, {seconds:.0f} s: lost 0, arrived twice {twice}"
    )


def _deliver_and_kill(worker: Committed, half: Half, logs: Path) -> int:
    chance = random.Random(9)
    environment = worker.environment("worker", JO_WEBHOOK_LOOPBACK="1")
    words = ["deliver_webhooks", "--lease-seconds", "3", "--hurry", str(HURRY)]
    processes: list[web_nursery.Forked] = []
    number = itertools.count()

    def start() -> None:
        log = logs / f"deliverer-{next(number)}.txt"
        processes.append(web_nursery.fork(environment, words, log, program="manage"))

    killed, end = 0, time.monotonic() + PATIENCE
    try:
        start()
        start()
        while Delivery.objects.open().exists():
            assert time.monotonic() < end, (_states(), len(half.log), killed, _said(logs))
            # The one that has worked longest, in the midst of its work: the tries go on coming.
            if killed < KILLS and len(half.log) > (killed + 1) * TRIES_BETWEEN_KILLS:
                time.sleep(chance.uniform(0.0, 0.3))
                oldest = processes.pop(0)
                if oldest.poll() is None:
                    oldest.send_signal(signal.SIGKILL)
                    killed += 1
                start()
            else:
                time.sleep(0.05)
            # One that found nothing due (what is left waits for its next try) has ended.
            for process in [one for one in processes if one.poll() is not None]:
                processes.remove(process)
                start()
    finally:
        for process in processes:
            process.send_signal(signal.SIGKILL)
            process.wait(10)
    assert killed == KILLS
    assert "Traceback" not in _said(logs), _said(logs)  # whoever ended, ended because nothing was due
    return killed


def _said(logs: Path) -> str:
    """The last words of the deliverers, one after the other."""
    return "\n".join(log.read_text()[-2_000:] for log in sorted(logs.glob("deliverer-*.txt")))


def _states() -> Counter[str]:
    return Counter(Delivery.objects.values_list("state", flat=True))


def _in_order(half: Half, rows: dict[str, Delivery]) -> None:
    """Whenever a message was tried, all earlier ones about the same object had been accepted."""
    of_object: dict[Any, list[str]] = defaultdict(list)
    for message, row in sorted(rows.items(), key=lambda item: item[1].pk):
        of_object[row.object_id].append(message)
    assert len(of_object) == ORDERS
    place = {message: n for messages in of_object.values() for n, message in enumerate(messages)}
    accepted: set[str] = set()
    for message, taken in half.log:
        before = of_object[rows[message].object_id][: place[message]]
        assert accepted.issuperset(before), (timezone.now(), message)
        if taken:
            accepted.add(message)
