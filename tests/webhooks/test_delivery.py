"""Lease, send, mark: what a message's life is, with a real receiver and a committed database."""

import datetime
import json
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from standardwebhooks.webhooks import Webhook

from accounts.enums import Role
from accounts.models import Organisation
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from tests.factories import accounts as make
from tests.factories import orders, webhooks
from tests.helpers.committed import Committed, session_role
from tests.helpers.webhook_receiver import Heard, Receiver, receiver
from webhooks import retry, services, tasks
from webhooks.delivery import deliver
from webhooks.enums import DeliveryState, EndpointState
from webhooks.limits import LOG_DAYS, OFF_AFTER
from webhooks.models import Delivery, Endpoint, SigningSecret
from webhooks.services import Issued

S = DeliveryState


@pytest.fixture
def there(settings: Any, worker: Committed) -> Any:
    settings.WEBHOOK_LOOPBACK = True
    with receiver() as server:
        yield server


def made(there: Receiver, place: str = "Horsens", *events: str) -> Issued:
    with session_role("jo_web"):
        return webhooks.endpoint(orders.jobcenter(place), *events, url=there.url)


def order(place: str = "Horsens") -> Any:
    with session_role("jo_web"):
        return orders.order(orders.consultant(place))


def said(heard: Heard) -> dict[str, Any]:
    return json.loads(heard.body)


def keeper() -> Any:
    return make.actor(orders.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def act(service: Any, **about: Any) -> Any:
    """A service of the page, by an administrator of Horsens."""
    with session_role("jo_web"):
        actor = keeper()
        with acting_as(actor):
            return service(actor=actor, **about)


def test_a_message_arrives_signed_and_is_marked(there: Receiver) -> None:
    issued = made(there)
    made_order = order()
    outcome = deliver()
    assert (outcome.delivered, outcome.again) == (1, 0)
    [heard] = there.heard
    assert Webhook(issued.secret).verify(heard.body, heard.headers)
    assert said(heard)["type"] == "order.registered"
    assert said(heard)["data"]["id"] == str(made_order.uuid)
    assert said(heard)["timestamp"].endswith("Z")
    assert heard.headers["content-type"] == "application/json"
    [row] = Delivery.objects.all()
    assert (row.state, row.status, row.attempts) == (S.DELIVERED, 204, 1)
    assert heard.headers["webhook-id"] == f"msg_{row.uuid.hex}"
    assert deliver().delivered == 0
    assert Endpoint.objects.get().delivered_at is not None


def test_a_failed_message_is_tried_again_under_the_same_id(there: Receiver) -> None:
    made(there)
    order()
    there.respond = lambda _heard: (503, b"Vi har lukket", {})
    assert deliver().again == 1
    [row] = Delivery.objects.all()
    assert (row.state, row.status, row.answer, row.last_error) == (
        S.WAITING,
        503,
        "Vi har lukket",
        "Serveren svarede 503.",
    )
    assert row.not_before > timezone.now()
    assert deliver().delivered == 0  # not yet
    Delivery.objects.update(not_before=timezone.now())
    there.respond = lambda _heard: (200, b"tak", {})
    assert deliver().delivered == 1
    first, second = there.heard
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)
    [row] = Delivery.objects.all()
    assert (row.state, row.attempts, row.last_error) == (S.DELIVERED, 2, "")
    assert Endpoint.objects.get().failures == 0


def test_after_the_last_try_it_lies_among_the_dead_and_can_be_sent_again(there: Receiver) -> None:
    issued = made(there)
    order()
    there.respond = lambda _heard: (500, b"", {})
    Delivery.objects.update(attempts=retry.MAX_ATTEMPTS - 1)
    assert deliver().dead == 1
    [row] = Delivery.objects.all()
    assert row.state == S.DEAD
    there.respond = lambda _heard: (200, b"", {})
    assert act(services.delivery_replay, delivery=Delivery.objects.select_related("endpoint").get()) is True
    assert deliver().delivered == 1
    assert there.heard[0].headers["webhook-id"] == there.heard[1].headers["webhook-id"]
    # What has arrived is not sent again.
    assert act(services.delivery_replay, delivery=row) is False
    assert act(services.deliveries_replay, endpoint=issued.endpoint, since=timezone.now()) == 0


def test_all_since_a_time_is_sent_again_in_order(there: Receiver) -> None:
    issued = made(there)
    for _n in range(4):
        order()
    now = timezone.now()
    rows = list(Delivery.objects.order_by("id"))
    for number, row in enumerate(rows):
        Delivery.objects.filter(pk=row.pk).update(
            state=S.DEAD, settled_at=now, last_error="x", at=now - datetime.timedelta(days=number)
        )
    since = now - datetime.timedelta(days=2, hours=1)
    assert act(services.deliveries_replay, endpoint=issued.endpoint, since=since) == 3
    assert deliver().delivered == 3
    assert Delivery.objects.filter(state=S.DEAD).get() == rows[3]


