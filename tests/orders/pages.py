"""What the tests of the order pages share: a signed-in browser, and an order in a given state."""

import datetime
import uuid
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import EventKind
from orders.models import Order
from orders.services.orders import OrderData, order_answer, order_clarify
from tests.factories import orders as make
from tests.helpers.db import as_owner

CLARIFIED = OrderData(
    job_description="Montage",
    candidate_profile="Svejsecertifikat",
    cvs_wanted=8,
    start_on=local_date(timezone.now() + datetime.timedelta(days=40)),
)


def client_of(actor: Actor) -> Client:
    """A browser in which `actor` is signed in."""
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


def url(name: str, row: Any) -> str:
    return reverse(f"orders:{name}", args=[row.uuid])


def answered(actor: Actor, **fields: Any) -> Order:
    """An order whose company has been answered."""
    order = make.order(actor, **fields)
    with acting_as(actor):
        return order_answer(actor=actor, order=order, kind=EventKind.CALL, note="")


def clarified(actor: Actor, **fields: Any) -> Order:
    """An order ready to be searched for."""
    order = answered(actor, **fields)
    with acting_as(actor):
        return order_clarify(actor=actor, order=order, version=order.version, data=CLARIFIED)


def key() -> str:
    """A form's own key, as the page would have given it."""
    return str(uuid.uuid4())
