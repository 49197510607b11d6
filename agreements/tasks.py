"""Celery's entries to the agreements. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from agreements.pdf import tasks as pdf_tasks  # noqa: F401  (a worker finds its tasks through this module)
from agreements.services.access import access_follow_dates
from agreements.services.endings import endings_run
from agreements.services.reminders import signing_watch

WATCH_SIGNING = "agreements.tasks.watch_signing"


@shared_task(name=WATCH_SIGNING, base=SystemTask, ignore_result=True)
def watch_signing() -> None:
    """Reminders, mails that came back, and the end of the time to sign. Beat asks again, so nothing is handed on."""
    signing_watch()


@shared_task(name="agreements.tasks.run_endings", base=SystemTask, ignore_result=True)
def run_endings() -> None:
    """What the calendar does: ends and notices of them, invitations to meetings, reminders of minutes."""
    endings_run()


@shared_task(name="agreements.tasks.follow_dates", base=SystemTask, ignore_result=True)
def follow_dates() -> None:
    """At midnight in Denmark, jobcentres that begin or cease to be covered. One short query at any other time."""
    access_follow_dates()
