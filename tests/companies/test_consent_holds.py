"""A contact person's no holds: who is told of the person then, and who is rung."""

import csv
import datetime
import io
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company, ContactPerson
from companies.selectors import company_find
from companies.services import consent_record
from jobcenters.calendar import local_date
from tests.api.client import Api
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of
from tests.visits.notes import note
from visits.models import Task
from visits.selectors.rounds import Wanted, companies_to_ring
from visits.services.rounds import round_make

pytestmark = pytest.mark.django_db
NAME, PHONE, MAIL = "Karin Vind", "76 12 34 56", "karin@firma.example"


@pytest.fixture
def company() -> Company:
    made = companies.company("Gudenå Maskinfabrik", with_contact=False)
    companies.contact(made, name=NAME, phone=PHONE, email=MAIL, is_primary=True)
    return made


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens", name="Mette Madsen")


def says(actor: Actor, company: Company, kind: str, is_given: bool) -> None:
    with as_owner():
        contact = company.contacts.get(name=NAME)
        contact.company = company
    with acting_as(actor):
        consent_record(
            actor=actor,
            contact=contact,
            kind=kind,
            is_given=is_given,
            given_by=NAME,
            given_on=local_date(timezone.now()),
            channel="phone",
        )


def card(actor: Actor, company: Company) -> str:
    return client_of(actor).get(reverse("companies:detail", args=[company.uuid])).content.decode()


def sheet(actor: Actor) -> list[list[str]]:
    answer: Any = client_of(actor).get(reverse("companies:sheet", args=["kontaktpersoner", "csv"]))
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def sees(actor: Actor, company: Company) -> bool:
    with acting_as(actor):
        return ContactPerson.objects.visible_to(actor).filter(company=company, name=NAME).exists()


def test_who_wants_not_to_be_shared_is_hidden_from_other_jobcentres_on_every_way(mette, company) -> None:
    ole, odder = make.consultant("Odder"), Api(make.jobcenter("Odder"))
    with as_owner():
        person = company.contacts.get()
    uuid = person.uuid
    shared = note(mette, company, contact=person, is_shared=True, held_on=local_date(timezone.now()))
    assert NAME in card(ole, company)
    says(mette, company, "share", False)
    for text in (card(ole, company), str(sheet(ole)), str(odder.get(f"/companies/{company.uuid}").json())):
        for word in (NAME, PHONE, MAIL):
            assert word not in text
    assert odder.get("/contacts", query={"company": str(company.uuid)}).json()["items"] == []
    for path in (f"/contacts/{uuid}", f"/exchange/contacts/{uuid}"):
        assert odder.get(path).status_code == 404
    # Nor does the note that Horsens has shared say whom they talked with.
    assert NAME not in client_of(ole).get(reverse("visits:note", args=[shared.uuid])).content.decode()
    assert odder.get(f"/visits/{shared.uuid}").json()["contact"] is None
    assert "contact" not in odder.get(f"/exchange/visits/{shared.uuid}").json()
    # The one who wrote it down, and the company itself.
    assert PHONE in card(mette, company)
    assert [line[2] for line in sheet(mette) if line[1] == company.name] == [NAME]
    assert NAME in client_of(mette).get(reverse("visits:note", args=[shared.uuid])).content.decode()
    assert sees(companies.user_of(company), company)
    says(mette, company, "share", True)
    assert NAME in card(ole, company)


def test_who_must_reach_the_person_all_the_same(mette, company) -> None:
    ole, aarhus = make.consultant("Odder"), make.consultant("Aarhus")
    order = make.order(ole, company=company)
    says(mette, company, "share", False)
    assert sees(ole, company)
    assert not sees(aarhus, company) and not sees(make.national_actor(), company)
    with as_owner():
        order.state, order.closed_at = "cancelled", timezone.now()
        order.save(update_fields=["state", "closed_at"])
    assert not sees(ole, company)


def test_the_tovholder_of_an_agreement_and_who_registered_the_company(mette) -> None:
    ole = make.consultant("Odder")
    one = companies.company("Elværket", with_contact=False, created_by_organisation=make.jobcenter("Odder"))
    two = companies.company("Vandværket", with_contact=False)
    for company in (one, two):
        companies.contact(company, name=NAME)
    agreement = agreements.agreement_in_force(two)
    with as_owner():
        version = agreement.versions.get()
        (lead,) = [
            p.organisation for p in version.parties.filter(role="tovholder").select_related("organisation")
        ]
    recorder = make.consultant("Aarhus")
    assert lead.pk not in (ole.organisation_id, recorder.organisation_id)
    for company in (one, two):
        says(recorder, company, "share", False)
    assert sees(ole, one) and not sees(ole, two)
    with as_owner():
        place = lead.jobcenter.place
    leader = make.consultant(place)
    assert sees(leader, two) and not sees(leader, one)


