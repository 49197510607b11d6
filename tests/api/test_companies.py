"""Companies by the API: found, registered, changed without overwriting, and what is new."""

from typing import Any

import pytest

from companies.models import Company, ContactPerson
from tests.api.client import Api
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
NEW = {
    "cvr": "12345674",
    "name": "Ny Smedje ApS",
    "workplace": {"address": "Smedevej 1", "postcode": "8700"},
    "contact": {"name": "Ib Lund", "phone": "76123456"},
    "employees": 12,
}


@pytest.fixture
def horsens() -> Api:
    return Api(make.jobcenter("Horsens"))


@pytest.fixture
def company() -> Company:
    return companies.company("Gudenå Maskinfabrik")


def path(company: Company) -> str:
    return f"/companies/{company.uuid}"


def test_a_company_is_registered_once(horsens: Api) -> None:
    made = horsens.post("/companies", NEW, Idempotency_Key="c-1")
    assert made.status_code == 201
    told = made.json()
    assert (told["name"], told["employees"], told["workplaces"][0]["town"]) == (
        "Ny Smedje ApS",
        12,
        "Horsens",
    )
    assert told["contacts"][0]["is_primary"] is True
    assert horsens.get(made["Location"]).json() == told
    assert horsens.post("/companies", NEW, Idempotency_Key="c-1").json() == told
    again = horsens.post("/companies", NEW)
    assert (again.status_code, again.json()["errors"][0]["field"]) == (409, "cvr")
    with as_owner():
        assert Company.objects.filter(cvr="12345674").count() == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"cvr": "12345678"}, "cvr"),
        ({"name": ""}, "name"),
        ({"workplace": {"address": "Smedevej 1", "postcode": "9999"}}, "workplace/postcode"),
        ({"workplace": {"address": "S 1", "postcode": "8700", "p_number": "12"}}, "workplace/p_number"),
        ({"contact": {"name": "Ib"}}, "contact/phone"),
        ({"contact": {"name": "Ib", "phone": "abc"}}, "contact/phone"),
        ({"industry_code": "12"}, "industry_code"),
        ({"employees": -1}, "employees"),
        ({"ejer": "Ib"}, "ejer"),
    ],
)
def test_what_cannot_be_right_is_told_at_its_field(horsens: Api, more: dict[str, Any], field: str) -> None:
    answer = horsens.post("/companies", {**NEW, **more})
    assert answer.status_code == 422
    assert field in [error["field"] for error in answer.json()["errors"]], answer.json()


def test_companies_are_found(horsens: Api, company: Company) -> None:
    companies.company("Zebra A/S")
    assert [row["name"] for row in horsens.get("/companies", {"q": "maskinfab"}).json()["items"]] == [
        company.name
    ]
    assert [row["cvr"] for row in horsens.get("/companies", {"cvr": company.cvr}).json()["items"]] == [
        company.cvr
    ]
    assert horsens.get("/companies", {"q": "x"}).status_code == 422
    first = horsens.get("/companies", {"limit": "1"}).json()
    second = horsens.call("GET", first["next"]).json()
    assert len({first["items"][0]["id"], second["items"][0]["id"]}) == 2
    since = horsens.get("/companies", {"updated_since": second["items"][0]["changed_at"]}).json()["items"]
    assert [row["id"] for row in since] == [second["items"][0]["id"]]


def test_nobody_overwrites_what_they_have_not_read(horsens: Api, company: Company) -> None:
    tag = horsens.get(path(company))["ETag"]
    assert horsens.call("PATCH", path(company), body={"employees": 5}).status_code == 428
    changed = horsens.call("PATCH", path(company), body={"employees": 5}, If_Match=tag)
    assert (changed.status_code, changed.json()["employees"], changed.json()["name"]) == (
        200,
        5,
        company.name,
    )
    late = horsens.call("PATCH", path(company), body={"employees": 6}, If_Match=tag)
    assert late.status_code == 412
    # A tag that compression on the way has made weak is still this version's.
    weak = f"W/{horsens.get(path(company))['ETag']}"
    assert horsens.call("PATCH", path(company), body={"name": ""}, If_Match=weak).status_code == 422
    assert horsens.call("PATCH", path(company), body={"cvr": "1"}, If_Match=weak).status_code == 422


def test_places_and_people_are_added_and_changed(horsens: Api, company: Company) -> None:
    place = horsens.post(f"{path(company)}/workplaces", {"address": "Havnevej 3", "postcode": "8700"})
    assert place.status_code == 201
    twice = horsens.post(f"{path(company)}/workplaces", {"address": "Havnevej 3", "postcode": "8700"})
    assert twice.status_code == 422
    url = place.json()["url"]
    moved = horsens.call(
        "PATCH", url, body={"address": "Havnevej 5"}, If_Match=horsens.get(url)["ETag"]
    ).json()
    assert (moved["address"], moved["postcode"]) == ("Havnevej 5", "8700")
    person = horsens.post(f"{path(company)}/contacts", {"name": "Else Hansen", "phone": "76654321"}).json()
    assert person["is_primary"] is False
    tag = horsens.get(person["url"])["ETag"]
    first = horsens.call("PATCH", person["url"], body={"is_primary": True}, If_Match=tag).json()
    assert (first["is_primary"], first["phone"]) == (True, "76654321")
    with as_owner():
        assert ContactPerson.objects.get(company=company, is_primary=True).name == "Else Hansen"
    assert horsens.call("PATCH", person["url"], body={"phone": ""}, If_Match=tag).status_code == 412
    listed = horsens.get("/contacts", {"company": str(company.uuid)}).json()["items"]
    assert [row["name"] for row in listed][-1] == "Else Hansen"
    news = horsens.get("/workplaces", {"updated_since": moved["changed_at"]}).json()["items"]
    assert [row["id"] for row in news] == [moved["id"]]
    assert horsens.get("/contacts", {"company": "x"}).status_code == 422


def test_reading_is_not_writing(company: Company) -> None:
    reader = Api(make.jobcenter("Horsens"), "companies:read")
    assert reader.get(path(company)).status_code == 200
    assert reader.post("/companies", NEW).json()["code"] == "scope_missing"
    assert reader.call("PATCH", path(company), body={}).json()["code"] == "scope_missing"


def test_how_persons_are_reached_is_left_out_where_the_page_asks_for_a_reason(
    horsens: Api, company: Company
) -> None:
    odder = Api(make.jobcenter("Odder"))
    with as_owner():
        person = company.contacts.get()
    contact, record = f"/contacts/{person.uuid}", f"/exchange/contacts/{person.uuid}"
    free = odder.get(contact).json()
    assert (free["phone"], free["email"], free["is_guarded"]) == (person.phone, person.email, False)
    agreements.agreement_in_force(company)
    listed = odder.get("/contacts", query={"company": str(company.uuid)}).json()["items"]
    for told in (odder.get(contact).json(), *odder.get(path(company)).json()["contacts"], *listed):
        assert (told["name"], told["phone"], told["email"], told["is_guarded"]) == (person.name, "", "", True)
    assert odder.get(record).json()["contact"] == {"name": person.name}
    # A change is told back in the same way, and writes nothing else over.
    read = odder.get(contact)
    changed = odder.call("PATCH", contact, body={"title": "HR-chef"}, If_Match=read["ETag"])
    assert (changed.status_code, changed.json()["phone"]) == (200, "")
    with as_owner():
        assert ContactPerson.objects.get(pk=person.pk).phone == person.phone
    lead = horsens.get(contact).json()
    assert (lead["phone"], lead["is_guarded"]) == (person.phone, False)
    assert horsens.get(record).json()["contact"]["phone"] == person.phone
