"""Notes for tests, written by the service itself."""

import datetime
from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company
from visits.models import Interaction
from visits.services.interactions import InteractionData, interaction_add

TODAY = datetime.date(2026, 3, 27)  # a Friday
NOON = datetime.datetime(2026, 3, 27, 11, tzinfo=datetime.UTC)


def data(**fields: Any) -> InteractionData:
    return InteractionData(**{"kind": "visit", "held_on": TODAY, "text": "De udvider hallen.", **fields})


def note(actor: Actor, company: Company, **fields: Any) -> Interaction:
    with acting_as(actor):
        return interaction_add(actor=actor, company=company, data=data(**fields))
