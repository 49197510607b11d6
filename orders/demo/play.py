"""Plays the weeks up to now: every order's acts in the order of time, with the deadline sweep running between them."""

import datetime
import heapq
import itertools
import random
from collections.abc import Callable
from datetime import timedelta

from accounts.moment import playing
from jobcenters.calendar import OpeningCalendar, local_date
from orders.calendars import OFFICE_HOURS, deadline_for
from orders.demo import acts
from orders.demo.acts import Case, make_case
from orders.demo.cast import NATIONAL_COMPANIES
from orders.demo.setting import Stage
from orders.enums import Outcome
from orders.models import Outage
from orders.sweep.run import next_at

Act = Callable[[datetime.datetime], None]

# How many orders of each kind: 150 in all, in every state.
KINDS = (
    ("closed", 63),
    ("cancelled", 6),
    ("received", 12),
    ("received_late", 4),
    ("national", 4),
    ("national_late", 1),
    ("assigned", 2),
    ("brokered_clarifying", 1),
    ("brokered_searching", 1),
    ("brokered_answered", 2),
    ("brokered_presenting", 1),
    ("brokered_closed", 2),
    ("clarifying", 9),
    ("searching", 12),
    ("asked", 12),
    ("asked_late", 3),
    ("answered", 5),
    ("presenting", 6),
    ("offered", 4),
)
WEEKS = 7


class Play:
    """The schedule: a heap of (instant, number, act). Acts after now never happen."""

    def __init__(
        self, stage: Stage, now: datetime.datetime, sweep: Callable[[datetime.datetime], object]
    ) -> None:
        self.stage, self.now, self.sweep = stage, now, sweep
        self.dice: random.Random = stage.random
        # A time in which no sweep ran; the first one after it notes it.
        self.outage: tuple[datetime.datetime, datetime.datetime] | None = None
        self._heap: list[tuple[datetime.datetime, int, Act]] = []
        self._numbers = itertools.count()

    def at(self, instant: datetime.datetime, act: Act) -> None:
        if instant < self.now:
            heapq.heappush(self._heap, (instant, next(self._numbers), act))

    def run(self) -> None:
        while self._heap:
            instant, _number, act = heapq.heappop(self._heap)
            self._sweep_until(instant)
            with playing(instant):
                act(instant)
        self._sweep_until(self.now)

    def _sweep_until(self, instant: datetime.datetime) -> None:
        while True:
            due = next_at()
            if due is None or due > instant:
                return
            at = due + timedelta(seconds=20)
            if self.outage is not None and self.outage[0] <= at < self.outage[1]:
                at = self.outage[1]
                if at > instant:
                    return
                Outage.objects.create(since=self.outage[0], until=at)
                self.outage = None
            self.sweep(at)

    # --- times ----------------------------------------------------------------------------------------------

    def later(
        self, calendar: OpeningCalendar, instant: datetime.datetime, low: int, high: int
    ) -> datetime.datetime:
        """Between `low` and `high` minutes after `instant`, while `calendar` is open."""
        wanted = instant + timedelta(minutes=self.dice.randint(low, high))
        opening = calendar.next_opening(wanted)
        return opening if opening == wanted else opening + timedelta(minutes=self.dice.randint(4, 90))

    def asked_at(
        self, code: str, organisation_id: int, *, late: bool, calendar: OpeningCalendar
    ) -> datetime.datetime:
        """A past instant for which promise `code` is due after now; or, when `late`, was due within the last days."""
        for _try in range(400):
            hours = self.dice.uniform(0.3, 120 if late else 96)
            instant = calendar.next_opening(self.now - timedelta(hours=hours))
            instant += timedelta(minutes=self.dice.randint(0, 50))
            if instant >= self.now:
                continue
            due_at = deadline_for(code, organisation_id, instant, calendar=calendar).due_at
            if (due_at <= self.now - timedelta(minutes=20)) if late else due_at > self.now:
                return instant
        return self.now - timedelta(minutes=30)


