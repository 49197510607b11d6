"""Files with companies, worked through in turns (`imports.turns`), and what is done about those that are over."""

import datetime
import time

from accounts.actor import Actor
from accounts.models import Membership
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from companies.imports.checking import Check
from companies.imports.emails import run_tell
from companies.imports.loading import load_next
from companies.models.importing import (
    CompanyImport,
    ImportLine,
    ImportPiece,
    ImportProblem,
    may_import,
)
from companies.retention_rules import IMPORT_EXPLAINED
from imports.enums import OPEN, ImportState
from imports.turns import TURN_SECONDS, Turns

UNDECIDED = datetime.timedelta(days=7)  # a file that nobody decided upon is thrown away


def _actor(run: CompanyImport) -> Actor | None:
    """Whoever asked for what is done now, as they are today: they must still be allowed to."""
    with acting_as(system_actor(run.organisation_id)):
        rows = Membership.objects.active().select_related("user", "organisation")
        who = run.started_by_id or run.created_by_id
        membership = rows.filter(user_id=who, organisation_id=run.organisation_id).first()
    actor = membership.actor() if membership else None
    return actor if actor and may_import(actor) else None


TURNS = Turns(
    model=CompanyImport,
    lock=7_110_060,
    kept=(
        "state", "position", "bytes_read", "rows", "new", "changed", "unchanged", "wrong", "done_new", "done_changed",
        "sample", "problem", "checked_at", "finished_at",
    ),
    owner_of=lambda run: run.organisation_id,
    actor_of=_actor,
    check=Check,
    load_next=load_next,
    tell=run_tell,
)  # fmt: skip
import_turn = TURNS.turn


def import_sweep(*, seconds: float = TURN_SECONDS) -> int:
    """Do what nobody is doing, the oldest run first, for at most so long; how many runs were worked on.

    Also removes what is no longer needed of runs that are over, and throws away what nobody decided upon.
    """
    end, worked = time.monotonic() + seconds, 0
    waiting = CompanyImport.objects.working().order_by("created_at").values_list("pk", flat=True)[:100]
    for run_id in list(waiting):
        left = end - time.monotonic()
        if left <= 0:
            break
        import_turn(run_id, seconds=left)
        worked += 1
    CompanyImport.objects.filter(state=ImportState.CHECKED, checked_at__lt=moment() - UNDECIDED).update(
        state=ImportState.CANCELLED, finished_at=moment(), sample=[]
    )
    for run in CompanyImport.objects.exclude(state__in=OPEN).filter(purged_at__isnull=True)[:20]:
        _remove(run, (ImportPiece, ImportLine), "purged_at")
    old = CompanyImport.objects.filter(
        finished_at__lt=IMPORT_EXPLAINED.ends_before(moment()), forgotten_at__isnull=True
    )
    for run in old[:20]:
        _remove(run, (ImportProblem,), "forgotten_at")
    return worked


def _remove(run: CompanyImport, models: tuple[type, ...], said: str) -> None:
    with acting_as(system_actor(run.organisation_id)):
        for model in models:
            model.objects.filter(run=run)._raw_delete(using="default")  # type: ignore[attr-defined]
        CompanyImport.objects.filter(pk=run.pk).update(**{said: moment(), "sample": []})
