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
pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

SIZES = ((1280, 900), (390, 844))


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


def test_t11_looks_and_what_was_done(chromium: Browser, web_server: WebServer, committed: Committed) -> None:
    network = networks.east_jutland("Horsens")
    mette = make.consultant("Horsens", name="Mette Dahl")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR, name="Birthe Krag")
    now = timezone.now()
    for number, name in enumerate(("Nordisk Byg A/S", "Vestegnens Malerfirma ApS", "Hotel Fjorden")):
        received = now - datetime.timedelta(minutes=20 * number)
        make.order(mette, company=companies.company(name), received_at=received)
    with as_owner():
        day = local_date(Clock.objects.order_by("due_at").first().due_at)  # type: ignore[union-attr]
    jar = cookies(birthe, web_server)
    calendar = web_server.url + reverse("jobcenters:calendar")

    def close(page: Page) -> None:
        page.goto(calendar)
        page.get_by_label("Dato").fill(day.isoformat())
        page.get_by_label("Årsag").fill("Kursusdag")
        page.get_by_role("button", name="Tilføj lukkedagen").click()

    looked_at(chromium, web_server, jar, "recalculation-closing-day", close)

    def rules(page: Page) -> None:
        page.goto(web_server.url + reverse("agreements:network_rules", args=[network.uuid]))
        group = page.get_by_role("group", name="Der handles på virksomhedens henvendelse")
        group.get_by_label("Længde").fill("72")
        page.get_by_label("Lad også de frister, der løber").check()
        page.get_by_role("button", name="Gem spillereglerne").click()

    looked_at(chromium, web_server, jar, "recalculation-rules", rules)
    assert changes() == []

    context = chromium.new_context(locale="da-DK")
    context.add_cookies(list(jar))
    page = context.new_page()
    close(page)
    expect(page.get_by_text("3 åbne frister flytter sig. Ingen bliver overskredet.")).to_be_visible()
    page.get_by_role("button", name="Gem lukkedagen").click()
    expect(page.get_by_text("I holder lukket")).to_be_visible()
    context.close()
    recalculate_as_worker(timezone.now())
    (change,) = changes()
    assert change.moved == 3
    done = web_server.url + reverse("orders:recalculation", args=[change.uuid])
    good_page(chromium, done, "recalculation-done", cookies=jar)
    good_page(chromium, calendar, "recalculation-calendar", cookies=jar)
    with as_owner():
        order = Clock.objects.select_related("order").order_by("due_at").first().order  # type: ignore[union-attr]
    page_of_order = web_server.url + reverse("orders:order", args=[order.uuid])
    hers = cookies(mette, web_server)
    good_page(chromium, page_of_order, "recalculation-order", cookies=hers)
    propose = web_server.url + reverse("orders:propose", args=[order.uuid])
    good_page(chromium, propose, "recalculation-propose", cookies=hers)
