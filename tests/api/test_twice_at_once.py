"""The same call twice at the same time, in two connections: it is carried out once."""

import threading
import time
from typing import Any

from django.db import connection, transaction

from accounts.selectors import token_found
from accounts.tenancy import set_context
from api.services import answered_calls
from candidates.models import ImportRun
from tests.api.client import Api
from tests.candidates.import_files import person, sheet
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner

__all__ = ["committed"]
PATH, BODY = "/candidates/imports", sheet([person(1)])


def send_in_thread(secret: str) -> tuple[threading.Thread, list[Any]]:
    answers: list[Any] = []

    def send() -> None:
        try:
            api = Api(secret=secret)
            answers.append(api.post(PATH, BODY, content_type="text/csv", Idempotency_Key="k"))
        finally:
            connection.close()

    thread = threading.Thread(target=send)
    thread.start()
    return thread, answers


def runs() -> int:
    with as_owner():
        return ImportRun.objects.count()


def test_of_many_at_once_one_is_carried_out(committed: Committed) -> None:
    api = Api(make.jobcenter("Horsens"))
    threads = [send_in_thread(api.secret) for _ in range(6)]
    for thread, _answers in threads:
        thread.join(60)
    answers = [answers[0] for _thread, answers in threads]
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert runs() == 1


def test_the_second_waits_and_carries_it_out_where_the_first_came_to_nothing(committed: Committed) -> None:
    api = Api(make.jobcenter("Horsens"))
    found = token_found(api.secret)
    assert found is not None
    with transaction.atomic():
        set_context(organisation_id=found.actor.organisation_id, user_id=None, staff=True)
        assert answered_calls.answer_claim(actor=found.actor, key="k", fingerprint="x") is None
        thread, answers = send_in_thread(api.secret)
        time.sleep(1)
        assert not answers
        transaction.set_rollback(True)
    thread.join(30)
    assert answers[0].status_code == 202 and "Idempotency-Replayed" not in answers[0]
    assert runs() == 1
