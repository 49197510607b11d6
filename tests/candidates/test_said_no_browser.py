"""The pages about consent that is given again, and a file that has somebody who said no, in a real browser."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser

from tests.candidates.import_files import administrator, checked, loaded, person, sheet
from tests.candidates.test_said_no import anonymised, withdrawn
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WIDTHS = (320, 390, 1280)


def test_every_page_is_a_good_page(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    karen = administrator()
    cookies = signed_in(karen, web_server)
    loaded(karen, sheet(person(n) for n in range(5)))
    anonymised(karen)
    gone = withdrawn(karen, "sag-2")
    run = checked(karen, sheet(person(n) for n in range(4)))

    def good(name: str, route: str, *args: object) -> None:
        address = web_server.url + reverse(f"candidates:{route}", args=args)
        good_page(chromium, address, f"samtykke-{name}", cookies=cookies, widths=WIDTHS)

    good("fil", "import_run", run.uuid)
    good("bestand", "imports")
    good("reference", "consent_by")
    good("kandidat", "candidate", gone.uuid)
    good("igen", "consent_again", gone.uuid)
