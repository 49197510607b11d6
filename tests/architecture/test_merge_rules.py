"""A new foreign key to a company, workplace, contact person or organisation needs a rule of what a merge does."""

import pytest
from django.db import connection

from companies.merge_rules import TARGETS, What, all_rules, rule_for
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
KEYS = """
select t.relname, a.attname, f.relname
  from pg_constraint k join pg_class t on t.oid = k.conrelid join pg_class f on f.oid = k.confrelid
  join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[1]
 where k.contype = 'f' and cardinality(k.conkey) = 1 and f.relname = any(%s)
"""


def keys() -> set[tuple[str, str]]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(KEYS, [list(TARGETS)])
        return {(table, column) for table, column, _target in cursor.fetchall()}


def test_every_key_has_a_rule() -> None:
    lacking = sorted(key for key in keys() if rule_for(*key) is None)
    assert not lacking, (
        f"Say in the app's merging.py what becomes of them when a company is merged: {lacking}"
    )


def test_every_rule_is_about_a_key_that_is_there() -> None:
    assert not sorted({(one.table, one.column) for one in all_rules()} - keys())


def test_the_database_has_the_same_rules() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select tbl, col, what from companies_merge_rules()")
        said = set(cursor.fetchall())
        cursor.execute("select count(*) from companies_merge_unruled()")
        assert cursor.fetchone() == (0,)
    assert said == {(one.table, one.column, str(one.what)) for one in all_rules()}


def test_what_never_changes_never_moves() -> None:
    """A table whose rows refuse UPDATE must not be moved."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select c.relname from pg_trigger g join pg_class c on c.oid = g.tgrelid"
            " where g.tgname in ('never_changes', 'final', 'correction_kept') and not g.tgisinternal"
        )
        final = {name for (name,) in cursor.fetchall()}
    assert "orders_clockevent" in final
    moved = {one.table for one in all_rules() if one.what in (What.MOVES, What.JOINS)}
    assert not moved & final
