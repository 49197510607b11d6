"""Something held back and a person's request, for the walk of all routes."""

import datetime
from typing import Any

from accounts.actor import Actor
from accounts.enums import HoldKind
from accounts.moment import moment
from accounts.tenancy import acting_as
from orders.models import Order
from retention.enums import PersonKind, RequestKind
from retention.models import RightsCopy
from retention.services.holds import hold_set
from retention.services.requests import Asked, request_register
from tests.helpers.db import as_owner

ROUTES = ("hold_lift", "request", "request_go", "request_refuse", "request_copy")
VISITORS = {f"retention:{name}": "administrator" for name in ROUTES}


def retention_arguments(administrator: Actor, order: Order, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes of Horsens' administrator; name and reasons are secret."""
    with acting_as(administrator):
        hold = hold_set(actor=administrator, kind=HoldKind.ORDER, said=order.number, reason=secret)
        request = request_register(
            actor=administrator,
            asked=Asked(
                kind=RequestKind.EXPORT,
                person=PersonKind.CONTACT,
                said="",
                name=secret,
                email="",
                phone="",
                other_words="",
                asked_by=secret,
                reason=secret,
                received_on=moment().date() - datetime.timedelta(days=1),
            ),
        )
    with as_owner():
        RightsCopy.objects.create(
            request=request,
            organisation_id=request.organisation_id,
            content=b"PK",
            sha256="0" * 64,
            made_at=moment(),
        )
    return {
        f"retention:{name}": {"uuid": hold.uuid if name == "hold_lift" else request.uuid} for name in ROUTES
    }
