"""Starting, stopping and moving clocks. Every change is an event row first; the clock's columns follow from it."""

import datetime
from collections.abc import Collection, Mapping

from django.db.models import Q

from accounts.actor import Actor
from jobcenters.calendar import NATIONAL, due, local_date
from orders.calendars import calendar_of, ladder_for, promise_for
from orders.clock import RULES_VERSION, EventKind
from orders.enums import ClockState
from orders.models import Clock, ClockEvent, Order, OrderLine, Request
from orders.promises import Act, Promise, promise
from orders.services.breaches import breach_record, has_breach
from orders.services.timers import timers_set


def _event(
    *,
    actor: Actor | None,
    clock: Clock,
    kind: EventKind,
    at: datetime.datetime,
    reason: str = "",
    data: Mapping[str, object] | None = None,
) -> None:
    ClockEvent.objects.create(
        clock=clock,
        kind=kind.value,
        at=at,
        user_id=actor.user_id if actor else None,
        organisation_id=actor.organisation_id if actor else None,
        reason=reason[:300],
        data=dict(data or {}),
    )


def clock_start(
    *,
    actor: Actor,
    order: Order,
    code: str,
    received_at: datetime.datetime,
    owner_organisation_id: int,
    owner_user_id: int | None,
    owed_to_id: int,
    owed_to_user_id: int | None = None,
    request: Request | None = None,
    line: OrderLine | None = None,
    promised: Promise | None = None,
    calendar_of_id: int | None = None,
    subject: str,
    counterpart: str,
) -> Clock:
    """Start promise `code` (D1-D6) on an order, one of its lines or a request; it is due in the owner's calendar.

    `received_at` is aware. `subject` and `counterpart` are what lists and mails say of the case. `promised` is the
    promise as an agreement has it; without it the owner's network decides. `calendar_of_id` names the organisation
    whose hours count where the owner hands the clock on at once.
    """
    counted_in = calendar_of_id or owner_organisation_id
    calendar = calendar_of(counted_in)
    promised = promised or promise_for(code, counted_in, local_date(received_at))
    deadline = due(promised.unit, received_at, calendar, NATIONAL, roll=promised.rolls)
    ladder = ladder_for(promised, counted_in, local_date(received_at), order.agreement_id)
    clock = Clock.objects.create(
        promise=code,
        order=order,
        request=request,
        line=line,
        owner_organisation_id=owner_organisation_id,
        owner_user_id=owner_user_id,
        owed_to_id=owed_to_id,
        owed_to_user_id=owed_to_user_id,
        received_at=received_at,
        counts_from=deadline.started_at,
        due_at=deadline.due_at,
        ladder=ladder.version,
        subject=subject[:200],
        counterpart=counterpart[:200],
        rules_version=RULES_VERSION,
        calendar_version=deadline.calendar_version[:40],
    )
    timers_set(clock=clock, deadline=deadline, opening=calendar, ladder=ladder)
    _event(
        actor=actor,
        clock=clock,
        kind=EventKind.START,
        at=received_at,
        data={
            "promise": code,
            "unit": type(promised.unit).__name__,
            "length": promised.unit.n,
            "calendar_of": counted_in,
            "overridden_by": promised.overridden_by,
        },
    )
    return clock


def _lock(clock: Clock) -> Clock | None:
    """The clock, locked, if it still runs: an answer and an escalation never both win."""
    return Clock.objects.select_for_update().filter(pk=clock.pk, state=ClockState.OPEN).first()


def clock_stop(*, actor: Actor, clock: Clock, act: Act, at: datetime.datetime, reason: str = "") -> bool:
    """Stop a running clock if `act` keeps its promise (A11); whether it did. A late stop records the breach."""
    if not promise(clock.promise).is_stopped_by(act):
        return False
    running = _lock(clock)
    if running is None:
        return False
    running.state = ClockState.STOPPED
    running.stopped_at = at
    # Under the clock's lock the answer wins over an escalation that has not been told; a breach that has been stands.
    running.kept = at <= running.due_at and not has_breach(running.pk)
    running.save(update_fields=["state", "stopped_at", "kept"])
    _event(actor=actor, clock=running, kind=EventKind.STOP, at=at, reason=reason, data={"act": act.value})
    if not running.kept:
        breach_record([running.pk], detected_at=at)
    return True


def clocks_stop(
    *,
    actor: Actor,
    order: Order,
    act: Act,
    at: datetime.datetime,
    reason: str = "",
    owner_organisation_id: int | None = None,
    line_ids: Collection[int] | None = None,
) -> int:
    """Stop the order's running clocks that `act` keeps and that `owner_organisation_id` owes (default the actor's own
    organisation); how many. A clock that the actor neither owes nor is owed is not seen, so it is never stopped.
    `line_ids`: only those about these lines, and those about the whole order.
    """
    running = Clock.objects.running().filter(
        order=order,
        request__isnull=True,
        owner_organisation_id=owner_organisation_id or actor.organisation_id,
    )
    if line_ids is not None:
        running = running.filter(Q(line__in=line_ids) | Q(line__isnull=True))
    return sum(clock_stop(actor=actor, clock=clock, act=act, at=at, reason=reason) for clock in running)


def clock_cancel(*, actor: Actor, clock: Clock, at: datetime.datetime, reason: str) -> bool:
    """End a clock whose promise no longer applies (withdrawn, cancelled); it counts neither as kept nor as broken."""
    running = _lock(clock)
    if running is None:
        return False
    running.state = ClockState.CANCELLED
    running.stopped_at = at
    running.save(update_fields=["state", "stopped_at"])
    _event(actor=actor, clock=running, kind=EventKind.CANCEL, at=at, reason=reason)
    return True


def clocks_cancel(*, actor: Actor, order: Order, at: datetime.datetime, reason: str) -> int:
    """End all running clocks of an order, those of its requests too; how many."""
    running = Clock.objects.running().filter(order=order)
    return sum(clock_cancel(actor=actor, clock=clock, at=at, reason=reason) for clock in running)


def clock_hand_over(
    *,
    actor: Actor,
    clock: Clock,
    owner_organisation_id: int,
    owner_user_id: int | None,
    at: datetime.datetime,
    reason: str,
) -> bool:
    """Give a running clock to another organisation. The due instant stays: it was promised to somebody else."""
    running = _lock(clock)
    if running is None:
        return False
    data = {"from": running.owner_organisation_id, "to": owner_organisation_id}
    running.owner_organisation_id = owner_organisation_id
    running.owner_user_id = owner_user_id
    running.save(update_fields=["owner_organisation", "owner_user"])
    _event(actor=actor, clock=running, kind=EventKind.RETARGET, at=at, reason=reason, data=data)
    return True
