"""A report is its rows (T10): every cut adds up, and each number is its list."""

import random
from datetime import timedelta

import pytest

from accounts.tenancy import acting_as
from orders.clock import EventKind
from orders.enums import ClockState
from orders.periods import TWELVE_MONTHS, period_of
from orders.promises import Act
from orders.selectors.report import Report, report, report_of
from orders.selectors.report_scope import Scope, Wanted, agreement_choices, choices_of, owners_of, rows_of
from orders.selectors.sla import GROUP_OF, GROUP_OF_ONE, ClockFilter, Show
from orders.services.clocks import clock_stop
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.sla_world import at, history, really

pytestmark = pytest.mark.django_db

NOW = at(2026, 3, 27, 10, 44)  # a Friday
TODAY = NOW.date()


def counted(actor, **fields) -> tuple[Report, Wanted]:
    """A report of the actor's first scope, and what it is about."""
    choice = fields.pop("choice", None) or choices_of(actor, TODAY)[0]
    period = period_of(TWELVE_MONTHS, TODAY)
    wanted = Wanted(choice, fields.pop("first", period.first), fields.pop("last", period.last), **fields)
    return report(actor, wanted, owners_of(choice), agreement_choices(actor), NOW), wanted


def add_up(found: Report) -> None:
    """Every cut of a report has the same sum."""
    total = found.total
    cuts = [found.places, found.forms, found.months, *([found.agreements] if found.agreements else [])]
    for cut in cuts:
        assert sum(one.kept for one in cut) == total.kept
        assert sum(one.broken for one in cut) == total.broken
    assert sum(number for _cause, number in found.causes) == total.broken


