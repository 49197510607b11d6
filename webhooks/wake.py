"""Wake the delivery when something has been written that may be told of.

The triggers write the messages; this only makes them leave at once. What is missed here leaves when beat asks next.
"""

from typing import Any

from django.db import transaction
from django.db.models.signals import post_save

from candidates.models import NominationStep
from notifications.wake import wake
from orders.models import Order, OrderEvent, Request
from visits.models import Interaction

TASK = "webhooks.tasks.deliver_webhooks"


def listen() -> None:
    for model in (Order, OrderEvent, Request, NominationStep, Interaction):
        post_save.connect(_saved, sender=model, dispatch_uid="webhooks")


def wake_delivery() -> bool:
    """Ask a worker to deliver now; whether it was asked. Never raises."""
    return wake(TASK)


def wake_on_commit() -> None:
    """Wake once when the running transaction commits, however much it wrote."""
    if any(entry[1] is wake_delivery for entry in transaction.get_connection().run_on_commit):
        return
    transaction.on_commit(wake_delivery, robust=True)


def _saved(sender: Any, **_more: Any) -> None:
    wake_on_commit()
