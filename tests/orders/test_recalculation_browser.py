"""T11 in a real browser: the looks before something is saved, and the page of what was done; axe at both widths."""

import datetime
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.enums import Role
from jobcenters.calendar import local_date
from orders.models import Clock
from tests.factories import accounts, companies, networks
from tests.factories import orders as make
from tests.helpers.browser import (
    WebServer,
    axe_violations,
    good_page,
    overflowing,
    screenshot,
    web_server,
)
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.recalculating import changes, recalculate_as_worker
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser

SIZES = ((1280, 900), (390, 844))
WIDTHS = (1280, 390)


def looked_at(
    chromium: Browser, server: WebServer, jar: object, name: str, press: Callable[[Page], None]
) -> None:
    """Without scripts, at both widths: what the form's first press shows, checked and drawn."""
    for width, height in SIZES:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, locale="da-DK", java_script_enabled=False
        )
        context.add_cookies(list(jar))  # type: ignore[call-overload]
        page = context.new_page()
        press(page)
        expect(page.get_by_text("Intet er gemt endnu.")).to_be_visible()
        screenshot(page, name)
        context.close()
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="da-DK")
    context.add_cookies(list(jar))  # type: ignore[call-overload]
    page = context.new_page()
    press(page)
    assert overflowing(page) == []
    assert axe_violations(page) == []
    context.close()


class World:
    """Three orders in Horsens; Birthe keeps its calendar and the network's rules."""

    def __init__(self) -> None:
        self.network = networks.east_jutland("Horsens")
        self.mette = make.consultant("Horsens", name="Mette Dahl")
        self.birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR, name="Birthe Krag")
        now = timezone.now()
        for number, name in enumerate(("Nordisk Byg A/S", "Vestegnens Malerfirma ApS", "Hotel Fjorden")):
            received = now - datetime.timedelta(minutes=20 * number)
            make.order(self.mette, company=companies.company(name), received_at=received)

    @property
    def first(self) -> Clock:
        with as_owner():
            return Clock.objects.select_related("order").order_by("due_at", "pk")[0]

    def close(self, page: Page, server: WebServer) -> None:
        """The first press: what a closing day would move."""
        page.goto(server.url + reverse("jobcenters:calendar"))
        page.get_by_label("Dato").fill(local_date(self.first.due_at).isoformat())
        page.get_by_label("Årsag").fill("Kursusdag")
        page.get_by_role("button", name="Tilføj lukkedagen").click()

    def rules(self, page: Page, server: WebServer) -> None:
        """The first press: what new rules of play would move."""
        page.goto(server.url + reverse("agreements:network_rules", args=[self.network.uuid]))
        group = page.get_by_role("group", name="Der handles på virksomhedens henvendelse")
        group.get_by_label("Længde").fill("72")
        page.get_by_label("Lad også de frister, der løber").check()
        page.get_by_role("button", name="Gem spillereglerne").click()


def test_t11_what_moves_is_seen_before_it_is_saved(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    world = World()
    jar = cookies(world.birthe, web_server)
    looked_at(
        chromium, web_server, jar, "recalculation-closing-day", lambda page: world.close(page, web_server)
    )
    looked_at(chromium, web_server, jar, "recalculation-rules", lambda page: world.rules(page, web_server))
    assert changes() == []


def test_t11_what_has_moved_can_be_read(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    world = World()
    jar, hers = cookies(world.birthe, web_server), cookies(world.mette, web_server)
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(list(jar))
    page = context.new_page()
    world.close(page, web_server)
    expect(page.get_by_text("3 åbne frister flytter sig. Ingen bliver overskredet.")).to_be_visible()
    page.get_by_role("button", name="Gem lukkedagen").click()
    expect(page.get_by_text("Intet er gemt endnu.")).to_have_count(0)
    expect(page.get_by_text("I holder lukket")).to_be_visible()
    context.close()
    recalculate_as_worker(timezone.now())
    (change,) = changes()
    assert change.moved == 3
    order = world.first.order
    pages = (
        (reverse("orders:recalculation", args=[change.uuid]), "recalculation-done", jar),
        (reverse("jobcenters:calendar"), "recalculation-calendar", jar),
        (reverse("orders:order", args=[order.uuid]), "recalculation-order", hers),
        (reverse("orders:propose", args=[order.uuid]), "recalculation-propose", hers),
    )
    for path, name, whose in pages:
        good_page(chromium, web_server.url + path, name, cookies=whose, widths=WIDTHS)
