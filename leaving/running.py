"""The worker's part: making archives, and deleting them in time. Safe to run twice, at the same time, and to be killed.

An archive is made in one transaction, with its bytes and its mail: killed in the middle, it was never begun.
"""

import hashlib
import logging
import tempfile
from typing import IO

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actor import Actor
from accounts.models import Membership
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from leaving.archive import write_archive
from leaving.emails import export_tell
from leaving.enums import ExportState
from leaving.limits import IN_MEMORY, KEPT, MOST_TRIES, PIECE_BYTES
from leaving.models import Export, Piece
from leaving.permissions import can_export

logger = logging.getLogger(__name__)
_ADD = "insert into leaving_piece (export_id, organisation_id, number, content) values (%s, %s, %s, %s)"


def export_make(export_id: int) -> bool:
    """Make one archive; whether it was made now. False where another worker is at it, or it is none any more.

    Raises only where the database is out of reach.
    """
    if not Export.objects.filter(pk=export_id, state=ExportState.WAITING).update(tries=F("tries") + 1):
        return False
    try:
        with transaction.atomic(), override("da"):
            rows = Export.objects.select_for_update(skip_locked=True, of=("self",))
            export = rows.filter(pk=export_id, state=ExportState.WAITING).first()
            if export is None:
                return False
            if export.tries > MOST_TRIES:
                _fail(export, _("Det lykkedes ikke efter %s forsøg.") % MOST_TRIES)
                return False
            actor = _actor(export)
            if actor is None:
                _fail(export, _("Den, der bestilte udtrækket, er ikke længere administrator."))
                return False
            _make(export, actor)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("Export %s failed in this try.", export_id)
        return False
    return True


def _actor(export: Export) -> Actor | None:
    """Who ordered it, as they are today."""
    with acting_as(system_actor(export.organisation_id)):
        rows = Membership.objects.active().select_related("user", "organisation")
        membership = rows.filter(user_id=export.created_by_id, organisation_id=export.organisation_id).first()
    actor = membership.actor() if membership else None
    return actor if actor and can_export(actor) else None


def _make(export: Export, actor: Actor) -> None:
    now = moment()
    with acting_as(actor), tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as out:
        filed = write_archive(out, actor, now)
        export.rows = sum(one.rows for one in filed)
        export.size = out.tell()
        out.seek(0)
        export.sha256 = _store(export, out)
        export.state, export.done_at, export.expires_at = ExportState.DONE, now, now + KEPT
        export.save(update_fields=["state", "done_at", "expires_at", "rows", "size", "sha256"])
        export_tell(Export.objects.select_related("organisation", "created_by").get(pk=export.pk))


def _store(export: Export, out: IO[bytes]) -> str:
    digest, number = hashlib.sha256(), 0
    with connection.cursor() as cursor:
        while piece := out.read(PIECE_BYTES):
            digest.update(piece)
            cursor.execute(_ADD, [export.pk, export.organisation_id, number, piece])
            number += 1
    return digest.hexdigest()


def _fail(export: Export, problem: str) -> None:
    with acting_as(system_actor(export.organisation_id)):
        export.state, export.problem, export.done_at = ExportState.FAILED, problem, moment()
        export.save(update_fields=["state", "problem", "done_at"])
        export_tell(Export.objects.select_related("organisation", "created_by").get(pk=export.pk))


def export_sweep() -> int:
    """Make what nobody is making, the oldest first, and delete what has lain long enough; how many were made."""
    made = 0
    for export_id in list(
        Export.objects.filter(state=ExportState.WAITING)
        .order_by("created_at")
        .values_list("pk", flat=True)[:20]
    ):
        made += export_make(export_id)
    for export in Export.objects.filter(state=ExportState.DONE, expires_at__lte=moment())[:50]:
        _remove(export)
    return made


@transaction.atomic
def _remove(export: Export) -> None:
    with acting_as(system_actor(export.organisation_id)):
        Piece.objects.filter(export=export)._raw_delete(using="default")
        Export.objects.filter(pk=export.pk, state=ExportState.DONE).update(
            state=ExportState.REMOVED, removed_at=moment()
        )
