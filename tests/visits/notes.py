"""Notes for tests, written by the service itself, and whoever looks at them."""

import datetime
from typing import Any

from django.test import Client

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from companies.models import Company
from tests.helpers.db import as_owner
from visits.models import Interaction
from visits.services.interactions import InteractionData, interaction_add

TODAY = datetime.date(2026, 3, 27)  # a Friday
NOON = datetime.datetime(2026, 3, 27, 11, tzinfo=datetime.UTC)


def data(**fields: Any) -> InteractionData:
    return InteractionData(**{"kind": "visit", "held_on": TODAY, "text": "De udvider hallen.", **fields})


def note(actor: Actor, company: Company, **fields: Any) -> Interaction:
    with acting_as(actor):
        return interaction_add(actor=actor, company=company, data=data(**fields))


def client_of(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client
