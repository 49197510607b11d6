"""Celery's entries to deadlines and reports. Safe to run twice, late, or at once: the rows decide what is done."""

from typing import Any

from celery import shared_task
from celery.signals import worker_ready
from django.conf import settings

from accounts.moment import moment
from accounts.tasks import SystemTask
from orders.services.contact_silence import silence_count
from orders.services.reports import reports_count_again, reports_send
from orders.sweep.recalculated import breaches_stand_again
from orders.sweep.recalculating import recalculate
from orders.sweep.run import sweep

TASK = "orders.tasks.sweep_deadlines"
# After a long stop the sweep comes back turn after turn, and other tasks are done in between.
TURN_SECONDS = 10.0


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def sweep_deadlines() -> None:
    """Fire what is due, for one turn. Beat asks again in any case, so nothing is handed on."""
    sweep(page=settings.SWEEP_PAGE, seconds=TURN_SECONDS)


@shared_task(name="orders.tasks.recalculate", base=SystemTask, ignore_result=True)
def recalculate_deadlines() -> None:
    """Carry out what changes of opening hours or terms do to running clocks, for one turn. Only beat asks for it: the
    change has left a row, and needs no broker to be found.
    """
    recalculate(seconds=TURN_SECONDS)
    breaches_stand_again()


@shared_task(name="orders.tasks.send_reports", base=SystemTask, ignore_result=True)
def send_reports() -> None:
    """The reports of the months that are over, to those who asked; asked often, each month is mailed once."""
    reports_send()


@shared_task(name="orders.tasks.count_reports_again", base=SystemTask, ignore_result=True)
def count_reports_again() -> None:
    """New versions of the last months' reports whose numbers were corrected."""
    reports_count_again()


@shared_task(name="orders.tasks.count_silence", base=SystemTask, ignore_result=True)
def count_silence() -> None:
    """Contact persons who have not answered the last requests are marked on the contact list."""
    silence_count(now=moment())


@worker_ready.connect
def sweep_at_once(sender: Any, **kwargs: Any) -> None:
    """A worker that comes back does not wait for the next beat to look at what it missed."""
    sender.app.send_task(TASK, expires=60)
