"""The pages of a company under agreement in a real browser: axe, the edge, and the question that follows the choice."""

import pytest
from playwright.sync_api import Browser, expect

from agreements.enums import Area
from orders.models import Order
from orders.services.orders import LineData
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


def test_one_entrance_from_the_choice_of_company_to_the_tovholder(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    company = companies.company("Aftalefirma ApS")
    agreements.agreement_in_force(
        company, tovholders=[(make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))]
    )
    mette, bo, karin = make.consultant("Horsens"), make.consultant("Odder"), companies.user_of(company)
    lines = (
        LineData(occupation="montører", places=4),
        LineData(occupation="medhjælpere", places=2, target_group="refugee"),
    )
    order = make.order(mette, company=company, lines=lines)
    new = f"{web_server.url}/ordrer/ny/"
    of_bo, of_mette = signed_in(bo, web_server), signed_in(mette, web_server)
    widths = (320, 390, 1280)
    good_page(chromium, f"{new}?company={company.uuid}", "aftale-ny", cookies=of_bo, widths=widths)
    for address, name, cookies in (
        (f"/virksomheder/{company.uuid}/", "aftale-virksomhed", of_bo),
        (f"/aftaler/virksomheder/{company.uuid}/kontakt/", "aftale-kontakt", of_bo),
        (f"/ordrer/{order.uuid}/", "aftale-ordre", of_mette),
        (f"/ordrer/{order.uuid}/opkvalificering/", "aftale-opkvalificering", of_mette),
        (f"/ordrer/{order.uuid}/henvendelse/", "aftale-henvendelse", of_mette),
        ("/portal/skriv/", "aftale-skriv", signed_in(karin, web_server)),
    ):
        good_page(chromium, web_server.url + address, name, cookies=cookies, widths=widths)

    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(of_bo)
    page = context.new_page()
    page.goto(new)
    expect(page.get_by_text("I hører fra Jobcenter Odder")).to_be_visible()
    page.get_by_label("Virksomhed", exact=True).fill("Aftalefirma")
    page.get_by_role("radio", name="Aftalefirma ApS").first.check()
    # Without a press: the note and its question come with the choice, and the form's own sentence goes.
    expect(page.get_by_text("Jobcenter Horsens er tovholder og skal svare")).to_be_visible()
    expect(page.get_by_text("I hører fra Jobcenter Odder")).to_be_hidden()
    page.get_by_label("Jobcenter Horsens, som er tovholder").check()
    page.get_by_label("Stilling").first.fill("svejsere")
    page.get_by_label("Antal").first.fill("3")
    page.get_by_role("button", name="Gem og bekræft til virksomheden").click()
    expect(page.get_by_text("er givet videre til Jobcenter Horsens")).to_be_visible()
    context.close()
    with as_owner():
        assert Order.objects.get(title="3 svejsere").tovholder_id == make.jobcenter("Horsens").pk
