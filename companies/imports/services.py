"""A file is received, decided upon, thrown away. The worker does the rest; none of this waits for it."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from accounts.permissions import NotAllowed, signed_in
from companies.imports.columns import FILE
from companies.models.importing import CompanyImport, may_import
from imports.enums import ImportState
from imports.storing import short_name, store
from notifications.wake import wake

TASK = "companies.imports.run"
SWEEP = "companies.imports.sweep"
_ADD = "insert into companies_importpiece (run_id, organisation_id, number, content) values (%s, %s, %s, %s)"


def check_can_import(actor: Actor) -> None:
    """Administrators and managers of a public authority. Raises NotAllowed."""
    if not may_import(actor):
        raise NotAllowed(_("Kun en leder eller administrator kan indlæse virksomheder."))


@transaction.atomic
def import_upload(*, actor: Actor, name: str, pieces: Iterable[bytes]) -> CompanyImport:
    """Store a file piece by piece and ask for it to be read through; nothing of the register changes.

    Raises NotAllowed, and ValidationError (Danish): no table, unknown headings, too large, or (code "open") another
    file is under way.
    """
    check_can_import(actor)
    run = CompanyImport(
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

    def add(number: int, piece: bytes) -> None:
        # The web role may add and never read: no RETURNING.
        with connection.cursor() as cursor:
            cursor.execute(_ADD, [run.pk, actor.organisation_id, number, piece])

    stored = store(pieces, FILE, add)
    run.encoding, run.kind, run.delimiter = stored.encoding, stored.kind, stored.delimiter
    run.size, run.sha256, run.headings = stored.size, stored.sha256, stored.read_headings
    run.ignored = list(stored.layout.ignored)[:200]
    run.save()
    audit_write(
        actor=actor,
        action="companies.import_upload",
        object_type="company_import",
        object_id=run.uuid,
        detail={"sha256": run.sha256, "size": run.size},
    )
    _wake(run)
    return run


@transaction.atomic
def import_start(*, actor: Actor, run: CompanyImport) -> CompanyImport:
    """Take the checked rows in. Raises NotAllowed, and ValidationError for a run that does not wait for it."""
    check_can_import(actor)
    run = CompanyImport.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state != ImportState.CHECKED:
        raise ValidationError(_("Filen er allerede indlæst, kasseret eller ved at blive læst."), code="state")
    run.state, run.position, run.tries = ImportState.LOADING, 0, 0
    run.started_at, run.started_by_id = moment(), actor.user_id
    run.save(update_fields=["state", "position", "tries", "started_at", "started_by"])
    audit_write(
        actor=actor, action="companies.import_start", object_type="company_import", object_id=run.uuid
    )
    _wake(run)
    return run


@transaction.atomic
def import_cancel(*, actor: Actor, run: CompanyImport) -> CompanyImport:
    """Throw a file away before it is taken in. Raises NotAllowed, and ValidationError once loading has begun."""
    check_can_import(actor)
    run = CompanyImport.objects.visible_to(actor).select_for_update().get(pk=run.pk)
    if run.state not in (ImportState.CHECKING, ImportState.CHECKED):
        raise ValidationError(_("Filen er allerede ved at blive indlæst, eller den er færdig."), code="state")
    run.state, run.finished_at, run.sample = ImportState.CANCELLED, moment(), []
    run.save(update_fields=["state", "finished_at", "sample"])
    audit_write(
        actor=actor, action="companies.import_cancel", object_type="company_import", object_id=run.uuid
    )
    transaction.on_commit(lambda: wake(SWEEP), robust=True)
    return run


def _wake(run: CompanyImport) -> None:
    run_id = str(run.pk)
    transaction.on_commit(lambda: wake(TASK, run_id), robust=True)
