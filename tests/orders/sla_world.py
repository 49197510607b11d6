"""A jobcentre with two months of promises: kept, broken, late, running, cancelled and taken over, by the services."""

import datetime
import random
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import AnswerKind, ClockState, EventKind
from orders.models import Clock
from orders.promises import Act
from orders.services.breaches import breach_record
from orders.services.clocks import clock_hand_over, clock_start, clock_stop
from orders.services.orders import order_answer, order_cancel
from orders.services.requests import request_answer
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def at(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime.datetime:
    """A Danish time of day."""
    return datetime.datetime(year, month, day, hour, minute, tzinfo=COPENHAGEN)


def received(actor: Actor, instant: datetime.datetime, **fields: Any) -> Clock:
    """An order received at `instant`; its D1."""
    with playing(instant):
        order = make.order(actor, received_at=instant, **fields)
    with acting_as(actor):
        return Clock.objects.get(order=order, promise="D1")


def answered(actor: Actor, clock: Clock, instant: datetime.datetime) -> None:
    """The company is rung at `instant`."""
    with playing(instant), acting_as(actor):
        order_answer(actor=actor, order=clock.order, kind=EventKind.CALL, note="", at=instant)


def promised(actor: Actor, clock: Clock, code: str, instant: datetime.datetime) -> Clock:
    """Another promise on the same order, started at `instant`."""
    with acting_as(actor):
        return clock_start(
            actor=actor,
            order=clock.order,
            code=code,
            received_at=instant,
            owner_organisation_id=actor.organisation_id,
            owner_user_id=actor.user_id,
            owed_to_id=clock.owed_to_id,
            subject=clock.subject,
            counterpart=clock.counterpart,
        )


def history(now: datetime.datetime, *, seed: int = 1, orders: int = 26) -> Actor:
    """About 45 clocks of Horsens over the 80 days before `now`, and some of Odder's that must never count here."""
    dice = random.Random(seed)  # noqa: S311
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    for number in range(orders):
        start = now - timedelta(days=dice.uniform(0, 80), hours=dice.uniform(0, 3))
        clock = received(mette, start)
        fate = dice.choice(("kept", "missed", "late", "late", "cancelled", "kept", "cancelled late"))
        end = start + timedelta(hours=1) if fate == "cancelled" else clock.due_at + timedelta(hours=2)
        if fate.startswith("cancelled") and end < now:
            with playing(end), acting_as(mette):
                order_cancel(actor=mette, order=clock.order, reason="Ikke aktuelt")
            continue
        if number % 2:
            _another_promise(mette, clock, dice, start, now)
        stop = clock.due_at + timedelta(hours=dice.uniform(0.1, 30)) * (1 if fate == "missed" else -0.05)
        if fate in ("kept", "missed") and clock.received_at < stop < now:
            answered(mette, clock, stop)
        elif dice.random() < 0.5:
            with acting_as(mette):
                breach_record([clock.pk], detected_at=now)
    _requests(mette, bo, now)
    _taken_over(mette, bo, now)
    return mette


def _another_promise(
    mette: Actor, clock: Clock, dice: random.Random, start: datetime.datetime, now: datetime.datetime
) -> None:
    code, act = dice.choice(
        (
            ("D3", Act.CALL),
            ("D4", Act.CANDIDATES_DELIVERED),
            ("D5", Act.CANDIDATES_DELIVERED),
            ("D6", Act.TRAINING_AGREED),
        )
    )
    more = promised(mette, clock, code, start)
    stop = more.due_at + timedelta(hours=dice.choice((-20, -2, 3, 70)))
    if start < stop < now and dice.random() < 0.7:
        with acting_as(mette):
            clock_stop(actor=mette, clock=more, act=act, at=stop)


def _requests(mette: Actor, bo: Actor, now: datetime.datetime) -> None:
    """Odder has asked Horsens: one answered in time, one too late, one still open."""
    for days, late in ((20, False), (12, True), (0.1, None)):
        asked = now - timedelta(days=days)
        with playing(asked):
            order = clarified(bo, received_at=asked)
            request = make.request(bo, order, make.jobcenter("Horsens"))
        with acting_as(mette):
            clock = Clock.objects.get(request=request)
        if late is None:
            continue
        stop = clock.due_at + timedelta(hours=5 if late else -1)
        with playing(stop), acting_as(mette):
            request_answer(actor=mette, request=request, answer=AnswerKind.NO, text="Ingen ledige montører")


def _taken_over(mette: Actor, bo: Actor, now: datetime.datetime) -> None:
    """Odder's promise was broken before Horsens got it: it must not count against Horsens."""
    start = now - timedelta(days=15)
    clock = received(bo, start)
    with acting_as(bo):
        clock_hand_over(
            actor=bo,
            clock=clock,
            owner_organisation_id=mette.organisation_id,
            owner_user_id=None,
            at=clock.due_at + timedelta(hours=4),
            reason="Skift",
        )


def really(organisation_id: int) -> list[dict]:
    """Every clock whose number is the organisation's, as the owner of the tables sees it, with the cause of its breach.

    Whose it is, is read from the events: of whoever handed it over first after its deadline, else of its owner.
    """
    with as_owner():
        rows = list(Clock.objects.prefetch_related("events").select_related("breach"))
        return [
            {
                "pk": clock.pk,
                "promise": clock.promise,
                "due_at": clock.due_at,
                "due_on": local_date(clock.due_at),
                "counts": clock.state != ClockState.CANCELLED or clock.stopped_at > clock.due_at,
                "in_time": clock.state == ClockState.STOPPED and clock.stopped_at <= clock.due_at,
                "open": clock.state == ClockState.OPEN,
                "cause": clock.breach.cause if hasattr(clock, "breach") else "",
                "is_owned": clock.owner_organisation_id == organisation_id,
            }
            for clock in rows
            if _whose(clock) == organisation_id
        ]


def _whose(clock: Clock) -> int:
    late = [e for e in clock.events.all() if e.kind == "retarget" and "to" in e.data and e.at > clock.due_at]
    first = min(late, key=lambda event: (event.at, event.pk), default=None)
    return first.data["from"] if first else clock.owner_organisation_id
