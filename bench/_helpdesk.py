"""Builds the help desk's own environment once and lets it escalate tickets in a database of its own."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from bench import Context

HERE = Path(__file__).resolve().parent / "helpdesk"
DATABASE = "bench_helpdesk"


def escalated(context: Context, *, tickets: int, due: int, seconds: int) -> dict[str, Any]:
    """What the help desk's command did with `due` of `tickets` in at most `seconds`: see helpdesk/escalate.py."""
    python = _environment(context)
    with psycopg.connect(context.dsn("admin"), autocommit=True) as admin:
        name = sql.Identifier(DATABASE)
        admin.execute(sql.SQL("drop database if exists {}").format(name))
        admin.execute(sql.SQL("create database {}").format(name))
        try:
            finished = subprocess.run(  # noqa: S603
                [python, "escalate.py", str(tickets), str(due), str(seconds)],
                cwd=HERE,
                env={
                    "HELPDESK_DSN": make_conninfo(context.dsn("admin"), dbname=DATABASE),
                    "PATH": os.environ["PATH"],
                },
                capture_output=True,
                text=True,
                check=False,
            )
        finally:
            admin.execute(sql.SQL("drop database if exists {} with (force)").format(name))
    if finished.returncode:
        raise RuntimeError(f"The help desk did not run:\n{finished.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(finished.stdout.splitlines()[-1])
    return found


def _environment(context: Context) -> Path:
    """The help desk's Python, set up from its own lock with hashes; kept between runs."""
    folder = Path(os.environ.get("JO_DATA", HERE.parents[1] / ".data")) / "bench-helpdesk"
    lock, stamp, python = HERE / "requirements.lock", folder / "lock", folder / "bin" / "python"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        context.say("setting up the help desk's environment ...")
        venv.create(folder, clear=True, with_pip=True)
        subprocess.run(  # noqa: S603
            [
                python,
                "-m",
                "pip",
                "install",
                "--quiet",
                "--quiet",
                "--require-hashes",
                "--only-binary",
                ":all:",
                "-r",
                lock,
            ],
            check=True,
            stdout=sys.stderr,
        )
        stamp.write_bytes(lock.read_bytes())
    return python
