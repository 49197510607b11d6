"""No text in which a person may be named is forgotten when that person asks: every column says where it stands."""

from collections import Counter

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection

from retention.catalogue import about, places, unsearched
from tests.helpers.db import as_owner

# A shorter one holds a code, a number or a date; what people write needs more room.
SHORTEST = 40

pytestmark = pytest.mark.django_db


def text_columns() -> set[str]:
    """Every column of the database that holds text, JSON or a list of texts, keys and what has choices apart."""
    with connection.cursor() as cursor:
        cursor.execute(
            """select c.relname || '.' || a.attname
                 from pg_class c join pg_attribute a on a.attrelid = c.oid
                 join pg_type t on t.oid = a.atttypid left join pg_type e on e.oid = t.typelem and t.typcategory = 'A'
                where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace and a.attnum > 0
                  and not a.attisdropped
                  and coalesce(e.typname, t.typname) in ('text', 'varchar', 'bpchar', 'json', 'jsonb', 'citext')
                  and (a.atttypmod = -1 or a.atttypmod - 4 >= %s)
                  and not exists (select 1 from pg_constraint k where k.conrelid = c.oid and k.contype = 'f'
                                    and a.attnum = any (k.conkey))""",
            [SHORTEST],
        )
        return {code for (code,) in cursor.fetchall()}


def with_choices() -> set[str]:
    """Columns that hold one of a few words."""
    found = set()
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            base = field.base_field if isinstance(field, ArrayField) else field
            if field.choices or base.choices:
                found.add(f"{model._meta.db_table}.{field.column}")
    return found


def searched() -> set[str]:
    return {place.code for place in places()} | {
        f"{one.table}.{column}" for one in about() for column in one.columns
    }


def test_every_text_is_searched_for_names_or_says_why_not() -> None:
    excepted = {one.code for one in unsearched()}
    missing = sorted(text_columns() - with_choices() - searched() - excepted)
    assert not missing, (
        f"{missing}: may a person be named in it? Then add a Place to PLACES in the app's rights.py. If nobody can be, "
        "add it to UNSEARCHED there, with the reason."
    )


def test_no_line_is_about_a_column_that_is_gone_or_is_searched_after_all() -> None:
    lines = [one.code for one in unsearched()]
    assert [code for code, number in Counter(lines).items() if number > 1] == []
    assert sorted(set(lines) - text_columns()) == []
    assert sorted(set(lines) & searched()) == []
    assert all(str(one.reason).strip() for one in unsearched())


def test_a_new_column_would_be_found() -> None:
    """The test above sees what is added to the database, whether or not a model knows of it."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "create table made_up_for_this_test (id int, note varchar(300), tags text[], data jsonb)"
        )
    new = {f"made_up_for_this_test.{column}" for column in ("note", "tags", "data")}
    assert new <= text_columns() - with_choices() - searched() - {one.code for one in unsearched()}
