"""A record that comes again and cannot be a change is refused, and nothing is overwritten."""

from typing import Any

import pytest

from accounts.tenancy import acting_as
from companies.models import Company
from companies.services import ContactInput, contact_add
from orders.models import Order
from orders.services.orders import order_cancel
from tests.api.changes import (
    OTHER,
    SAYING,
    T1,
    T2,
    errors,
    order_saying,
    person_saying,
    told,
    value_of,
    visit_saying,
)
from tests.api.client import Api
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from visits.models import Interaction


@pytest.fixture
def company(db: None) -> Company:
    return companies.company("Gudenå Maskinfabrik")


@pytest.fixture
def horsens(db: None) -> Api:
    return Api(make.jobcenter("Horsens"))


@pytest.mark.parametrize("kind", SAYING)
def test_another_company_is_refused(horsens: Api, company: Company, kind: str) -> None:
    horsens.post("/exchange", SAYING[kind](company, T1))
    other = companies.company("Anden")
    refused = horsens.post("/exchange", SAYING[kind](other, T2))
    assert (refused.status_code, errors(refused)) == (422, [("company/cvr", "cannot_change")])
    assert "anden virksomhed" in refused.json()["errors"][0]["detail"]


def test_what_somebody_wrote_of_a_person_before_the_record_came_stays(horsens: Api, company: Company) -> None:
    mette = make.consultant("Horsens")
    known = ContactInput(name="Else Hansen", title="Direktør", phone="11 11 11 11")
    with acting_as(mette):
        contact_add(actor=mette, company=company, contact=known)
    made = horsens.post("/exchange", person_saying(company, T1)).json()
    stands = horsens.get(made["url"]).json()
    assert (stands["title"], stands["phone"]) == ("Direktør", "11 11 11 11")
    refused = horsens.post("/exchange", person_saying(company, T2, email="else@gudenaa.example"))
    assert (refused.status_code, refused.json()["code"]) == (412, "changed")
    assert horsens.get(made["url"]).json() == stands


def test_a_person_who_is_known_as_the_record_says_is_changed_by_a_later_one(
    horsens: Api, company: Company
) -> None:
    mette = make.consultant("Horsens")
    with acting_as(mette):
        contact_add(
            actor=mette, company=company, contact=ContactInput(name="Else Hansen", phone="+45 76 65 43 21")
        )
    horsens.post("/exchange", person_saying(company, T1))
    assert told(horsens.post("/exchange", person_saying(company, T2, **OTHER["contact"])))[2] is True
    assert value_of("contact") == "HR-chef"


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("visit/text", "Halv \ud83d"),
        ("sender/organisation", "\udc00"),
        ("sender/system", "\ud800"),
        ("sender/system", "Fasit\0"),
        ("company/name", "\udfff"),
    ],
)
def test_a_text_that_cannot_be_stored_is_refused(
    horsens: Api, company: Company, place: str, text: str
) -> None:
    sent = visit_saying(company, T1)
    part, name = place.split("/")
    sent[part] = {**sent[part], name: text}
    refused = horsens.post("/exchange", sent)
    assert (refused.status_code, errors(refused)) == (422, [(place, "invalid")])
    sent[part] = {"\ud800": 1}
    assert horsens.post("/exchange", sent).status_code == 422


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([{"occupation": "smede", "places": 4}], "order/lines/0/occupation"),
        ([{"occupation": "montører", "places": 5}], "order/lines/0/places"),
        (
            [{"occupation": "montører", "places": 4}, {"occupation": "smed", "places": 1}],
            "order/lines/1",
        ),
    ],
)
def test_the_lines_place_and_person_of_an_order_stay(
    horsens: Api, company: Company, lines: list[dict[str, Any]], field: str
) -> None:
    made = horsens.post("/exchange", order_saying(company, T1)).json()
    stands = horsens.get(made["url"]).json()
    sent = order_saying(company, T2, lines=lines, cvs_wanted=9, start_on="2020-01-01")
    sent |= {"workplace": {"p_number": "1099999999"}, "contact": {"name": "En anden", "phone": "12345678"}}
    refused = horsens.post("/exchange", sent)
    assert refused.status_code == 422
    assert errors(refused) == [
        ("workplace", "cannot_change"),
        ("contact", "cannot_change"),
        (field, "cannot_change"),
        ("order/start_on", "past"),
    ]
    assert horsens.get(made["url"]).json() == stands
    # The same place and person, told as a record tells of them, are no fault.
    same = order_saying(company, T2, cvs_wanted=9)
    place, person = stands["workplace"], stands["contact"]
    same["workplace"] = {name: place[name] for name in ("name", "address", "postcode")}
    same["contact"] = {"name": person["name"].upper()}
    assert told(horsens.post("/exchange", same)) == (200, False, True, True)


def test_an_order_that_has_ended_is_refused(horsens: Api, company: Company) -> None:
    made = horsens.post("/exchange", order_saying(company, T1)).json()
    mette = make.consultant("Horsens")
    with acting_as(mette):
        order_cancel(actor=mette, order=Order.objects.get(), reason="Ikke mere")
    refused = horsens.post("/exchange", order_saying(company, T2, **OTHER["order"]))
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert errors(refused) == [("order", "closed")]
    assert refused.json()["reason"] == "Ordren er lukket og kan ikke ændres."
    # That it has ended with the sender too is no change here.
    ended = order_saying(company, T2, state="cancelled")
    assert told(horsens.post("/exchange", ended)) == (200, False, False, True)
    assert horsens.get(made["url"]).json()["state"] == "cancelled"


def test_an_order_with_another_tovholder_is_refused(horsens: Api, company: Company) -> None:
    horsens.post("/exchange", order_saying(company, T1))
    with as_owner():
        Order.objects.update(tovholder=make.jobcenter("Odder"), owner=None)
    refused = horsens.post("/exchange", order_saying(company, T2, **OTHER["order"]))
    assert refused.status_code == 409
    assert errors(refused)[0][1] in ("not_yours", "gone")
    assert value_of("order") == ""


def test_what_is_there_no_more_is_refused(horsens: Api, company: Company) -> None:
    horsens.post("/exchange", visit_saying(company, T1))
    with as_owner():
        Interaction.objects.all().delete()
    refused = horsens.post("/exchange", visit_saying(company, T2, **OTHER["visit"]))
    assert (refused.status_code, errors(refused)) == (409, [("visit", "gone")])


def test_rules_of_the_pages_hold_for_a_change_too(horsens: Api, company: Company) -> None:
    for kind, wrong, field in (
        ("visit", {"next_visit_on": "2020-01-01"}, "visit/next_visit_on"),
        ("contact", {"phone": "abc"}, "contact/phone"),
        ("order", {"start_on": "9999-01-01"}, "order/start_on"),
    ):
        horsens.post("/exchange", SAYING[kind](company, T1))
        refused = horsens.post("/exchange", SAYING[kind](company, T2, **wrong))
        assert refused.status_code == 422
        assert field in [at for at, _code in errors(refused)], refused.json()
        assert told(horsens.post("/exchange", SAYING[kind](company, T2, **OTHER[kind])))[2] is True
