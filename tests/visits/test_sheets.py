"""Visits and calls as files: what stands in them, for whom, and what does not leave."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.actor import Actor
from accounts.models import AuditEvent
from accounts.tenancy import acting_as
from companies.models import Company
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import client_of, note
from visits.models import Interaction
from visits.selectors.found import Sought, notes_sought
from visits.services.interactions import NeedData, internal_note_add
from visits.sheets import visit_lines

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def bo() -> Actor:
    return accounts.actor(accounts.organisation("Jobcenter Odder"), name="Bo Lind")


def fetched(client: Client, ending: str = "csv", **query: object) -> bytes:
    response: Any = client.get(reverse("visits:sheet", args=[ending]), query)
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_note_in_danish_columns_as_csv_and_excel(mette: Actor, company: Company) -> None:
    with as_owner():
        place, person = company.workplaces.get(), company.contacts.get()
    written = note(
        mette,
        company,
        text="=HYPERLINK(1)\nAnden linje",
        workplace=place,
        contact=person,
        growth="grows",
        needs_labour=True,
        outlook_3="more",
        needs=(NeedData("svejsere", 4, 3), NeedData("montører", None, 12)),
        campaign="Industri 2026",
        next_visit_on=datetime.date(2026, 6, 1),
        is_shared=True,
    )
    (row,) = rows(fetched(client_of(mette)))
    assert row["notat"] == "'=HYPERLINK(1)\nAnden linje"
    said = ("type", "dato", "cvr-nummer", "vækst", "mangler arbejdskraft", "vil have lærlinge")
    assert [row[key] for key in said] == ["Besøg", "2026-03-27", company.cvr, "Vokser", "ja", "nej"]
    assert (row["ansatte om 3 måneder"], row["ansatte om 12 måneder"]) == ("Flere", "")
    assert (row["næste besøg"], row["kampagne"]) == ("2026-06-01", "Industri 2026")
    assert row["behov"] == "4 svejsere inden for 3 måneder, montører inden for 12 måneder"
    assert row["reference"] == str(written.uuid)
    assert row["jeres medarbejder"] == written.author.email  # type: ignore[union-attr]
    assert row["virksomhed"] == "Smedjen ApS" and row["kontaktperson"] and row["arbejdsplads"]
    sheet: Any = load_workbook(io.BytesIO(fetched(client_of(mette), "xlsx"))).active
    head, line = list(sheet.iter_rows(values_only=True))
    cells = dict(zip(head, line, strict=True))
    assert cells["dato"].date() == datetime.date(2026, 3, 27) and cells["notat"].startswith("'=")
    with as_owner():
        assert AuditEvent.objects.filter(action="visits.sheet", user_id=mette.user_id).count() == 2


def test_what_others_keep_and_internal_notes_stay_where_they_are(
    mette: Actor, bo: Actor, company: Company
) -> None:
    note(mette, company, text="Kun Horsens ved det.")
    note(mette, company, text="Delt med alle.", is_shared=True)
    note(bo, company, text="Odders eget.")
    for actor in (mette, bo):
        with acting_as(actor):
            internal_note_add(actor=actor, company=company, text="Internt, aldrig ud.")
    odder = fetched(client_of(bo))
    assert [row["notat"] for row in rows(odder)] == ["Odders eget.", "Delt med alle."]
    assert "Internt" not in odder.decode() and "Kun Horsens" not in odder.decode()
    others = rows(odder)[1]
    assert (others["reference"], others["jeres medarbejder"]) == ("", "")
    assert others["skrevet af"] == "Jobcenter Horsens"
    assert [row["notat"] for row in rows(fetched(client_of(bo), vis="jeres"))] == ["Odders eget."]
    assert "Internt" not in fetched(client_of(mette)).decode()
    assert client_of(companies.user_of(company)).get(reverse("visits:sheet", args=["csv"])).status_code == 404


def test_the_filters_of_the_page_and_its_links(mette: Actor, company: Company) -> None:
    other = companies.company("Bageren ApS")
    note(mette, company, text="Smedjen i kampagnen.", campaign="Industri 2026")
    note(mette, company, text="Smedjen uden.")
    note(mette, other, text="Bageren.", campaign="Industri 2026")
    client = client_of(mette)
    asked: dict[str, object] = {"virksomhed": company.uuid, "kampagne": "industri 2026"}
    assert [row["notat"] for row in rows(fetched(client, **asked))] == ["Smedjen i kampagnen."]
    page = client.get(reverse("visits:notes", args=[company.uuid]), {"kampagne": "Industri 2026"})
    link = f"{reverse('visits:sheet', args=['csv'])}?virksomhed={company.uuid}&amp;kampagne=Industri+2026"
    assert link in page.content.decode() and "Hent dem alle:" in page.content.decode()
    card = client.get(reverse("companies:detail", args=[company.uuid])).content.decode()
    assert f"?virksomhed={company.uuid}" in card and "Hent alle besøg og opkald her:" in card
    tasks = client.get(reverse("visits:tasks")).content.decode()
    assert "?vis=jeres" in tasks
    assert "Hent dem, I har skrevet:" in tasks and "Hent også dem, andre deler med jer:" in tasks
    for path, query in (
        ("csv", {"virksomhed": "x"}),
        ("pdf", {}),
        ("csv", {"virksomhed": mette.organisation_id}),
    ):
        assert client.get(reverse("visits:sheet", args=[path]), query).status_code == 404


def test_one_query_however_many_notes(mette: Actor, company: Company) -> None:
    def queries() -> int:
        with acting_as(mette), CaptureQueriesContext(connection) as found:
            assert len(list(visit_lines(mette, notes_sought(mette, Sought())))) > 1
        return len([one for one in found if "visits_interaction" in one["sql"]])

    note(mette, company, needs=(NeedData("svejsere", 4, 3),))
    assert queries() == 1
    with as_owner():
        one = Interaction.objects.get()
        Interaction.objects.bulk_create(
            Interaction(
                organisation_id=mette.organisation_id,
                company=company,
                kind="call",
                held_on=one.held_on,
                text=f"Nummer {n}",
                created_at=one.created_at,
                updated_at=one.updated_at,
            )
            for n in range(50)
        )
    assert queries() == 1
