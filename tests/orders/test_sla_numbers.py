"""Every number leads to exactly the rows it counts (T10): filters, tallies, pages and spreadsheet against an oracle
that reads the bare rows and knows nothing of the selector.
"""

import datetime
import random
from datetime import timedelta

import pytest
from django.http import QueryDict

from accounts.tenancy import acting_as
from orders.calendars import calendar_of
from orders.enums import BreachCause
from orders.forms.manager import BreachForm
from orders.periods import period_of
from orders.selectors.sla import (
    GROUPS,
    ClockFilter,
    DueWhen,
    Show,
    Tally,
    at_risk_by_group,
    broken_when,
    ledger,
    risk_until,
)
from orders.selectors.sla_page import change_words, pattern, sla_page, table_weeks, weeks_until
from orders.selectors.sla_rows import clock_page, clock_sheet, read_cursor
from tabular.writing import harmless
from tests.factories import orders as make
from tests.orders.sla_world import at, history, really

pytestmark = pytest.mark.django_db

NOW = at(2026, 3, 27, 10, 44)  # a Friday
TODAY = NOW.date()


def expected(rows: list[dict], wanted: ClockFilter) -> set[int]:
    """The oracle: which clocks belong to a filter, in plain words."""
    found = set()
    codes = next((g.promises for g in GROUPS if g.slug == wanted.group), ("D1", "D2", "D3", "D4", "D5", "D6"))
    for row in rows:
        if not row["counts"] or row["promise"] not in codes:
            continue
        gone = row["due_at"] < wanted.now
        if wanted.show is Show.AT_RISK:
            if row["open"] and not gone and row["due_at"] < wanted.until:
                found.add(row["pk"])
            continue
        if not gone:
            continue
        if (wanted.first and row["due_on"] < wanted.first) or (wanted.last and row["due_on"] > wanted.last):
            continue
        if wanted.cause is not None and row["cause"] != wanted.cause:
            continue
        fits = {
            Show.ALL: True,
            Show.KEPT: row["in_time"],
            Show.BROKEN: not row["in_time"],
            Show.UNANSWERED: row["open"],
        }
        if fits[wanted.show]:
            found.add(row["pk"])
    return found


def random_filter(dice: random.Random, organisation_id: int, until: datetime.datetime) -> ClockFilter:
    first = TODAY - timedelta(days=dice.randint(10, 80))
    last = first + timedelta(days=dice.randint(5, 60))
    limited = dice.random() < 0.7
    return ClockFilter(
        organisation_id=organisation_id,
        now=NOW,
        show=dice.choice(list(Show)),
        group=dice.choice(["", "", "", "virksomheder", *(group.slug for group in GROUPS)]),
        first=first if limited else None,
        last=last if limited else None,
        cause=dice.choice([None] * 8 + ["", *BreachCause.values]),
        until=until,
    )


