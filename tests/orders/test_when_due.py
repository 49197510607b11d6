""" "Hvis det kom …": the answer before anything has come is the deadline that it then gets."""

import re

import pytest
from django.urls import reverse

from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.calendars import deadline_for
from orders.models import Clock
from tests.factories import companies
from tests.factories import orders as make
from tests.orders.pages import client_of, url
from tests.orders.test_agreement_clocks import at
from ui import danish

pytestmark = pytest.mark.django_db
PAGE = reverse("orders:when_due")


def shown(client, **asked: str) -> str:
    response = client.get(PAGE, asked)
    assert response.status_code == 200
    return danish.plain(response.text)


def test_what_is_asked_about_is_what_the_clock_then_says() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    client = client_of(mette)
    for code, place in (("D1", make.jobcenter("Horsens")), ("D2", odder), ("D4", odder), ("D6", odder)):
        for received in ("2026-12-23T14:30", "2027-03-25T10:00", "2027-03-28T02:30"):
            page = shown(client, loefte=code, jobcenter=str(place.uuid), dag=received[:10], kl=received[11:])
            with acting_as(mette):
                due = deadline_for(code, place.pk, at(received)).due_at
            assert f"Fristen er {danish.plain(danish.when(due, at('2026-11-29T12:00')))}" in page
            assert 'id="strip-svar-title"' in page
            assert "Beregnet " in page


def test_without_a_question_it_is_now_and_ones_own() -> None:
    mette = make.consultant("Horsens")
    page = shown(client_of(mette))
    assert re.search(r'<option value="D1" selected>', page)
    assert f'<option value="{make.jobcenter("Horsens").uuid}" selected>' in page
    assert "Fristen er " in page


def test_from_a_clock_its_own_promise_is_asked_about() -> None:
    mette = make.consultant("Horsens")
    client = client_of(mette)
    with playing(at("2026-03-09T10:00")):
        order = make.order(mette)
    with acting_as(mette):
        clock = Clock.objects.get(order=order, promise="D1")
    link = f"{PAGE}?ur={clock.uuid}"
    assert f'href="{link}"' in client.get(url("order", order)).text
    page = shown(client, ur=str(clock.uuid), dag="2026-12-04", kl="09.30")
    assert 'name="loefte"' not in page and 'name="jobcenter"' not in page
    assert url("order", order) in page
    with acting_as(mette):
        due = deadline_for("D1", mette.organisation_id, at("2026-12-04T09:30")).due_at
    assert f"{danish.local(due):%H.%M}" in page
    # Nobody else's clock is asked about, and nonsense is an ordinary question.
    for stranger, key in ((make.consultant("Silkeborg"), str(clock.uuid)), (mette, "x")):
        assert 'name="loefte"' in shown(client_of(stranger), ur=key)


def test_bad_input_has_a_sentence_at_its_field_and_stays() -> None:
    client = client_of(make.consultant("Horsens"))
    response = client.get(PAGE, {"dag": "31.2.2027", "kl": "25", "jobcenter": "ingen", "loefte": "D9"})
    assert response.status_code == 422
    for words in (
        "Skriv en dato, for eksempel 30.3.2026.",
        "Skriv et klokkeslæt, for eksempel 10.00.",
        "Vælg et jobcenter fra listen.",
        "Vælg en af mulighederne.",
        'value="31.2.2027"',
    ):
        assert words in response.text, words
    assert "Fristen er" not in response.text


def test_companies_do_not_ask_here() -> None:
    company = companies.company()
    assert client_of(companies.user_of(company)).get(PAGE).status_code == 404
