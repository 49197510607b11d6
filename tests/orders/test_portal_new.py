"""A company's own order: what it is promised before it sends, and what bad input does."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from companies.models import Company
from orders.models import Order
from orders.services.orders import LineData
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_portal import asked, client_of, company_client, due_words, gudenaa, mette, url
from ui import danish

__all__ = ["gudenaa", "mette"]
pytestmark = pytest.mark.django_db

MEGABYTE = "a" * 1_000_000
HTMX = {"HTTP_HX_REQUEST": "true"}
NEW = "orders:portal_new"


def saved() -> list[Order]:
    with as_owner():
        return list(Order.objects.order_by("id").prefetch_related("lines"))


def test_the_promise_is_shown_before_sending_and_follows_the_workplace(gudenaa: Company) -> None:
    odder = companies.workplace(gudenaa, code="8300", name="Odder-afdelingen")
    nowhere = companies.workplace(gudenaa, code="1050", name="København")
    client = company_client(gudenaa)
    page = danish.plain(client.get(reverse(NEW)).text)
    assert f"I hører fra Jobcenter Horsens senest {due_words(make.jobcenter('Horsens').pk)}" in page
    part = client.get(reverse(NEW), {"workplace": str(odder.uuid)}, **HTMX).text
    assert "<html" not in part
    assert f"I hører fra Jobcenter Odder senest {due_words(make.jobcenter('Odder').pk)}" in danish.plain(part)
    assert "Jobservice Danmark" in client.get(reverse(NEW), {"workplace": str(nowhere.uuid)}, **HTMX).text
    # A foreign workplace, or nonsense, is not looked up: the first of one's own is.
    theirs = companies.company()
    with as_owner():
        foreign = theirs.workplaces.get()
    for text in (str(foreign.uuid), "x"):
        assert "Jobcenter Horsens" in client.get(reverse(NEW), {"workplace": text}, **HTMX).text


def test_a_company_orders_and_the_jobcentre_of_the_workplace_gets_it(gudenaa: Company) -> None:
    odder = companies.workplace(gudenaa, code="8300")
    client = company_client(gudenaa)
    response = client.post(
        reverse(NEW),
        asked(gudenaa, workplace=str(odder.uuid), cvs_wanted="6", posting="yes", wants_screening="on",
              candidate_contact="screens", job_description="Svejsning i hal 2", candidate_profile="Certifikat"),
    )  # fmt: skip
    (order,) = saved()
    assert response.headers["Location"] == url(order)
    assert (order.title, order.channel, order.cvs_wanted, order.posting) == ("2 svejsere", "portal", 6, "yes")
    assert order.tovholder_id == make.jobcenter("Odder").pk
    assert order.owner_id is None
    assert order.wants_screening
    assert order.candidate_contact == "screens"
    names = make.rows("select name from notifications_outboxmail order by name")
    assert names == [("orders.order_new",), ("orders.order_received",)]
    page = danish.plain(client.get(url(order)).text)
    assert f"I hører fra Jobcenter Odder senest {due_words(make.jobcenter('Odder').pk)}" in page


def test_whoever_orders_becomes_the_person_to_ring(gudenaa: Company) -> None:
    bare = companies.company("Uden kontakt", with_contact=False)
    karin = companies.user_of(bare)
    client = client_of(karin)
    assert client.post(reverse(NEW), asked(bare)).status_code == 302
    assert client.post(reverse(NEW), asked(bare)).status_code == 302
    with as_owner():
        email = User.objects.get(pk=karin.user_id).email
        assert [(row.name, row.email) for row in bare.contacts.all()] == [(karin.name, email)]
        assert {order.contact.name for order in saved()} == {karin.name}


def test_ordering_again_fills_in_all_but_the_days(gudenaa: Company, mette: Any) -> None:
    lines = (LineData("montører", 4, "wage_subsidy"), LineData("kokke", 2, "ordinary", "refugee"))
    before = make.order(
        mette,
        company=gudenaa,
        lines=lines,
        cvs_wanted=7,
        candidate_profile="Truckkort",
        application_deadline=None,
    )
    page = company_client(gudenaa).get(reverse(NEW), {"genbestil": str(before.uuid)})
    for value in ("montører", "4", "kokke", "2", "7", "refugee"):
        assert f'value="{value}"' in page.text
    assert "Truckkort" in page.text
    assert '<option value="wage_subsidy" selected>' in page.text
    assert page.text.count("<details") == 4
    assert page.text.count('<details class="form-group jo-why" open>') == 1


def test_the_form_sent_twice_is_one_order(gudenaa: Company) -> None:
    client, data = company_client(gudenaa), asked(gudenaa)
    first, second = client.post(reverse(NEW), data), client.post(reverse(NEW), data)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(saved()) == 1
    assert "Den blev sendt to gange." in client.get(second.headers["Location"]).text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("linje-0-places", "0", "Skriv et tal mellem 1 og 500."),
        ("linje-0-places", "-3", "Skriv et tal mellem 1 og 500."),
        ("linje-0-places", "10000000", "Skriv et tal mellem 1 og 500."),
        ("linje-0-occupation", "", "Skriv stillingen, for eksempel montør."),
        ("linje-0-occupation", "Svej\x00ser", "usynlige tegn"),
        ("linje-0-form", "slaveri", "Vælg en af mulighederne."),
        ("application_deadline", "2020-01-01", "Datoen er passeret. Vælg i dag eller senere."),
        ("start_on", "2020-01-01", "Datoen er passeret. Vælg i dag eller senere."),
        ("cvs_wanted", "-1", "Skriv et tal mellem 0 og 500."),
        ("job_description", "Før\x00efter", "usynlige tegn"),
        ("job_description", MEGABYTE, "Teksten er for lang: 1000000 tegn."),
        ("candidate_profile", MEGABYTE, "Teksten er for lang: 1000000 tegn."),
        ("workplace", "", "Vælg, hvor de skal arbejde."),
        ("workplace", "00000000-0000-4000-8000-000000000000", "Vælg, hvor de skal arbejde."),
        ("contact", "00000000-0000-4000-8000-000000000000", "Vælg, hvem vi skal ringe til."),
    ],
)
def test_bad_input_is_told_at_its_field_and_the_rest_is_kept(
    gudenaa: Company, field: str, value: str, sentence: str
) -> None:
    data = asked(gudenaa, **{"linje-1-occupation": "kranførere", "linje-1-places": "1", field: value})
    page = company_client(gudenaa).post(reverse(NEW), data)
    assert page.status_code == 422
    assert sentence in page.text
    assert "data-error-summary" in page.text
    assert 'value="kranførere"' in page.text
    assert "\x00" not in page.text
    assert len(page.text) < 100_000
    assert saved() == []


def test_a_workplace_and_a_contact_of_another_company_are_no_choices(gudenaa: Company) -> None:
    theirs = companies.company("Deres")
    with as_owner():
        foreign = {"workplace": str(theirs.workplaces.get().uuid), "contact": str(theirs.contacts.get().uuid)}
    for name, value in foreign.items():
        assert company_client(gudenaa).post(reverse(NEW), asked(gudenaa, **{name: value})).status_code == 422
    assert saved() == []


def test_a_company_without_a_workplace_is_led_to_add_one() -> None:
    bare = companies.company("Uden sted", workplace_code=None)
    page = company_client(bare).get(reverse(NEW))
    assert "Ingen arbejdsplads er registreret endnu." in page.text
    assert reverse("companies:workplace_add", args=[bare.uuid]) in page.text
