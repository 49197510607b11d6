"""The search page in a real browser: by keyboard, by pressing, without scripts; good at every width; light enough."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.tenancy import acting_as
from candidates.models import SearchEvidence
from orders.models import Order
from orders.services.orders import LineData
from tests.candidates.searching import SMITH, WELDER, WELDING, address, welders
from tests.e2e.test_page_weight import NEXT_PAGE, Wire
from tests.factories import candidates
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.pages import clarified
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


class Site:
    """Horsens has an order for welders; there are some near, and more further away."""

    def __init__(self, server: WebServer, chromium: Browser) -> None:
        self.server, self.chromium = server, chromium
        self.mette = make.consultant("Horsens")
        lines = (LineData(occupation="svejsere", places=4, requirements="Svejsecertifikat"),)
        self.order: Order = clarified(self.mette, lines=lines)
        welders(6, certificates=(WELDING,))
        welders(2, "Hedensted", "8722")
        welders(1, "Skanderborg", "8660", skills=("TIG-svejsning",))
        welders(4, "Odder", "8300")
        candidates.candidate("Horsens", occupation=SMITH)
        candidates.count_words()
        self.cookies = signed_in(self.mette, server)

    def page(self, **options: Any) -> Page:
        context = self.chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", **options)
        context.add_cookies(self.cookies)
        context.set_default_timeout(20_000)
        page = context.new_page()
        self.said: list[str] = []
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        return page

    def url(self, **query: Any) -> str:
        return self.server.url + address(self.order, **query)


@pytest.fixture
def site(committed: Committed, web_server: WebServer, chromium: Browser) -> Site:
    return Site(web_server, chromium)


def query_of(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_page_is_good_at_every_width(site: Site) -> None:
    plain = {"sted": "8700", "km": 50, "fag": WELDER}
    for name, url in (
        ("udsoegning", site.url(**plain, certifikat=WELDING, kursus="ja")),
        ("udsoegning-tom", site.url(sted="3700", km=10, fag=WELDER)),
        ("udsoegning-fejl", site.url(sted="0999", km=500, **{"fag-ny": "xqzw"})),
        ("udsoegning-gem", site.server.url + address(site.order).rstrip("?") + "gem/?sted=8700&km=50"),
        ("udsoegning-gemt", site.server.url + "/kandidater/gemte/ny/?sted=8700&km=50"),
        ("udsoegning-gemte", site.server.url + "/kandidater/gemte/"),
    ):
        good_page(site.chromium, url, name, cookies=site.cookies)


def test_the_slider_and_the_words_work_by_keyboard_and_the_address_follows(site: Site) -> None:
    page = site.page()
    page.goto(site.url(sted="8700", km=20))
    slider = page.get_by_label("Afstand")
    slider.focus()
    for _press in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator("output")).to_have_text("50 km")
    expect(page.get_by_text("14 kandidater i 4 kommuner.")).to_be_visible()
    assert query_of(page)["km"] == ["50"]
    expect(slider).to_be_focused()
    # A synonym is typed, chosen by keyboard, and becomes a chip.
    page.get_by_label("Fag").press_sequentially("welde")
    expect(page.locator("#forslag-fag")).to_contain_text(WELDER)
    page.keyboard.press("ArrowDown")
    offer = page.locator("#forslag-fag [data-offer]").first
    expect(offer).to_be_focused()
    # Whoever reads the list for a while keeps it, and their place in it.
    page.wait_for_timeout(700)
    expect(offer).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name=f"Fjern {WELDER}")).to_be_visible()
    expect(page.get_by_text("13 kandidater i 4 kommuner.")).to_be_visible()
    assert query_of(page) == {"sted": ["8700"], "km": ["50"], "fag": [WELDER]}
    expect(page.get_by_label("Fag")).to_be_focused()
    expect(page.get_by_label("Fag")).to_have_value("")
    # Enter in a field searches; the chip goes away by its own button; the address can be opened again as it is.
    page.get_by_label("Sted", exact=True).fill("8300")
    page.keyboard.press("Enter")
    expect(page.locator("#resultater h2").first).to_have_text(re.compile("Horsens|Få|Andre"))
    expect(page).to_have_url(re.compile("sted=8300"))
    page.get_by_role("button", name=f"Fjern {WELDER}").click()
    expect(page.locator(".jo-chip")).to_have_count(0)
    same = page.locator(".jo-found p").inner_text()
    page.goto(page.url)
    assert page.locator(".jo-found p").inner_text() == same
    assert [text for text in site.said if not text.startswith("htmx:")] == []


def test_rows_are_chosen_by_keyboard_and_stay_chosen(site: Site) -> None:
    page = site.page()
    page.goto(site.url(sted="8700", km=50, fag=WELDER))
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("Space")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Space")
    said = page.locator("[data-chosen]")
    expect(said).to_have_text("2 valgt.")
    assert page.locator("input[name=kandidat]:checked").count() == 2
    page.get_by_role("button", name="Vis 3 mere i Horsens").click()
    expect(page.locator("section:has(#kommune-0615) [data-row]")).to_have_count(6)
    expect(said).to_have_text("2 valgt.")
    expect(page.locator("section:has(#kommune-0615) [data-row]").nth(3).locator("input")).to_be_focused()
    page.get_by_role("button", name="Odder").click()
    expect(page.locator("section:has(#kommune-0727) [data-row]")).to_have_count(4)
    # A chosen one that the next search does not find stays chosen, and is shown below.
    page.get_by_label("Sted", exact=True).fill("8300")
    page.get_by_label("Sted", exact=True).press("Enter")
    expect(page).to_have_url(re.compile("sted=8300"))
    expect(page.locator("input[name=kandidat]:checked")).to_have_count(2)
    expect(said).to_have_text("2 valgt.")
    assert [text for text in site.said if not text.startswith("htmx:")] == []


def test_search_choose_and_keep_costs_four_presses(site: Site) -> None:
    """JOURNEYS 4.1: order, "Udsøg", tick, tick, and the next press invites; keeping the search is as near."""
    page = site.page()
    page.goto(f"{site.server.url}/ordrer/{site.order.uuid}/")
    clicks = 0
    page.locator(".jo-next").get_by_role("link", name="Udsøg").click()
    clicks += 1
    expect(page.get_by_role("heading", name="Søg kandidater")).to_be_visible()
    expect(page.get_by_role("button", name=f"Fjern {WELDER}")).to_be_visible()
    for row in range(2):
        page.locator(".jo-hit label").nth(row).click()
        clicks += 1
    expect(page.locator("[data-chosen]")).to_have_text("2 valgt.")
    page.get_by_role("button", name="Gem som dokumentation på ordren").click()
    clicks += 1
    expect(page.get_by_label("Hvor mange er egnede?")).to_have_value("2")
    assert clicks <= 4
    page.get_by_label("Mangler kvalifikationer").check()
    page.get_by_role("button", name="Gem som dokumentation").click()
    expect(page.get_by_text("Udsøgningen er gemt")).to_be_visible()
    expect(page.get_by_role("heading", name="Udsøgninger")).to_be_visible()
    with acting_as(site.mette):
        assert SearchEvidence.objects.filter(order=site.order).count() == 1


def test_everything_works_without_scripts(site: Site) -> None:
    page = site.page(java_script_enabled=False)
    page.goto(site.url(sted="8700", km=50))
    page.get_by_label("Fag").fill("welder")
    page.locator(".jo-find__go").click()
    expect(page.get_by_role("button", name=f"Fjern {WELDER}")).to_be_visible()
    assert query_of(page) == {"sted": ["8700"], "km": ["50"], "fag": [WELDER]}
    page.locator(".jo-hit label").first.click()
    page.get_by_role("button", name="Vis 3 mere i Horsens").click()
    expect(page.locator("section:has(#kommune-0615) .jo-hit")).to_have_count(6)
    expect(page.get_by_text("1 valgt.")).to_be_visible()
    fourth = page.locator("section:has(#kommune-0615) [data-row] input").nth(3).get_attribute("id")
    assert page.url.endswith(f"#{fourth}")
    page.get_by_role("button", name=f"Fjern {WELDER}").click()
    expect(page.locator(".jo-chip")).to_have_count(0)
    expect(page.get_by_text("1 valgt.")).to_be_visible()
    page.get_by_role("button", name="Gem som dokumentation på ordren").click()
    expect(page.get_by_label("Hvor mange er egnede?")).to_have_value("1")


def test_the_next_page_is_light(site: Site) -> None:
    context = site.chromium.new_context(locale="da-DK")
    try:
        context.add_cookies(site.cookies)
        wire = Wire(context)
        # Stylesheet and script of the search come with the first search; after that only the page itself travels.
        wire.open(f"{site.server.url}/kandidater/")
        wire.open(f"{site.server.url}/ordrer/{site.order.uuid}/")
        size = wire.open(site.url(sted="8700", km=100, fag=WELDER))
        print(f"search: {size:,} bytes")
        assert size <= NEXT_PAGE, {url: cost for url, cost in wire.bytes.items() if cost}
    finally:
        context.close()
