"""The manager's and Jobservice Danmark's pages in a real browser: console, edges, axe, and a case given away."""

import datetime
from collections.abc import Sequence
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from orders.calendars import calendar_of, deadline_for
from orders.selectors.sla import risk_until
from tests.factories import accounts
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.pages import client_of
from tests.orders.sla_world import history, received
from tests.orders.test_national_pages import assigned, inquiry

__all__ = ["committed", "web_server"]
# Nine pages at four widths: two minutes on a busy machine.
pytestmark = pytest.mark.browser


def cookies(actor: Actor, server: WebServer) -> Sequence[dict[str, Any]]:
    """A signed-in session, as the browser keeps it."""
    jar = client_of(actor).cookies
    return [{"name": name, "value": morsel.value, "url": server.url} for name, morsel in jar.items()]


def due_soon(actor: Actor) -> datetime.datetime:
    """When an inquiry came whose deadline lies between now and the end of the next opening day, on any day of the
    week.
    """
    now = timezone.now()
    with acting_as(actor):
        until = risk_until(calendar_of(actor.organisation_id), now)
        for hours in range(400):
            instant = now - datetime.timedelta(hours=hours)
            if now < deadline_for("D1", actor.organisation_id, instant).due_at < until:
                return instant
    raise AssertionError("no instant of the last weeks is due by the next opening day")


def test_the_managers_pages_are_good_in_a_browser(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    now = timezone.now()
    mette = history(now, seed=21, orders=8)
    clock = received(mette, now)
    henrik = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER, name="Henrik Toft")
    jar = cookies(henrik, web_server)
    for name, address in (
        ("sla", reverse("orders:sla")),
        ("sla-period", reverse("orders:sla") + "?vaelg=1"),
        ("sla-error", reverse("orders:sla") + "?periode=fra-til&fra=2026-03-20&til=2026-03-01"),
        ("breaches", reverse("orders:breaches") + "?udfald=alle&periode=alle"),
        ("breaches-empty", reverse("orders:breaches") + "?periode=fra-til&fra=2024-03-01&til=2024-03-02"),
        ("assign", reverse("orders:assign_clock", args=[clock.uuid])),
    ):
        good_page(chromium, web_server.url + address, f"manager-{name}", cookies=jar)


def test_the_national_pages_are_good_in_a_browser(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    lise = accounts.actor(make.national(), name="Lise Dam")
    order = inquiry(lise)
    assigned(lise, "Nyborg", days=1)
    jar = cookies(lise, web_server)
    for name, address in (
        ("national", reverse("orders:national")),
        ("national-filtered", reverse("orders:national") + "?vis=aabne&omraade=oest"),
        ("national-assign", reverse("orders:national_assign", args=[order.uuid])),
    ):
        good_page(chromium, web_server.url + address, name, cookies=jar)


def test_an_at_risk_case_is_saved_in_three_clicks(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    mette = make.consultant("Horsens", name="Mette Lund")
    make.consultant("Horsens", name="Jonas Krogh")
    received(mette, due_soon(mette))
    henrik = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER, name="Henrik Toft")
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(list(cookies(henrik, web_server)))  # type: ignore[arg-type]
    page = visit(context, web_server.url + reverse("orders:sla")).page
    page.get_by_role("link", name="Tildel").first.click()
    page.get_by_label("Jonas Krogh").check()
    page.get_by_role("button", name="Tildel sagen").click()
    assert "er tildelt Jonas Krogh" in page.inner_text("main")
    assert "Ansvarlig er Jonas Krogh." in page.inner_text("main")
    context.close()