def test_an_objects_messages_wait_for_each_other_and_other_objects_do_not(there: Receiver) -> None:
    made(there)
    first, second = order(), order()
    with session_role("jo_web"):
        mette = orders.consultant("Horsens")
        with acting_as(mette):
            from orders.services.orders import order_cancel

            order_cancel(actor=mette, order=first, reason="Virksomheden trak den")
    there.respond = lambda heard: (500, b"", {}) if str(first.uuid).encode() in heard.body else (200, b"", {})
    deliver()
    of_first = [said(heard)["type"] for heard in there.heard if said(heard)["data"]["id"] == str(first.uuid)]
    assert of_first == ["order.registered"]  # the later ones have not been tried
    assert [heard for heard in there.heard if said(heard)["data"]["id"] == str(second.uuid)]
    # The first one is given up: then the next may go.
    Delivery.objects.filter(attempts=1, state=S.WAITING).update(
        state=S.DEAD, settled_at=timezone.now(), last_error="x"
    )
    there.respond = lambda _heard: (200, b"", {})
    deliver()
    types = [said(heard)["type"] for heard in there.heard if said(heard)["data"]["id"] == str(first.uuid)]
    assert types[-1] == "order.closed"


def test_while_a_secret_is_rotated_both_sign(there: Receiver) -> None:
    old = made(there)
    new = act(services.secret_rotate, endpoint=old.endpoint, hours=24)
    order()
    deliver()
    [heard] = there.heard
    for secret in (old.secret, new.secret):
        Webhook(secret).verify(heard.body, heard.headers)
    assert old.secret != new.secret
    SigningSecret.objects.filter(until__isnull=False).update(until=timezone.now())
    order()
    deliver()
    last = there.heard[-1]
    assert Webhook(new.secret).verify(last.body, last.headers)
    assert len(last.headers["webhook-signature"].split(" ")) == 1
    # Rotated at once, the old one is gone at once.
    newest = act(services.secret_rotate, endpoint=old.endpoint, hours=0)
    order()
    deliver()
    last = there.heard[-1]
    assert Webhook(newest.secret).verify(last.body, last.headers)
    assert len(last.headers["webhook-signature"].split(" ")) == 1


def test_gone_turns_the_address_off_and_tells_the_administrators(there: Receiver) -> None:
    issued = made(there)
    order()
    order()
    there.respond = lambda _heard: (410, b"", {})
    deliver()
    row = Endpoint.objects.get()
    assert (row.state, row.off_at is not None) == (EndpointState.OFF, True)
    assert set(Delivery.objects.values_list("state", flat=True)) == {S.DEAD}
    mails = list(OutboxMail.objects.filter(name="webhooks.turned_off"))
    assert mails
    assert "410" in mails[0].text
    assert there.url in mails[0].text
    # What happens while it is off is not lost, and is not sent.
    order()
    heard = len(there.heard)
    deliver()
    assert len(there.heard) == heard
    assert Delivery.objects.filter(state=S.DEAD).count() == 3
    there.respond = lambda _heard: (200, b"", {})
    act(services.endpoint_resume, endpoint=issued.endpoint)
    long_ago = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
    assert act(services.deliveries_replay, endpoint=issued.endpoint, since=long_ago) == 3
    assert deliver().delivered == 3


def test_days_of_nothing_turn_the_address_off_once(there: Receiver) -> None:
    made(there)
    order()
    order()
    there.respond = lambda _heard: (500, b"", {})
    deliver()
    assert Endpoint.objects.get().state == EndpointState.ACTIVE
    Endpoint.objects.update(failing_since=timezone.now() - OFF_AFTER - datetime.timedelta(minutes=1))
    Delivery.objects.update(not_before=timezone.now())
    deliver()
    assert Endpoint.objects.get().state == EndpointState.OFF
    keepers = Organisation.objects.get(pk=orders.jobcenter("Horsens").pk).memberships.filter(
        role=Role.ADMINISTRATOR
    )
    assert OutboxMail.objects.filter(name="webhooks.turned_off").count() == keepers.count() > 0


