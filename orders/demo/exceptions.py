"""What is not as usual in the demonstration, so that every page about it has something to show.

A promise that waits for the company, a wrong time and a wrong cause that were put right, a colleague on leave, and a
time in which nobody watched.
"""

import datetime
import uuid

from accounts.absences import absence_add
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.calendars import deadline_for
from orders.demo.agreed import DAY, DRIVERS, HORSENS, STOREMEN, Agreed, Running, customer_of
from orders.demo.agreements import IN_FORCE
from orders.demo.play import Play
from orders.enums import BreachCause, ClockState
from orders.models import Breach, Clock
from orders.promises import FIRST_ANSWER
from orders.services.corrections import breach_cause_correct, clock_stop_correct
from orders.services.pauses import clock_pause, company_ask

PLACE = "Horsens"
AWAY, STAND_IN = "Aysel Demir", "Jonas Krogh"
MINUTE = datetime.timedelta(minutes=1)


def cast_exceptions(play: Play) -> None:
    """Put them on the schedule of `play`. Needs the agreements of the demonstration."""
    big = Agreed(play, customer_of(IN_FORCE.name))
    ago = lambda days: big.desk_of(HORSENS).calendar.next_opening(play.now - days * DAY)  # noqa: E731
    _wait_for_company(big.order(HORSENS, [DRIVERS], ago(6)).answered())
    _put_right(big.order(HORSENS, [STOREMEN], ago(13)).answered(days=4).searched().presented())
    forgotten = big.order(HORSENS, [DRIVERS], ago(17))
    _nobody_watches(play, forgotten)
    _name_the_cause(forgotten.answered(days=4).searched().presented())
    _go_on_leave(play)


def _wait_for_company(running: Running) -> None:
    """The company is asked what only it knows, and its promise of candidates waits."""
    actor = running.desk.actor

    def ask(now: datetime.datetime) -> None:
        question = company_ask(
            actor=actor,
            order=running.order(),
            text="Skal chaufførerne kunne køre om natten? Det afgør, hvem vi kan spørge.",
            key=uuid.uuid4(),
        )
        for clock in Clock.objects.running().filter(order_id=running.order_id, promise="D4"):
            clock_pause(actor=actor, clock=clock, question=question)

    running.then(20, 60, ask)


def _put_right(running: Running) -> None:
    """The call was made on the first day, and written down four days later: its time is corrected."""
    actor = running.desk.actor

    def correct(now: datetime.datetime) -> None:
        clocks = Clock.objects.filter(
            order_id=running.order_id, promise__in=FIRST_ANSWER, state=ClockState.STOPPED
        )
        for clock in clocks:
            clock_stop_correct(
                actor=actor,
                clock=clock,
                at=clock.received_at + 35 * MINUTE,
                reason="Jeg ringede samme dag og skrev det først ind bagefter.",
            )

    running.then(20, 90, correct)


def _nobody_watches(play: Play, running: Running) -> None:
    """No sweep runs around the order's first deadline: its breach is found when the watch comes back."""
    due_at = deadline_for(
        "D1", running.desk.actor.organisation_id, running.last, calendar=running.desk.calendar
    ).due_at
    play.outage = (due_at - 24 * MINUTE, due_at + 47 * MINUTE)


def _name_the_cause(running: Running) -> None:
    """The manager writes why the company was really answered too late."""
    manager = _member(PLACE, Role.MANAGER)

    def name(now: datetime.datetime) -> None:
        with acting_as(manager):
            for breach in Breach.objects.filter(clock__order_id=running.order_id, promise="D1"):
                breach_cause_correct(
                    actor=manager,
                    breach=breach,
                    cause=BreachCause.NOT_CALLED,
                    text="Ordren blev fordelt på morgenmødet, men ingen fik ringet op.",
                )

    running.then(60, 200, name)


def _go_on_leave(play: Play) -> None:
    """A consultant is away this week, and a colleague answers meanwhile."""
    manager = _member(PLACE, Role.MANAGER)
    members = Membership.objects.filter(organisation_id=manager.organisation_id)

    def leave(now: datetime.datetime) -> None:
        with acting_as(manager):
            absence_add(
                actor=manager,
                membership=members.get(user__name=AWAY),
                stand_in=members.get(user__name=STAND_IN),
                first_day=local_date(play.now) - DAY,
                last_day=local_date(play.now) + 6 * DAY,
                today=local_date(now),
            )

    play.at(play.now - 3 * DAY, leave)


def _member(place: str, role: str) -> Actor:
    found = Membership.objects.filter(organisation__jobcenter__place=place, role=role).order_by("id")
    return found[0].actor()
