"""The one mail that a run ends with."""

from typing import Any

from django.urls import reverse

from imports.enums import ImportState
from imports.kinds import Kind
from notifications.outbox import queue_email
from ui import danish


def run_tell(kind: Kind, run: Any) -> None:
    """Tell whoever started the run how it went, in the running transaction; the same run never tells twice."""
    person = run.started_by or run.created_by
    queue_email(
        name=f"{kind.app}.import_done" if run.state == ImportState.DONE else "imports.import_failed",
        recipient=person.email,
        context={
            "run": run,
            "new": danish.number(run.done_new),
            "changed": danish.number(run.done_changed),
            "unchanged": danish.number(run.unchanged),
            "wrong": danish.number(run.wrong),
            "path": reverse(f"{kind.app}:import_run", args=[run.uuid]),
        },
        organisation_id=run.organisation_id,
        recipient_user_id=person.pk,
        recipient_organisation_id=run.organisation_id,
        dedupe_key=f"{kind.word}-import:{run.uuid}",
    )
