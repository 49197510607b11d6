"""The intake and the portal in a real browser: clicks, what HTMX changes, and that every page is a good page."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.demo import demo_cvr
from orders.enums import AlternativeKind
from orders.services.plan import alternative_offer
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import COUNT_PRESSES, WebServer, good_page, presses, web_server
from tests.helpers.committed import committed
from tests.orders.test_portal import client_of

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


def cookies(actor: Actor, server: WebServer) -> list[dict[str, Any]]:
    value = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}]


@pytest.fixture
def mette(committed: Any) -> Actor:  # noqa: F811
    return make.consultant("Horsens", name="Mette Lund")


def signed_in(browser: Browser, actor: Actor, server: WebServer) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(cookies(actor, server))  # type: ignore[arg-type]
    context.add_init_script(COUNT_PRESSES)
    return context, context.new_page()


def test_a_call_becomes_an_order_in_at_most_five_clicks(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    companies.workplace(company, name="Gudenå Odder", code="8300")
    companies.contact(company, name="Karin Friis")
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:my_day"))
    page.get_by_role("link", name="Ny henvendelse").click()
    page.get_by_label("Virksomhed", exact=True).press_sequentially(company.cvr)
    page.get_by_label("Gudenå Odder").wait_for()
    page.get_by_text("Gudenå Odder").click()
    page.get_by_text("Karin Friis").click()
    page.get_by_label("Stilling").first.fill("montører")
    page.get_by_label("Antal").first.fill("4")
    assert presses(page) == 3
    page.get_by_role("button", name="Gem og bekræft til virksomheden").click()
    page.wait_for_url(lambda url: "/ordrer/ny/" not in url)
    assert presses(page) <= 5
    expect(page.get_by_text("Karin Friis får en mail")).to_be_visible()
    assert make.rows("select title from orders_order") == [("4 montører",)]
    context.close()


def test_an_unknown_company_is_typed_in_beside_what_stands(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:new"))
    page.get_by_label("Stilling").first.fill("montører")
    page.get_by_label("Antal").first.fill("0")
    page.get_by_label("Virksomhed", exact=True).press_sequentially(demo_cvr(4001))
    page.get_by_label("Virksomhedens navn").fill("Nyt Firma ApS")
    page.get_by_label("Arbejdspladsens adresse").fill("Havnegade 2")
    page.get_by_label("Postnummer").fill("0000")
    page.get_by_label("Kontaktpersonens navn").fill("Nanna Ny")
    page.locator("#id_ny-contact_email").fill("nanna@nytfirma.example")
    page.get_by_role("button", name="Gem og bekræft til virksomheden").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Postnummeret findes ikke.")
    expect(page.locator("[data-error-summary]")).to_contain_text("Skriv et tal mellem 1 og 500.")
    expect(page.get_by_label("Virksomhedens navn")).to_have_value("Nyt Firma ApS")
    page.get_by_label("Postnummer").fill("8700")
    page.get_by_label("Antal").first.fill("4")
    page.get_by_role("button", name="Gem og bekræft til virksomheden").click()
    page.wait_for_url(lambda url: "/ordrer/ny/" not in url)
    assert make.rows(
        "select c.cvr from orders_order o join companies_company c on c.organisation_id = o.company_id"
    ) == [(demo_cvr(4001),)]
    context.close()


def test_a_company_orders_in_at_most_six_clicks_and_sees_the_promise_first(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    companies.workplace(company, name="Odder-afdelingen", code="8300")
    karin = companies.user_of(company)
    context, page = signed_in(chromium, karin, web_server)
    page.goto(web_server.url + "/")
    page.get_by_role("link", name="Ny jobordre").first.click()
    expect(page.locator("#svarfrist")).to_contain_text("I hører fra Jobcenter Horsens senest")
    page.get_by_label("Hvilken stilling?").first.fill("svejsere")
    page.get_by_label("Hvor mange?").first.fill("2")
    page.get_by_text("Odder-afdelingen").click()
    expect(page.locator("#svarfrist")).to_contain_text("I hører fra Jobcenter Odder senest")
    page.get_by_text("Jobcentret taler med dem først").click()
    page.get_by_text("Ja, slå det op").click()
    page.get_by_role("button", name="Send jobordre").click()
    page.wait_for_url("**/portal/ordrer/**")
    assert presses(page) <= 6
    expect(page.get_by_role("status").first).to_contain_text("I hører fra Jobcenter Odder senest")
    expect(page.get_by_text("Vi ringer til jer", exact=True)).to_be_visible()
    context.close()


def test_every_page_is_a_good_page(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    companies.workplace(company, name="Odder-afdelingen", code="8300")
    karin, empty = companies.user_of(company), companies.user_of(companies.company("Ny kunde"))
    first, _second = make.order(mette, company=company), make.order(mette, company=company)
    with acting_as(mette):
        alternative_offer(
            actor=mette, order=first, line=None, kind=AlternativeKind.TRAINING, text="To ugers kursus"
        )
    new, portal = web_server.url + reverse("orders:new"), web_server.url + reverse("orders:portal")
    staff, own = cookies(mette, web_server), cookies(karin, web_server)
    good_page(chromium, new, "intake", cookies=staff)
    good_page(chromium, f"{new}?company={company.uuid}", "intake-company", cookies=staff)
    good_page(chromium, f"{new}?q={demo_cvr(4001)}", "intake-unknown", cookies=staff)
    good_page(chromium, portal, "portal", cookies=own)
    good_page(chromium, portal, "portal-empty", cookies=cookies(empty, web_server))
    good_page(chromium, f"{portal}ordrer/{first.uuid}/", "portal-order", cookies=own)
    good_page(chromium, f"{portal}ny/?genbestil={first.uuid}", "portal-new", cookies=own)


def test_enter_in_the_look_up_looks_up_and_elsewhere_saves(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    companies.company("Gudenå Maskinfabrik")
    companies.company("Gudenå Gartneri")
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:new"))
    page.get_by_label("Stilling").first.fill("montører")
    look_up = page.get_by_label("Virksomhed", exact=True)
    look_up.press_sequentially("gudenå")
    look_up.press("Enter")
    expect(page.get_by_text("2 virksomheder fundet.")).to_be_visible()
    expect(page.locator("[data-error-summary]")).to_have_count(0)
    page.get_by_text("Gudenå Maskinfabrik").click()
    page.get_by_label("Antal").first.fill("4")
    expect(page.get_by_text("Hvilken arbejdsplads?")).to_be_visible()
    page.get_by_label("Antal").first.press("Enter")
    page.wait_for_url(lambda url: "/ordrer/ny/" not in url)
    assert make.rows("select title from orders_order") == [("4 montører",)]
    context.close()


def test_the_button_names_the_jobcentre_that_is_proposed(
    mette: Actor,
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    make.consultant("Odder")
    order = make.order(mette)
    context, page = signed_in(chromium, mette, web_server)
    page.goto(web_server.url + reverse("orders:propose", args=[order.uuid]))
    expect(page.get_by_role("button", name="Send forslaget til jobcentret")).to_be_visible()
    page.get_by_label("Hvem skal være tovholder?").select_option(label="Jobcenter Odder")
    expect(page.get_by_role("button", name="Send forslaget til Jobcenter Odder")).to_be_visible()
    context.close()
