"""The pages of imports in a real browser: judged one by one, and the one that moves by itself."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.tenancy import acting_as
from candidates.imports.services import import_start
from candidates.models import ImportRun
from tests.candidates.import_files import (
    HEADINGS,
    administrator,
    checked,
    loaded,
    person,
    sheet,
    upload,
    work,
)
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WIDTHS = (320, 390, 1280)


def address(server: WebServer, route: str, run: ImportRun | None = None) -> str:
    return server.url + reverse(f"candidates:{route}", args=[run.uuid] if run else [])


def test_every_page_is_a_good_page(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    karen = administrator()
    cookies = signed_in(karen, web_server)

    def good(name: str, route: str, run: ImportRun | None = None) -> None:
        good_page(
            chromium, address(web_server, route, run), f"indlaes-{name}", cookies=cookies, widths=WIDTHS
        )

    good("tom", "imports")
    good("fil", "import_new")
    loaded(
        karen,
        sheet(person(n, **({"faglig_profil": ""} if n % 3 else {})) for n in range(60)),
        name="marts.csv",
    )
    rows = [
        *(person(n, vil_højst_køre="55" if n % 4 == 0 else "40") for n in range(30)),
        *(person(n) for n in range(100, 140)),
        person(200, postnummer="8300"),
        person(201, kompetencer="010190-1234"),
        person(202, stillinger="Rumskibspilot", kompetencer="Trylleri | TIG-svejsning"),
        person(203, faglig_profil="Ring til Borger på 20 30 40 50."),
        person(1),
    ]
    rows.insert(2, person(204, navn="", ledig_siden="31-02-2026"))
    run = upload(
        karen, sheet(rows, headings=[*HEADINGS, "hund", "skostørrelse"]), name="april.csv", whole=True
    )
    good("laeses", "import_run", run)
    work(run)
    good("klar", "import_run", run)
    good("fejl", "import_faults", run)
    good("bestand", "imports")
    with acting_as(karen):
        import_start(actor=karen, run=run, sure=True)
    good("indlaeses", "import_run", run)
    work(run)
    good("faerdig", "import_run", run)


def test_the_page_moves_by_itself_to_the_button(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    karen = administrator()
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(signed_in(karen, web_server))
    run = upload(karen, sheet(person(n) for n in range(3)))
    opened = visit(context, address(web_server, "import_run", run))
    page = opened.page
    expect(page.get_by_role("progressbar")).to_be_visible()
    work(run)
    start = page.get_by_role("button", name="Indlæs 3 kandidater")
    expect(start).to_be_visible(timeout=30_000)
    start.click()
    expect(page.get_by_role("heading", name="Kandidaterne indlæses")).to_be_visible()
    work(run)
    expect(page.get_by_text("Kandidaterne er indlæst")).to_be_visible(timeout=30_000)
    assert opened.console == []
    context.close()


def test_a_large_stock_asks_twice(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    karen = administrator()
    loaded(karen, sheet(person(n) for n in range(40)))
    run = checked(karen, sheet(person(n) for n in range(5)), whole=True)
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(signed_in(karen, web_server))
    page = visit(context, address(web_server, "import_run", run)).page
    page.get_by_role("button", name="Lad 35 kandidater gå ud").click()
    expect(page.get_by_text("Sæt kryds ved, at 35 kandidater skal ud")).to_be_visible()
    page.get_by_label("35 kandidater skal ud af bestanden").check()
    page.get_by_role("button", name="Lad 35 kandidater gå ud").click()
    expect(page.get_by_role("heading", name="Kandidaterne indlæses")).to_be_visible()
    context.close()
