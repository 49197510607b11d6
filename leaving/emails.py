"""The one mail that an archive ends with. It has no data in it, only where to sign in and fetch it."""

from django.urls import reverse

from leaving.enums import ExportState
from leaving.models import Export
from notifications.outbox import queue_email
from ui import danish


def export_tell(export: Export) -> None:
    """Tell whoever ordered it, in the running transaction; the same archive never tells twice."""
    queue_email(
        name="leaving.export_ready" if export.state == ExportState.DONE else "leaving.export_failed",
        recipient=export.created_by.email,
        context={
            "organisation": export.organisation,
            "rows": danish.number(export.rows),
            "until": danish.full_time(export.expires_at, year=True) if export.expires_at else "",
            "path": reverse("leaving:exports"),
        },
        organisation_id=export.organisation_id,
        recipient_user_id=export.created_by_id,
        recipient_organisation_id=export.organisation_id,
        dedupe_key=f"export:{export.uuid}",
    )