def walk(wanted: ClockFilter, size: int) -> int:
    """How many rows all pages of the list show together."""
    shown, cursor = 0, ""
    while True:
        rows, cursor = clock_page(wanted, read_cursor(cursor), size=size)
        shown += len(rows)
        if not cursor:
            return shown


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_for_any_filter_the_number_is_its_rows(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    mette = history(NOW, seed=seed)
    rows = really(mette.organisation_id)
    non_empty = 0
    with acting_as(mette):
        until = risk_until(calendar_of(mette.organisation_id), NOW)
        for _n in range(60):
            wanted = random_filter(dice, mette.organisation_id, until)
            right = expected(rows, wanted)
            non_empty += bool(right)
            assert set(wanted.rows().values_list("pk", flat=True)) == right, wanted
            assert wanted.count() == len(right)
            assert walk(wanted, size=dice.choice((1, 3, 30))) == len(right), wanted
            assert len(clock_sheet(wanted).splitlines()) == 1 + len(right)
    assert non_empty > 20, "the filters found nothing to compare"


def test_tallies_causes_and_patterns_are_sums_of_the_same_rows() -> None:
    mette = history(NOW, seed=4)
    rows = really(mette.organisation_id)
    with acting_as(mette):
        everything = ClockFilter(mette.organisation_id, NOW, show=Show.ALL)
        books = ledger(everything)
        until = risk_until(calendar_of(mette.organisation_id), NOW)
        for weeks in range(0, 11, 2):
            first, last = TODAY - timedelta(days=7 * weeks), TODAY - timedelta(days=7 * max(weeks - 3, 0))
            part = everything.but(first=first, last=last)
            for group in ["", *(one.slug for one in GROUPS)]:
                mine = part.but(group=group)
                tally = books.tally(group, first, last)
                assert tally.kept == len(expected(rows, mine.but(show=Show.KEPT)))
                assert tally.broken == len(expected(rows, mine.but(show=Show.BROKEN)))
                assert tally.total == len(expected(rows, mine))
            broken = part.but(show=Show.BROKEN)
            causes = dict(books.causes(first, last))
            assert sum(causes.values()) == len(expected(rows, broken))
            for cause, number in causes.items():
                assert number == len(expected(rows, broken.but(cause=cause)))
            assert sum(item.number for item in broken_when(broken)) == sum(causes.values())
            assert books.unanswered(first, last) == len(expected(rows, part.but(show=Show.UNANSWERED)))
        risk = everything.but(show=Show.AT_RISK, until=until)
        assert at_risk_by_group(risk) == {
            one.slug: len(expected(rows, risk.but(group=one.slug))) for one in GROUPS
        }


def test_an_address_leads_back_to_the_same_filter() -> None:
    dice = random.Random(5)  # noqa: S311
    mette = make.consultant("Horsens")
    with acting_as(mette):
        until = risk_until(calendar_of(mette.organisation_id), NOW)
    for _n in range(80):
        wanted = random_filter(dice, mette.organisation_id, until)
        form = BreachForm(QueryDict(wanted.url.partition("?")[2]), today=TODAY)
        assert form.is_valid(), (wanted.url, form.errors)
        values = form.cleaned_data
        assert values["udfald"] == wanted.show
        assert values["loefte"] == wanted.group
        if wanted.show is Show.AT_RISK:
            continue
        assert form.is_any_time == (wanted.first is None)
        if wanted.first:
            assert (form.period().first, form.period().last) == (wanted.first, wanted.last)


def test_what_counts_and_what_does_not() -> None:
    """One of each by hand: the rule in the open."""
    mette = history(NOW, seed=7, orders=0)
    bo = make.consultant("Odder")
    (late,) = [row for row in really(bo.organisation_id) if not row["is_owned"]]
    with acting_as(bo):
        # It was Odder's when its deadline passed; Horsens has it now.
        theirs = ClockFilter(bo.organisation_id, NOW, show=Show.BROKEN)
        assert late["pk"] in theirs.rows().values_list("pk", flat=True)
        assert walk(theirs, size=30) == theirs.count()
    with acting_as(mette):
        march = ClockFilter(
            mette.organisation_id,
            NOW,
            show=Show.ALL,
            first=datetime.date(2026, 3, 1),
            last=datetime.date(2026, 3, 31),
        )
        # Two requests were due; the taken-over inquiry and the request that still runs do not count.
        assert march.count() == 2
        assert march.but(show=Show.KEPT).count() == 1
        broken = march.but(show=Show.BROKEN).rows().get()
        assert (broken.promise, broken.cause) == ("D2", BreachCause.AWAITING_JOBCENTER)


def test_a_number_never_reaches_another_jobcentre() -> None:
    mette = history(NOW, seed=8)
    stranger = make.consultant("Silkeborg")
    with acting_as(stranger):
        for show in Show:
            assert ClockFilter(mette.organisation_id, NOW, show=show).count() == 0
            assert ClockFilter(stranger.organisation_id, NOW, show=show).count() == 0


@pytest.mark.parametrize("orders", [1, 30])
def test_the_page_asks_the_database_equally_often(orders: int, django_assert_num_queries) -> None:
    mette = history(NOW, seed=9, orders=orders)
    with acting_as(mette):
        sla_page(mette, NOW, period_of("maaned", TODAY))  # opening hours are read once per process
        with django_assert_num_queries(7):
            page = sla_page(mette, NOW, period_of("maaned", TODAY))
    assert page.at_risk
    assert len(page.tiles) == 4


# --- words -----------------------------------------------------------------------------------------------------


def test_percentages_are_never_prettier_than_the_truth() -> None:
    assert Tally(0, 0).percent is None
    assert Tally(199, 1).percent == 99
    assert Tally(1, 400).percent == 1
    assert Tally(61, 3).percent == 95
    assert Tally(7, 0).percent == 100
    assert Tally(0, 7).percent == 0


@pytest.mark.parametrize(
    ("now", "then", "words"),
    [
        (Tally(61, 3), Tally(46, 4), "3 procentpoint bedre end februar"),
        (Tally(37, 5), Tally(46, 4), "4 procentpoint dårligere end februar"),
        (Tally(49, 5), Tally(91, 9), "samme som februar"),
        (Tally(6, 0), Tally(91, 9), "få sager, læs med forsigtighed"),
        (Tally(61, 3), Tally(0, 0), "ingen frister i februar"),
        (Tally(61, 3), Tally(2, 0), "få sager i februar at sammenligne med"),
    ],
)
def test_the_change_is_said_as_people_say_it(now: Tally, then: Tally, words: str) -> None:
    assert change_words(now, then, "februar") == words


def test_a_pattern_comes_from_the_data_or_is_not_claimed() -> None:
    def when(*pairs: tuple[int, int | None]) -> list[DueWhen]:
        return [DueWhen("x", datetime.date(2026, 3, day), hour, 1) for day, hour in pairs]

    assert pattern([]) == ""
    assert pattern(when((12, 9))) == "Torsdag 12.\xa0marts"
    assert pattern(when((12, 9), (12, 14))) == "Alle torsdag 12.\xa0marts"
    assert pattern(when((6, 14), (13, 14), (20, 14))) == "Alle på fredage, alle mellem kl. 14 og 15"
    assert pattern(when((6, 9), (13, 14), (20, 11), (17, 15))) == "Flest fredage"
    assert pattern(when((2, 9), (10, 9), (18, 10), (26, 15))) == "Flest mellem kl. 09 og 11"
    assert pattern(when((2, 8), (10, 11), (18, 13), (26, 15))) == "Spredt over ugen"
    # Promises in days are due with the day: nothing is said of an hour, or of all.
    assert pattern(when((2, None), (10, None), (18, None))) == "Spredt over ugen"
    assert pattern(when((6, None), (13, None), (20, None))) == "Alle på fredage"
    assert pattern(when((2, 9), (10, 9), (18, 10), (26, None))) == "Flest mellem kl. 09 og 11"
    assert pattern(when((2, 9), (10, None), (18, None), (26, None))) == "Spredt over ugen"


def test_a_promise_in_days_is_due_at_no_hour() -> None:
    mette = make.consultant("Horsens")
    with acting_as(mette):
        order = make.order(mette, received_at=at(2026, 3, 2, 10))
        make.promise(mette, order, "D4", received_at=at(2026, 3, 2, 10))
        broken = ClockFilter(mette.organisation_id, at(2026, 3, 20, 12), show=Show.BROKEN)
        assert {(one.day.day, one.hour) for one in broken_when(broken)} == {(3, 10), (5, None)}


def test_the_table_has_at_most_six_weeks_and_ends_with_the_newest() -> None:
    mondays = weeks_until(TODAY)
    assert len(mondays) == 12
    assert mondays[-1] == datetime.date(2026, 3, 23)
    for n in (6, 7, 9, 12):
        shown = table_weeks(mondays[-n:])
        assert len(shown) <= 6
        assert shown[-3:] == mondays[-3:]


@pytest.mark.parametrize("text", ["=1+1", "+45", "-2", "@SUM(A1)", "\t=1", " =1", "＝1"])
def test_no_cell_of_the_spreadsheet_is_a_formula(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert harmless("Gudenå = Maskinfabrik") == "Gudenå = Maskinfabrik"
