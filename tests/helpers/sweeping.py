"""The sweep in tests: run as the worker, and what it left behind, as the owner sees it."""

import datetime
from collections.abc import Iterator
from typing import Any, NamedTuple

from accounts.enums import Role
from accounts.models import Membership, Organisation
from accounts.moment import playing
from jobcenters.calendar.zone import local_instant
from orders.models import Clock, Order, Request
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
            Clock.objects.filter(order=self.order, promise="D1").update(next_fire_at=None)

    @property
    def clock(self) -> Clock:
        return clock_of(self.request, "D2")

    def key(self, who: Membership) -> str:
        return f"user:{who.user_id}"

    def keys(self, *who: Membership) -> Iterator[str]:
        return (self.key(one) for one in who)
