"""A file is received, decided upon, thrown away. The worker does the rest; none of this waits for it."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from accounts.permissions import signed_in
from imports.enums import ImportState
from imports.kinds import Kind
from imports.storing import short_name, store
from notifications.wake import wake


@transaction.atomic
def file_upload(*, kind: Kind, actor: Actor, name: str, pieces: Iterable[bytes]) -> Any:
    """Store a file piece by piece and ask for it to be read through; nothing else changes. Gives its run.

    Raises NotAllowed, and ValidationError (Danish): no table, unknown headings, too large, or (code "open") another
    file is under way.
    """
    kind.check_may(actor)
    run = kind.model(
        organisation_id=actor.organisation_id,
        file_name=short_name(name),
        size=0,
        created_at=moment(),
        created_by_id=signed_in(actor),
    )
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:
        raise ValidationError(
            _("I har allerede en fil i gang. Indlæs eller kassér den først."), code="open"
        ) from None
    # The web role may add and never read: no RETURNING.
    statement = (
        f"insert into {kind.piece._meta.db_table} (run_id, organisation_id, number, content)"  # noqa: S608
        " values (%s, %s, %s, %s)"
    )

    def add(number: int, piece: bytes) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement, [run.pk, actor.organisation_id, number, piece])

    stored = store(pieces, kind.columns, add)
    run.encoding, run.kind, run.delimiter = stored.encoding, stored.kind, stored.delimiter
    run.size, run.sha256, run.headings = stored.size, stored.sha256, stored.read_headings
    run.ignored = list(stored.layout.ignored)[:200]
    run.save()
    _audit(kind, actor, run, "upload", {"sha256": run.sha256, "size": run.size})
    _wake(kind, run)
    return run


@transaction.atomic
def file_start(*, kind: Kind, actor: Actor, run: Any) -> Any:
    """Take the checked rows in. Raises NotAllowed, and ValidationError for a run that does not wait for it."""
    kind.check_may(actor)
    run = kind.model.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state != ImportState.CHECKED:
        raise ValidationError(_("Filen er allerede indlæst, kasseret eller ved at blive læst."), code="state")
    run.state, run.position, run.tries = ImportState.LOADING, 0, 0
    run.started_at, run.started_by_id = moment(), actor.user_id
    run.save(update_fields=["state", "position", "tries", "started_at", "started_by"])
    _audit(kind, actor, run, "start")
    _wake(kind, run)
    return run


@transaction.atomic
def file_cancel(*, kind: Kind, actor: Actor, run: Any) -> Any:
    """Throw a file away before it is taken in. Raises NotAllowed, and ValidationError once loading has begun."""
    kind.check_may(actor)
    run = kind.model.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state not in (ImportState.CHECKING, ImportState.CHECKED):
        raise ValidationError(_("Filen er allerede ved at blive indlæst, eller den er færdig."), code="state")
    run.state, run.finished_at, run.sample = ImportState.CANCELLED, moment(), []
    run.save(update_fields=["state", "finished_at", "sample"])
    _audit(kind, actor, run, "cancel")
    transaction.on_commit(lambda: wake(kind.sweep), robust=True)
    return run


def _audit(kind: Kind, actor: Actor, run: Any, act: str, detail: dict[str, Any] | None = None) -> None:
    audit_write(
        actor=actor,
        action=f"{kind.app}.import_{act}",
        object_type=kind.object_type,
        object_id=run.uuid,
        detail=detail or {},
    )


def _wake(kind: Kind, run: Any) -> None:
    run_id = str(run.pk)
    transaction.on_commit(lambda: wake(kind.task, run_id), robust=True)
