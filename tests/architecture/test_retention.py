"""Nothing about people is kept for want of a rule: every table has a line, and every line is true of its table."""

from pathlib import Path

import pytest
from django.db import connection

from retention.catalogue import by_table, rules, tables
from retention.document import retention_doc
from tests.helpers.db import as_owner

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def real_tables(db: None) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_table_says_how_long_it_is_kept(real_tables: set[str]) -> None:
    missing = sorted(real_tables - set(by_table()))
    assert not missing, (
        f"{missing}: how long is personal data in it kept? Add a line to TABLES in the app's retention_rules.py: "
        "Table(name, (Rule(...),)) with a rule, or Table(name, kept=_('...')) with the reason why it needs none. "
        "Then `./run manage write_retention_doc`."
    )


def test_no_line_is_about_a_table_that_is_gone(real_tables: set[str]) -> None:
    assert sorted(set(by_table()) - real_tables) == []


def test_a_table_that_is_kept_has_no_rule() -> None:
    torn = [
        name
        for name, lines in by_table().items()
        if any(line.kept for line in lines) and any(line.rules for line in lines)
    ]
    assert torn == []


def test_rules_have_codes_and_words_of_their_own() -> None:
    codes = [rule.code for _table, rule in rules()]
    assert len(codes) == len(set(codes)) > 30
    for _table, rule in rules():
        assert rule.code.replace(".", "_").isidentifier(), rule.code
        assert all(str(words).strip() for words in (rule.what, rule.starts, rule.why, rule.law)), rule.code
    for table in tables():
        assert not table.kept or len(str(table.kept)) > 10, table.name


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "rule"), rules(), ids=lambda one: getattr(one, "code", ""))
def test_the_database_understands_the_rule(table: str, rule: object) -> None:
    """Both functions are there and run: a column that was renamed fails here."""
    name = rule.code.replace(".", "_")  # type: ignore[attr-defined]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select id from accounts_organisation where kind = 'national' limit 1")
        row = cursor.fetchone()
        cursor.execute("select set_config('app.org', %s, true)", [str(row[0]) if row else "1"])
        cursor.execute(f"select * from retention_see_{name}(now())")
        if not rule.own_task:  # type: ignore[attr-defined]
            cursor.execute(f"select retention_do_{name}('-infinity', 10)")
            assert cursor.fetchone() == (0,)


def test_the_document_is_up_to_date() -> None:
    assert (ROOT / "docs/retention.md").read_text(encoding="utf-8") == retention_doc(), (
        "Run `./run manage write_retention_doc`."
    )
