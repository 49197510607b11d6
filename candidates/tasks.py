"""Celery's entries to candidates. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from candidates.services.invitations import invitations_deliver


@shared_task(name="candidates.tasks.deliver_invitations", base=SystemTask, ignore_result=True)
def deliver_invitations() -> None:
    """Make the mails of the invitations that can no longer be taken back. Beat asks again, so nothing is handed on."""
    invitations_deliver()
