"""Celery's entry to the delivery. Safe to run twice, late or at the same time: the outbox decides."""

from celery import shared_task

from accounts.tasks import SystemTask
from notifications.delivery import deliver, sender_slot
from notifications.wake import TASK, wake_delivery

# Short turns: the deadlines' sweep waits for no more than one of them, and goes first when it is older.
TURN_SECONDS = 10.0


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def deliver_outbox() -> None:
    """Deliver for one turn; ask for another where mail is left."""
    with sender_slot() as mine:
        if not mine:
            return
        outcome = deliver(seconds=TURN_SECONDS)
    if outcome.more:
        wake_delivery()