@pytest.mark.parametrize("seed", [1, 2])
def test_for_any_filter_the_report_is_its_list(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    mette = history(NOW, seed=seed)
    non_empty = 0
    with acting_as(mette):
        for _n in range(25):
            first = TODAY - timedelta(days=dice.randint(0, 90))
            found, wanted = counted(
                mette,
                first=first,
                last=first + timedelta(days=dice.randint(0, 70)),
                group=dice.choice(["", *GROUP_OF]),
                form=dice.choice([None, None, "", "ordinary", "flex"]),
                agreement=dice.choice([None, None, (0, "uden")]),
            )
            rows = rows_of(mette, wanted, NOW)
            assert rows is not None
            add_up(found)
            assert found.total.total == rows.count()
            assert found.total.kept == rows.but(show=Show.KEPT).count()
            assert found.unanswered == rows.but(show=Show.UNANSWERED).count()
            assert found.at_risk == rows.but(show=Show.AT_RISK).count()
            for line in found.promises:
                mine = rows.but(group=GROUP_OF_ONE[line.code])
                assert line.tally.total == mine.count()
                assert line.at_risk == mine.but(show=Show.AT_RISK).count()
            for cause, number in found.causes:
                assert number == rows.but(show=Show.BROKEN, cause=cause).count()
            for form in found.forms:
                key = "" if form.key == "hele-sagen" else form.key
                assert form.tally.total == rows.but(form=key).count()
            assert report_of(found.as_data()) == found
            non_empty += bool(found.total.total)
    assert non_empty > 5, "the filters found nothing to compare"


def test_a_network_is_the_sum_of_its_members_while_they_were_members() -> None:
    network = networks.east_jutland("Odder")
    mette = history(NOW, seed=3)
    with acting_as(mette):
        own, _wanted = counted(mette)
        choice = next(one for one in choices_of(mette, TODAY) if one.scope is Scope.NETWORK)
        both, wanted = counted(mette, choice=choice)
    add_up(both)
    assert choice.title == network.name
    assert rows_of(mette, wanted, NOW) is None, "nobody is led to the rows of another jobcentre"
    assert not both.agreements, "which companies others have agreements with is theirs"
    horsens = next(one for one in both.places if one.title == "Jobcenter Horsens")
    assert (horsens.kept, horsens.broken) == (own.total.kept, own.total.broken)
    others = [row for row in really(make.jobcenter("Odder").pk) if row["due_at"] < NOW and row["counts"]]
    assert both.total.total == own.total.total + len(others)
    with as_owner():
        network.members.filter(jobcenter_id=mette.organisation_id).update(valid_to=TODAY - timedelta(days=30))
    bo = make.consultant("Odder")
    with acting_as(bo):
        later, _wanted = counted(bo, choice=choice)
    horsens_later = [one for one in later.places if one.title == "Jobcenter Horsens"]
    due_before = [
        row for row in really(mette.organisation_id) if row["due_on"] <= TODAY - timedelta(days=30)
        and row["counts"]
    ]  # fmt: skip
    assert sum(one.tally.total for one in horsens_later) == len(due_before)


def test_a_scope_shows_only_what_is_its_own() -> None:
    networks.east_jutland("Odder")
    history(NOW, seed=4)
    outsider = make.consultant("Silkeborg")
    national = accounts.actor(make.national(), role="manager")
    with acting_as(outsider):
        mine, _wanted = counted(outsider)
        assert mine.total.total == 0
        assert all(one.scope is not Scope.NATIONAL for one in choices_of(outsider, TODAY))
        with acting_as(national):
            country = choices_of(national, TODAY)[0]
        stolen, _wanted = counted(outsider, choice=country)
        assert stolen.total.total == 0 and not owners_of(country)
    with acting_as(national):
        everything, _wanted = counted(national, choice=country)
        add_up(everything)
        assert {one.title for one in everything.places} >= {"Jobcenter Horsens", "Jobcenter Odder"}


def test_time_to_answer_on_opening_days_agrees_with_the_promise() -> None:
    """A22, A2: within 24 hours on opening days is what kept means; the strict figure is the clock's own."""
    mette = history(NOW, seed=5, orders=40)
    with acting_as(mette):
        found, _wanted = counted(mette, group="virksomheder")
        clocks = [
            clock
            for clock in ClockFilter(mette.organisation_id, NOW, show=Show.ALL, group="virksomheder").rows()
            if clock.state == ClockState.STOPPED
            and not clock.events.filter(kind=EventKind.RETARGET.value).exists()
        ]
    (line,) = found.promises
    assert line.answered == len(clocks) >= 5
    assert line.within_day == sum(c.stopped_at - c.received_at <= timedelta(hours=24) for c in clocks)
    strict = sorted((c.stopped_at - c.received_at).total_seconds() for c in clocks)
    middle = len(strict) // 2
    expected = strict[middle] if len(strict) % 2 else (strict[middle - 1] + strict[middle]) / 2
    assert line.median_strict is not None and abs(line.median_strict - expected) <= 1
    assert line.median_open is not None and line.median_open <= line.median_strict
    # More than half in time: the middle is within the promise; else it is not.
    kept = sum(bool(clock.kept) for clock in clocks)
    if 2 * kept != len(clocks):
        assert (line.median_open <= 24 * 3600) == (2 * kept > len(clocks))


def test_the_time_of_a_few_answers_is_not_told() -> None:
    mette = history(NOW, seed=6, orders=0)
    with acting_as(mette):
        found, _wanted = counted(mette)
    (line,) = [one for one in found.promises if one.answered]
    assert 0 < line.answered < 5
    assert (line.median_open, line.ninth_open, line.median_strict, line.ninth_strict) == (None,) * 4


@pytest.mark.parametrize("orders", [1, 30])
def test_a_report_asks_the_database_equally_often(orders: int, django_assert_num_queries) -> None:
    mette = history(NOW, seed=9, orders=orders)
    with acting_as(mette):
        counted(mette)  # opening hours are read once per process
        with django_assert_num_queries(6):
            counted(mette)


def test_what_was_settled_before_it_began_took_no_time() -> None:
    """A7: training that is agreed before the first working day is an answer in no time, not in less than none."""
    mette = make.consultant("Horsens")
    with acting_as(mette):
        for _n in range(10):
            order = make.order(mette, received_at=at(2026, 2, 9, 9))
            clock = make.promise(mette, order, "D6", received_at=at(2026, 2, 20, 0))
            assert clock_stop(actor=mette, clock=clock, act=Act.TRAINING_AGREED, at=at(2026, 2, 10, 9))
        found, _wanted = counted(mette)
    line = next(one for one in found.promises if one.code == "D6")
    assert (line.kept, line.answered) == (10, 10)
    assert [line.median_open, line.ninth_open, line.median_strict, line.ninth_strict] == [0, 0, 0, 0]
