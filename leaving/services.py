"""An archive is ordered, fetched, and thrown away before its time. The worker makes it."""

import tempfile
from typing import IO

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from accounts.permissions import signed_in
from leaving.enums import ExportState
from leaving.limits import IN_MEMORY
from leaving.models import Export
from leaving.permissions import check_can_export
from notifications.wake import wake

TASK = "leaving.make"


@transaction.atomic
def export_order(*, actor: Actor) -> Export:
    """Ask for an archive. Raises NotAllowed, and ValidationError (code "waiting") while one is being made."""
    check_can_export(actor)
    export = Export(
        organisation_id=actor.organisation_id, created_by_id=signed_in(actor), created_at=moment()
    )
    try:
        with transaction.atomic():
            export.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("Et udtræk er allerede ved at blive lavet."), code="waiting") from None
    audit_write(actor=actor, action="export.order", object_type="export", object_id=export.uuid)
    export_id = str(export.pk)
    transaction.on_commit(lambda: wake(TASK, export_id), robust=True)
    return export


@transaction.atomic
def export_fetch(*, actor: Actor, export: Export) -> IO[bytes]:
    """The archive's bytes as an open file, from its beginning; that it was fetched stands in the audit log.

    Raises NotAllowed, and ValidationError (code "gone") for one that is not ready, or is deleted.
    """
    check_can_export(actor)
    export = Export.objects.visible_to(actor).get(pk=export.pk)
    if export.state != ExportState.DONE:
        raise ValidationError(_("Filen er ikke klar, eller den er slettet."), code="gone")
    out = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (closed by the response)
    with connection.chunked_cursor() as cursor:
        cursor.execute("select content from leaving_piece where export_id = %s order by number", [export.pk])
        while found := cursor.fetchone():
            out.write(bytes(found[0]))
    out.seek(0)
    audit_write(actor=actor, action="export.fetch", object_type="export", object_id=export.uuid)
    return out


@transaction.atomic
def export_remove(*, actor: Actor, export: Export) -> None:
    """Let the archive be deleted now: the worker does it within a minute. Raises NotAllowed."""
    check_can_export(actor)
    found = Export.objects.visible_to(actor).filter(pk=export.pk, state=ExportState.DONE)
    if found.update(expires_at=moment()):
        audit_write(actor=actor, action="export.remove", object_type="export", object_id=export.uuid)
