"""Without a mouse: the shortcuts of Min dag, and a whole order registered by the keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from orders.models import Order
from tests.architecture.world import World
from tests.e2e.walking import sign_in_as
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.product import Product, cookies_of

pytestmark = pytest.mark.browser

MOST_TABS = 80


@pytest.fixture
def page(chromium: Browser, site: tuple[Product, World]):
    product, world = site
    context = chromium.new_context(locale="da-DK", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(20_000)
    context.add_cookies(cookies_of(sign_in_as(world, "tovholder"), product))
    yield context.new_page()
    context.close()


def test_j_k_r_and_slash(page: Page, site: tuple[Product, World]) -> None:
    product, world = site
    for _order in range(2):
        make.order(world.people["tovholder"])
    page.goto(product.url + reverse("orders:my_day"))
    rows = page.locator("[data-row]")
    assert rows.count() >= 3
    selected = page.locator("[data-row].is-selected")
    page.keyboard.press("j")
    expect(selected).to_have_count(1)
    assert rows.nth(0).evaluate("row => row.classList.contains('is-selected')")
    # The title of the chosen row has the focus: Enter opens it, and a screen reader says it.
    assert rows.nth(0).evaluate("row => row.contains(document.activeElement)")
    page.keyboard.press("j")
    assert rows.nth(1).evaluate("row => row.classList.contains('is-selected')")
    page.keyboard.press("k")
    assert rows.nth(0).evaluate("row => row.classList.contains('is-selected')")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "header-search"
    # In a field the keys are letters.
    page.keyboard.type("jkr")
    expect(page.locator("#header-search")).to_have_value("jkr")
    assert rows.nth(0).evaluate("row => row.classList.contains('is-selected')")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("r")
    page.wait_for_url("**/svar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Svar virksomheden")


def test_the_keys_can_be_switched_off(page: Page, site: tuple[Product, World]) -> None:
    """A shortcut of one letter must have an off switch (WCAG 2.1.4)."""
    page.goto(site[0].url + reverse("orders:my_day"))
    page.get_by_role("button", name="Slå genveje fra").click()
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-selected")).to_have_count(0)
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("[data-row].is-selected")).to_have_count(0)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what `selector` names has the focus."""
    for _press in range(MOST_TABS):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by Tab")


def test_an_order_is_registered_by_the_keyboard_alone(page: Page, site: tuple[Product, World]) -> None:
    product, _world = site
    company = companies.company("Tasternes Smedje A/S")
    with as_owner():
        place = company.workplaces.get().name
    page.goto(product.url + reverse("orders:my_day"))
    tab_to(page, "a.jo-skip")
    page.keyboard.press("Enter")
    tab_to(page, f"a[href='{reverse('orders:new')}']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ordrer/ny/")
    tab_to(page, "#company-lookup")
    page.keyboard.type("Tasternes")
    expect(page.locator("#company-results")).to_contain_text("Tasternes Smedje A/S")
    tab_to(page, "input[name=company]")
    page.keyboard.press("Space")
    expect(page.locator("#company-choices")).to_contain_text(place)
    if page.locator("input[name=workplace]:checked").count() == 0:
        tab_to(page, "input[name=workplace]")
        page.keyboard.press("Space")
    if page.locator("input[name=contact]:checked").count() == 0:
        tab_to(page, "input[name=contact]")
        page.keyboard.press("Space")
    tab_to(page, "#id_linje-0-occupation")
    page.keyboard.type("smede")
    tab_to(page, "#id_linje-0-places")
    page.keyboard.type("2")
    tab_to(page, "main form button.button-primary")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/ordrer/ny/" not in url)
    expect(page.get_by_role("heading", level=1)).to_have_text("2 smede til Tasternes Smedje A/S")
    with as_owner():
        assert Order.objects.filter(company=company).count() == 1
