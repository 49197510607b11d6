"""What the worker does for the API."""

from celery import shared_task

from accounts.tasks import SystemTask
from api.services.answered_calls import answers_forget


@shared_task(base=SystemTask, name="api.tasks.forget_answers")
def forget_answers() -> int:
    """Every hour: answers to calls that nobody sends again."""
    return answers_forget()
