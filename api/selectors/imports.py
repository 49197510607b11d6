"""Files with candidates as the API tells of them. No row of the file is ever told again: it holds names."""

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.actor import Actor
from candidates.imports.selectors import needs_sure, progress_of
from candidates.models import ImportFault, ImportRun
from imports.enums import ImportState

DONE = (ImportState.DONE, ImportState.CHECKED)


def runs_after(actor: Actor, after: tuple[int, ...] | None, number: int) -> list[ImportRun]:
    """The jobcentre's files, newest first."""
    rows = ImportRun.objects.visible_to(actor).order_by("-pk")
    return list((rows.filter(pk__lt=after[0]) if after else rows)[:number])


def faults_after(
    actor: Actor, run: ImportRun, after: tuple[int, ...] | None, number: int
) -> list[ImportFault]:
    """What is wrong in the file and what was left out of it, by line."""
    rows = ImportFault.objects.visible_to(actor).filter(run=run).order_by("line", "pk")
    if after:
        line, pk = after
        rows = rows.filter(Q(line__gt=line) | Q(line=line, pk__gt=pk))
    return list(rows[:number])


def run_document(run: ImportRun) -> dict[str, Any]:
    """See `ImportSerializer`."""
    finished = 100 if run.state in DONE else 0
    percent = progress_of(run).percent if run.is_working else finished
    return {
        "id": str(run.uuid),
        "state": run.state,
        "file_name": run.file_name,
        "format": run.kind,
        "encoding": run.encoding,
        "size": run.size,
        "sha256": run.sha256,
        "whole_stock": run.whole_stock,
        "percent": percent,
        "counts": {
            name: getattr(run, name)
            for name in ("rows", "new", "changed", "unchanged", "wrong", "notices", "leaving")
        },
        "done": {"new": run.done_new, "changed": run.done_changed, "left": run.done_left},
        "headings": run.headings,
        "ignored": run.ignored,
        "absent": run.absent,
        "needs_sure": run.state == ImportState.CHECKED and needs_sure(run),
        "problem": run.problem,
        "created_at": _instant(run.created_at),
        "checked_at": _instant(run.checked_at),
        "started_at": _instant(run.started_at),
        "finished_at": _instant(run.finished_at),
        "url": run_url(run.uuid),
        "faults_url": reverse("v1:import_faults", args=[run.uuid]),
    }


def run_url(uuid: UUID) -> str:
    return reverse("v1:import", args=[uuid])


def _instant(value: Any) -> str | None:
    return value.isoformat() if value else None


def fault_document(fault: ImportFault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column,
        "kind": "error" if fault.is_error else "notice",
        "text": fault.text,
    }
