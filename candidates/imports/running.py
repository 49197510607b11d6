"""A run's work, turn by turn, in a worker. Safe to run twice, at the same time, and to be killed at any point.

A database session holds the run's lock while it works on it, so two workers never have the same run, and a killed one
loses it with its session. Each batch is committed together with the run's position: the next turn goes on exactly
there. What kills its worker again and again, without a row being kept, is given up.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from candidates.enums import ImportState
from candidates.imports.book import book_of
from candidates.imports.checking import Check
from candidates.imports.emails import run_tell
from candidates.imports.loading import leave_next, load_next
from candidates.models import ImportChunk, ImportFault, ImportRow, ImportRun, ImportWord
from candidates.models.importing import OPEN
from candidates.retention_rules import EXPLANATIONS, UNDECIDED
from candidates.services.statistics import stats_refresh_due
from tabular.sniffing import FileProblem
from ui import danish

logger = logging.getLogger(__name__)

LANGUAGE = "da"
MOST_TRIES = 5
TURN_SECONDS = 120.0  # of the 300 that a task may last
_RUNNING = 7_110_050  # first key of the lock that says "a living worker is at it"
_KEPT = (
    "state", "position", "bytes_read", "rows", "new", "changed", "unchanged", "wrong", "notices", "leaving", "stock",
    "done_new", "done_changed", "done_left", "sample", "problem", "checked_at", "finished_at", "stats_due",
    "has_extra_cells",
)  # fmt: skip


class SomebodyElse(RuntimeError):
    """The run has moved under our hands: whoever moved it has it now."""


def import_turn(run_id: int, *, seconds: float = TURN_SECONDS) -> bool:
    """Work on one run for at most so long; whether there is (or may be) more to do.

    False at once where another worker has it. Raises only where the database is out of reach.
    """
    end = time.monotonic() + seconds
    with _lock(run_id) as mine, override(LANGUAGE):
        if not mine:
            return False
        run = _begin(run_id)
        if run is None:
            return False
        actor = system_actor(run.jobcenter_id)
        try:
            if run.state == ImportState.CHECKING:
                _check(run, actor, end)
            else:
                _load(run, actor, end)
        except (OperationalError, InterfaceError):
            raise
        except SomebodyElse:
            return False
        except FileProblem as problem:
            _fail(run, actor, str(problem))
        except Exception:
            logger.exception("Import run %s failed in this turn.", run.pk)
            return True
        return run.is_working


@contextmanager
def _lock(run_id: int) -> Iterator[bool]:
    """Whether this session is the one that works on the run. The lock ends with the block or the session."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, hashint8(%s))", [_RUNNING, run_id])
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, hashint8(%s))", [_RUNNING, run_id])


@transaction.atomic
def _begin(run_id: int) -> ImportRun | None:
    """The run, with one try more; None when there is nothing to do, or it was given up."""
    run = ImportRun.objects.working().select_for_update().filter(pk=run_id).first()
    if run is None:
        return None
    if run.tries >= MOST_TRIES:
        with acting_as(system_actor(run.jobcenter_id)):
            _give_up(run, _("Filen kunne ikke læses færdig. Skriv til driften, hvis det sker igen."))
        return None
    ImportRun.objects.filter(pk=run.pk).update(tries=F("tries") + 1)
    return run


def _keep(run: ImportRun, before: tuple[str, int]) -> None:
    """Store how far the run is, in the transaction of its rows. Raises SomebodyElse where it is not as we left it."""
    values = {name: getattr(run, name) for name in _KEPT}
    state, position = before
    kept = ImportRun.objects.filter(pk=run.pk, state=state, position=position).update(**values, tries=0)
    if not kept:
        raise SomebodyElse


def _step(run: ImportRun, actor: Actor, work: Callable[[], None]) -> None:
    """Do `work` on the jobcentre's behalf, and keep how far the run is with it, in one transaction."""
    before = (str(run.state), run.position)
    with acting_as(actor):
        work()
        _keep(run, before)


def _check(run: ImportRun, actor: Actor, end: float) -> None:
    with acting_as(actor):
        book = book_of(run.jobcenter_id, danish.local(moment()).date())
    check = Check(run, actor, book)

    def judge() -> None:
        check.stage(raws)
        run.position += len(raws)

    def finish() -> None:
        check.finish()
        run.position, run.checked_at = 0, moment()

    while time.monotonic() < end:
        raws = check.next_rows()
        _step(run, actor, judge if raws else finish)
        if not raws:
            return


def _load(run: ImportRun, actor: Actor, end: float) -> None:
    def work() -> None:
        if load_next(run) or (run.whole_stock and leave_next(run)):
            return
        run.state, run.finished_at, run.stats_due, run.sample = ImportState.DONE, moment(), True, []
        run_tell(run)

    while run.state == ImportState.LOADING and time.monotonic() < end:
        _step(run, actor, work)


def _fail(run: ImportRun, actor: Actor, text: str) -> None:
    """The file cannot be read: what was read of it is explained, nothing of the stock has changed."""
    with acting_as(actor):
        _give_up(run, text)


def _give_up(run: ImportRun, text: str) -> None:
    was_loading = run.state == ImportState.LOADING
    ImportRun.objects.filter(pk=run.pk).update(
        state=ImportState.FAILED,
        problem=text[:300],
        sample=[],
        finished_at=moment(),
        stats_due=was_loading,
    )
    run.refresh_from_db()
    if was_loading:
        run_tell(run)


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
