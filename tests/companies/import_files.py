"""Files with companies for the tests of imports, and the worker's part of a run."""

from collections.abc import Iterable

from accounts.actor import Actor
from accounts.enums import Role
from companies.demo import demo_cvr
from companies.imports.columns import COLUMNS
from companies.imports.running import TURNS, import_sweep
from companies.imports.services import import_start, import_upload
from tabular.writing import csv_text
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_worker
from tests.helpers.importing import Files

HEADINGS = tuple(column.heading for column in COLUMNS)


def line(number: int, **cells: str) -> dict[str, str]:
    """A sound row; `cells` by heading (- and spaces as _)."""
    row = {
        "cvr-nummer": demo_cvr(300 + number),
        "virksomhed": f"Indlæst Firma {number}",
        "branchekode": "251100",
        "branche": "Fremstilling af metalkonstruktioner",
        "ansatte": str(number),
        "arbejdsplads": "",
        "adresse": f"Importvej {number}",
        "postnummer": "8700",
        "p-nummer": f"{9_980_000_000 + number}",
        "kontaktperson": f"Person {number}",
        "stilling": "Leder",
        "telefon": f"+45 7600 {number:04d}",
        "e-mail": f"person{number}@firma{number}.example",
    }
    names = {heading.replace("-", "_"): heading for heading in HEADINGS}
    return row | {names[key]: value for key, value in cells.items()}


def sheet(rows: Iterable[dict[str, str]], headings: Iterable[str] = HEADINGS) -> str:
    heads = list(headings)
    return csv_text([heads, *([row.get(head, "") for head in heads] for row in rows)])


def administrator(place: str = "Horsens") -> Actor:
    return accounts.actor(make.jobcenter(place), role=Role.ADMINISTRATOR)


FILES = Files("virksomheder.csv", TURNS, import_upload, import_start)
upload, work, fresh = FILES.upload, FILES.work, FILES.fresh
checked, started, loaded = FILES.checked, FILES.started, FILES.loaded


def swept() -> None:
    with as_worker():
        import_sweep()
