"""The sweep in tests: run as the worker, and what it left behind, as the owner sees it."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Min

from accounts.enums import Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from jobcenters.calendar.zone import local_instant
from orders.models import Clock, Firing, Letter, Order, Request, Timer
from orders.sweep.run import SweepResult, sweep
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker


def at(day: int, clock: str, *, month: int = 3, year: int = 2026) -> datetime.datetime:
    """A Danish wall-clock time ("12.30") as an instant; in March 2026, which begins on a Sunday, without more."""
    hour, minute = clock.split(".")
    return local_instant(datetime.date(year, month, day), datetime.time(int(hour), int(minute)))


def sweep_as_worker(now: datetime.datetime | None = None, **arguments: Any) -> SweepResult:
    with as_worker():
        return sweep(now=now, **arguments)


class Told(NamedTuple):
    """One row of the ledger."""

    level: int
    recipient: str
    email: str
    due_at: datetime.datetime
    detected_at: datetime.datetime
    mail_not_before: datetime.datetime


def ledger(clock: Clock) -> list[Told]:
    """The ledger of a clock by level and recipient."""
    columns = ", ".join(Told._fields)
    query = f"select {columns} from orders_escalation where clock_id = %s order by level, recipient"
    return [Told(*row) for row in make.rows(query, clock.pk)]


def fires_at(clock: Clock, level: int) -> datetime.datetime:
    """When a level of the clock fires, or fired."""
    with as_owner():
        timer = Timer.objects.filter(clock=clock, level=level).first()
        if timer is not None:
            return timer.fire_at
        return Firing.objects.get(clock=clock, level=level).due_at


def fired(clock: Clock) -> list[int]:
    """The levels of the clock that are in the ledger."""
    with as_owner():
        return list(Firing.objects.filter(clock=clock).order_by("level").values_list("level", flat=True))


def next_fire_at(clock: Clock) -> datetime.datetime | None:
    """When the clock's next level fires."""
    with as_owner():
        return Timer.objects.filter(clock=clock).aggregate(first=Min("fire_at"))["first"]  # type: ignore[no-any-return]


def set_timers(clock: Clock, due_at: datetime.datetime | None = None, **levels: datetime.datetime) -> None:
    """Let these levels (`breach=…`) be what is still to fire, the others have fired and were told of; and the deadline
    that the breach belongs to.
    """
    numbers = {"warning": 1, "breach": 2, "later": 3}
    with as_owner():
        if due_at is not None:
            Clock.objects.filter(pk=clock.pk).update(due_at=due_at)
        Timer.objects.filter(clock=clock).delete()
        for name, at in levels.items():
            owner = clock.owner_organisation_id
            Timer.objects.create(clock=clock, level=numbers[name], owner_id=owner, fire_at=at)


def waiting(clock: Clock) -> list[str]:
    """The letters that wait for their recipient's opening time, as "level:recipient"."""
    with as_owner():
        return sorted(
            f"{one.level}:{one.recipient}" for one in Letter.objects.filter(clock=clock, done_at=None)
        )


def mails(clock: Clock) -> dict[str, Any]:
    """Dedupe key without the clock ("2:user:7") -> the mail in the outbox."""
    from notifications.models import OutboxMail

    prefix = f"clock:{clock.pk}:"
    with as_owner():
        found = OutboxMail.objects.filter(dedupe_key__startswith=prefix)
        return {mail.dedupe_key.removeprefix(prefix): mail for mail in found}


def clock_of(order: Order | Request, promise: str) -> Clock:
    """The order's or request's clock as it is in the database now."""
    owned_by = {"request": order} if isinstance(order, Request) else {"order": order, "request": None}
    with as_owner():
        return Clock.objects.get(promise=promise, **owned_by)


def person(organisation: Organisation, name: str, role: str = Role.CONSULTANT) -> Membership:
    return accounts.membership(organisation, name=name, role=role)


class Border:
    """Mette in Horsens asks Odder on Friday 27 March 2026 at 12.30. Odder is closed on Fridays: D2 counts from Monday
    09.00 and is due on Tuesday 09.00. Jonas answers there, Karen leads Odder, Lars leads Horsens.
    """

    def __init__(self) -> None:
        self.horsens, self.odder = make.jobcenter("Horsens"), make.jobcenter("Odder")
        self.mette = person(self.horsens, "Mette Dahl")
        self.lars = person(self.horsens, "Lars Holm", Role.MANAGER)
        self.jonas = person(self.odder, "Jonas Krogh")
        self.karen = person(self.odder, "Karen Lind", Role.MANAGER)
        with playing(at(27, "12.30")):
            self.order = make.order(self.mette.actor())
            self.request = make.request(self.mette.actor(), self.order, self.odder)
        with as_owner():
            Clock.objects.filter(request=self.request).update(owner_user=self.jonas.user_id)
            # D1 of the same order has its own tests.
            Timer.objects.filter(clock__order=self.order, clock__promise="D1").delete()

    @property
    def clock(self) -> Clock:
        return clock_of(self.request, "D2")

    def key(self, who: Membership) -> str:
        return f"user:{who.user_id}"

    def keys(self, *who: Membership) -> Iterator[str]:
        return (self.key(one) for one in who)
