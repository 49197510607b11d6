"""Celery's entries to webhooks. Safe to run twice, late or at the same time: the rows decide."""

import datetime

from celery import shared_task
from django.db.models.functions import Now

from accounts.tasks import SystemTask
from webhooks.delivery import deliver, sender_slot
from webhooks.limits import LOG_DAYS
from webhooks.models import Delivery, SigningSecret
from webhooks.wake import TASK, wake_delivery

# Short turns: the deadlines' sweep waits for no more than one of them, and goes first when it is older.
TURN_SECONDS = 5.0


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def deliver_webhooks() -> None:
    """Deliver for one turn; ask for another where messages are left."""
    with sender_slot() as mine:
        if not mine:
            return
        outcome = deliver(seconds=TURN_SECONDS)
    if outcome.more:
        wake_delivery()


@shared_task(name="webhooks.tasks.forget_webhooks", base=SystemTask, ignore_result=True)
def forget_webhooks() -> None:
    """Remove from the log what was settled long ago, and secrets that sign no longer."""
    old = datetime.timedelta(days=LOG_DAYS)
    Delivery.objects.filter(settled_at__lt=Now() - old).delete()
    SigningSecret.objects.filter(until__lt=Now()).delete()
