"""Celery's entries to the imports of visits and the reminders of joint visits. Safe to run twice, late or at once."""

from celery import shared_task

from accounts.tasks import SystemTask
from notifications.wake import wake
from visits.imports.kind import KIND
from visits.imports.running import import_sweep, import_turn
from visits.services.joint_reminders import guests_remind


@shared_task(name=KIND.task, base=SystemTask, ignore_result=True)
def run_import(run_id: str) -> None:
    """Work on a run that somebody has just asked for; a long one is handed to the next free worker, turn by turn."""
    if import_turn(int(run_id)):
        wake(KIND.task, run_id)


@shared_task(name=KIND.sweep, base=SystemTask, ignore_result=True)
def sweep_imports() -> None:
    """Go on with what a killed worker left or a broker that was away never told."""
    import_sweep()


@shared_task(name="visits.joint.remind", base=SystemTask, ignore_result=True)
def remind_guests() -> None:
    """Remind guests of joint visits who have been silent for two working days."""
    guests_remind()
