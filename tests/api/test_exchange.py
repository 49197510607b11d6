"""The minimum exchange record: taken in once, found again by its reference, read as a record, never of a citizen."""

import json
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from jsonschema import Draft202012Validator

from api.examples import CONTACT_RECORD, ORDER_RECORD, VISIT_RECORD
from api.exchange import SCHEMA_FILE, faults_of
from api.models import ExchangeRecord
from companies.models import Company, ContactPerson
from orders.models import Clock, Order
from tests.api.client import Api
from tests.api.test_document import DOCS
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from visits.models import Interaction

__all__ = ["committed"]
SENDER = {"organisation": "Jobcenter Horsens", "system": "Momentum"}


@pytest.fixture
def company(db: None) -> Company:
    return companies.company("Gudenå Maskinfabrik")


@pytest.fixture
def horsens(db: None) -> Api:
    return Api(make.jobcenter("Horsens"))


def record(kind: str, company: Company, /, **more: Any) -> dict[str, Any]:
    return {
        "schema": "jobordre-exchange/1",
        "kind": kind,
        "reference": f"m-{kind}-1",
        "sender": SENDER,
        "company": {"cvr": company.cvr},
        **more,
    }


def order(company: Company, /, **more: Any) -> dict[str, Any]:
    lines = [{"occupation": "montører", "places": 4}]
    return record("order", company, **{"order": {"lines": lines, "cvs_wanted": 8}, **more})


def visit(company: Company, /, **more: Any) -> dict[str, Any]:
    said = {"how": "visit", "held_on": "2026-01-05", "growth": "grows", "needs_labour": True}
    return record("visit", company, visit={**said, "needs": [{"occupation": "Svejser"}]}, **more)


# --- the schema ---------------------------------------------------------------------------------------------


def test_the_schema_is_served_and_shipped(client: Client, db: None) -> None:
    served = client.get("/api/v1/exchange/schema")
    assert served["Content-Type"] == "application/schema+json"
    assert (
        served.content.decode()
        == SCHEMA_FILE.read_text()
        == (DOCS.parent / "exchange" / SCHEMA_FILE.name).read_text()
    )
    Draft202012Validator.check_schema(json.loads(served.content))
    assert client.get("/api/v1/exchange/schema", headers={"If-None-Match": served["ETag"]}).status_code == 304


@pytest.mark.parametrize("example", [ORDER_RECORD, VISIT_RECORD, CONTACT_RECORD], ids=lambda row: row["kind"])
def test_the_examples_are_records(example: dict[str, Any]) -> None:
    assert faults_of(example) == []


@pytest.mark.parametrize(
    ("more", "field", "code"),
    [
        ({"schema": "jobordre-exchange/2"}, "schema", "invalid_choice"),
        ({"reference": ""}, "reference", "min_length"),
        ({"reference": "a\nb"}, "reference", "invalid"),
        ({"candidates": ["H-48213"]}, "candidates", "unknown"),
        ({"company": {}}, "company/cvr", "required"),
        ({"sent_at": "i går"}, "sent_at", "invalid"),
        ({"sent_at": "2026-01-01T00:00:00"}, "sent_at", "invalid"),
        ({"order": {"lines": []}}, "order/lines", "empty"),
        ({"order": {"lines": [{"occupation": "smed", "places": 0}]}}, "order/lines/0/places", "min_value"),
        (
            {"order": {"lines": [{"occupation": "010190-1234", "places": 1}]}},
            "order/lines/0/occupation",
            "cpr",
        ),
        ({"contact": {"name": "Ib", "cpr": "0101901234"}}, "contact/cpr", "unknown"),
        ({"kind": "visit"}, "visit", "required"),
    ],
)
def test_what_is_no_record_is_told_at_its_place(
    horsens: Api, company: Company, more: dict[str, Any], field: str, code: str
) -> None:
    answer = horsens.post("/exchange", order(company, **{"reference": "r", **more}))
    assert answer.status_code == 422
    assert (field, code) in [(error["field"], error["code"]) for error in answer.json()["errors"]], (
        answer.json()
    )
    with as_owner():
        assert not ExchangeRecord.objects.exists() and not Order.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 1, None, {}])
def test_what_is_not_even_an_object(horsens: Api, body: Any) -> None:
    assert horsens.post("/exchange", json.dumps(body)).status_code in (400, 422)


# --- taken in -----------------------------------------------------------------------------------------------


