"""A run's work, turn by turn, in a worker. Safe to run twice, at the same time, and to be killed at any point.

A database session holds the run's lock while it works on it, so two workers never have the same run, and a killed one
loses it with its session. Each batch is committed together with the run's position: the next turn goes on exactly
there. What kills its worker again and again, without a row being kept, is given up.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from tabular.reading import Raw
from tabular.sniffing import FileProblem

logger = logging.getLogger(__name__)

LANGUAGE = "da"
MOST_TRIES = 5
TURN_SECONDS = 120.0  # of the 300 that a task may last
CHECKING, CHECKED, LOADING, DONE, FAILED = "checking", "checked", "loading", "done", "failed"


class SomebodyElse(RuntimeError):
    """The run has moved under our hands: whoever moved it has it now."""


class Checking(Protocol):
    """One turn at reading a run's file, from where the last one stopped."""

    def next_rows(self) -> list[Raw]:
        """The next rows of the file; outside any transaction: it is read in its own. Raises FileProblem."""
        ...

    def stage(self, raws: list[Raw]) -> None:
        """Judge, compare and stage; runs on the actor's behalf, in the transaction that moves the position."""
        ...

    def finish(self) -> None:
        """The whole file was read; the run then waits for somebody's decision."""
        ...


@dataclass(frozen=True)
class Turns:
    """A kind of import. `model` has state, position, tries, problem, sample, started_at, finished_at and checked_at.

    `lock` is the first key of the lock that says "a living worker is at it"; `kept` are the fields stored with each
    batch; `owner_of` is the organisation of a run and `actor_of` on whose behalf it works (None: nobody any more);
    `load_next` writes the next rows and says how many there were, `ends` are fields that a finished run gets.
    """

    model: Any
    lock: int
    kept: tuple[str, ...]
    owner_of: Callable[[Any], int]
    actor_of: Callable[[Any], Actor | None]
    check: Callable[[Any, Actor], Checking]
    load_next: Callable[[Any], int]
    tell: Callable[[Any], None]
    ends: Callable[[bool], dict[str, Any]] = lambda _was_loading: {}

    def turn(self, run_id: int, *, seconds: float = TURN_SECONDS) -> bool:
        """Work on one run for at most so long; whether there is (or may be) more to do.

        False at once where another worker has it. Raises only where the database is out of reach.
        """
        end = time.monotonic() + seconds
        with self._lock(run_id) as mine, override(LANGUAGE):
            if not mine:
                return False
            run, actor = self._begin(run_id)
            if run is None or actor is None:
                return False
            try:
                if run.state == CHECKING:
                    self._check(run, actor, end)
                else:
                    self._load(run, actor, end)
            except (OperationalError, InterfaceError):
                raise
            except SomebodyElse:
                return False
            except FileProblem as problem:
                with acting_as(actor):
                    self._give_up(run, str(problem))
            except Exception:
                logger.exception("Import run %s failed in this turn.", run.pk)
                return True
            return bool(run.is_working)

    @contextmanager
    def _lock(self, run_id: int) -> Iterator[bool]:
        """Whether this session is the one that works on the run. The lock ends with the block or the session."""
        with connection.cursor() as cursor:
            cursor.execute("select pg_try_advisory_lock(%s, hashint8(%s))", [self.lock, run_id])
            mine = bool(cursor.fetchone()[0])
        try:
            yield mine
        finally:
            if mine and connection.connection is not None and not connection.connection.closed:
                with connection.cursor() as cursor:
                    cursor.execute("select pg_advisory_unlock(%s, hashint8(%s))", [self.lock, run_id])

    @transaction.atomic
    def _begin(self, run_id: int) -> tuple[Any, Actor | None]:
        """The run, with one try more, and who it works for; None when there is nothing to do, or it was given up."""
        run = self.model.objects.working().select_for_update(of=("self",)).filter(pk=run_id).first()
        if run is None:
            return None, None
        actor = self.actor_of(run)
        if actor is None or run.tries >= MOST_TRIES:
            with acting_as(actor or system_actor(self.owner_of(run))):
                self._give_up(run, _("Filen kunne ikke læses færdig. Skriv til driften, hvis det sker igen."))
            return None, None
        self.model.objects.filter(pk=run.pk).update(tries=F("tries") + 1)
        return run, actor

    def _keep(self, run: Any, before: tuple[str, int]) -> None:
        """Store how far the run is, with its rows. Raises SomebodyElse where it is not as we left it."""
        values = {name: getattr(run, name) for name in self.kept}
        state, position = before
        rows = self.model.objects.filter(pk=run.pk, state=state, position=position)
        if not rows.update(**values, tries=0):
            raise SomebodyElse

    def _step(self, run: Any, actor: Actor, work: Callable[[], None]) -> None:
        """Do `work` on the actor's behalf, and keep how far the run is with it, in one transaction."""
        before = (str(run.state), run.position)
        with acting_as(actor):
            work()
            self._keep(run, before)

    def _check(self, run: Any, actor: Actor, end: float) -> None:
        check = self.check(run, actor)

        def judge() -> None:
            check.stage(raws)
            run.position += len(raws)

        def finish() -> None:
            check.finish()
            run.state, run.position, run.checked_at = CHECKED, 0, moment()

        while time.monotonic() < end:
            raws = check.next_rows()
            self._step(run, actor, judge if raws else finish)
            if not raws:
                return

    def _load(self, run: Any, actor: Actor, end: float) -> None:
        def work() -> None:
            if self.load_next(run):
                return
            run.state, run.finished_at, run.sample = DONE, moment(), []
            for name, value in self.ends(True).items():
                setattr(run, name, value)
            self.tell(run)

        while run.state == LOADING and time.monotonic() < end:
            self._step(run, actor, work)

    def _give_up(self, run: Any, text: str) -> None:
        """The file cannot be read: what was read of it is explained, nothing has changed that was not taken in."""
        was_loading = run.state == LOADING
        self.model.objects.filter(pk=run.pk).update(
            state=FAILED, problem=text[:300], sample=[], finished_at=moment(), **self.ends(was_loading)
        )
        run.refresh_from_db()
        if was_loading:
            self.tell(run)
