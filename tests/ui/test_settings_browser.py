"""The administrator's menu in a real browser: one line at 1280 px, and few presses to what lies behind it."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from accounts.enums import Role
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.browser import COUNT_PRESSES, WebServer, good_page, presses, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser
CLICKS_TO_A_CLOSING_DAY = 4


@pytest.mark.parametrize(
    ("place", "role"),
    [("Horsens", Role.ADMINISTRATOR), ("Horsens", Role.MANAGER), ("", Role.ADMINISTRATOR)],
)
def test_the_menu_is_one_line(
    place: str, role: Role, chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    organisation = make.jobcenter(place) if place else make.national()
    jar = cookies(accounts.actor(organisation, role=role), web_server)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
    context.add_cookies(list(jar))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(web_server.url + reverse("settings"))
    entries = page.locator(".jo-header__menu .jo-nav a").all()
    assert len(entries) >= 8
    assert len({round((entry.bounding_box() or {"y": -1})["y"]) for entry in entries}) == 1
    context.close()
    name = f"settings-{place or 'national'}-{role}"
    good_page(chromium, web_server.url + reverse("settings"), name, cookies=jar)


def test_a_closing_day_is_within_its_budget(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    actor = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, locale="da-DK")
    context.add_init_script(COUNT_PRESSES)
    context.add_cookies(list(cookies(actor, web_server)))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(web_server.url + "/")
    page.get_by_role("navigation", name="Hovedmenu").get_by_role("link", name="Indstillinger").click()
    page.locator("#main").get_by_role("link", name="Kalender").click()
    page.get_by_label("Dato").fill("2027-12-03")
    page.get_by_label("Årsag").fill("Kursusdag")
    page.get_by_role("button", name="Tilføj lukkedagen").click()
    if page.get_by_role("button", name="Gem lukkedagen").count():
        page.get_by_role("button", name="Gem lukkedagen").click()
    page.get_by_text("Kursusdag").first.wait_for()
    assert presses(page) <= CLICKS_TO_A_CLOSING_DAY
    context.close()
