"""An answer's time is taken under the clock's lock: an escalation that comes first makes it late, never both (G3)."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from accounts.tenancy import acting_as
from orders.models import Breach, Clock
from orders.services.breaches import breaches_insert
from orders.services.requests import request_answer
from tests.factories import orders as make
from tests.helpers.committed import committed, session_role
from tests.orders.answering import asked

__all__ = ["committed"]

WAITING = "select count(*) from pg_locks where not granted"


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


@pytest.mark.usefixtures("committed")
def test_an_answer_that_waited_for_an_escalation_is_late() -> None:
    _mette, _order, request = asked()
    odder = make.consultant("Odder")
    failed: list[Exception] = []

    def answer() -> None:
        try:
            with session_role("jo_web"), acting_as(odder):
                request_answer(actor=odder, request=request, answer="no", text="Ferie")
        except Exception as error:  # noqa: BLE001
            failed.append(error)
        finally:
            connections["default"].close()

    with session_role("jo_owner"):
        clock = Clock.objects.get(request=request)
        with transaction.atomic():
            Clock.objects.select_for_update().get(pk=clock.pk)
            thread = threading.Thread(target=answer)
            thread.start()
            while not waiting():
                assert thread.is_alive(), failed
                time.sleep(0.02)
            # The person has pressed, and the deadline comes now.
            due = timezone.now() + timedelta(milliseconds=50)
            Clock.objects.filter(pk=clock.pk).update(due_at=due)
            time.sleep(0.1)
            assert breaches_insert({clock.pk: "no_owner"}, detected_at=timezone.now()) == 1
        thread.join(30)
        assert not failed
        clock.refresh_from_db()
        assert clock.stopped_at is not None
        assert clock.stopped_at > due
        assert clock.kept is False
        assert Breach.objects.get(clock=clock).detected_at <= clock.stopped_at
