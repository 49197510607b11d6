"""A vacancy without the company's name is not found by it, nor by anything else that it does not show."""

import json
from urllib.parse import quote

import pytest
from django.db import connection
from django.test import Client

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company
from postings.asking import Asked
from postings.public import EVERYBODY, postings_search
from tests.factories import companies, postings
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
NAME = "Gudenå Maskinfabrik"


@pytest.fixture
def company() -> Company:
    return companies.company(NAME)


@pytest.fixture
def mette(company: Company) -> Actor:
    mette = make.consultant("Horsens")
    order = make.order(mette, company=company, job_description=f"Hos {NAME}")
    postings.posting(
        mette,
        order,
        title="Smed",
        is_anonymous=True,
        employer="En virksomhed i Horsens",
        address="",
        contact_name="Jobcenter Horsens",
        contact_email="job@gudenaa.example",
        apply_url="https://gudenaa.example/job",
    )
    return mette


def found(text: str) -> int:
    with acting_as(None):
        hits = postings_search(EVERYBODY, Asked(text)).hits
    listed = Client().get(f"/ledige-stillinger/?q={quote(text)}")
    feed = json.loads(Client().get(f"/ledige-stillinger/feed.json?q={quote(text)}").content)
    assert listed.context["hits"] == hits == len(feed["items"])
    return hits


def test_it_is_found_by_what_it_shows_and_not_by_its_company(mette: Actor, company: Company) -> None:
    assert found("smed") == found("smed horsens") == found("8700") == 1
    with as_owner():
        hidden = [
            NAME, "Gudenå", "maskinfabrik", company.cvr, "gudenaa", "gudenaa.example", "job@",
            *(place.name for place in company.workplaces.all()),
            *(place.address for place in company.workplaces.all()),
            *(person.name for person in company.contacts.all()),
        ]  # fmt: skip
    for text in filter(None, hidden):
        assert found(text) == 0, text


def test_a_name_that_was_written_into_the_hidden_employer_finds_nothing(mette: Actor) -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update postings_postingedition set employer = %s", [NAME])
    assert found("Gudenå") == 0 and found("smed") == 1
    # The same words find the company's other vacancy, which has its name.
    postings.posting(mette, make.order(mette), title="Kok", employer=NAME)
    assert found("Gudenå") == 1


def test_an_edition_with_the_name_that_was_hidden_later_finds_nothing(mette: Actor, company: Company) -> None:
    order = make.order(mette, company=company)
    posting = postings.posting(mette, order, title="Kok", employer=NAME)
    assert found("gudenå kok") == 1
    with acting_as(mette):
        postings.posting(
            mette,
            posting.order,
            number=1,
            title="Kok",
            is_anonymous=True,
            employer="En virksomhed i Horsens",
            contact_name="Mette Madsen",
            contact_phone="76 29 29 29",
            contact_email="job@horsens.example",
        )
    assert found("gudenå") == 0 and found("kok") == 1
