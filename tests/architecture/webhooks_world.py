"""Endpoints of Horsens with messages, for the walk of all routes."""

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from tests.factories import orders as make
from tests.factories import webhooks
from tests.helpers.db import as_owner
from webhooks.enums import DeliveryState
from webhooks.models import Delivery

OF_ENDPOINT = ("endpoint", "choose", "try", "pause", "resume", "log", "replay_all")
OF_DELIVERY = ("delivery", "replay")
VISITORS = dict.fromkeys(
    [f"webhooks:{name}" for name in (*OF_ENDPOINT, *OF_DELIVERY, "remove")], "administrator"
)


def webhook_arguments(administrator: Actor, mette: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the routes of webhooks; address and answer are secret. One endpoint is there to be removed."""
    horsens = make.jobcenter("Horsens")
    host = f"https://{secret.lower()}.example"
    kept = webhooks.endpoint(horsens, url=f"{host}/{secret}", by=administrator).endpoint
    other = webhooks.endpoint(horsens, "order.closed", url=f"{host}/{secret}/2", by=administrator).endpoint
    make.order(mette)
    with as_owner():
        dead = Delivery.objects.filter(endpoint=kept).latest("id")
        dead.state, dead.settled_at = DeliveryState.DEAD, timezone.now()
        dead.attempts, dead.status = 11, 503
        dead.last_error, dead.answer = "Serveren svarede 503.", secret
        dead.save()
    routes = {f"webhooks:{name}": {"uuid": kept.uuid} for name in OF_ENDPOINT}
    routes |= {f"webhooks:{name}": {"uuid": dead.uuid} for name in OF_DELIVERY}
    return routes | {"webhooks:remove": {"uuid": other.uuid}}
