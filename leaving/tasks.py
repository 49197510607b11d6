"""Celery's entries. Safe to run twice, late or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from leaving.running import export_make, export_sweep
from leaving.services import TASK


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def make(export_id: str) -> None:
    """Make the archive that somebody has just asked for."""
    export_make(int(export_id))


@shared_task(name="leaving.sweep", base=SystemTask, ignore_result=True)
def sweep() -> None:
    """Make what a killed worker left, and delete what has lain long enough."""
    export_sweep()