def test_an_address_that_takes_nothing_rests_and_is_then_tried_with_one(
    there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    made(there)
    for _n in range(25):
        order()
    there.respond = lambda _heard: (500, b"", {})
    deliver()
    tried = len(there.heard)
    assert tried < 20  # not one try for each of the 25
    assert Endpoint.objects.get().rest_until > timezone.now()
    Endpoint.objects.update(rest_until=timezone.now())
    deliver()
    assert len(there.heard) == tried + 1
    Endpoint.objects.update(rest_until=timezone.now())
    there.respond = lambda _heard: (200, b"", {})
    Delivery.objects.update(not_before=timezone.now())
    assert deliver().delivered == 25


def test_a_pause_keeps_everything(there: Receiver) -> None:
    issued = made(there)
    act(services.endpoint_pause, endpoint=issued.endpoint)
    order()
    assert (deliver().delivered, there.heard) == (0, [])
    act(services.endpoint_resume, endpoint=issued.endpoint)
    assert deliver().delivered == 1


def test_what_an_organisation_may_see_no_more_is_withheld(there: Receiver) -> None:
    made(there, "Odder")
    with session_role("jo_web"):
        mette = orders.consultant("Horsens")
        request = orders.request(mette, orders.order(mette), orders.jobcenter("Odder"))
    with session_role("jo_owner"):
        type(request).objects.filter(pk=request.pk).update(to_organisation=orders.jobcenter("Vejle"))
    outcome = deliver()
    assert (outcome.withheld, there.heard) == (1, [])
    assert Delivery.objects.get().state == S.WITHHELD


def test_whoever_was_asked_hears_that_the_request_was_taken_back(there: Receiver) -> None:
    from orders.services.requests import request_withdraw

    made(there, "Odder")
    with session_role("jo_web"):
        mette = orders.consultant("Horsens")
        request = orders.request(mette, orders.order(mette), orders.jobcenter("Odder"))
        with acting_as(mette):
            request_withdraw(actor=mette, request=request)
    assert deliver().withheld == 0
    assert [said(heard)["type"] for heard in there.heard] == ["request.received", "request.withdrawn"]


def test_a_trial_is_a_message_like_any_other(there: Receiver) -> None:
    issued = made(there, "Horsens", "order.closed")
    delivery = act(services.endpoint_try, endpoint=issued.endpoint)
    assert deliver().delivered == 1
    [heard] = there.heard
    assert Webhook(issued.secret).verify(heard.body, heard.headers)["type"] == "webhook.test"
    assert heard.headers["webhook-id"] == f"msg_{delivery.uuid.hex}"


def test_a_secret_of_another_installation_is_said_in_words(there: Receiver, settings: Any) -> None:
    made(there)
    order()
    settings.SECRET_KEY = "another"
    assert deliver().dead == 1
    assert (
        "Hemmeligheden" in Delivery.objects.get().last_error or "nøgle" in Delivery.objects.get().last_error
    )
    assert there.heard == []


def test_a_slow_receiver_holds_up_nobody_else(there: Receiver) -> None:
    import threading
    import time

    release = threading.Event()
    with receiver(respond=lambda _heard: (release.wait(8), (200, b"", {}))[1]) as slow:
        with session_role("jo_web"):
            webhooks.endpoint(orders.jobcenter("Horsens"), "order.registered", url=slow.url)
        for _n in range(10):
            order()
        made(there, "Odder", "order.registered")
        for _n in range(5):
            order("Odder")
        begun = time.monotonic()

        def look() -> None:
            while len(there.heard) < 5 and time.monotonic() < begun + 7:
                time.sleep(0.02)
            times.append(time.monotonic() - begun)
            release.set()

        times: list[float] = []
        watcher = threading.Thread(target=look)
        watcher.start()
        outcome = deliver()
        watcher.join()
    assert outcome.delivered == 15
    assert len(there.heard) == 5
    assert times[0] < 5, times


def test_the_log_is_forgotten_after_its_days(there: Receiver) -> None:
    issued = made(there)
    act(services.secret_rotate, endpoint=issued.endpoint, hours=1)
    for _n in range(3):
        order()
    deliver()
    order()
    old = timezone.now() - datetime.timedelta(days=LOG_DAYS, minutes=1)
    kept = Delivery.objects.order_by("id")[0]
    Delivery.objects.filter(state=S.DELIVERED).exclude(pk=kept.pk).update(settled_at=old)
    SigningSecret.objects.filter(until__isnull=False).update(until=timezone.now())
    tasks.forget_webhooks.run()
    assert Delivery.objects.count() == 2  # the young one, and the one that waits
    assert SigningSecret.objects.count() == 1


def test_the_task_takes_a_slot_and_delivers(there: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    from webhooks import delivery

    made(there)
    order()
    monkeypatch.setattr(delivery, "SENDERS", 0)
    tasks.deliver_webhooks.run()
    assert there.heard == []
    monkeypatch.undo()
    tasks.deliver_webhooks.run()
    assert len(there.heard) == 1


def test_removing_an_endpoint_takes_everything_of_it_along(there: Receiver) -> None:
    issued = made(there)
    order()
    act(services.endpoint_remove, endpoint=issued.endpoint)
    assert (Endpoint.objects.count(), Delivery.objects.count(), SigningSecret.objects.count()) == (0, 0, 0)
    assert (deliver().delivered, there.heard) == (0, [])


def test_the_web_role_cannot_read_a_secret(worker: Committed) -> None:
    from django.db import ProgrammingError, connection

    with session_role("jo_web"):
        horsens = orders.jobcenter("Horsens")
        webhooks.endpoint(horsens)
        for column in ("sealed", "*"):
            with pytest.raises(ProgrammingError, match="permission denied"), acting_as(keeper()):
                with connection.cursor() as cursor:
                    cursor.execute(f"select {column} from webhooks_signingsecret")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("update webhooks_delivery set object_id = gen_random_uuid()")