def test_an_order_is_made_once_and_found_again(horsens: Api, company: Company) -> None:
    made = horsens.post("/exchange", order(company))
    assert made.status_code == 201, made.json()
    told = made.json()
    again = horsens.post("/exchange", order(company, sent_at="2026-03-02T08:05:00+00:00"))
    assert (again.status_code, again.json()) == (200, {**told, "created": False})
    other = order(company)
    other["order"]["cvs_wanted"] = 9
    changed = horsens.post("/exchange", other).json()
    assert (changed["id"], changed["matches"]) == (told["id"], False)
    with as_owner():
        assert Order.objects.get().cvs_wanted == 8
        assert list(Clock.objects.values_list("promise", flat=True)) == ["D1"]
    assert horsens.get(told["url"]).json()["role"] == "tovholder"
    another = horsens.post("/exchange", {**order(company), "sender": {**SENDER, "system": "Fasit"}})
    assert another.status_code == 201, "references are unique within a system"


def test_the_same_reference_of_two_organisations_is_two_things(horsens: Api, company: Company) -> None:
    first = horsens.post("/exchange", order(company)).json()
    second = Api(make.jobcenter("Odder")).post("/exchange", order(company)).json()
    assert second["created"] is True and second["id"] != first["id"]


def test_a_companys_agreement_decides_who_gets_the_order(horsens: Api) -> None:
    guarded = companies.company("Én indgang ApS")
    agreements.agreement_in_force(guarded)
    silkeborg = Api(make.jobcenter("Silkeborg"))
    told = silkeborg.post("/exchange", order(guarded)).json()
    read = silkeborg.get(told["url"]).json()
    assert read["tovholder"]["name"] != "Jobcenter Silkeborg" and read["role"] == "former"


def test_visits_and_contact_persons_too(horsens: Api, company: Company) -> None:
    seen = horsens.post("/exchange", visit(company)).json()
    person = {"name": "Else Hansen", "phone": "76654321"}
    known = horsens.post("/exchange", record("contact", company, contact=person)).json()
    for told in (seen, known):
        assert told["created"] is True
        assert horsens.get(told["url"]).status_code == 200
    assert horsens.post("/exchange", visit(company)).json()["id"] == seen["id"]
    with as_owner():
        assert Interaction.objects.count() == 1
        assert ContactPerson.objects.filter(name="Else Hansen").count() == 1
    stranger = record("contact", company, contact=person, reference="x", company={"cvr": "12345674"})
    assert horsens.post("/exchange", stranger).json()["errors"][0]["field"] == "company/cvr"


def test_rules_of_the_pages_are_told_at_the_records_places(horsens: Api, company: Company) -> None:
    late = order(company)
    late["order"]["start_on"] = "2020-01-01"
    assert horsens.post("/exchange", late).json()["errors"][0]["field"] == "order/start_on"
    ahead = visit(company)
    ahead["visit"]["held_on"] = "2999-01-01"
    assert horsens.post("/exchange", ahead).json()["errors"][0]["field"] == "visit/held_on"
    number = order(company, workplace={"p_number": "1099999999"})
    assert horsens.post("/exchange", number).json()["errors"][0]["field"] == "workplace/address"
    with as_owner():
        assert not ExchangeRecord.objects.exists()


# --- read ---------------------------------------------------------------------------------------------------


def test_what_is_read_is_a_record_that_others_take_in(horsens: Api, company: Company) -> None:
    odder = Api(make.jobcenter("Odder"))
    for sent in (
        order(company),
        visit(company),
        record("contact", company, contact={"name": "Bo", "phone": "12345678"}),
    ):
        told = horsens.post("/exchange", sent).json()
        read = horsens.get(told["record_url"]).json()
        assert faults_of(read) == []
        assert read["reference"] == told["id"]
        taken = odder.post("/exchange", read)
        assert taken.status_code == 201, taken.json()
        assert odder.post("/exchange", read).json()["created"] is False


def test_a_record_is_read_by_whom_may_see_it(horsens: Api, company: Company) -> None:
    odder = Api(make.jobcenter("Odder"))
    for sent, status in ((order(company), 404), (visit(company), 404)):
        told = horsens.post("/exchange", sent).json()
        assert odder.get(told["record_url"]).status_code == status
    shared = visit(company, reference="delt")
    shared["visit"]["is_shared"] = True
    assert odder.get(horsens.post("/exchange", shared).json()["record_url"]).status_code == 200


def test_two_that_come_together_are_one(committed: Committed) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    api = Api(make.jobcenter("Horsens"))
    answers: list[Any] = []

    def send() -> None:
        try:
            answers.append(Api(secret=api.secret).post("/exchange", order(company)))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _turn in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 200, 201]
    assert len({answer.json()["id"] for answer in answers}) == 1
    with as_owner():
        assert Order.objects.count() == 1
