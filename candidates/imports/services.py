"""A file is received, decided upon, thrown away. The worker does the rest; none of this waits for it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.models import Organisation
from accounts.moment import moment
from candidates.imports.checking import absent_headings
from candidates.imports.columns import FILE
from candidates.imports.limits import is_suspect
from candidates.imports.permissions import check_can_import
from candidates.models import ImportRun
from imports.enums import ImportState
from imports.storing import short_name, store
from notifications.wake import wake
from ui import danish

TASK = "candidates.imports.run"
SWEEP = "candidates.imports.sweep"
_ADD = "insert into candidates_importchunk (run_id, jobcenter_id, number, content) values (%s, %s, %s, %s)"


@transaction.atomic
def import_upload(
    *, actor: Actor, name: str, pieces: Iterable[bytes], whole_stock: bool = False
) -> ImportRun:
    """Store a file piece by piece and ask for it to be read through; nothing of the stock changes.

    Raises NotAllowed, and ValidationError (Danish): no text, unknown headings, too large, or (code "open") another file
    is.
    """
    check_can_import(actor)
    jobcenter = Organisation.objects.get(pk=actor.organisation_id)
    if ImportRun.objects.visible_to(actor).open().exists():
        raise ValidationError(_one_open(), code="open")
    run = ImportRun(
        jobcenter=jobcenter,
        file_name=short_name(name),
        size=0,
        whole_stock=whole_stock,
        created_at=moment(),
        created_by_id=actor.user_id,
    )
    try:
        with transaction.atomic():
            run.save()
    except IntegrityError:  # two uploads at the same instant
        raise ValidationError(_one_open(), code="open") from None

    def add(number: int, piece: bytes) -> None:
        # The web role may add and never read: no RETURNING.
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [run.pk, jobcenter.pk, number, piece])

    stored = store(pieces, FILE, add)
    layout = stored.layout
    run.encoding, run.kind, run.delimiter = stored.encoding, stored.kind, stored.delimiter
    run.size, run.sha256, run.headings = stored.size, stored.sha256, stored.read_headings
    run.ignored = list(layout.ignored)[:200]
    run.absent = absent_headings(layout.present)
    run.save()
    audit_write(
        actor=actor,
        action="candidates.import_upload",
        object_type="import_run",
        object_id=run.uuid,
        detail={"sha256": run.sha256, "size": run.size, "whole_stock": whole_stock},
    )
    _wake(run)
    return run


def _one_open() -> str:
    return _("I har allerede en fil i gang. Indlæs eller kassér den først.")


@transaction.atomic
def import_start(*, actor: Actor, run: ImportRun, sure: bool = False) -> ImportRun:
    """Take the checked rows in. `sure`: although many would leave the stock.

    Raises NotAllowed, and ValidationError for a run that is not (or no longer) waiting for it, or needs `sure`.
    """
    check_can_import(actor)
    run = ImportRun.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state != ImportState.CHECKED:
        raise ValidationError(_("Filen er allerede indlæst, kasseret eller ved at blive læst."), code="state")
    if is_suspect(run.leaving, run.stock) and not sure:
        raise ValidationError(
            _("Sæt kryds ved, at %(leaving)s kandidater skal ud af bestanden, eller kassér filen.")
            % {"leaving": danish.number(run.leaving)},
            code="sure",
        )
    run.state, run.position, run.tries = ImportState.LOADING, 0, 0
    run.started_at, run.started_by_id = moment(), actor.user_id
    run.save(update_fields=["state", "position", "tries", "started_at", "started_by"])
    audit_write(actor=actor, action="candidates.import_start", object_type="import_run", object_id=run.uuid)
    _wake(run)
    return run


@transaction.atomic
def import_cancel(*, actor: Actor, run: ImportRun) -> ImportRun:
    """Throw a file away before it is taken in. Raises NotAllowed, and ValidationError once loading has begun."""
    check_can_import(actor)
    run = ImportRun.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state not in (ImportState.CHECKING, ImportState.CHECKED):
        raise ValidationError(_("Filen er allerede ved at blive indlæst, eller den er færdig."), code="state")
    run.state, run.finished_at, run.sample = ImportState.CANCELLED, moment(), []
    run.save(update_fields=["state", "finished_at", "sample"])
    audit_write(actor=actor, action="candidates.import_cancel", object_type="import_run", object_id=run.uuid)
    transaction.on_commit(lambda: wake(SWEEP), robust=True)
    return run


def _wake(run: ImportRun) -> None:
    run_id = str(run.pk)
    transaction.on_commit(lambda: wake(TASK, run_id), robust=True)
