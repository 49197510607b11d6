"""What a form's page says when it is refused, what Enter does, and that a page asks for one thing only."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.tenancy import acting_as
from companies.models import Company
from orders.models import Delivery, Order
from orders.services.plan import delivery_plan, delivery_report
from tests.factories import orders as make
from tests.orders.pages import clarified, client_of, url
from tests.orders.test_intake import NEW_COMPANY, typed
from tests.orders.test_intake import client_of as somebody_of
from tests.orders.test_portal import asked, company_client, gudenaa, mette
from ui import danish

__all__ = ["gudenaa", "mette"]
pytestmark = pytest.mark.django_db

NEW = "orders:new"
SUMMARY = re.compile(r"data-error-summary>.*?<ul>(.*?)</ul>", re.DOTALL)


def told(page: str) -> list[str]:
    """The lines of the error summary."""
    found = SUMMARY.search(page)
    assert found, "no error summary"
    lines = re.findall(r"<li>(.*?)</li>", found.group(1), re.DOTALL)
    return [danish.plain(re.sub("<[^>]+>", "", line)) for line in lines]


def filled_buttons(page: str) -> list[str]:
    """The words on every filled button, without those that are read out only."""
    found = re.findall(r'class="button button-primary[^"]*"[^>]*>(.*?)</(?:a|button)>', page, re.DOTALL)
    return [
        re.sub("<[^>]+>", "", re.sub(r"<svg.*?</svg>", "", one, flags=re.DOTALL)).strip() for one in found
    ]


@pytest.fixture
def horsens() -> Client:
    return somebody_of(make.jobcenter("Horsens"))


# --- the error summary --------------------------------------------------------------------------------------


def test_the_intake_tells_its_faults_below_the_heading_in_the_order_of_the_page(horsens: Client) -> None:
    wrong = {"linje-0-places": "0", "start_on": "2020-01-01", "cvs_wanted": "-1", "channel": "due"}
    page = horsens.post(reverse(NEW), typed(None, **wrong)).text
    assert page.index("<h1") < page.index("data-error-summary") < page.index('<form class="jo-form')
    names = [line.split(": ")[0] for line in told(page)]
    assert names[0] == "Virksomhed"
    assert names[1].startswith("Hvordan fik I henvendelsen?")
    assert names[2:] == ["Antal", "Start", "Ønskede CV'er".replace("'", "&#x27;")]


def test_a_company_on_the_spot_is_told_before_what_it_needs(horsens: Client) -> None:
    data = typed(None, **{**NEW_COMPANY, "ny-workplace_postcode": "0000", "linje-0-places": "0"})
    names = [line.split(": ")[0] for line in told(horsens.post(reverse(NEW), data).text)]
    assert names == ["Postnummer", "Antal"]


def test_the_portal_tells_its_faults_in_the_order_of_its_questions(gudenaa: Company) -> None:
    wrong = {"linje-0-places": "-3", "workplace": "x", "start_on": "2020-01-01", "cvs_wanted": "-1"}
    page = company_client(gudenaa).post(reverse("orders:portal_new"), asked(gudenaa, **wrong)).text
    assert page.index("<h1") < page.index("data-error-summary") < page.index('<form class="jo-form')
    starts = ("Hvor mange?", "Arbejdsplads", "Hvornår skal de begynde?", "Hvor mange CV")
    lines = told(page)
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start)


# --- Enter --------------------------------------------------------------------------------------------------


def test_enter_presses_the_first_button_and_that_saves(horsens: Client) -> None:
    page = horsens.get(reverse(NEW)).text
    form = page[page.index('<form class="jo-form') :]
    assert form.index('name="enter"') < form.index('name="find"')


def test_enter_with_only_the_look_up_typed_looks_up(horsens: Client, gudenaa: Company) -> None:
    nothing = {"linje-0-occupation": "", "linje-0-places": ""}
    response = horsens.post(reverse(NEW), typed(None, q="gudenå", enter="1", **nothing))
    assert response.status_code == 200
    assert "data-error-summary" not in response.text
    assert "Gudenå" in response.text[response.text.index("company-results") :]
    response = horsens.post(reverse(NEW), typed(None, q="gudenå", enter="1"))
    assert response.status_code == 422
    assert told(response.text) == ["Virksomhed: Vælg virksomheden på listen."]


# --- one thing to do ----------------------------------------------------------------------------------------


def filled(actor: Any) -> Order:
    """An order all of whose places are taken."""
    order = clarified(actor)
    with acting_as(actor):
        delivery_plan(actor=actor, order=order, line=order.lines.get(), number=4, by=order.received_at.date())
        delivery_report(
            actor=actor, delivery=Delivery.objects.get(order=order), presented=4, hired=4, note=""
        )
    return order


def test_a_filled_order_looks_for_nobody() -> None:
    consultant = make.consultant("Horsens")
    order = filled(consultant)
    page = client_of(consultant).get(url("order", order)).text
    assert filled_buttons(page) == ["Luk ordren"]
    for name in ("search", "alternative", "ask", "alert"):
        assert f'href="{url(name, order)}"' not in page
    assert "Alle pladser er besat." in page
    assert 'id="mangler' not in page


def test_while_others_answer_the_page_has_no_filled_button() -> None:
    consultant = make.consultant("Horsens")
    order = clarified(consultant)
    make.request(consultant, order, make.jobcenter("Odder"), number=4)
    page = client_of(consultant).get(url("order", order)).text
    assert "Næste skridt: afvent svar fra" in page
    assert "Vælg et jobcenter" in page
    assert filled_buttons(page) == []


def test_a_line_without_requirements_says_so() -> None:
    consultant = make.consultant("Horsens")
    order = clarified(consultant)
    page = client_of(consultant).get(url("order", order)).text
    lines = page[page.index('id="linjer') :][:3000]
    assert "Ingen krav skrevet" in lines
    assert ">–<" not in lines


def test_the_button_says_who_gets_the_proposal() -> None:
    consultant = make.consultant("Horsens")
    page = client_of(consultant).get(url("propose", clarified(consultant))).text
    assert filled_buttons(page) == ["Send forslaget til jobcentret"]
    assert 'data-names="Send forslaget til %s"' in page
    assert "ui/orders" in page


def test_a_form_that_is_too_large_is_told_in_words(horsens: Client) -> None:
    data = typed(None, note="x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1))
    # The test client encodes as multipart, which counts the fields only; a browser sends this form urlencoded.
    response = horsens.post(reverse(NEW), urlencode(data), content_type="application/x-www-form-urlencoded")
    assert response.status_code == 413
    assert "Teksten er for lang" in response.text
    assert "tilbageknap" in response.text
