"""The pages of vacancies in a real browser: the strict content security policy blocks nothing of them."""

import pytest
from playwright.sync_api import Browser

from accounts.tenancy import acting_as
from orders.models import OrderLine
from postings.services.portals import portal_want
from postings.services.posting import posting_withdraw
from tests.factories import orders as make
from tests.factories import postings
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser

MICRODATA = """() => {
  const item = document.querySelector('[itemtype="https://schema.org/JobPosting"]');
  return [...item.querySelectorAll('[itemprop]')].map((e) => e.getAttribute('itemprop'));
}"""
VIOLATIONS = """() => { window.jo_blocked = [];
  document.addEventListener('securitypolicyviolation', (e) => window.jo_blocked.push(e.blockedURI)); }"""


def test_nothing_of_a_vacancy_is_blocked(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, job_description="Saml pumper")
    with acting_as(mette):
        line = OrderLine.objects.get(order=order)
    posting = postings.posting(mette, order)
    gone = postings.posting(mette, make.order(mette))
    with acting_as(mette):
        portal_want(actor=mette, posting=posting, portal="jobnet")
        posting_withdraw(actor=mette, posting=gone, reason="Fortrudt")
    vacancy = f"/ledige-stillinger/{posting.uuid}/"
    public = {
        "vacancies": "/ledige-stillinger/",
        "vacancies-search": "/ledige-stillinger/?q=montør&kommune=0615",
        "vacancies-none": "/ledige-stillinger/?q=kirurg&kommune=0615",
        "vacancies-jobcenter": f"/ledige-stillinger/hos/{mette.organisation_uuid}/",
        "vacancy": vacancy,
    }
    for name, address in public.items():
        good_page(chromium, web_server.url + address, name)
    context = chromium.new_context()
    context.add_init_script(f"({VIOLATIONS})()")
    page = context.new_page()
    answer = page.goto(web_server.url + vacancy)
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert page.evaluate("window.jo_blocked") == []
    assert {"title", "validThrough", "hiringOrganization", "jobLocation", "description"} <= set(
        page.evaluate(MICRODATA)
    )
    assert page.goto(f"{web_server.url}/ledige-stillinger/{gone.uuid}/").status == 410
    context.close()
    own = cookies(mette, web_server)
    staff = {
        "order-postings": f"/ordrer/{order.uuid}/",
        "posting-publish": f"/ordrer/{order.uuid}/slaa-op/{line.uuid}/",
        "posting-history": f"/stillingsopslag/{posting.uuid}/",
        "posting-register": f"/stillingsopslag/{posting.uuid}/jobnet/",
        "posting-withdraw": f"/stillingsopslag/{posting.uuid}/tag-ned/",
    }
    for name, address in staff.items():
        good_page(chromium, web_server.url + address, name, cookies=own)


def test_a_search_is_typed_and_kept_without_a_script(
    chromium: Browser, web_server: WebServer, committed: Committed
) -> None:
    mette = make.consultant("Horsens")
    postings.posting(mette, make.order(mette), title="Smed")
    postings.posting(mette, make.order(mette), title="Kok")
    context = chromium.new_context(locale="da-DK", java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{web_server.url}/ledige-stillinger/")
    page.get_by_label("Stilling, by, postnummer eller virksomhed").fill("smed")
    page.get_by_label("Kommune").select_option("0615")
    page.get_by_role("button", name="Søg").click()
    assert page.url == f"{web_server.url}/ledige-stillinger/?q=smed&kommune=0615"
    assert page.get_by_role("status").inner_text() == "1 ledig stilling passer på “smed” i Horsens"
    assert page.locator(".jo-vacancy").count() == 1
    assert page.get_by_label("Stilling, by, postnummer eller virksomhed").input_value() == "smed"
    page.get_by_role("link", name="Vis alle").click()
    assert page.url == f"{web_server.url}/ledige-stillinger/" and page.locator(".jo-vacancy").count() == 2
    context.close()
