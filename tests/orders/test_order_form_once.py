"""A form that arrives twice at the same time is carried out once; one that failed may be sent again."""

import threading
import time

from django.db import connection, transaction
from django.http import QueryDict

from accounts.tenancy import acting_as
from orders.forms.contact import NoteForm
from orders.models import OrderEvent
from orders.views.order_common import claim
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.orders.pages import client_of, key, url

__all__ = ["committed"]

TEXT = "Kun én gang"


def notes(actor, order) -> int:
    with acting_as(actor):
        return OrderEvent.objects.filter(order=order, text=TEXT).count()


def post_in_thread(client, address: str, form: dict[str, str]) -> tuple[threading.Thread, list]:
    answers: list = []

    def post() -> None:
        try:
            answers.append(client.post(address, form))
        finally:
            connection.close()

    thread = threading.Thread(target=post)
    thread.start()
    return thread, answers


def test_the_second_waits_for_the_first_and_does_nothing(committed: Committed) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client, form = client_of(mette), {"text": TEXT, "submit_key": key()}
    bound = NoteForm(QueryDict(f"text=x&submit_key={form['submit_key']}"))
    with transaction.atomic():
        assert claim(mette, bound)
        thread, answers = post_in_thread(client, url("note", order), form)
        time.sleep(1)
        assert not answers  # it waits to know how the first one ends
    thread.join(20)
    assert answers[0].headers["Location"] == url("order", order)
    assert notes(mette, order) == 0


def test_the_second_does_it_when_the_first_came_to_nothing(committed: Committed) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    client, form = client_of(mette), {"text": TEXT, "submit_key": key()}
    bound = NoteForm(QueryDict(f"text=x&submit_key={form['submit_key']}"))
    with transaction.atomic():
        assert claim(mette, bound)
        thread, answers = post_in_thread(client, url("note", order), form)
        time.sleep(1)
        transaction.set_rollback(True)
    thread.join(20)
    assert answers[0].headers["Location"] == url("order", order)
    assert notes(mette, order) == 1