def cast_all(play: Play) -> None:
    """Put every order's first act on the schedule."""
    kinds = [kind for kind, number in KINDS for _n in range(number)]
    large = itertools.cycle(
        customer for customer in play.stage.customers if customer.plan.name in NATIONAL_COMPANIES
    )
    for kind in kinds:
        pool = play.stage.customers
        weights = [
            3 if customer.place == "Horsens" else 2 if customer.place == "Odder" else 1 for customer in pool
        ]
        customer = play.dice.choices(pool, weights)[0]
        national = kind.startswith(("national", "assigned", "brokered"))
        if national:
            customer = next(large)
        case = make_case(play.stage, customer, local_date(play.now - timedelta(days=10)), large=national)
        SCRIPTS.get(kind, _historic)(play, case, kind)


def _historic(play: Play, case: Case, kind: str) -> None:
    days = play.dice.uniform(6, WEEKS * 7)
    received = play.later(case.centre.calendar, play.now - timedelta(days=days), 0, 300)
    play.at(received, lambda now: acts.receive(case))
    if kind == "cancelled":
        answered = _answer(play, case, received)
        play.at(answered, lambda now: acts.answer(case, play.stage))
        play.at(
            play.later(case.centre.calendar, answered, 200, 3000), lambda now: acts.cancel(case, play.stage)
        )
        return
    _to_the_end(play, case, received)


def _to_the_end(play: Play, case: Case, received: datetime.datetime) -> None:
    """From the first call to the day the order is closed."""
    found = _until_search(play, case, received)
    delivered = _ask_and_hear(play, case, found) if play.dice.random() < 0.55 else found
    planned = play.later(case.centre.calendar, delivered, 20, 400)
    play.at(planned, lambda now: acts.plan(case, play.stage, now))
    shown = play.later(case.centre.calendar, planned, 900, 3500)
    play.at(shown, lambda now: acts.present(case, play.stage))
    ended = play.later(case.centre.calendar, shown, 1500, 7000)
    outcome = play.dice.choices((Outcome.HIRED, Outcome.PARTLY, Outcome.NOT_FILLED), (6, 3, 1))[0]
    play.at(ended, lambda now: acts.close(case, play.stage, outcome))


def _answer(play: Play, case: Case, received: datetime.datetime) -> datetime.datetime:
    """When the company is rung: mostly the same or the next day, about one time in fourteen too late."""
    if play.dice.random() < 0.07:
        due_at = deadline_for(
            "D1", case.centre.organisation.pk, received, calendar=case.centre.calendar
        ).due_at
        return play.later(case.centre.calendar, due_at, 15, 500)
    return play.later(case.centre.calendar, received, 10, 600)


def _until_search(play: Play, case: Case, received: datetime.datetime) -> datetime.datetime:
    answered = _answer(play, case, received)
    play.at(answered, lambda now: acts.answer(case, play.stage))
    clarified = play.later(case.centre.calendar, answered, 10, 900)
    play.at(clarified, lambda now: acts.clarify(case, play.stage))
    found = play.later(case.centre.calendar, clarified, 20, 900)
    play.at(found, lambda now: acts.search(case, play.stage))
    return found


def _ask_and_hear(play: Play, case: Case, found: datetime.datetime) -> datetime.datetime:
    asked = play.later(case.centre.calendar, found, 5, 120)

    def ask(now: datetime.datetime) -> None:
        acts.ask(case, play.stage, now)
        for place in case.asked:
            _hear(play, case, place, now)

    play.at(asked, ask)
    return asked + timedelta(days=2)


def _hear(play: Play, case: Case, place: str, asked: datetime.datetime) -> None:
    """The asked jobcentre answers, one time in eight too late."""
    centre = play.stage.centres[place]
    if play.dice.random() < 0.13:
        due_at = deadline_for("D2", centre.organisation.pk, asked, calendar=centre.calendar).due_at
        answered = play.later(centre.calendar, due_at, 20, 600)
    else:
        answered = play.later(centre.calendar, asked, 15, 500)
    play.at(answered, lambda now: acts.reply(case, play.stage, place, now))


def _received(play: Play, case: Case, kind: str) -> None:
    received = play.asked_at(
        "D1", case.centre.organisation.pk, late=kind.endswith("late"), calendar=case.centre.calendar
    )
    play.at(received, lambda now: acts.receive(case))


