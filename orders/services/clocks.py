"""Starting, stopping and moving clocks. Every change is an event row first; the clock's columns follow from it."""

import datetime
from collections.abc import Collection, Mapping

from django.db.models import Q

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import local_date
from jobcenters.kept_calendars import calendars_keep
from orders.calendars import calendar_of, ladder_for, promise_for
from orders.clock import RULES_VERSION, EventKind, Reading, promised_deadline
from orders.effects import Via, Who, starts, stops, via_of, who_starts
from orders.enums import ClockState
from orders.models import Clock, ClockEvent, Order, OrderLine, Request
from orders.promises import Act, Party, Promise, promise
from orders.selectors.replay import reading_of
from orders.services.breaches import breach_record, has_breach
from orders.services.timers import timers_move, timers_set


def clock_event(
    *,
    actor: Actor | None,
    clock: Clock,
    kind: EventKind,
    at: datetime.datetime,
    reason: str = "",
    data: Mapping[str, object] | None = None,
    corrects: ClockEvent | None = None,
) -> ClockEvent:
    """Add one event; `actor` is None where the clock did it by itself."""
    return ClockEvent.objects.create(
        clock=clock,
        kind=kind.value,
        at=at,
        user_id=actor.user_id if actor else None,
        organisation_id=actor.organisation_id if actor else None,
        reason=reason[:300],
        data=dict(data or {}),
        corrects=corrects,
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
    via: Via | None = None,
    subject: str,
    counterpart: str,
) -> Clock:
    """Start promise `code` (D1-D6) on an order, one of its lines or a request; it is due in the owner's calendar.

    `received_at` is aware. `subject` and `counterpart` are what lists and mails say of the case. `promised` is the
    promise as an agreement has it; without it the owner's network decides. `calendar_of_id` names the organisation
    whose hours count where the owner hands the clock on at once. `via` is how it came (default: by the actor's own way,
    a page or another system). Raises ValueError where nothing that comes that way starts the promise
    (`orders.effects`).
    """
    via = via or _own_way(actor) or Via.PORTAL
    who = who_starts(code, _who(actor, order.tovholder_id or owner_organisation_id))
    if not starts(via, who, code):
        raise ValueError(f"{code} is not started by {who} via {via}.")
    counted_in = calendar_of_id or owner_organisation_id
    calendar = calendar_of(counted_in)
    promised = promised or promise_for(code, counted_in, local_date(received_at))
    deadline = promised_deadline(promised, received_at, calendar)
    if deadline.calendar_version == calendar.version:
        calendars_keep([calendar])
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
    clock_event(
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
            "rolls": promised.rolls,
            "via": via.value,
            "who": who.value,
        },
    )
    return clock


def clock_lock(clock: Clock) -> Clock | None:
    """The clock, locked, if it still runs: an answer and an escalation never both win."""
    return Clock.objects.select_for_update().filter(pk=clock.pk, state=ClockState.OPEN).first()


def moment_under_lock(order: Order) -> datetime.datetime:
    """The present instant (UTC), taken when the order's running clocks that can be seen are locked.

    For acts that stop clocks now: no sweep can escalate between their time and the stop, so an answer whose time is
    before the deadline is never a breach (G3).
    """
    list(Clock.objects.running().filter(order=order).order_by("pk").select_for_update())
    return moment()


def pause_settle(*, clock: Clock, at: datetime.datetime) -> bool:
    """Write down that the pause of a locked clock has ended by itself, if it has by `at` (aware); whether it had.

    Nothing else has to be done: the clock's columns have counted with that instant since it was paused.
    """
    if clock.paused_until is None or at < clock.paused_until:
        return False
    clock_event(actor=None, clock=clock, kind=EventKind.RESUME, at=clock.paused_until, data={"by": "itself"})
    clock.paused_until = None
    clock.save(update_fields=["paused_until"])
    return True


def clock_follow(*, clock: Clock, reading: Reading) -> None:
    """Let the columns and timers of a locked, running clock follow from its events.

    Levels that were fired stay fired. While a pause runs nothing fires before its end.
    """
    clock.due_at, clock.paused_until = reading.due_at, reading.paused_until
    clock.save(update_fields=["due_at", "paused_until"])
    timers_move(clock=clock, deadline=reading.deadline, opening=calendar_of(clock.owner_organisation_id))


def _own_way(actor: Actor) -> Via | None:
    """The way by which whatever a token does comes; None for people."""
    return Via.API if actor.token_id is not None else None


def _who(actor: Actor, leader_id: int, via: Via | None = None) -> Who:
    """Who the actor is, seen from an order that `leader_id` leads or has received. Behind a link in a mail there is a
    person, who has not signed in; behind another system's token there are its organisation's people.
    """
    if actor.user_id is None and actor.token_id is None and via is not Via.ANSWER_LINK:
        return Who.SYSTEM
    if actor.is_company:
        return Who.COMPANY
    is_other = actor.organisation_id != leader_id and not actor.is_national
    return Who.OTHER_JOBCENTER if is_other else Who.CONSULTANT


def clock_stop(
    *,
    actor: Actor,
    clock: Clock,
    act: Act,
    at: datetime.datetime,
    reason: str = "",
    via: Via | None = None,
) -> bool:
    """Stop a running clock if `act`, done by the actor by way of `via` (default: the act's own), keeps its promise
    (`orders.effects`); whether it did. A late stop records the breach.
    """
    # What another jobcentre owes, it owes to the one who leads.
    promised = promise(clock.promise)
    to_company = promised.owed_to is Party.COMPANY
    who = _who(actor, clock.owner_organisation_id if to_company else clock.owed_to_id, via)
    via = via or _own_way(actor) or via_of(act)
    if not stops(via, who, act, promised):
        return False
    running = clock_lock(clock)
    if running is None:
        return False
    was_paused = running.paused_until is not None
    if was_paused:
        pause_settle(clock=running, at=at)
    done = {"act": act.value, "via": via.value, "who": who.value}
    clock_event(actor=actor, clock=running, kind=EventKind.STOP, at=at, reason=reason, data=done)
    if was_paused and (reading := reading_of(running)) is not None:
        # The stop ends the pause: the deadline has moved by as much as was waited, and no more.
        running.due_at = reading.due_at
    running.state = ClockState.STOPPED
    running.stopped_at = at
    running.paused_until = None
    # Under the clock's lock the answer wins over an escalation that has not been told; a breach that has been stands.
    running.kept = at <= running.due_at and not has_breach(running.pk)
    running.save(update_fields=["state", "stopped_at", "kept", "due_at", "paused_until"])
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
    """End a clock whose promise no longer applies (withdrawn, cancelled). It counts neither as kept nor as broken,
    unless its deadline has passed: then it was not kept, and stays so.
    """
    running = clock_lock(clock)
    if running is None:
        return False
    if at > running.due_at and actor.organisation_id in (running.owner_organisation_id, running.owed_to_id):
        breach_record([running.pk], detected_at=at)
    running.state = ClockState.CANCELLED
    running.stopped_at = at
    running.paused_until = None
    running.save(update_fields=["state", "stopped_at", "paused_until"])
    clock_event(actor=actor, clock=running, kind=EventKind.CANCEL, at=at, reason=reason)
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
    running = clock_lock(clock)
    if running is None:
        return False
    data = {"from": running.owner_organisation_id, "to": owner_organisation_id}
    running.owner_organisation_id = owner_organisation_id
    running.owner_user_id = owner_user_id
    running.save(update_fields=["owner_organisation", "owner_user"])
    clock_event(actor=actor, clock=running, kind=EventKind.RETARGET, at=at, reason=reason, data=data)
    return True
