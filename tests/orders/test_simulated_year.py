"""T6, T7, T8: the year 2026 through the real sweep, with two clock changes, all holidays, pauses and random acts.

What must come out is walked minute by minute by the oracle (`tests/jobcenters/calendar_oracle.py`), which shares no
code with the product.
"""

import datetime
import random
from dataclasses import dataclass
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import ClockState
from orders.models import Breach, Clock, ClockEvent, Escalation, Order
from orders.promises import LONGEST_PAUSE, PROMISES, PromiseCode
from orders.services.clocks import clock_start, clock_stop
from orders.services.pauses import clock_pause, clock_resume, company_ask
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import sweep_as_worker
from tests.jobcenters import calendar_oracle as walk
from tests.orders.test_clock_machine import HOURS, ends_by_itself, waited
from ui.danish import COPENHAGEN

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
# Horsens as the reference data has it.
TEXT = "man-ons 09-15, tor 09-17, fre 09-13"
DAYS = {"D3": 1, "D4": 3, "D5": 14, "D6": 21}
CLOCKS = 70
FIRST = datetime.datetime(2026, 1, 2, 6, tzinfo=datetime.UTC)
LAST = datetime.datetime(2026, 12, 31, 22, tzinfo=datetime.UTC)


@dataclass(slots=True)
class Fate:
    """What happens to one clock, decided beforehand: instants to the minute, None for what never happens."""

    code: str
    received: datetime.datetime
    paused: datetime.datetime | None = None
    resumed: datetime.datetime | None = None
    stopped: datetime.datetime | None = None
    pk: int = 0

    @property
    def due_at(self) -> datetime.datetime:
        if self.code == "D1":
            return walk.due_in_24_hours(self.received, 1, HOURS[TEXT], frozenset())
        more = waited(self.code, self.paused, self.run_again, TEXT) if self.paused else 0
        return walk.due_in_days(self.received, DAYS[self.code] + more, working=self.code != "D6")

    @property
    def run_again(self) -> datetime.datetime:
        assert self.paused is not None
        latest = ends_by_itself(self.paused, TEXT, LONGEST_PAUSE.n)
        return min(self.resumed or latest, self.stopped or latest, latest)


def fates(dice: random.Random) -> list[Fate]:
    """Random clocks, a third of them around the clock changes, Easter, Whitsun and Christmas."""
    near = [
        datetime.datetime(2026, *day, tzinfo=datetime.UTC)
        for day in ((3, 27), (10, 23), (4, 1), (5, 21), (12, 9))
    ]
    found = []
    for number in range(CLOCKS):
        begin, span = (near[number % len(near)], 4) if number % 3 == 0 else (FIRST, 325)
        fate = Fate(
            dice.choice(("D1", "D3", "D4", "D5", "D6")), begin + dice.randrange(span * 24 * 60) * MINUTE
        )
        due_at = fate.due_at
        if fate.code in ("D4", "D5", "D6") and dice.random() < 0.6:
            fate.paused = fate.received + dice.randrange(1, int((due_at - fate.received) / MINUTE)) * MINUTE
            if dice.random() < 0.5:
                fate.resumed = fate.paused + dice.randrange(1, 9 * 24 * 60) * MINUTE
                if fate.resumed >= ends_by_itself(fate.paused, TEXT, LONGEST_PAUSE.n):
                    fate.resumed = None
            due_at = fate.due_at
        if dice.random() < 0.6:
            earliest = (fate.resumed or fate.paused or fate.received) + MINUTE
            latest = due_at + dice.choice((-1, 3)) * DAY
            if latest > earliest:
                fate.stopped = earliest + dice.randrange(int((latest - earliest) / MINUTE)) * MINUTE
        found.append(fate)
    return found


