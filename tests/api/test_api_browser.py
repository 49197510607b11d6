"""The pages about the API in a real browser: judged one by one, and a token made by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from tests.api.client import Api
from tests.factories import accounts, tokens
from tests.factories import orders as make
from tests.helpers.browser import WebServer, axe_violations, good_page, screenshot, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_every_page_is_a_good_page(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    horsens = make.jobcenter("Horsens")
    karen = accounts.actor(horsens, role=Role.ADMINISTRATOR, name="Karen Holm")
    cookies = signed_in(karen, web_server)
    good_page(chromium, web_server.url + reverse("api:tokens"), "api-adgang-tom", cookies=cookies)
    good_page(chromium, web_server.url + reverse("api:guide"), "api-vejledning")
    first = tokens.token(horsens, by=karen, name="Momentum", days=180)
    tokens.token(horsens, "candidates:import", by=karen, name="Jobcenterplanner (test)", days=10)
    Api(secret=first.secret).get("/candidates")
    good_page(chromium, web_server.url + reverse("api:tokens"), "api-adgang", cookies=cookies)
    good_page(
        chromium,
        web_server.url + reverse("api:token", args=[first.token.uuid]),
        "api-adgang-en",
        cookies=cookies,
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_token_is_made_by_keyboard_and_opens(
    committed: Committed, web_server: WebServer, chromium: Browser, width: int
) -> None:
    karen = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    context = chromium.new_context(
        viewport={"width": width, "height": 900}, locale="da-DK", java_script_enabled=width == 1280
    )
    context.add_cookies(signed_in(karen, web_server))
    page = visit(context, web_server.url + reverse("api:tokens"), width=width).page
    page.get_by_role("button", name="Lav nøglen").press("Enter")
    expect(page.get_by_text("Skriv, hvilket system adgangen er til.").first).to_be_visible()
    page.get_by_label("Hvilket system er det til?").fill("Momentum")
    page.get_by_label("Indlæse kandidater").press("Space")
    page.get_by_role("button", name="Lav nøglen").press("Enter")
    secret = page.locator(".jo-secret").inner_text()
    screenshot(page, "api-noegle")
    if width == 1280:
        assert axe_violations(page) == []
    assert Api(secret=secret).get("/candidates/imports").status_code == 200
    page.get_by_role("link", name="Jeg har gemt nøglen").press("Enter")
    expect(page.get_by_role("link", name="Momentum")).to_be_visible()
    context.close()
