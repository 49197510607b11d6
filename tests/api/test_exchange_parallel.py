"""Records of one reference that come together come one after the other."""

import threading
from typing import Any

import pytest
from django.db import connection

from api.models import ExchangeRecord
from orders.models import Order, OrderLine
from tests.api.changes import (
    OTHER,
    SAYING,
    T1,
    T2,
    T3,
    order_saying,
    told,
    value_of,
)
from tests.api.client import Api
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from visits.models import InteractionCorrection

__all__ = ["committed"]


def together(api: Api, records: list[dict[str, Any]]) -> list[Any]:
    answers: list[Any] = [None] * len(records)
    start = threading.Barrier(len(records))

    def send(number: int) -> None:
        try:
            start.wait(30)
            answers[number] = Api(secret=api.secret).post("/exchange", records[number])
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(len(records))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


@pytest.mark.parametrize("kind", SAYING)
def test_those_that_come_together_come_one_after_the_other(committed: Committed, kind: str) -> None:
    """Whichever is first, the latest one stands in the end, and none is lost, doubled or an error."""
    company = companies.company("Gudenå Maskinfabrik")
    api = Api(make.jobcenter("Horsens"))
    [name] = OTHER[kind]
    assert api.post("/exchange", SAYING[kind](company, "2026-02-01T00:00:00Z")).status_code == 201
    sent = [
        SAYING[kind](company, f"2026-03-0{day}T00:00:00Z", **{name: f"Version {day}"}) for day in range(1, 7)
    ]
    answers = together(api, sent)
    assert [answer.status_code for answer in answers] == [200] * 6
    assert answers[-1].json()["changed"] is True
    assert value_of(kind) == "Version 6"
    again = together(api, [sent[-1]] * 3)
    assert [told(answer) for answer in again] == [(200, False, False, True)] * 3
    with as_owner():
        assert ExchangeRecord.objects.count() == 1
        if kind == "visit":
            changed = sum(answer.json()["changed"] for answer in answers)
            assert InteractionCorrection.objects.count() == changed


def test_the_first_two_together_make_it_once_and_the_later_one_stands(committed: Committed) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    api = Api(make.jobcenter("Horsens"))
    sent = [order_saying(company, at, job_description=at) for at in (T1, T2, T3)]
    answers = together(api, sent)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
    with as_owner():
        assert Order.objects.get().job_description == T3
        assert OrderLine.objects.count() == 1
