"""`./run bench [NAME] [--json] [--scale 0.1]`, run inside the virtual environment with the servers' addresses set."""

import argparse
import importlib
import json
import sys
import tempfile
import time
from pathlib import Path

import django
from django.conf import settings
from psycopg.conninfo import make_conninfo

from bench import Context, Figure

HERE = Path(__file__).resolve().parent


def names() -> list[str]:
    """The benchmarks there are, by file."""
    return sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))


def dsn(role: str) -> str:
    """A libpq connection string of the bench database for "admin", "owner", "web" or "worker"."""
    from config.database import django_database

    entry = django_database(settings.DATABASE_URL, secret_key=settings.SECRET_KEY, role=role)
    parts = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return make_conninfo(
        **entry["OPTIONS"], **{key: entry[name] for key, name in parts.items() if entry[name]}
    )


def line(figure: Figure) -> str:
    """One line of the table."""
    goal, verdict = "no goal", ""
    if figure.goal is not None:
        goal, verdict = f"{figure.direction} {figure.goal:g}", "met" if figure.met else "NOT MET"
    return (
        f"{figure.name:<52} {figure.ours:>12.4g} {figure.reference:>12.4g} {figure.unit:<8} "
        f"{figure.ratio:>8.2f}  {goal:<14} {verdict}".rstrip()
    )


def main(arguments: list[str]) -> int:
    """0 when every goal was met, 1 when not, 2 when a name is unknown."""
    parser = argparse.ArgumentParser(prog="./run bench")
    parser.add_argument("name", nargs="?", choices=names(), help="one benchmark; all without it")
    parser.add_argument("--json", action="store_true", help="one JSON object per figure on standard output")
    parser.add_argument("--scale", type=float, default=1.0, help="shrink the data, e.g. 0.1")
    chosen = parser.parse_args(arguments)
    if not names():
        print("There is no benchmark yet.", file=sys.stderr)
        return 2
    django.setup()
    if not chosen.json:
        print(f"{'figure':<52} {'ours':>12} {'reference':>12} {'':<8} {'ratio':>8}  {'goal':<14}", flush=True)
    all_met = True
    for name in [chosen.name] if chosen.name else names():
        started = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="jobordre-bench-") as folder:
            context = Context(
                dsn=dsn,
                folder=Path(folder),
                scale=chosen.scale,
                say=lambda text: print(f"  {text}", file=sys.stderr, flush=True),
            )
            for figure in importlib.import_module(f"bench.bench_{name}").run(context):
                all_met = all_met and figure.met
                print(
                    json.dumps({"bench": name} | figure.as_dict()) if chosen.json else line(figure),
                    flush=True,
                )
        print(f"  {name}: {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    return 0 if all_met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
