"""What a file changes, in a real browser: wide and narrow, and the rest of a row's changes unfold."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.companies.import_files import administrator, checked, line, loaded, sheet, swept
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


def test_the_preview_is_a_good_page(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    karen = administrator()
    loaded(karen, sheet(line(n) for n in range(1, 41)))
    swept()
    rows = [
        line(1, ansatte="141"),
        line(2, ansatte="1410", telefon="76 12 34 56", stilling="Produktionschef"),
        line(
            3,
            virksomhed="Indlæst Firma 3 og Søns Efterfølgere Maskinværksted A/S",
            ansatte="7",
            branche="Konsulentvirksomhed vedrørende informationsteknologi",
            branchekode="620200",
            telefon="76 11 11 11",
            e_mail="en.meget.lang.adresse.til.produktionschefen@indlaest-firma-nummer-tre.example",
        ),
        line(4, kontaktperson="Ny Person", telefon="76 00 11 22"),
        line(5, adresse="Lagervej 9", p_nummer="", arbejdsplads="Lageret"),
        line(6, postnummer="0001"),
        line(90),
        *(line(n) for n in range(7, 25)),
        *(line(n, ansatte=str(n + 100)) for n in range(25, 41)),
    ]
    run = checked(karen, sheet(rows), name="virksomheder-april.csv")
    path = web_server.url + reverse("companies:import_run", args=[run.uuid])
    cookies = signed_in(karen, web_server)
    good_page(chromium, path, "import-changes", cookies=cookies, widths=(320, 390, 1280))
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(cookies)
    page = visit(context, path).page
    more = page.locator("summary", has_text="Vis 3 til")
    hidden = page.get_by_text("en.meget.lang.adresse").first
    assert not hidden.is_visible()
    more.click()
    assert hidden.is_visible()
    context.close()
