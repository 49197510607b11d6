"""What a message says of its object, and whether the organisation may still see that.

Asked before each try, acting for the organisation: its policies and `visible_to` answer. The message is thin: it names
the object, its state when it happened, and the address at which the organisation's own token reads it. What the object
says is read there, so that a message that goes astray tells nothing.
"""

import datetime
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Organisation
from accounts.tenancy import acting_as
from candidates.models import Nomination
from orders.models import Order, Request
from visits.models import Interaction, WithdrawnNote
from webhooks.enums import TRIAL, EventType
from webhooks.models import Delivery


def _order(actor: Actor, uuid: UUID) -> bool:
    return Order.objects.visible_to(actor).filter(uuid=uuid).exists()


def _request(actor: Actor, uuid: UUID) -> bool:
    rows, mine = Request.objects.filter(uuid=uuid), actor.organisation_id
    # Whoever was asked sees the request that was taken back, and its order no more.
    own = rows.filter(Q(to_organisation_id=mine) | Q(from_organisation_id=mine))
    return own.exists() or Request.objects.visible_to(actor).filter(uuid=uuid).exists()


def _nomination(actor: Actor, uuid: UUID) -> bool:
    own = Nomination.objects.filter(uuid=uuid, organisation_id=actor.organisation_id)
    return own.exists() or Nomination.objects.visible_to(actor).filter(uuid=uuid).exists()


def _visit(actor: Actor, uuid: UUID) -> bool:
    return Interaction.objects.visible_to(actor).filter(uuid=uuid).exists()


def _withdrawn(actor: Actor, uuid: UUID) -> bool:
    """That it is gone is told to those who might have read it, and not where it is shared again by now."""
    return WithdrawnNote.objects.visible_to(actor).filter(uuid=uuid).exists()


MAY_SEE: dict[str, Callable[[Actor, UUID], bool]] = {
    "order": _order,
    "request": _request,
    "nomination": _nomination,
    "visit": _visit,
}
# What tells that the object can be seen no more asks for what is left of it.
OF_EVENT: dict[str, Callable[[Actor, UUID], bool]] = {EventType.VISIT_WITHDRAWN: _withdrawn}


def message_id(delivery: Delivery) -> str:
    """The header webhook-id: the same at every try, and after a replay."""
    return f"msg_{delivery.uuid.hex}"


def body_of(delivery: Delivery, organisation: Organisation) -> str | None:
    """The message as it is sent, or None where the organisation may not see the object any more."""
    if delivery.event != TRIAL:
        actor = _reader(organisation)
        with acting_as(actor):
            may_see = OF_EVENT.get(delivery.event) or MAY_SEE[delivery.object_type]
            if not may_see(actor, delivery.object_id):
                return None
    data: dict[str, Any] = {"object": delivery.object_type, "id": str(delivery.object_id), **delivery.data}
    address = _address(delivery)
    if address:
        data["url"] = address
    said = {
        "type": delivery.event,
        "timestamp": delivery.at.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z"),
        "data": data,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _address(delivery: Delivery) -> str:
    """Where the organisation's token reads the object; "" for a trial's, and for what is there no more."""
    if delivery.event in OF_EVENT:
        return ""
    match delivery.object_type:
        case "order" | "request" | "visit" as kind:
            path = reverse(f"v1:{kind}", args=[delivery.object_id])
        case "nomination":
            path = reverse("v1:nominations", args=[delivery.data["order"]])
        case _:
            return ""
    return settings.BASE_URL.rstrip("/") + path


def _reader(organisation: Organisation) -> Actor:
    """The organisation's own systems, as they would read by a token."""
    return Actor(
        user_id=None,
        organisation_id=organisation.pk,
        role=Role.ADMINISTRATOR,
        kind=organisation.kind,
        name=organisation.name,
        organisation_name=organisation.name,
        organisation_uuid=organisation.uuid,
    )
