"""Before a file with visits is taken in: what it changes in the notes that are there."""

import csv
import html
import io
from typing import Any

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from companies.models import Company
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.visits.import_files import administrator, checked, line, loaded, sheet, swept
from tests.visits.notes import client_of
from visits.models import VisitImport, VisitImportLine

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def karen() -> Actor:
    return administrator()


def changes(run: VisitImport) -> list[list[tuple[str, str, str]]]:
    with as_owner():
        rows = VisitImportLine.objects.filter(run=run, changes__isnull=False).order_by("line")
        return [[tuple(one) for one in row.changes["changes"]] for row in rows]


def fetched(actor: Actor, run: VisitImport) -> list[list[str]]:
    response: Any = client_of(actor).get(reverse("visits:import_changes", args=[run.uuid]))
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))


def test_every_column_is_told_in_its_own_words(karen: Actor, company: Company) -> None:
    mette, ib = (accounts.actor(make.jobcenter("Horsens"), name=name) for name in ("Mette Madsen", "Ib Lund"))
    with as_owner():
        User.objects.filter(pk=mette.user_id).update(email="mette@horsens.example")
        User.objects.filter(pk=ib.user_id).update(email="ib@horsens.example")
        place = company.workplaces.get()
        place.p_number = "1003388394"
        place.save()
    companies.workplace(company, p_number="1003388408")
    before = line(
        1, company.cvr, p_number="1003388394", author="mette@horsens.example", growth="vokser", outlook_3="flere",
        next_visit_on="2026-06-01", campaign="Industri", is_shared="nej",
    )  # fmt: skip
    after = line(
        1, company.cvr, p_number="1003388408", author="ib@horsens.example", text="Rettet.", kind="Opkald",
        held_on="2026-03-03", growth="skrumper", needs_labour="ja", outlook_3="", next_visit_on="", campaign="",
        is_shared="ja",
    )  # fmt: skip
    loaded(karen, sheet([before, line(2, company.cvr)]))
    swept()
    run = checked(karen, sheet([after, line(2, company.cvr), line(3, company.cvr)]))
    assert (run.new, run.changed, run.unchanged, run.wrong) == (1, 1, 1, 0)
    (told,) = changes(run)
    assert {key: (old.replace("\xa0", " "), new.replace("\xa0", " ")) for key, old, new in told} == {
        "kind": ("Besøg", "Opkald"),
        "held_on": ("2. marts 2026", "3. marts 2026"),
        "p_number": ("1003388394", "1003388408"),
        "author": ("mette@horsens.example", "ib@horsens.example"),
        "text": ("Samtale nummer 1.", "Rettet."),
        "growth": ("Vokser", "Skrumper"),
        "needs_labour": ("nej", "ja"),
        "outlook_3": ("Flere", ""),
        "next_visit_on": ("1. juni 2026", ""),
        "campaign": ("Industri", ""),
        "is_shared": ("nej", "ja"),
    }
    assert run.changed_columns == dict.fromkeys((key for key, _old, _new in told), 1)
    page = html.unescape(client_of(karen).get(reverse("visits:import_run", args=[run.uuid])).content.decode())
    assert "<dt>Deles med andre jobcentre</dt>" in page and "<summary>Vis 8 til</summary>" in page
    lines = fetched(karen, run)
    assert [row[3] for row in lines[1:]][:2] == ["Type", "Dato"] and len(lines) == 12
    assert ["2", "Opkald 3. marts 2026", "B-1", "Kampagne", "Industri", "(tom)"] in [
        [cell.replace("\xa0", " ") for cell in row] for row in lines
    ]


def test_a_long_note_is_told_where_it_differs_and_never_whole(karen: Actor, company: Company) -> None:
    long = "De udvider hallen og mangler folk. " * 130
    loaded(karen, sheet([line(1, company.cvr, text=f"{long}Ring i maj.")]))
    swept()
    run = checked(karen, sheet([line(1, company.cvr, text=f"{long}Ring i juni.")]))
    (((key, old, new),),) = changes(run)
    assert key == "text" and old.endswith("Ring i maj.") and new.endswith("Ring i juni.")
    assert max(len(old), len(new)) <= 200


def test_others_are_told_nothing(karen: Actor, company: Company) -> None:
    loaded(karen, sheet([line(1, company.cvr)]))
    swept()
    run = checked(karen, sheet([line(1, company.cvr, text="Rettet.")]))
    address = reverse("visits:import_changes", args=[run.uuid])
    assert client_of(karen).get(address).status_code == 200
    assert client_of(administrator("Odder")).get(address).status_code == 404
    assert client_of(accounts.actor(make.jobcenter("Horsens"))).get(address).status_code == 404
