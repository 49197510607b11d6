"""Files with companies for the tests of imports, and the worker's part of a run."""

from collections.abc import Iterable

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from companies.demo import demo_cvr
from companies.imports.columns import COLUMNS
from companies.imports.running import import_sweep, import_turn
from companies.imports.services import import_start, import_upload
from companies.models import CompanyImport
from tabular.writing import csv_text
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

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


def upload(actor: Actor, content: str | bytes, *, name: str = "virksomheder.csv") -> CompanyImport:
    data = content.encode() if isinstance(content, str) else content
    with acting_as(actor):
        return import_upload(actor=actor, name=name, pieces=[data])


def work(run: CompanyImport) -> CompanyImport:
    """What the worker does until it waits for somebody."""
    with as_worker():
        while import_turn(run.pk):
            pass
    return fresh(run)


def fresh(run: CompanyImport) -> CompanyImport:
    with as_owner():
        return CompanyImport.objects.get(pk=run.pk)


def checked(actor: Actor, content: str | bytes, *, name: str = "virksomheder.csv") -> CompanyImport:
    return work(upload(actor, content, name=name))


def started(actor: Actor, run: CompanyImport) -> CompanyImport:
    with acting_as(actor):
        return import_start(actor=actor, run=run)


def loaded(actor: Actor, content: str | bytes, *, name: str = "virksomheder.csv") -> CompanyImport:
    run = checked(actor, content, name=name)
    started(actor, run)
    return work(run)


def swept() -> None:
    with as_worker():
        import_sweep()
