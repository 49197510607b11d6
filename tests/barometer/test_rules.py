"""Net totals and bottlenecks, from numbers alone."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from barometer.enums import Risk, Trend
from barometer.rules import Demand, Part, net, reminder_due, risk, total, trend


@pytest.mark.parametrize(
    ("balance", "companies", "points"),
    [
        (0, 0, 0),
        (5, 10, 50),
        (-5, 10, -50),
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),
        (-1, 200, -1),
        (10, 10, 100),
    ],
)
def test_the_net_total_is_share_more_minus_share_fewer(balance, companies, points):
    assert net(balance, companies) == points


@given(st.lists(st.tuples(st.integers(5, 50), st.integers(-5, 5), st.integers(-5, 5)), max_size=8))
def test_parts_add_up(parts):
    rows = [Part(n, a, b) for n, a, b in parts]
    whole = total(rows)
    assert whole.companies == sum(n for n, _a, _b in parts)
    assert -100 <= whole.net_3 <= 100
    assert whole == total(reversed(rows))


def test_unchanged_is_a_band():
    assert [trend(points) for points in (-6, -5, 0, 5, 6)] == [
        Trend.DOWN,
        Trend.SAME,
        Trend.SAME,
        Trend.SAME,
        Trend.UP,
    ]


@pytest.mark.parametrize(
    ("demand", "expected"),
    [
        (Demand(20, 0, 30, 50, 10), Risk.HIGH),
        (Demand(0, 20, 30, 50, None), Risk.HIGH),
        (Demand(0, 0, 30, 50, 10), Risk.SOME),
        (Demand(-6, 20, 30, 50, 10), Risk.SOME),
        (Demand(20, -6, 30, 50, 10), Risk.SOME),
        (Demand(20, 0, 10, 50, 30), Risk.SOME),
        (Demand(20, 20, 10, 49, 30), Risk.NONE),
        (Demand(-20, -20, None, 0, 30), Risk.NONE),
        (Demand(20, 20, 30, None, 10), Risk.UNKNOWN),
    ],
)
def test_a_bottleneck_needs_demand_difficulty_and_few_candidates(demand, expected):
    assert risk(demand) is expected


def test_one_reminder_a_week_later_while_there_is_time():
    day = datetime.date(2026, 3, 27)
    closes = day + datetime.timedelta(20)
    assert not reminder_due(day, closes, day + datetime.timedelta(6))
    assert reminder_due(day, closes, day + datetime.timedelta(7))
    assert not reminder_due(day, closes, closes)
