"""The one mail that a run ends with."""

from django.urls import reverse

from candidates.models import ImportRun
from imports.enums import ImportState
from notifications.outbox import queue_email
from ui import danish


def run_tell(run: ImportRun) -> None:
    """Tell whoever started the run how it went, in the running transaction; the same run never tells twice."""
    person = run.started_by or run.created_by
    if person is None:
        return
    queue_email(
        name="candidates.import_done" if run.state == ImportState.DONE else "candidates.import_failed",
        recipient=person.email,
        context={
            "run": run,
            "new": danish.number(run.done_new),
            "changed": danish.number(run.done_changed),
            "unchanged": danish.number(run.unchanged),
            "wrong": danish.number(run.wrong),
            "left": danish.number(run.done_left),
            "path": reverse("candidates:import_run", args=[run.uuid]),
        },
        organisation_id=run.jobcenter_id,
        recipient_user_id=person.pk,
        recipient_organisation_id=run.jobcenter_id,
        dedupe_key=f"candidate-import:{run.uuid}",
    )
