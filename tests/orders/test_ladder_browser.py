"""The ladder's editor in a real browser: console, edges and axe at every width, and by keyboard alone."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from orders.models import LadderTerm
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, screenshot, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


def test_the_ladder_is_edited_and_seen(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    network = networks.east_jutland("Horsens")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    jar = cookies(birthe, web_server)
    address = web_server.url + reverse("orders:network_ladder", args=[network.uuid, "jobcentre"])
    good_page(chromium, address, "ladder", cookies=jar)
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    context.add_cookies(jar)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Tilføj trin").click()
    row = page.get_by_role("group", name="Trin 4")
    row.get_by_label("Netværkets koordinator").check()
    page.get_by_role("button", name="Vis hvem der får besked hvornår").press("Enter")
    expect(page.get_by_role("heading", name="Sådan bliver det")).to_be_visible()
    screenshot(page, "ladder-draft-1280")
    # Enter in a field shows the preview: it neither saves nor removes.
    page.get_by_label("Gælder fra").press("Enter")
    expect(page.get_by_role("group", name="Trin 4")).to_be_visible()
    page.get_by_role("button", name="Gem trinene").click()
    expect(page.get_by_text("Trinene er gemt")).to_be_visible()
    expect(page.get_by_role("table", name="Trinene i dag")).to_contain_text("Netværkets koordinator")
    context.close()
    with as_owner():
        assert LadderTerm.objects.filter(network=network).count() == 1
