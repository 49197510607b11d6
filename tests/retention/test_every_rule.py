"""Every rule, with real rows: to the second, and the neighbour a day younger stays as it was."""

import datetime
from typing import Any

import pytest
from django.db import connection

from accounts.personal_data import GONE, Rule
from retention.catalogue import rules
from retention.services.running import rule_carry_out
from retention.statements import is_over
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.retention import pairs, pairs_cases, pairs_mail, pairs_visits

pytestmark = pytest.mark.django_db

MAKERS = pairs.MAKERS | pairs_cases.MAKERS | pairs_mail.MAKERS | pairs_visits.MAKERS
OURS = [(table, rule) for table, rule in rules() if not rule.own_task]
SECOND = datetime.timedelta(seconds=1)


def asked(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return cursor.fetchall()


def over(table: str, rule: Rule, before: datetime.datetime) -> dict[Any, datetime.datetime]:
    """Key and beginning of what is over, asked apart from the function that carries the rule out."""
    condition = is_over(rule).replace("the_before", "%s::timestamptz").replace("%'", "%%'")
    return dict(
        asked(
            f"select t.{rule.key}, {rule.since} from {table} t {rule.joins} where {condition}",
            *[before] * condition.count("%s::"),
        )
    )


def content(table: str, rule: Rule, keys: list[Any]) -> dict[Any, str]:
    return dict(
        asked(f"select t.{rule.key}, to_jsonb(t)::text from {table} t where t.{rule.key} = any(%s)", keys)
    )


def test_every_rule_has_its_rows() -> None:
    assert sorted(MAKERS) == sorted(rule.code for _table, rule in OURS), "Add a pair of rows in pairs.py."


@pytest.mark.parametrize(("table", "rule"), OURS, ids=[rule.code for _table, rule in OURS])
def test_a_row_goes_at_its_second_and_its_neighbour_stays(table: str, rule: Rule) -> None:
    mette = make.consultant("Horsens")
    far = datetime.datetime(2027, 12, 31, tzinfo=datetime.UTC)
    with as_owner():
        there = set(over(table, rule, far))
        MAKERS[rule.code](mette)
    begun = {key: at for key, at in over(table, rule, far).items() if key not in there}
    times = sorted(set(begun.values()))
    assert len(times) >= 2, begun
    first = [key for key, at in begun.items() if at == times[0]]
    neighbours = [key for key, at in begun.items() if at > times[0]]
    end = rule.length.after(times[0])
    assert rule.ends_before(end) == times[0]
    untouched = content(table, rule, neighbours)
    with as_worker():
        early, _done = rule_carry_out(rule, now=end - SECOND)
    assert set(content(table, rule, first)) == set(first), (early, "a second too early")
    with as_worker():
        number, is_finished = rule_carry_out(rule, now=end)
    assert is_finished
    assert number >= len(first)
    assert content(table, rule, neighbours) == untouched
    left = content(table, rule, first)
    if rule.deletes:
        assert left == {}
    else:
        assert set(left) == set(first)
        wrong = [f"t.{column} not in ('', '{GONE}')" for column in rule.texts]
        wrong += [f"t.{column} is distinct from {value}" for column, value in rule.sets.items()]
        bad = asked(
            f"select t.{rule.key} from {table} t where t.{rule.key} = any(%s) and ({' or '.join(wrong)})",
            first,
        )
        assert bad == []
    with as_worker():
        assert rule_carry_out(rule, now=end) == (0, True)
