"""Carrying out what a change of calendar or terms does to running clocks: in batches, each a transaction (T11).

Whoever finds an unfinished recalculation takes its next batch; its row is locked meanwhile and passed over by others.
A batch that is killed is undone whole and done again. Only running clocks are touched, under their own locks: an answer
that is being saved comes first. What the change itself brings past a level is in the ledger, and told in one mail.
"""

import datetime
import logging
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils.translation import gettext, override

from accounts.moment import moment
from jobcenters.kept_calendars import calendars_keep
from orders.calendars import calendars_of, ladders
from orders.clock import EventKind as ClockEventKind
from orders.enums import RecalculationState
from orders.models import Clock, Firing, RecalculatedClock, Recalculation, Timer
from orders.recalculation import passed_by
from orders.selectors.recalculation import Counted, counted_again
from orders.selectors.recalculation_network import clocks_of, terms_in
from orders.selectors.replay import promise_data
from orders.services.breaches import breach_lift, breaches_again
from orders.services.clocks import clock_event
from orders.services.timers import timers_move
from orders.sweep.claims import Key, fired_of
from orders.sweep.directory import Directory
from orders.sweep.heartbeat import outages_at
from orders.sweep.page import HELD, Moment, tell
from orders.sweep.recalculated import write_moves

logger = logging.getLogger(__name__)

# So many clocks per transaction: about a second's work, which is what a kill undoes.
BATCH = 200
# What the worker may write of a recalculation.
PROGRESS = ("state", "done_to", "moved", "late", "in_time", "failed", "finished_at")


@dataclass(slots=True)
class RecalculationResult:
    """What a turn did: recalculations finished, and clocks looked at and moved."""

    finished: int = 0
    looked_at: int = 0
    moved: int = 0


def recalculate(
    *, now: datetime.datetime | None = None, batch: int = BATCH, seconds: float | None = None
) -> RecalculationResult:
    """Do what is unfinished, the oldest change first, until nothing is or `seconds` have passed. `now` (aware) plays
    another time. Needs the worker's role. Raises OperationalError when the database goes away: what was committed
    stands, the rest is done by the next turn.
    """
    end = time.monotonic() + seconds if seconds is not None else float("inf")
    result = RecalculationResult()
    with override(settings.LANGUAGE_CODE):
        while _one_batch(now or moment(), batch, result) and time.monotonic() < end:
            pass
    return result


def _one_batch(now: datetime.datetime, size: int, result: RecalculationResult) -> bool:
    """One batch of the oldest recalculation that nobody else has; whether there was one."""
    try:
        with transaction.atomic():
            found = _next()
            if found is None:
                return False
            _batch(found, now, size, result)
            return True
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("A batch of a recalculation failed; its clocks are done one by one.")
    with transaction.atomic():
        found = _next()
        if found is None:
            return False
        _batch(found, now, size, result, alone=True)
        return True


def _next() -> Recalculation | None:
    return Recalculation.objects.unfinished().select_for_update(skip_locked=True).order_by("id").first()


def _batch(
    change: Recalculation,
    now: datetime.datetime,
    size: int,
    result: RecalculationResult,
    *,
    alone: bool = False,
) -> None:
    clocks = list(
        clocks_of(change).filter(pk__gt=change.done_to).select_for_update(no_key=True).order_by("pk")[:size]
    )
    change.state = RecalculationState.RUNNING
    if not clocks:
        _finish(change, now)
        result.finished += 1
        return
    result.looked_at += len(clocks)
    work = _Batch(change, now)
    if alone:
        for clock in clocks:
            try:
                with transaction.atomic():
                    work.do([clock])
            except (OperationalError, InterfaceError):
                raise
            except Exception:
                logger.exception("Clock %s could not be counted again; its deadline stands.", clock.pk)
                change.failed += 1
    else:
        work.do(clocks)
    result.moved += work.moved
    change.done_to = clocks[-1].pk
    change.save(update_fields=PROGRESS)


def _finish(change: Recalculation, now: datetime.datetime) -> None:
    """Let the letters go that were held until each recipient's could be one mail."""
    held = change.letters.filter(done_at__isnull=True, not_before=HELD)
    if organisations := set(held.values_list("organisation_id", flat=True)):
        directory = Directory(now)
        for organisation_id in organisations:
            opens_at = directory.opens_at(organisation_id)
            held.filter(organisation_id=organisation_id).update(not_before=opens_at)
    change.state, change.finished_at = RecalculationState.DONE, now
    change.save(update_fields=PROGRESS)