def _national(play: Play, case: Case, kind: str) -> None:
    received = play.asked_at(
        "D1", case.centre.organisation.pk, late=kind.endswith("late"), calendar=OFFICE_HOURS
    )
    play.at(received, lambda now: acts.receive_nationally(case, play.stage))
    if kind == "assigned":
        play.at(
            received + (play.now - received) / 2,
            lambda now: acts.assign(case, play.stage),
        )


def _brokered(play: Play, case: Case, kind: str) -> None:
    """Jobservice Danmark found a tovholder, who has come part of the way or to the end."""
    days = play.dice.uniform(17, 28) if kind == "brokered_closed" else play.dice.uniform(4.2, 8)
    received = play.later(OFFICE_HOURS, play.now - timedelta(days=days), 0, 200)
    play.at(received, lambda now: acts.receive_nationally(case, play.stage))
    assigned = play.later(OFFICE_HOURS, received, 15, 150)
    play.at(assigned, lambda now: acts.assign(case, play.stage))
    if kind == "brokered_closed":
        _to_the_end(play, case, assigned)
    else:
        _from_answer(play, case, kind.removeprefix("brokered_"), assigned)


def _underway(play: Play, case: Case, kind: str) -> None:
    """Orders that have come part of the way; the last act is some days old at most."""
    calendar = case.centre.calendar
    received = play.later(calendar, play.now - timedelta(days=play.dice.uniform(4.2, 8)), 0, 200)
    play.at(received, lambda now: acts.receive(case))
    _from_answer(play, case, kind, received)


def _from_answer(play: Play, case: Case, kind: str, received: datetime.datetime) -> None:
    """From the first call on, as far as `kind` says."""
    calendar = case.centre.calendar
    answered = play.later(calendar, received, 10, 300)
    play.at(answered, lambda now: acts.answer(case, play.stage))
    if kind == "clarifying":
        return
    clarified = play.later(calendar, answered, 10, 200)
    play.at(clarified, lambda now: acts.clarify(case, play.stage))
    found = play.later(calendar, clarified, 10, 200)
    if kind == "searching" and play.dice.random() < 0.5:
        return
    play.at(found, lambda now: acts.search(case, play.stage))
    if kind == "searching":
        play.at(play.later(calendar, found, 5, 60), lambda now: acts.alert(case, play.stage, now))
    elif kind == "offered":
        play.at(play.later(calendar, found, 10, 100), lambda now: acts.offer(case, play.stage))
    elif kind == "presenting":
        planned = play.later(calendar, found, 10, 60)
        play.at(planned, lambda now: acts.plan(case, play.stage, now))
        play.at(play.later(calendar, planned, 30, 600), lambda now: acts.present(case, play.stage))
    elif kind == "answered":
        _ask_and_hear(play, case, found)
        play.at(play.later(calendar, found, 130, 200), lambda now: acts.plan(case, play.stage, now))


def _asked(play: Play, case: Case, kind: str) -> None:
    """Another jobcentre has been asked and has not answered: in time, or too late."""
    calendar = case.centre.calendar
    asked = play.asked_at("D2", case.centre.organisation.pk, late=kind.endswith("late"), calendar=calendar)
    received = calendar.next_opening(asked - timedelta(days=4))
    play.at(received, lambda now: acts.receive(case))
    steps = (
        lambda now: acts.answer(case, play.stage),
        lambda now: acts.clarify(case, play.stage),
        lambda now: acts.search(case, play.stage),
    )
    for number, step in enumerate(steps, start=1):
        play.at(received + (asked - received) * number / 4, step)
    play.at(asked, lambda now: acts.ask(case, play.stage, now))


SCRIPTS: dict[str, Callable[[Play, Case, str], None]] = {
    "received": _received,
    "received_late": _received,
    "national": _national,
    "national_late": _national,
    "assigned": _national,
    "brokered_clarifying": _brokered,
    "brokered_searching": _brokered,
    "brokered_answered": _brokered,
    "brokered_presenting": _brokered,
    "brokered_closed": _brokered,
    "clarifying": _underway,
    "searching": _underway,
    "answered": _underway,
    "presenting": _underway,
    "offered": _underway,
    "asked": _asked,
    "asked_late": _asked,
}
