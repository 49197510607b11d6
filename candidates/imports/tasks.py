"""Celery's entries to the imports. Safe to run twice, late or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from candidates.imports.running import import_sweep, import_turn
from candidates.imports.services import SWEEP, TASK
from candidates.services.retention import candidates_anonymise_all
from candidates.services.statistics import stats_refresh_due
from notifications.wake import wake


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def run_import(run_id: str) -> None:
    """Work on a run that somebody has just asked for; a long one is handed to the next free worker, turn by turn."""
    if import_turn(int(run_id)):
        wake(TASK, run_id)
    else:
        stats_refresh_due()


@shared_task(name=SWEEP, base=SystemTask, ignore_result=True)
def sweep_imports() -> None:
    """Go on with what a killed worker left or a broker that was away never told."""
    import_sweep()


@shared_task(name="candidates.retention.anonymise", base=SystemTask, ignore_result=True)
def anonymise() -> None:
    """Anonymise those who left the source so long ago that nothing more is to be done."""
    candidates_anonymise_all()
