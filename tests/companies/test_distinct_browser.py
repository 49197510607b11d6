"""Telling two companies apart, and likely ones in the intake, in a real browser and without scripts."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from companies.demo import demo_cvr
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, axe_violations, good_page, overflowing, screenshot, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser
WIDTHS = (1280, 390)


def test_a_pair_is_told_apart_and_that_is_taken_back(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    one, other = companies.company("Nørre Bageri"), companies.company("Nørre bageri")
    mette = make.consultant("Horsens", name="Mette Dahl")
    jar = cookies(mette, web_server)
    for path, name in (
        (reverse("companies:duplicates"), "duplicates"),
        (reverse("companies:merge", args=[one.uuid, other.uuid]), "duplicates-merge"),
        (reverse("companies:detail", args=[one.uuid]), "duplicates-company"),
    ):
        good_page(chromium, web_server.url + path, name, cookies=jar, widths=WIDTHS)
    context = chromium.new_context(locale="da-DK", java_script_enabled=False)
    context.add_cookies(list(jar))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(web_server.url + reverse("companies:duplicates"))
    page.get_by_role("button", name="Det er ikke den samme").click()
    expect(page.get_by_text("foreslås ikke mere som den samme hos jer")).to_be_visible()
    expect(page.get_by_role("button", name="Det er ikke den samme")).to_have_count(0)
    good_page(
        chromium, web_server.url + reverse("companies:distinct_list"), "distinct", cookies=jar, widths=WIDTHS
    )
    page.goto(web_server.url + reverse("companies:distinct_list"))
    page.locator("#main table").get_by_role("button", name="Fortryd").click()
    page.goto(web_server.url + reverse("companies:duplicates"))
    expect(page.get_by_role("button", name="Det er ikke den samme")).to_have_count(1)
    context.close()


def test_the_intake_shows_likely_ones_and_keeps_what_was_typed(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    companies.company("Nyt Firma ApS")
    mette = make.consultant("Horsens", name="Mette Dahl")
    for width, height in ((1280, 900), (390, 844)):
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="da-DK", java_script_enabled=False
        )
        context.add_cookies(list(cookies(mette, web_server)))  # type: ignore[arg-type]
        page = context.new_page()
        page.goto(web_server.url + reverse("orders:new"))
        page.locator("#company-lookup").fill(demo_cvr(4001))
        page.get_by_role("button", name="Find virksomhed").click()
        for field, text in (
            ("name", "Nyt Firma ApS"),
            ("workplace_address", "Havnegade 2"),
            ("workplace_postcode", "8700"),
            ("contact_name", "Nanna Ny"),
            ("contact_phone", "76123456"),
        ):
            page.locator(f"#id_ny-{field}").fill(text)
        page.locator("#id_linje-0-occupation").fill("montører")
        page.locator("#id_linje-0-places").fill("2")
        page.get_by_role("button", name="Gem og bekræft til virksomheden").click()
        expect(page.get_by_text("Er det en af dem her?")).to_be_visible()
        screenshot(page, f"intake-likely-{width}")
        page.get_by_role("button", name="Brug denne").click()
        expect(page.get_by_text("Du skrev om en ny virksomhed")).to_be_visible()
        expect(page.locator("#id_linje-0-occupation")).to_have_value("montører")
        screenshot(page, f"intake-chosen-{width}")
        page.get_by_role("button", name="Opret den nye i stedet").click()
        expect(page.locator("#id_ny-contact_name")).to_have_value("Nanna Ny")
        context.close()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="da-DK")
    context.add_cookies(list(cookies(mette, web_server)))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(web_server.url + reverse("orders:new"))
    assert overflowing(page) == []
    assert axe_violations(page) == []
    context.close()
