"""Every test talks to a real PostgreSQL, as the web role, so that row-level security is under test too."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from django.conf import settings
from django.db import connections
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tests import kept_template
from tests.helpers.browser import chromium

# Named here and nowhere else: a session fixture imported by two modules would start two browsers in one process.
__all__ = ["chromium"]

ROOT = Path(__file__).resolve().parent.parent

# How long an example takes says how busy the machine is, and nothing about the product.
hypothesis.settings.register_profile(
    "jobordre", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("jobordre")


def admin_connection(name: str = "postgres") -> psycopg.Connection:
    """A connection with the login of DATABASE_URL, outside Django."""
    parts = {**conninfo_to_dict(settings.DATABASE_URL), "dbname": name}
    return psycopg.connect(make_conninfo(**parts), autocommit=True)


def database_url(name: str) -> str:
    """DATABASE_URL with another database."""
    return make_conninfo(**{**conninfo_to_dict(settings.DATABASE_URL), "dbname": name})


def manage(*arguments: str, database: str, **environment: str) -> str:
    """Run manage.py in a process of its own against `database`; return what it printed. Raises on a non-zero exit."""
    done = subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": database_url(database),
            "PYTHONWARNINGS": "ignore",
            **environment,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def create_database(name: str, *, template: str | None = None) -> None:
    """Make a database with the product's roles and tables, or a copy of `template` (which nobody may be using)."""
    drop_database(name)
    if template:
        with admin_connection() as admin:
            admin.execute(
                sql.SQL("create database {} template {} owner jo_owner").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )
        return
    manage("setup_roles", database=name)
    manage("migrate", "-v", "0", database=name, JO_DB_ROLE="owner")


def drop_database(name: str) -> None:
    with admin_connection() as admin:
        admin.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def make_test_login() -> None:
    """The login of the tests: member of the product's roles, with no right of its own (see config.settings.test)."""
    with admin_connection() as admin:
        admin.execute("select pg_advisory_lock(7110002)")
        if not admin.execute("select 1 from pg_roles where rolname = 'jo_test'").fetchone():
            admin.execute("create role jo_test login noinherit nosuperuser nobypassrls")
        login = settings.DATABASES["default"]
        admin.execute(
            sql.SQL("alter role jo_test with login password {}").format(sql.Literal(login["PASSWORD"]))
        )
        admin.execute("grant jo_web, jo_worker, jo_owner to jo_test")


def pytest_configure(config: pytest.Config) -> None:
    """A run has a name, the same in all of xdist's processes: its template database is called by it."""
    if not hasattr(config, "workerinput") and not config.option.testrunuid:
        config.option.testrunuid = uuid4().hex


def template_name(config: pytest.Config) -> str:
    """What this run's template database is called."""
    run: str = (
        config.workerinput["testrunuid"] if hasattr(config, "workerinput") else config.option.testrunuid
    )
    return f"test_jo_template_{run[:12]}"


def _make_template(name: str, *, kept: bool) -> None:
    drop_database(name)
    if kept and kept_template.dump_file().is_file():
        manage("setup_roles", database=name)
        kept_template.restore(name)
        return
    create_database(name)
    manage("load_reference_data", database=name, JO_DB_ROLE="owner")
    manage("load_vocabulary", database=name, JO_DB_ROLE="owner")
    if kept:
        kept_template.keep(name)


def pytest_collection_finish(session: pytest.Session) -> None:
    """The template is made before the first test: no test's own time limit counts the minutes that this may take."""
    wanted = any(
        item.get_closest_marker("django_db")
        or {"template_database", "django_db_setup"} & set(getattr(item, "fixturenames", ()))
        for item in session.items
    )
    if wanted and not session.config.option.collectonly:
        _template_of(session.config)


@pytest.fixture(scope="session")
def template_database(request: pytest.FixtureRequest) -> str:
    """A migrated database with reference data that nobody connects to: the source of copies."""
    return _template_of(request.config)


def _template_of(config: pytest.Config) -> str:
    """The run's template. The first process of the run makes it, the others wait for it; it is dropped at the end."""
    name = template_name(config)
    with admin_connection() as admin:
        admin.execute("select pg_advisory_lock(7110003)")
        # The comment comes last: what a process began that did not come to the end is made again.
        said = admin.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", [name]
        ).fetchone()
        if said != ("whole",):
            _make_template(name, kept="JO_TEST_KEPT" in os.environ)
            admin.execute(sql.SQL("comment on database {} is 'whole'").format(sql.Identifier(name)))
    return name


def pytest_unconfigure(config: pytest.Config) -> None:
    """All processes of the run have ended."""
    if not hasattr(config, "workerinput") and settings.configured:
        drop_database(template_name(config))


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """One database per pytest process, a copy of the migrated one."""
    name = f"test_jo_{os.getpid()}"
    create_database(name, template=template_database)
    make_test_login()
    with django_db_blocker.unblock():
        connections["default"].close()
        connections["default"].settings_dict["NAME"] = name
        settings.DATABASES["default"]["NAME"] = name
    yield
    with django_db_blocker.unblock():
        connections["default"].close()
    drop_database(name)
