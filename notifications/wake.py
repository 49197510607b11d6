"""Tell the worker that there is mail, without ever making the user wait for it.

The mail is in the database already, and beat asks for a delivery every few seconds: a wake-up that gets lost
costs seconds, never a mail. So it is tried once, with short time-outs, and a broker that is down is left
alone for a while.
"""

import logging
import time
from functools import cache

from celery import Celery
from django.conf import settings
from django.db import transaction

logger = logging.getLogger(__name__)

TASK = "notifications.tasks.deliver_outbox"
CONNECT_SECONDS = 0.5
REST_SECONDS = 20.0  # after a failure: as long as beat takes to ask anyway

_asleep_until = 0.0


@cache
def _client() -> Celery:
    """A producer of its own: the worker's connection waits for a broker to come back, a request may not."""
    client = Celery("wake", set_as_current=False)
    client.conf.update(
        broker_url=settings.CELERY_BROKER_URL,
        task_ignore_result=True,
        task_publish_retry=False,
        broker_connection_retry=False,
        broker_connection_timeout=CONNECT_SECONDS,
        broker_transport_options={
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
            "socket_connect_timeout": CONNECT_SECONDS,
            "socket_timeout": CONNECT_SECONDS,
            "retry_on_timeout": False,
        },
    )
    return client


def wake_on_commit() -> None:
    """Wake the delivery once when the running transaction commits, however many mails it queued."""
    connection = transaction.get_connection()
    if any(entry[1] is wake_delivery for entry in connection.run_on_commit):
        return
    transaction.on_commit(wake_delivery, robust=True)


def wake_delivery() -> bool:
    """Ask a worker to deliver now; whether it was asked. Never raises, and takes about a second at most."""
    return wake(TASK)


def wake(task: str, *arguments: str) -> bool:
    """Ask a worker to run a task now; whether it was asked. Never raises, and takes about a second at most.

    Only for work that waits in the database and is found there in any case.
    """
    global _asleep_until
    if time.monotonic() < _asleep_until:
        return False
    try:
        _client().send_task(task, args=arguments, retry=False, expires=60)
    except Exception as error:  # noqa: BLE001  (whatever the broker's client raises, the work is safe)
        _asleep_until = time.monotonic() + REST_SECONDS
        logger.warning("%s was not woken (%s); beat will start it.", task, type(error).__name__)
        return False
    return True
