"""A file with visits is received, decided upon, thrown away (`imports.services`)."""

from collections.abc import Iterable

from accounts.actor import Actor
from imports.services import file_start, file_upload
from visits.imports.kind import KIND
from visits.models.importing import VisitImport


def import_upload(*, actor: Actor, name: str, pieces: Iterable[bytes]) -> VisitImport:
    """Store a file and ask for it to be read through; no note changes.

    Raises NotAllowed, and ValidationError (Danish): no table, unknown headings, too large, or (code "open") another
    file is under way.
    """
    run: VisitImport = file_upload(kind=KIND, actor=actor, name=name, pieces=pieces)
    return run


def import_start(*, actor: Actor, run: VisitImport) -> VisitImport:
    """Take the checked rows in. Raises NotAllowed, and ValidationError for a run that does not wait for it."""
    started: VisitImport = file_start(kind=KIND, actor=actor, run=run)
    return started
