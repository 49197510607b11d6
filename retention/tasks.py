"""Celery's entries. Safe to run twice, late or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from notifications.wake import wake
from retention.services.answering import erasures_finish, requests_answer
from retention.services.requests import ANSWER
from retention.services.running import rules_carry_out

CARRY_OUT = "retention.tasks.carry_out"


@shared_task(base=SystemTask, name=CARRY_OUT, ignore_result=True)
def carry_out() -> None:
    """Delete and anonymise what is over; a long run is handed on, turn by turn."""
    if not rules_carry_out():
        wake(CARRY_OUT)


@shared_task(base=SystemTask, name=ANSWER, ignore_result=True)
def answer_requests() -> None:
    """Make the copies and carry out the erasures that administrators have ordered, and finish those that waited."""
    requests_answer()
    erasures_finish()