class Year:
    """Plays the fates in order, with sweeps at random between them: sometimes many a day, sometimes none for days."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)  # noqa: S311
        self.mette: Actor = make.consultant("Horsens")
        company = companies.company()
        with playing(FIRST - 10 * DAY):
            self.orders: list[Order] = []
            for _n in range(CLOCKS):
                self.orders.append(make.order(self.mette, company=company))
        with as_owner():
            # The orders' own D1 are not part of the play.
            Clock.objects.update(state=ClockState.CANCELLED, stopped_at=FIRST)
        self.fates = fates(self.dice)

    def play(self) -> None:
        acts: list[tuple[datetime.datetime, int, str, int]] = []
        for number, fate in enumerate(self.fates):
            for rank, (name, instant) in enumerate(
                (
                    ("start", fate.received),
                    ("pause", fate.paused),
                    ("resume", fate.resumed),
                    ("stop", fate.stopped),
                )
            ):
                if instant is not None:
                    acts.append((instant, rank, name, number))
        instant = FIRST
        while instant < LAST + 60 * DAY:
            acts.append((instant, 9, "sweep", 0))
            instant += self.dice.choice((7, 31, 300, 1440, 1440, 4000)) * MINUTE
        for at, _rank, name, number in sorted(acts):
            if name == "sweep":
                sweep_as_worker(at)
            else:
                with playing(at), acting_as(self.mette):
                    getattr(self, name)(self.fates[number], self.orders[number], at)

    def start(self, fate: Fate, order: Order, at: datetime.datetime) -> None:
        fate.pk = clock_start(
            actor=self.mette,
            order=order,
            code=fate.code,
            received_at=at,
            owner_organisation_id=self.mette.organisation_id,
            owner_user_id=self.mette.user_id,
            owed_to_id=order.company_id,
            subject="montører",
            counterpart=order.company.name,
        ).pk

    def pause(self, fate: Fate, order: Order, at: datetime.datetime) -> None:
        question = company_ask(actor=self.mette, order=order, text="Hvornår?", key=uuid4())
        clock_pause(actor=self.mette, clock=Clock.objects.get(pk=fate.pk), question=question)

    def resume(self, fate: Fate, order: Order, at: datetime.datetime) -> None:
        clock_resume(actor=self.mette, clock=Clock.objects.get(pk=fate.pk), reason="Svarede")

    def stop(self, fate: Fate, order: Order, at: datetime.datetime) -> None:
        act = min(PROMISES[PromiseCode(fate.code)].stops)
        assert clock_stop(actor=self.mette, clock=Clock.objects.get(pk=fate.pk), act=act, at=at)


@pytest.fixture(scope="module")
def seed() -> int:
    return 2026


def test_t7_a_year_of_random_clocks_comes_out_as_the_minutes_say(seed: int) -> None:
    year = Year(seed)
    year.play()
    with as_owner():
        clocks = Clock.objects.in_bulk([fate.pk for fate in year.fates])
        breaches = {row.clock_id: row for row in Breach.objects.filter(clock__in=clocks)}
        told: dict[int, list[Escalation]] = {}
        for row in Escalation.objects.filter(clock__in=clocks).order_by("level"):
            told.setdefault(row.clock_id, []).append(row)
        resumed = dict(
            ClockEvent.objects.filter(clock__in=clocks, kind="resume").values_list("clock_id", "at")
        )
    kinds = {"kept": 0, "missed": 0, "late": 0, "paused": 0}
    for fate in year.fates:
        clock, due_at = clocks[fate.pk], fate.due_at
        assert clock.due_at == due_at, fate
        if fate.stopped is not None:
            assert (clock.stopped_at, clock.kept) == (fate.stopped, fate.stopped <= due_at), fate
        kinds["late" if fate.stopped is None else "kept" if clock.kept else "missed"] += 1
        # A breach is there exactly where the promise was not kept, with the true instant.
        is_broken = fate.stopped is None or fate.stopped > due_at
        assert (fate.pk in breaches) == is_broken, fate
        if is_broken:
            assert breaches[fate.pk].due_at == due_at
        for row in told.get(fate.pk, []):
            # No level fires while the company is waited for, and none before the clock.
            assert row.detected_at >= row.due_at >= fate.received, fate
            # T6: nobody is written to outside opening hours.
            assert not row.email or walk.is_open(row.mail_not_before, HOURS[TEXT], frozenset()), fate
            if fate.paused is not None and row.detected_at > fate.paused:
                assert row.detected_at >= fate.run_again, fate
        if fate.paused is not None and (fate.stopped is None or fate.stopped > fate.run_again):
            kinds["paused"] += 1
            assert resumed[fate.pk] == fate.run_again, fate
    assert min(kinds.values()) > 5, kinds
    assert sum(bool(row.email) for rows in told.values() for row in rows) > 50


def test_t7_beat_runs_at_plain_intervals() -> None:
    """A crontab is an hour off on the day that summer time begins, or runs twice when it ends."""
    schedule = settings.CELERY_BEAT_SCHEDULE
    assert schedule
    for name, entry in schedule.items():
        assert isinstance(entry["schedule"], int | float), name
    assert settings.CELERY_ENABLE_UTC


def test_t7_the_database_keeps_instants_and_not_wall_clocks() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select table_name, column_name from information_schema.columns"
            " where table_schema = 'public' and data_type = 'timestamp without time zone'"
        )
        assert cursor.fetchall() == []
    assert COPENHAGEN.key == "Europe/Copenhagen"
