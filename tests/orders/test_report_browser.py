"""Reports and "Hvad nu hvis" in a real browser: console, edges and axe at every width, the keyboard, and no scripts."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser

from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.sla_world import history
from tests.orders.test_sla_browser import cookies
from tests.orders.test_sla_pages import manager

__all__ = ["committed", "web_server"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_reports_are_good_in_a_browser(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    network = networks.east_jutland("Horsens")
    mette = history(timezone.now(), seed=41, orders=30)
    report = make.month_report(mette)
    jar = cookies(manager(), web_server)
    reports, what_if = reverse("orders:reports"), reverse("orders:what_if")
    addresses = {
        "report": reports,
        "report-network": f"{reports}?omraade={network.uuid}",
        "report-empty": f"{reports}?periode=fra-til&fra=2020-01-01&til=2020-02-01",
        "report-month": reverse("orders:month_report", args=[report.uuid]),
        "what-if": what_if,
        "what-if-answer": f"{what_if}?loefte=D1&laengde=8&enhed=opening_day_hours",
        "what-if-wrong": f"{what_if}?loefte=D1&laengde=x&enhed=opening_day_hours",
    }
    for name, address in addresses.items():
        good_page(chromium, web_server.url + address, name, cookies=jar)
    national = cookies(accounts.actor(make.national()), web_server)
    good_page(chromium, web_server.url + reports, "report-country", cookies=national)


def test_a_question_is_asked_by_keyboard_and_without_scripts(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    history(timezone.now(), seed=42)
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies(cookies(manager(), web_server))  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(web_server.url + reverse("orders:reports"))
    page.get_by_role("link", name="Hvad nu hvis").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Ny længde").focus()
    page.keyboard.type("8")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="8 timer på åbningsdage i stedet for det aftalte").wait_for()
    assert page.get_by_label("Ny længde").input_value() == "8"
    page.get_by_role("link", name="Rapporter").first.click()
    page.get_by_role("button", name="Send mig rapporten hver måned").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop rapporten på mail").wait_for()
    context.close()
