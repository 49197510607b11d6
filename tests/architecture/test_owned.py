"""Every table of the database leaves with somebody, or says why it does not; every column that leaves has a meaning."""

import pytest
from django.db import connection

from leaving.catalogue import columns_of, meaning_of, model_of, not_owned_tables, owned_tables
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def tables() -> set[str]:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace"
        )
        return {name for (name,) in cursor.fetchall()}


def test_every_table_is_in_the_catalogue_once() -> None:
    owned = [one.table for one in owned_tables()]
    assert len(owned) == len(set(owned))
    assert not set(owned) & set(not_owned_tables())
    lacking = tables() - set(owned) - set(not_owned_tables())
    assert not lacking, (
        f"Name them in the app's exporting.py, or say why nobody leaves with them: {sorted(lacking)}"
    )


def test_every_file_has_its_own_name() -> None:
    files = [one.file for one in owned_tables()]
    assert len(files) == len(set(files)) and all(name.isascii() and name == name.lower() for name in files)


def test_every_column_that_leaves_has_a_meaning() -> None:
    lacking = [(t.table, c) for t in owned_tables() for c in columns_of(t) if not meaning_of(t, c)]
    assert not lacking, f"Say what they mean in leaving/words.py: {lacking}"


def test_what_is_not_taken_along_has_a_reason() -> None:
    assert all(str(reason) for reason in not_owned_tables().values())
    assert all(str(reason) for one in owned_tables() for reason in one.without.values())
    for one in owned_tables():
        model_of(one.table)


def test_every_condition_can_be_asked_and_shows_nothing_without_a_context() -> None:
    for one in owned_tables():
        with connection.cursor() as cursor:
            if one.look is None:
                cursor.execute(f'select count(*) from "{one.table}" t where {one.owner}', {"me": 1})
