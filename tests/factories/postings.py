"""Vacancies for tests, published by the services themselves."""

import datetime
from typing import Any

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.models import Order, OrderLine
from postings.models import Posting
from postings.services.posting import EditionData, posting_publish


def data(**fields: Any) -> EditionData:
    """What a company has said yes to; `fields` differ."""
    today = local_date(moment())
    values: dict[str, Any] = {
        "title": "Montør til dagskift",
        "places": 4,
        "employer": "Gudenå Maskinfabrik",
        "description": "Du samler pumper.\n\nVi lærer dig op.",
        "postcode_id": "8700",
        "address": "Fabriksvej 12",
        "hours": "37 timer om ugen",
        "wage": "Efter overenskomst",
        "apply_by": today + datetime.timedelta(days=14),
        "apply_to": "company",
        "contact_name": "Karin Friis",
        "contact_phone": "76 00 10 01",
        "contact_email": "karin@firma.example",
        "consent_by": "Karin Friis",
        "consent_on": today,
        "consent_channel": "telefon",
    }
    return EditionData(**{**values, **fields})


def posting(
    actor: Actor, order: Order, *, number: int = 0, line: OrderLine | None = None, **fields: Any
) -> Posting:
    """The vacancy of the order's first line, or of `line`."""
    with acting_as(actor):
        found = line or OrderLine.objects.filter(order=order).order_by("position")[0]
        return posting_publish(actor=actor, line=found, data=data(**fields), number=number)
