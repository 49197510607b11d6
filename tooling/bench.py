"""`./run bench`: measure on throw-away servers that write to disk as real ones do."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tooling import prepare
from tooling.paths import ROOT, VENV_PYTHON
from tooling.progress import Stop, call, step
from tooling.stack import Stack
from tooling.supervisor import Supervisor

# Runs in the virtual environment: nothing of a benchmark may stay on an outside server.
DROP = (
    "import sys, psycopg; from psycopg.conninfo import *; p = conninfo_to_dict(sys.argv[1]); name = p.pop('dbname');\n"
    "c = psycopg.connect(make_conninfo(**p, dbname='postgres'), autocommit=True)\n"
    "c.execute(psycopg.sql.SQL('drop database if exists {} with (force)').format(psycopg.sql.Identifier(name)))"
)


def main(arguments: list[str]) -> int:
    """The benchmark's exit code: 0 when every goal was met."""
    known = sorted(path.stem.removeprefix("bench_") for path in (ROOT / "bench").glob("bench_*.py"))
    named = [word for word in arguments if not word.startswith("-") and not word.replace(".", "").isdigit()]
    if not known or not set(named) <= set(known):
        raise Stop(f"There are these benchmarks: {', '.join(known) or 'none yet'}.")
    prepare.prepare("run")
    home = Path(tempfile.mkdtemp(prefix="jobordre-bench-", dir=_roomy_folder()))
    home.chmod(0o711)
    supervisor = Supervisor(home / "pids")
    outside = os.environ.get("DATABASE_URL", "")
    name = f"jobordre_bench_{os.getpid()}"
    servers = Stack(home, supervisor, name=name, mail=False)
    try:
        servers.start_servers()
        if outside:
            servers.env["DATABASE_URL"] = with_database(outside, name)
        prepare.ensure_static_files(servers.env)
        with step("database for the benchmark"):
            servers.manage("setup_roles", role="owner", problem="The database roles could not be made.")
            servers.manage("migrate", "--noinput", "-v0", role="owner", problem="The migrations failed.")
        sys.stdout.flush()
        return subprocess.run(
            [VENV_PYTHON, "-m", "bench", *arguments],
            env=servers.env | {"JO_DB_ROLE": "web"},
            cwd=ROOT,
            check=False,
        ).returncode
    finally:
        if outside and "DATABASE_URL" in servers.env:
            call(
                [VENV_PYTHON, "-c", DROP, servers.env["DATABASE_URL"]],
                problem=f"{name} could not be dropped.",
            )
        supervisor.stop()
        shutil.rmtree(home, ignore_errors=True)


def with_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _roomy_folder() -> str:
    """A real disk: /tmp may be memory, where nothing costs what it costs in production."""
    return "/var/tmp" if os.access("/var/tmp", os.W_OK) else tempfile.gettempdir()  # noqa: S108
