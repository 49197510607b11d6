"""Celery's entry to the barometer. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.moment import moment
from accounts.tasks import SystemTask
from barometer.services.rounds import rounds_end, rounds_remind


@shared_task(name="barometer.tasks.keep_rounds", base=SystemTask, ignore_result=True)
def keep_rounds() -> None:
    """Remind who has not answered for a week, and count the rounds that are over."""
    rounds_remind(now=moment())
    rounds_end(now=moment())
