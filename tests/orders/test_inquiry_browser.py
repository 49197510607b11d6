"""A question about no order in a real browser: few clicks, and who changes his mind loses nothing."""

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.actor import Actor
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import committed
from tests.orders.test_inquiry_counts import ask
from tests.orders.test_intake_browser import cookies, mette, presses, signed_in

__all__ = ["committed", "mette", "web_server"]
pytestmark = pytest.mark.browser


def test_a_question_is_answered_in_at_most_five_clicks(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:my_day"))
    page.get_by_role("link", name="Ny henvendelse").click()
    expect(page.get_by_label("Stilling").first).to_be_visible()
    expect(page.get_by_label("Hvad drejer det sig om?")).to_be_hidden()
    page.get_by_text("Kun et spørgsmål").click()
    expect(page.get_by_label("Stilling").first).to_be_hidden()
    page.get_by_label("Virksomhed", exact=True).press_sequentially(company.cvr)
    page.get_by_role("radio", name="Gudenå Maskinfabrik").first.wait_for()
    page.get_by_label("Hvad drejer det sig om?").fill("Må vi besøge jer?")
    expect(page.get_by_label("Hvad svarede I?")).to_be_hidden()
    page.get_by_text("Ja, i samtalen").click()
    expect(page.locator("#svarfrist")).to_be_hidden()
    page.get_by_label("Hvad svarede I?").fill("Ja, på tirsdag.")
    page.get_by_role("button", name="Gem henvendelsen").click()
    page.wait_for_url(lambda url: "/ordrer/ny/" not in url)
    assert presses(page) <= 5
    expect(page.get_by_text("er gemt som besvaret og lukket")).to_be_visible()
    assert make.rows("select title, state from orders_order") == [
        ("Henvendelse: Må vi besøge jer?", "closed")
    ]
    context.close()


def test_who_changes_his_mind_loses_nothing(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:new"))
    page.get_by_label("Stilling").first.fill("montører")
    page.get_by_text("Kun et spørgsmål").click()
    page.get_by_label("Hvad drejer det sig om?").fill("Må vi?")
    page.get_by_text("Ja, bagefter").click()
    expect(page.get_by_label("Hvornår svarede I?")).to_be_visible()
    # Without a company: refused, and both parts come back as they were.
    page.get_by_role("button", name="Gem henvendelsen").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.get_by_label("Hvad drejer det sig om?")).to_have_value("Må vi?")
    page.get_by_text("En jobordre").click()
    expect(page.get_by_label("Stilling").first).to_have_value("montører")
    context.close()


def test_the_pages_are_good_pages(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
    committed: Any,  # noqa: F811
) -> None:

    company = companies.company("Gudenå Maskinfabrik")
    case, karin = ask(mette, company, text="Hvem kender IGU?"), companies.user_of(company)
    staff, widths = cookies(mette, web_server), (320, 390, 1280)
    good_page(
        chromium,
        web_server.url + reverse("orders:order", args=[case.uuid]),
        "spoergsmaal",
        cookies=staff,
        widths=widths,
    )
    portal = web_server.url + reverse("orders:portal_order", args=[case.uuid])
    good_page(chromium, portal, "spoergsmaal-portal", cookies=cookies(karin, web_server), widths=widths)
