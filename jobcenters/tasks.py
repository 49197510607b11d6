"""Celery's entries to the contact lists. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.moment import moment
from accounts.tasks import SystemTask
from jobcenters.contacting.asking import contacts_ask
from jobcenters.contacting.watching import bounces_note, gaps_find


@shared_task(name="jobcenters.tasks.keep_contacts", base=SystemTask, ignore_result=True)
def keep_contacts() -> None:
    """Mark entries whose mail comes back, ask whose entries grow old, and find jobcentres without a living contact."""
    bounces_note()
    contacts_ask(now=moment())
    gaps_find(now=moment())