def test_who_wants_no_contact_is_marked_in_words_and_is_rung_by_nobody(mette, company) -> None:
    companies.company("Zebra ApS")
    html = card(mette, company)
    assert "Vil ikke kontaktes" not in html and "tel:+4576123456" in html
    says(mette, company, "contact", False)
    assert card(mette, company).count("Vil ikke kontaktes") == 2  # the fact, and at the person
    form = client_of(mette).get(reverse("visits:note_new", args=[company.uuid])).content.decode()
    assert "Vil ikke kontaktes" in form and NAME in form
    with acting_as(mette):
        offered = [one.name for one in companies_to_ring(mette, Wanted())]
        assert "Zebra ApS" in offered and company.name not in offered
        due = local_date(timezone.now()) + datetime.timedelta(days=3)
        both = [company.pk, Company.objects.get(organisation__name="Zebra ApS").pk]
        assert round_make(actor=mette, companies=both, name="Forår", due_on=due).made == 1
        assert Task.objects.get().company.name == "Zebra ApS"
    # Somebody else there may be rung.
    companies.contact(company, name="Bo")
    with acting_as(mette):
        assert company.name in [one.name for one in companies_to_ring(mette, Wanted())]


def test_the_page_costs_as_much_with_many_as_with_few(mette, company, django_assert_max_num_queries) -> None:
    says(mette, company, "share", False)
    ole = make.consultant("Odder")
    for n in range(30):
        companies.contact(company, name=f"Nummer {n}")
    with acting_as(ole), django_assert_max_num_queries(1):
        assert ContactPerson.objects.visible_to(ole).of(company).count() == 30


def test_who_says_no_is_not_found_by_number_or_address_either(mette, company) -> None:
    """G7: a search that finds by what the actor may not see would say whose it is."""
    ole = make.consultant("Odder")
    asked = (PHONE, PHONE.replace(" ", ""), f"+45{PHONE}", MAIL, MAIL.upper())

    def found(actor: Actor, text: str) -> list[str]:
        with acting_as(actor):
            return [one.name for one in company_find(actor, text)]

    for text in asked:
        assert found(ole, text) == [company.name]
    says(mette, company, "share", False)
    for text in asked:
        assert found(ole, text) == [], text
        # Who wrote the word down knows the person.
        assert found(mette, text) == [company.name], text
    assert found(ole, "Gudenå") == found(ole, company.cvr) == [company.name]
    # Another person there with the same number is found by it.
    companies.contact(company, name="Bo", phone=PHONE)
    assert found(ole, PHONE) == [company.name]
    assert found(ole, MAIL) == []


def test_systems_that_have_stored_the_person_are_told(mette, company) -> None:
    horsens, odder = Api(make.jobcenter("Horsens")), Api(make.jobcenter("Odder"))
    address = "/contacts/withdrawn"
    assert odder.get(address).json() == {"items": [], "next": None}
    before = timezone.now()
    says(mette, company, "share", False)
    with as_owner():
        uuid = str(company.contacts.get(name=NAME).uuid)
    (gone,) = odder.get(address).json()["items"]
    assert set(gone) == {"id", "withdrawn_at"} and gone["id"] == uuid
    assert odder.get(f"/contacts/{uuid}").status_code == 404
    assert odder.get(address, {"updated_since": "2999-01-01T00:00:00Z"}).json()["items"] == []
    # Who knows the person is told of nothing that is gone.
    assert horsens.get(address).json()["items"] == []
    for query in ({"x": "1"}, {"cursor": "x"}, {"updated_since": "i går"}):
        assert odder.get(address, query).status_code == 422
    assert Api(make.jobcenter("Odder"), "visits:read").get(address).status_code == 403
    says(mette, company, "share", True)
    assert odder.get(address).json()["items"] == []
    changed = odder.get("/contacts", {"updated_since": before.isoformat()}).json()["items"]
    assert [row["id"] for row in changed] == [uuid]


def test_those_who_are_gone_come_page_by_page(mette) -> None:
    made = []
    for n in range(3):
        one = companies.company(with_contact=False)
        companies.contact(one, name=NAME, phone=f"7612340{n}")
        says(mette, one, "share", False)
        with as_owner():
            made.append(str(one.contacts.get().uuid))
    odder = Api(make.jobcenter("Odder"))
    first = odder.get("/contacts/withdrawn", {"limit": "2"}).json()
    then = odder.call("GET", first["next"]).json()
    assert [row["id"] for row in [*first["items"], *then["items"]]] == made
    assert then["next"] is None
