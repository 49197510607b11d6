"""Files with candidates for the tests of imports, and the worker's part of a run."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from candidates.imports.running import import_sweep, import_turn
from candidates.imports.services import import_start, import_upload
from candidates.models import ImportRun
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

HEADINGS = (
    "reference", "navn", "e-mail", "telefon", "postnummer", "stillinger", "kompetencer", "certifikater", "kørekort",
    "sprog", "uddannelser", "ansættelser", "ledig siden", "kan starte", "vil højst køre", "målgrupper",
    "ansættelsesformer", "faglig profil", "ønsket arbejde", "kontaktvej", "grundlag", "CV opdateret",
    "sagsbehandlers e-mail",
)  # fmt: skip
TITLES = ("Smed", "Svejser", "Lagermedarbejder", "Kok", "Murer")


def person(number: int, **cells: str) -> dict[str, str]:
    """A sound row of Horsens; `cells` by heading (spaces as _)."""
    row = {
        "reference": f"sag-{number}",
        "navn": f"Borger Nummer{'abcdefghij'[number % 10]}",
        "e-mail": f"borger{number}@borger.example",
        "telefon": "20 30 40 50",
        "postnummer": "8700",
        "stillinger": TITLES[number % len(TITLES)],
        "kompetencer": "TIG-svejsning | Kantpresning | Tegningsforståelse",
        "certifikater": "Varme arbejder",
        "kørekort": "B, C",
        "sprog": "Dansk | Engelsk",
        "uddannelser": "Smed, 2014",
        "ansættelser": "Smed, Maskinfabrikken ApS, 2015, 2024",
        "ledig siden": "2026-01-01",
        "kan starte": "",
        "vil højst køre": "40 km",
        "målgrupper": "",
        "ansættelsesformer": "",
        "faglig profil": "Stærk i svejsning i rustfrit stål og vant til at læse tegninger. Møder til tiden.",
        "ønsket arbejde": "Dagtimer",
        "kontaktvej": "e-mail",
        "grundlag": "samtykke",
        "CV opdateret": "01-02-2026",
        "sagsbehandlers e-mail": "",
    }
    return row | {key.replace("_", " "): value for key, value in cells.items()}


def sheet(rows: Iterable[dict[str, str]], *, headings: Iterable[str] = HEADINGS, delimiter: str = ";") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(headings), delimiter=delimiter, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def administrator(place: str = "Horsens") -> Actor:
    return accounts.actor(make.jobcenter(place), role=Role.ADMINISTRATOR)


def upload(
    actor: Actor, content: str | bytes, *, name: str = "kandidater.csv", whole: bool = False
) -> ImportRun:
    data = content.encode() if isinstance(content, str) else content
    with acting_as(actor):
        return import_upload(actor=actor, name=name, pieces=[data], whole_stock=whole)


def work(run: ImportRun) -> ImportRun:
    """What the worker does until it waits for somebody."""
    with as_worker():
        while import_turn(run.pk):
            pass
    return fresh(run)


def checked(actor: Actor, content: str | bytes, **more: Any) -> ImportRun:
    return work(upload(actor, content, **more))


def loaded(actor: Actor, content: str | bytes, *, sure: bool = False, **more: Any) -> ImportRun:
    """A file all the way into the stock."""
    run = checked(actor, content, **more)
    assert run.state == "checked", run.problem
    with acting_as(actor):
        import_start(actor=actor, run=run, sure=sure)
    run = work(run)
    assert run.state == "done", run.problem
    return run


def swept() -> int:
    with as_worker():
        return import_sweep()


def fresh(run: ImportRun) -> ImportRun:
    with as_owner():
        return ImportRun.objects.get(pk=run.pk)
