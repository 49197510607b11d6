"""Tests whose rows must really be committed: threads, other processes, kill -9.

`committed` gives the test a database of its own, a copy of the migrated one with the reference data, and
drops it afterwards: whatever was written, and by whom, is gone. Use it instead of `django_db`; import it into
the conftest.py of the tests that need it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections

from jobcenters.selectors import calendars_forget
from tests.conftest import create_database, database_url, drop_database

ROOT = Path(__file__).resolve().parent.parent.parent


class Committed:
    """The test's own database, and how to start the product's processes on it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def environment(self, role: str, **more: str) -> dict[str, str]:
        """The environment of a process that logs in as `role` ("worker", "web", "owner")."""
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database_url(self.name),
            "JO_DB_ROLE": role,
            "PYTHONWARNINGS": "ignore",
            "PYTHONPATH": str(ROOT),
            **more,
        }

    def manage(self, *arguments: str) -> list[str]:
        """The command line of manage.py with `arguments`; run it in `ROOT` with `environment(...)`."""
        return [sys.executable, str(ROOT / "manage.py"), *arguments]


@contextmanager
def own_database(template_database: str, django_db_blocker: Any) -> Iterator[Committed]:
    """A copy of the template, used by this process too while the block lasts; for fixtures of a wider scope."""
    before = settings.DATABASES["default"]["NAME"]
    name = f"{before}_own"
    with django_db_blocker.unblock():
        connections["default"].close()
        create_database(name, template=template_database)
        _use(name)
        try:
            yield Committed(name)
        finally:
            connections["default"].close()
            _use(before)
            drop_database(name)


@pytest.fixture
def committed(django_db_setup: None, template_database: str, django_db_blocker: Any) -> Iterator[Committed]:
    """A database of this test's own, in which commits are commits."""
    with own_database(template_database, django_db_blocker) as made:
        yield made


def _use(name: str) -> None:
    calendars_forget()
    connections["default"].settings_dict["NAME"] = name
    settings.DATABASES["default"]["NAME"] = name


@contextmanager
def session_role(role: str) -> Iterator[None]:
    """Run a block as another database role, across its commits (within one transaction: tests.helpers.db)."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user::text")
        before = cursor.fetchone()[0]
        cursor.execute(f"set role {role}")
    try:
        yield
    finally:
        if connection.connection is not None and not connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute(f"set role {before}")
