"""Migrations, one table at a time, make the tables that Django's own way makes; and they go back."""

import os

import pytest
from django.db.migrations import AddField, AlterField, RunPython
from django.db.models import CharField, ForeignKey

from accounts.management.one_table import concerns_one_table
from tests.conftest import create_database, drop_database, manage
from tests.kept_template import schema_of

# Each after what stands on it.
APPS = ("barometer", "leaving", "postings", "retention", "webhooks", "inbound", "visits")
BEFORE = f"test_jo_plain_{os.getpid()}"


@pytest.fixture
def database():
    yield BEFORE
    drop_database(BEFORE)


def test_the_tables_are_those_of_djangos_own_way(template_database: str, database: str) -> None:
    drop_database(database)
    manage("setup_roles", database=database)
    manage("migrate", "-v", "0", "--plainly", database=database, JO_DB_ROLE="owner")
    ours, plain = schema_of(template_database), schema_of(database)
    assert "CREATE TABLE public.orders_clock" in ours
    assert ours == plain


def test_the_upper_apps_go_back_and_come_again(template_database: str, database: str) -> None:
    create_database(database, template=template_database)
    whole = schema_of(database)
    for app in APPS:
        manage("migrate", app, "zero", "-v", "0", database=database, JO_DB_ROLE="owner")
        assert f"CREATE TABLE public.{app}_" not in schema_of(database)
    manage("migrate", "-v", "0", database=database, JO_DB_ROLE="owner")
    assert sorted(schema_of(database).splitlines()) == sorted(whole.splitlines())


def test_what_others_may_point_at_concerns_more_than_one_table() -> None:
    assert concerns_one_table(AddField("order", "x", ForeignKey("orders.Order", on_delete=lambda: None)))
    assert concerns_one_table(AlterField("order", "x", CharField(max_length=9)))
    assert not concerns_one_table(AlterField("order", "x", CharField(max_length=9, unique=True)))
    assert not concerns_one_table(AlterField("order", "x", CharField(max_length=9, primary_key=True)))
    assert not concerns_one_table(RunPython(lambda apps, editor: None))