class _Batch:
    """One batch under way. Its clocks are locked by the caller."""

    def __init__(self, change: Recalculation, now: datetime.datetime) -> None:
        self.change, self.now = change, now
        self.moved = 0

    def do(self, clocks: Sequence[Clock]) -> None:
        owners = {clock.owner_organisation_id for clock in clocks}
        self.calendars = calendars_of(owners)
        calendars_keep(self.calendars.values())
        self.before: defaultdict[int, dict[int, datetime.datetime]] = defaultdict(dict)
        for timer in Timer.objects.filter(clock__in=clocks):
            self.before[timer.clock_id][timer.level] = timer.fire_at
        rows: list[RecalculatedClock] = []
        passed: list[Key] = []
        terms = terms_in(self.change.scope)
        for one in counted_again(clocks, self.calendars, terms=terms, now=self.now):
            if (row := self._one(one)) is not None:
                passed += [(row.clock_id, level) for level in row.levels]
                rows.append(row)
        RecalculatedClock.objects.bulk_create(rows)
        write_moves(self.change, rows)
        self._tell(passed)
        self.moved += len(rows)
        self.change.moved += len(rows)
        self.change.late += sum(row.is_late and not row.was_late for row in rows)
        self.change.in_time += sum(row.was_late and not row.is_late for row in rows)

    def _one(self, one: Counted) -> RecalculatedClock | None:
        """Let a clock's columns and timers follow; the row that says so where its deadline moves."""
        clock, reading = one.clock, one.reading
        if reading is None:
            return None
        move = one.move(self.now)
        clock.due_at, clock.paused_until = reading.due_at, reading.paused_until
        clock.counts_from = reading.deadline.started_at
        clock.calendar_version = reading.deadline.calendar_version[:40]
        clock.save(update_fields=["due_at", "paused_until", "counts_from", "calendar_version"])
        rungs = timers_move(
            clock=clock,
            deadline=reading.deadline,
            opening=self.calendars.get(clock.owner_organisation_id),
        )
        # What has fired and nobody has been told of yet is told when it is true.
        untold = Firing.objects.filter(clock=clock, tell_at__isnull=False)
        for rung in rungs:
            if rung.fires_at > self.now:
                untold.filter(level=rung.level).update(tell_at=rung.fires_at)
        if not move.moves and one.promised is None:
            return None
        levels = self._bring_past(clock, passed_by(rungs, self.before[clock.pk], self.now))
        clock_event(
            actor=None,
            clock=clock,
            kind=ClockEventKind.RETARGET,
            at=self.now,
            reason=self.change.what,
            data={
                "recalculation": str(self.change.uuid),
                "was": move.before.isoformat(),
                "due": move.after.isoformat(),
                **(promise_data(one.promised) if one.promised else {}),
            },
        )
        if not move.moves:
            return None
        if move.no_longer_late:
            breach_lift(
                clock_id=clock.pk,
                at=self.now,
                user_id=self.change.user_id,
                organisation_id=self.change.organisation_id,
                text=gettext("Fristen er flyttet: %s") % self.change.what,
            )
        elif move.becomes_late:
            text = gettext("Fristen er flyttet og er overskredet igen: %s") % self.change.what
            breaches_again([clock.pk], at=self.now, user_id=self.change.user_id, text=text)
        return RecalculatedClock(
            recalculation=self.change,
            clock=clock,
            at=self.now,
            due_before=move.before,
            due_after=move.after,
            was_late=move.was_late,
            is_late=move.is_late,
            levels=levels,
        )

    def _bring_past(self, clock: Clock, levels: frozenset[int]) -> list[int]:
        """Move these levels from the timers to the ledger, as told: the sweep does not tell of them one by one."""
        timers = Timer.objects.filter(clock=clock, level__in=levels, fire_at__lte=self.now)
        found = list(timers.order_by("level")) if levels else []
        Firing.objects.bulk_create(
            Firing(
                clock=clock,
                level=timer.level,
                owner_id=timer.owner_id,
                due_at=timer.fire_at,
                detected_at=self.now,
                tell_at=None,
            )
            for timer in found
        )
        if found:
            timers.delete()
        return [timer.level for timer in found]

    def _tell(self, passed: Sequence[Key]) -> None:
        if not passed:
            return
        page = fired_of(passed)
        known = ladders({fired.ladder for fired in page})
        seen = Moment(self.now, outages_at(self.now))
        tell(page, known, Directory(self.now), seen, together=self.change.pk)
