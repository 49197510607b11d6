"""Another solution in four presses: open, the chip, the tick, send. The list of the chosen kind alone is in sight."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.tenancy import acting_as
from orders.alternative_rules import CHECKLIST, checklist
from orders.models import Alternative
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, screenshot, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.pages import clarified, url
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


def test_another_solution_is_offered_in_four_presses(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    make.search(mette, order)
    cookies = signed_in(mette, web_server)
    good_page(
        chromium,
        web_server.url + url("alternative", order),
        "alternativ",
        cookies=cookies,
        widths=(390, 1280),
    )
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(web_server.url + url("order", order))
    page.get_by_role("link", name="Tilbyd alternativ").first.click()  # 1
    for kind in CHECKLIST:
        expect(page.locator(f'[data-kind="{kind}"]')).to_have_count(int(bool(checklist(kind))))
    page.get_by_text("Løntilskud", exact=True).click()  # 2
    expect(page.locator('[data-kind="wage_subsidy"]')).to_be_visible()
    expect(page.locator('[data-kind="internship"]')).to_be_hidden()
    expect(page.locator("#id_months")).to_have_value("3")
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        screenshot(page, "alternativ-valgt")
    page.get_by_text("Alt på listen er på plads").click()  # 3
    page.get_by_role("button", name="Send til virksomheden").click()  # 4
    expect(page.get_by_text("Forslaget er sendt til")).to_be_visible()
    context.close()
    with acting_as(mette):
        offered = Alternative.objects.get()
    assert (offered.kind, offered.months) == ("wage_subsidy", 3)
    assert offered.checked == [str(item) for item in checklist("wage_subsidy")]
