"""What the tests of recalculation share: Horsens with an administrator, orders of a Friday, and the worker's turn."""

import datetime
from typing import Any

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.models import ClosingDay, Jobcenter
from jobcenters.moved import MovedDeadline
from jobcenters.services.calendars import (
    closing_day_add,
    closing_day_proposed,
    closing_day_removal_proposed,
    closing_day_remove,
)
from orders.models import Clock, RecalculatedClock, Recalculation
from orders.selectors.recalculation import calendar_moves
from orders.sweep.recalculating import RecalculationResult, recalculate
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import clock_of

MONDAY = datetime.date(2026, 3, 30)


class Horsens:
    """Open Monday to Wednesday 9-15, Thursday 9-17, Friday 9-13. Mette receives orders, Birthe keeps the calendar."""

    def __init__(self) -> None:
        self.mette: Actor = make.consultant("Horsens", name="Mette Dahl")
        self.birthe: Actor = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)

    @property
    def jobcenter(self) -> Jobcenter:
        with as_owner():
            return Jobcenter.objects.get(pk=self.mette.organisation_id)

    def orders(self, count: int, when: datetime.datetime) -> list[Clock]:
        """The D1 clocks of so many orders, received a second apart from `when`."""
        found = []
        for second in range(count):
            with playing(when + datetime.timedelta(seconds=second)):
                found.append(clock_of(make.order(self.mette), "D1"))
        return found

    def closing_preview(self, day: datetime.date, now: datetime.datetime) -> list[MovedDeadline]:
        with acting_as(self.birthe):
            proposed = closing_day_proposed(jobcenter=self.jobcenter, day=day, today=local_date(now))
            return calendar_moves(self.jobcenter, proposed, now)

    def close(self, day: datetime.date, now: datetime.datetime) -> ClosingDay:
        with playing(now), acting_as(self.birthe):
            return closing_day_add(
                actor=self.birthe,
                jobcenter=self.jobcenter,
                day=day,
                reason="Kursusdag",
                today=local_date(now),
            )

    def opening_preview(self, closed: ClosingDay, now: datetime.datetime) -> list[MovedDeadline]:
        with acting_as(self.birthe):
            closed = ClosingDay.objects.select_related("jobcenter").get(pk=closed.pk)
            return calendar_moves(self.jobcenter, closing_day_removal_proposed(closing_day=closed), now)

    def open_again(self, closed: ClosingDay, now: datetime.datetime) -> None:
        with playing(now), acting_as(self.birthe):
            closed = ClosingDay.objects.select_related("jobcenter").get(pk=closed.pk)
            closing_day_remove(actor=self.birthe, closing_day=closed, today=local_date(now))


def recalculate_as_worker(now: datetime.datetime, **arguments: Any) -> RecalculationResult:
    with as_worker():
        return recalculate(now=now, **arguments)


def now_of(clock: Clock) -> Clock:
    """The clock as it is in the database."""
    with as_owner():
        return Clock.objects.select_related("order").get(pk=clock.pk)


def changes() -> list[Recalculation]:
    with as_owner():
        return list(Recalculation.objects.order_by("id"))


def moves() -> list[RecalculatedClock]:
    with as_owner():
        return list(RecalculatedClock.objects.order_by("id"))
