"""Celery's entries to the postings. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from postings.services.portals import portals_deliver
from postings.services.posting import postings_expire


@shared_task(name="postings.tasks.expire", base=SystemTask, ignore_result=True)
def expire() -> None:
    """Vacancies that nobody can apply for any more are taken down."""
    postings_expire()


@shared_task(name="postings.tasks.deliver", base=SystemTask, ignore_result=True)
def deliver() -> None:
    """Portals outside are told what to show."""
    portals_deliver()
