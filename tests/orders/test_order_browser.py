"""The order's pages in a real browser: no word on the console, nothing past the edge, axe finds nothing."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.tenancy import acting_as
from orders.enums import RequestState
from orders.models import Request
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.pages import clarified, client_of, url

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


def signed_in(actor: Any, server: WebServer) -> list[Any]:
    """The cookies of somebody who is signed in."""
    morsel = client_of(actor).cookies["sessionid"]
    return [{"name": "sessionid", "value": morsel.value, "url": server.url}]


def test_the_pages_are_good_and_sending_can_be_undone(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = clarified(mette)
    request = make.request(mette, order, make.jobcenter("Odder"), number=2)
    cookies = signed_in(mette, web_server)
    for name in ("order", "answer", "clarify", "search", "ask", "alternative", "plan", "close"):
        good_page(
            chromium, web_server.url + url(name, order), f"ordre-{name}", cookies=cookies, widths=(390, 1280)
        )
    good_page(
        chromium, web_server.url + url("request", request), "henvendelse", cookies=signed_in(bo, web_server)
    )

    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(web_server.url + url("order", order))
    page.get_by_text("Hvorfor denne frist?").first.click()
    expect(page.locator("svg.jo-strip").first).to_be_visible()
    button = page.get_by_role("button", name="Vælg et jobcenter")
    button.click()
    expect(page.get_by_text("Sæt kryds ved mindst ét jobcenter.")).to_be_visible()
    page.get_by_label("Skanderborg", exact=True).check()
    page.get_by_role("button", name="Send til 1 jobcenter").click()
    undo = page.get_by_role("button", name="Fortryd")
    expect(undo).to_be_visible()
    undo.click()
    expect(page.get_by_text("Henvendelsen til Skanderborg er trukket tilbage.")).to_be_visible()
    context.close()
    with acting_as(mette):
        last = Request.objects.filter(order=order).latest("id")
        assert last.state == RequestState.WITHDRAWN
        assert last.to_organisation_id == make.jobcenter("Skanderborg").pk


def test_the_due_time_follows_the_choice_and_the_whole_country_keeps_it(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    make.search(mette, order)
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(signed_in(mette, web_server))
    page = context.new_page()
    page.goto(web_server.url + url("ask", order))
    page.get_by_label("Hvad mangler I?").fill("To montører, der kan begynde mandag")
    page.get_by_label("Skanderborg", exact=True).check()
    expect(page.get_by_text("Sender I nu, skal Skanderborg svare senest")).to_be_visible()
    page.get_by_label("Samsø", exact=True).check()
    expect(page.get_by_text("Sender I nu, har alle svaret senest")).to_be_visible()
    page.get_by_role("button", name="Vis alle jobcentre i landet").click()
    expect(page.get_by_role("button", name="Vis alle jobcentre i landet")).to_have_count(0)
    expect(page.get_by_label("Skanderborg", exact=True)).to_be_checked()
    expect(page.get_by_text("Sender I nu, har alle svaret senest")).to_be_visible()
    page.get_by_label("Samsø", exact=True).uncheck()
    expect(page.get_by_text("Sender I nu, skal Skanderborg svare senest")).to_be_visible()
    # The panel that was swapped in is the one that counts and sends; what was typed stands.
    page.get_by_role("button", name="Send til 1 jobcenter").click()
    expect(page.get_by_text("Sendt til Skanderborg.")).to_be_visible()
    context.close()
    with acting_as(mette):
        sent = Request.objects.get(order=order)
        assert sent.text == "To montører, der kan begynde mandag"
