"""The OpenAPI document says what is sent: every type is there, and what is written fits it."""

import json

import pytest
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator, FormatChecker

from accounts.enums import Role
from accounts.models import User
from accounts.tenancy import acting_as
from orders.enums import EventKind
from orders.services.orders import order_answer
from tests.api.client import whole
from tests.factories import accounts, webhooks
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from webhooks.enums import TRIAL, EventType
from webhooks.models import Delivery
from webhooks.objects import body_of

pytestmark = pytest.mark.django_db


def test_every_type_is_described_with_its_headers() -> None:
    described = whole()["webhooks"]
    assert set(described) == {*EventType.values, TRIAL}
    for told in described.values():
        names = [one["name"] for one in told["post"]["parameters"]]
        assert names == ["webhook-id", "webhook-timestamp", "webhook-signature"]


def test_what_is_sent_fits_what_is_described() -> None:
    mette, horsens, odder = make.consultant("Horsens"), make.jobcenter("Horsens"), make.jobcenter("Odder")
    for organisation in (horsens, odder):
        webhooks.endpoint(organisation, url=f"https://{organisation.pk}.example/jobordre")
    order = make.order(mette)
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talt med Karin")
    make.request(mette, order, odder)
    with as_owner():
        rows = list(Delivery.objects.select_related("organisation"))
    kinds = set()
    for row in rows:
        with as_worker():
            body = body_of(row, row.organisation)
        assert body is not None
        content = whole()["webhooks"][row.event]["post"]["requestBody"]["content"]["application/json"]
        schema = content["schema"]
        data = {**schema["properties"]["data"], "additionalProperties": False}
        schema = {**schema, "properties": {**schema["properties"], "data": data}}
        validator = Draft202012Validator(schema, format_checker=FormatChecker())
        assert [error.message for error in validator.iter_errors(json.loads(body))] == []
        kinds.add(row.event)
    assert kinds >= {"order.registered", "order.changed", "order.answered", "request.received"}


def test_the_page_shows_the_types_own_name() -> None:
    keeper = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=keeper.user_id or 0))
    html = client.get(reverse("webhooks:list")).content.decode()
    for event in EventType:
        assert f"({event.value})" in html
