"""Endpoints for tests, made by an administrator, as the page makes them; and what is really there."""

from typing import Any

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Organisation
from accounts.tenancy import acting_as
from tests.factories import accounts
from tests.helpers.db import as_owner
from webhooks.enums import EventType
from webhooks.models import Delivery, Endpoint
from webhooks.services import Issued, endpoint_add


def endpoint(
    organisation: Organisation,
    *events: str,
    url: str = "https://fagsystem.horsens.example/jobordre",
    by: Actor | None = None,
) -> Issued:
    """An endpoint of the organisation; without `events` it is told of every kind."""
    keeper = by or accounts.actor(organisation, role=Role.ADMINISTRATOR)
    with acting_as(keeper):
        return endpoint_add(actor=keeper, url=url, events=events or tuple(event.value for event in EventType))


def told(organisation: Organisation | None = None) -> list[tuple[str, dict[str, Any]]]:
    """(event, data) of the messages there are, in the order of their keys; of one organisation or of all."""
    with as_owner():
        rows = Delivery.objects.order_by("id")
        if organisation is not None:
            rows = rows.filter(organisation=organisation)
        return [(row.event, row.data) for row in rows]


def events(organisation: Organisation) -> list[str]:
    return [event for event, _data in told(organisation)]


def row(endpoint: Endpoint) -> Endpoint:
    """As it is stored now."""
    with as_owner():
        return Endpoint.objects.get(pk=endpoint.pk)
