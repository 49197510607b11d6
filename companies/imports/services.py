"""A file with companies is received, decided upon, thrown away (`imports.services`)."""

from collections.abc import Iterable

from accounts.actor import Actor
from companies.imports.kind import KIND
from companies.models.importing import CompanyImport
from imports.services import file_cancel, file_start, file_upload


def import_upload(*, actor: Actor, name: str, pieces: Iterable[bytes]) -> CompanyImport:
    """Store a file and ask for it to be read through; nothing of the register changes.

    Raises NotAllowed, and ValidationError (Danish): no table, unknown headings, too large, or (code "open") another
    file is under way.
    """
    run: CompanyImport = file_upload(kind=KIND, actor=actor, name=name, pieces=pieces)
    return run


def import_start(*, actor: Actor, run: CompanyImport) -> CompanyImport:
    """Take the checked rows in. Raises NotAllowed, and ValidationError for a run that does not wait for it."""
    started: CompanyImport = file_start(kind=KIND, actor=actor, run=run)
    return started


def import_cancel(*, actor: Actor, run: CompanyImport) -> CompanyImport:
    """Throw a file away before it is taken in. Raises NotAllowed, and ValidationError once loading has begun."""
    ended: CompanyImport = file_cancel(kind=KIND, actor=actor, run=run)
    return ended
