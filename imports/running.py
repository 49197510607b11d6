"""Runs worked through in turns (`imports.turns`), and what is done about those that are over."""

import time
from collections.abc import Callable
from typing import Any

from accounts.actor import Actor
from accounts.models import Membership
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from imports.emails import run_tell
from imports.enums import OPEN, ImportState
from imports.kinds import Kind
from imports.turns import TURN_SECONDS, Checking, Turns

KEPT = (
    "state", "position", "bytes_read", "rows", "new", "changed", "unchanged", "wrong", "done_new", "done_changed",
    "changed_columns", "sample", "problem", "checked_at", "finished_at",
)  # fmt: skip


def turns_of(kind: Kind, check: Callable[[Any, Actor], Checking], load_next: Callable[[Any], int]) -> Turns:
    """The turns of a kind of import whose tables are those of `imports.records`."""

    def actor_of(run: Any) -> Actor | None:
        """Whoever asked for what is done now, as they are today: they must still be allowed to."""
        with acting_as(system_actor(run.organisation_id)):
            rows = Membership.objects.active().select_related("user", "organisation")
            who = run.started_by_id or run.created_by_id
            membership = rows.filter(user_id=who, organisation_id=run.organisation_id).first()
        actor = membership.actor() if membership else None
        return actor if actor and kind.may(actor) else None

    return Turns(
        model=kind.model,
        lock=kind.lock,
        kept=KEPT,
        owner_of=lambda run: run.organisation_id,
        actor_of=actor_of,
        check=check,
        load_next=load_next,
        tell=lambda run: run_tell(kind, run),
    )


def sweep(kind: Kind, turns: Turns, *, seconds: float = TURN_SECONDS) -> int:
    """Do what nobody is doing, the oldest run first, for at most so long; how many runs were worked on.

    Also removes what is no longer needed of runs that are over, and throws away what nobody decided upon.
    """
    end, worked = time.monotonic() + seconds, 0
    model = kind.model
    waiting = model.objects.working().order_by("created_at").values_list("pk", flat=True)[:100]
    for run_id in list(waiting):
        left = end - time.monotonic()
        if left <= 0:
            break
        turns.turn(run_id, seconds=left)
        worked += 1
    model.objects.filter(
        state=ImportState.CHECKED, checked_at__lt=kind.undecided.ends_before(moment())
    ).update(state=ImportState.CANCELLED, finished_at=moment(), sample=[])
    for run in model.objects.exclude(state__in=OPEN).filter(purged_at__isnull=True)[:20]:
        _remove(kind, run, (kind.piece, kind.line), "purged_at")
    old = model.objects.filter(
        finished_at__lt=kind.explained.ends_before(moment()), forgotten_at__isnull=True
    )
    for run in old[:20]:
        _remove(kind, run, (kind.problem,), "forgotten_at")
    return worked


def _remove(kind: Kind, run: Any, tables: tuple[Any, ...], said: str) -> None:
    with acting_as(system_actor(run.organisation_id)):
        for table in tables:
            table.objects.filter(run=run)._raw_delete(using="default")
        kind.model.objects.filter(pk=run.pk).update(**{said: moment(), "sample": []})
