"""The register as files: what stands in them, for whom, and whose telephone does not."""

import csv
import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from accounts.models import AuditEvent
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


def lines(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def fetched(client: object, what: str, ending: str, **query: str) -> bytes:
    response = client.get(reverse("companies:sheet", args=[what, ending]), query)  # type: ignore[attr-defined]
    assert response.status_code == 200 and "attachment" in response["Content-Disposition"]
    return b"".join(response.streaming_content)


def test_companies_and_contacts_as_csv_and_excel() -> None:
    one = companies.company("=Ærø Værft", with_contact=False)
    companies.workplace(one, address="Havnen 2")
    companies.contact(one, name="Ib", phone="+45 12345678", email="")
    companies.company("Zebra ApS", workplace_code=None, with_contact=False)
    mette = make.consultant("Horsens")
    client = client_of(mette)
    head, *rows = lines(fetched(client, "virksomheder", "csv"))
    assert head[0] == "cvr-nummer"
    assert [row[1] for row in rows if "Værft" in row[1]] == ["'=Ærø Værft"] * 2
    assert [row[6] for row in rows if row[1] == "Zebra ApS"] == [""]
    sheet = load_workbook(io.BytesIO(fetched(client, "virksomheder", "xlsx", q="Zebra"))).active
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == ["virksomhed", "Zebra ApS"]
    contacts = lines(fetched(client, "kontaktpersoner", "csv", q="Ærø"))
    assert contacts[1][2:5] == ["Ib", "", "'+45 12345678"]
    with as_owner():
        assert AuditEvent.objects.filter(action="company.sheet", user_id=mette.user_id).count() == 3


def test_how_persons_are_reached_is_left_out_where_the_page_asks_for_a_reason() -> None:
    company = companies.company("Gudenå Maskinfabrik")
    agreements.agreement_in_force(company)
    guarded = client_of(make.consultant("Odder"))
    page = guarded.get(reverse("companies:detail", args=[company.uuid])).context["guard"]
    assert page is not None
    (row,) = lines(fetched(guarded, "kontaktpersoner", "csv", q="Gudenå"))[1:]
    assert row[2] and row[4:] == ["", ""]
    (row,) = lines(fetched(client_of(make.national_actor()), "kontaktpersoner", "csv", q="Gudenå"))[1:]
    assert row[4] and row[5]


def test_who_gets_none() -> None:
    company = companies.company()
    address = reverse("companies:sheet", args=["virksomheder", "csv"])
    assert client_of(companies.user_of(company)).get(address).status_code == 404
    for what, ending in (("virksomheder", "pdf"), ("aftaler", "csv")):
        path = reverse("companies:sheet", args=[what, ending])
        assert client_of(make.consultant("Horsens")).get(path).status_code == 404


@pytest.mark.parametrize("text", ["%", "' or 1=1 --", "x" * 300, "  "])
def test_bad_searches_are_answered(text: str) -> None:
    assert (
        lines(fetched(client_of(make.consultant("Horsens")), "virksomheder", "csv", q=text))[0][0]
        == "cvr-nummer"
    )
