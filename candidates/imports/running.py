"""Files with candidates, worked through in turns (`imports.turns`), and what is done about those that are over."""

import time

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates.imports.book import book_of
from candidates.imports.checking import Check
from candidates.imports.emails import run_tell
from candidates.imports.loading import leave_next, load_next
from candidates.models import ImportChunk, ImportFault, ImportRow, ImportRun, ImportWord
from candidates.retention_rules import EXPLANATIONS, UNDECIDED
from candidates.services.statistics import stats_refresh_due
from imports.enums import OPEN, ImportState
from imports.turns import TURN_SECONDS, Turns
from ui import danish


def _check(run: ImportRun, actor: Actor) -> Check:
    with acting_as(actor):
        book = book_of(run.jobcenter_id, danish.local(moment()).date())
    return Check(run, actor, book)


TURNS = Turns(
    model=ImportRun,
    lock=7_110_050,
    kept=(
        "state", "position", "bytes_read", "rows", "new", "changed", "unchanged", "wrong", "notices", "leaving",
        "stock", "done_new", "done_changed", "done_left", "sample", "problem", "checked_at", "finished_at",
        "stats_due", "has_extra_cells",
    ),
    owner_of=lambda run: run.jobcenter_id,
    actor_of=lambda run: system_actor(run.jobcenter_id),
    check=_check,
    load_next=lambda run: load_next(run) or (leave_next(run) if run.whole_stock else 0),
    tell=run_tell,
    ends=lambda was_loading: {"stats_due": was_loading},
)  # fmt: skip
import_turn = TURNS.turn


def import_sweep(*, seconds: float = TURN_SECONDS) -> int:
    """Do what nobody is doing, the oldest run first, for at most so long; how many runs were worked on.

    Also brings the search's statistics up to date after a run, removes what is no longer needed of runs that are over,
    and throws away what nobody decided upon.
    """
    end, worked = time.monotonic() + seconds, 0
    waiting = ImportRun.objects.working().order_by("created_at").values_list("pk", flat=True)[:100]
    for run_id in list(waiting):
        left = end - time.monotonic()
        if left <= 0:
            break
        import_turn(run_id, seconds=left)
        worked += 1
    undecided = ImportRun.objects.filter(
        state=ImportState.CHECKED, checked_at__lt=UNDECIDED.ends_before(moment())
    )
    undecided.update(state=ImportState.CANCELLED, finished_at=moment(), sample=[])
    stats_refresh_due()
    for run in ImportRun.objects.exclude(state__in=OPEN).filter(purged_at__isnull=True)[:20]:
        _purge(run)
    old = ImportRun.objects.filter(
        finished_at__lt=EXPLANATIONS.ends_before(moment()), forgotten_at__isnull=True
    )
    for run in old[:20]:
        _forget_explanations(run)
    return worked


def _purge(run: ImportRun) -> None:
    """Remove the file and its rows: they hold names."""
    with acting_as(system_actor(run.jobcenter_id)):
        for model in (ImportChunk, ImportRow):
            model.objects.filter(run=run)._raw_delete(using="default")
        ImportRun.objects.filter(pk=run.pk).update(purged_at=moment(), sample=[])


def _forget_explanations(run: ImportRun) -> None:
    with acting_as(system_actor(run.jobcenter_id)):
        for model in (ImportFault, ImportWord):
            model.objects.filter(run=run)._raw_delete(using="default")
        ImportRun.objects.filter(pk=run.pk).update(forgotten_at=moment())
