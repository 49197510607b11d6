"""Files with visits and calls for the tests of imports, and the worker's part of a run."""

from collections.abc import Iterable

from accounts.actor import Actor
from accounts.enums import Role
from tabular.writing import csv_text
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_worker
from tests.helpers.importing import Files
from visits.imports.columns import COLUMNS
from visits.imports.running import TURNS, import_sweep
from visits.imports.services import import_start, import_upload

HEADINGS = tuple(column.heading for column in COLUMNS)
FILES = Files("besøg.csv", TURNS, import_upload, import_start)
upload, work, fresh = FILES.upload, FILES.work, FILES.fresh
checked, started, loaded = FILES.checked, FILES.started, FILES.loaded


def line(number: int, cvr: str = "", **cells: str) -> dict[str, str]:
    """A sound row about the company; `cells` by the column's key."""
    row = {
        "reference": f"B-{number}",
        "kind": "Besøg",
        "held_on": "2026-03-02",
        "cvr": cvr,
        "text": f"Samtale nummer {number}.",
        **cells,
    }
    return {column.heading: row[column.key] for column in COLUMNS if column.key in row}


def sheet(rows: Iterable[dict[str, str]], headings: Iterable[str] = HEADINGS) -> str:
    heads = list(headings)
    return csv_text([heads, *([row.get(head, "") for head in heads] for row in rows)])


def administrator(place: str = "Horsens") -> Actor:
    return accounts.actor(make.jobcenter(place), role=Role.ADMINISTRATOR)


def swept() -> None:
    with as_worker():
        import_sweep()
