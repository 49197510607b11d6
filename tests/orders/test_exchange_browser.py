"""The pages of question and answer in a real browser: nothing past the edge, axe finds nothing, the press works."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.tenancy import acting_as
from orders.enums import AnswerKind
from orders.models import Request
from orders.services.clarifications import request_clarify
from orders.services.requests import request_answer
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.orders.pages import clarified, url
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


def test_a_question_and_a_reference_are_seen_and_acted_on(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    mette, bo, eva = make.consultant("Horsens"), make.consultant("Odder"), make.consultant("Hedensted")
    order = clarified(mette)
    asking, pointing = (make.request(mette, order, make.jobcenter(name)) for name in ("Odder", "Hedensted"))
    with acting_as(bo):
        request_answer(actor=bo, request=asking, answer=AnswerKind.CLARIFY, text="Kræver I kørekort B?")
    with acting_as(eva):
        request_answer(
            actor=eva,
            request=pointing,
            answer=AnswerKind.PASSED_ON,
            text="De har flere.",
            referred_to=make.jobcenter("Skanderborg"),
        )
    cookies = signed_in(mette, web_server)
    for name, row in (("order", order), ("question", order), ("request", asking)):
        address = web_server.url + url(name, row)
        good_page(chromium, address, f"afklaring-{name}", cookies=cookies, widths=(390, 1280))
    with acting_as(mette):
        request_clarify(actor=mette, request=asking, text="Nej, cykel er nok.")
    good_page(
        chromium,
        web_server.url + url("request", asking),
        "afklaring-svar",
        cookies=signed_in(bo, web_server),
        widths=(390, 1280),
    )
    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(web_server.url + url("order", order))
    page.get_by_role("button", name="Spørg Skanderborg").click()
    expect(page.get_by_text("Sendt til Skanderborg.")).to_be_visible()
    expect(page.get_by_text("Skanderborg er spurgt.")).to_be_visible()
    context.close()
    with acting_as(mette):
        assert Request.objects.filter(to_organisation=make.jobcenter("Skanderborg")).count() == 1
