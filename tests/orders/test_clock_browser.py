"""The pages about one clock in a real browser: console, edges, axe; and a pause from the consultant to the company."""

import datetime
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.enums import EventKind, Outcome
from orders.models import Clock
from orders.services.breaches import breach_record
from orders.services.clocks import clock_hand_over
from orders.services.corrections import breach_cause_correct, clock_stop_correct
from orders.services.orders import order_answer, order_close
from orders.services.pauses import clock_pause, company_ask
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_sla_browser import cookies

__all__ = ["committed", "web_server"]
pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

ONE_DAY = datetime.timedelta(days=1)
ASKED = "Skal montørerne kunne svejse i rustfrit stål, eller er almindeligt stål nok?"


def test_the_pages_of_a_clock_are_good_in_a_browser(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    now = timezone.now()
    company = companies.company()
    mette = make.consultant("Horsens", name="Mette Lund")
    lars = accounts.actor(make.jobcenter("Horsens"), role=Role.MANAGER, name="Lars Holm")
    bo = make.consultant("Odder")
    with playing(now - 4 * ONE_DAY):
        order = make.order(mette, company=company)
    d4 = make.promise(mette, order, "D4", received_at=now)
    d5 = make.promise(mette, order, "D5", received_at=now)
    d6 = make.promise(mette, order, "D6", received_at=now - 3 * ONE_DAY)
    with as_owner():
        for days, to in ((2, bo), (1, mette)):
            clock_hand_over(
                actor=mette,
                clock=d6,
                owner_organisation_id=to.organisation_id,
                owner_user_id=to.user_id,
                at=now - days * ONE_DAY,
                reason="Ny tovholder",
            )
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talte om svejsning", at=now)
        d1 = Clock.objects.get(order=order, promise="D1")
        clock_stop_correct(actor=mette, clock=d1, at=now - 3.5 * ONE_DAY, reason="Ringede før mødet")
        question = company_ask(actor=mette, order=order, text=ASKED, key=uuid4())
        clock_pause(actor=mette, clock=d4, question=question)
        late = make.promise(mette, order, "D3", received_at=now - 30 * ONE_DAY)
        breach_record([late.pk], detected_at=now)
        closed = order_answer(actor=mette, order=make.order(mette, company=company), kind="call", note="")
        outcome = {closed.lines.get().pk: (Outcome.HIRED, 4)}
        closed = order_close(actor=mette, order=closed, outcomes=outcome)
    with acting_as(lars):
        breach_cause_correct(actor=lars, breach=late.breach, cause="outage", text="Telefonerne var nede")
    hers, his = cookies(mette, web_server), cookies(lars, web_server)
    theirs = cookies(companies.user_of(company), web_server)
    for name, address, jar in (
        ("order", reverse("orders:order", args=[order.uuid]), hers),
        ("pause", reverse("orders:clock_pause", args=[d5.uuid]), hers),
        ("resume", reverse("orders:clock_resume", args=[d4.uuid]), hers),
        ("correct", reverse("orders:clock_correct", args=[d1.uuid]), hers),
        ("closed", reverse("orders:order", args=[closed.uuid]), hers),
        ("reopen", reverse("orders:reopen", args=[closed.uuid]), hers),
        ("breaches", reverse("orders:breaches") + "?udfald=alle&periode=alle", his),
        ("cause", reverse("orders:breach_correct", args=[late.uuid]), his),
        ("portal", reverse("orders:portal_order", args=[order.uuid]), theirs),
    ):
        good_page(chromium, web_server.url + address, f"clock-{name}", cookies=jar)


def test_a_pause_by_keyboard_from_the_order_page(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    mette = make.consultant("Horsens", name="Mette Lund")
    order = make.order(mette)
    make.promise(mette, order, "D4")
    address = web_server.url + reverse("orders:order", args=[order.uuid])
    context = chromium.new_context(locale="da-DK")
    context.add_cookies(list(cookies(mette, web_server)))  # type: ignore[arg-type]
    page = visit(context, address).page
    page.get_by_role("link", name="Sæt på pause").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Hvad skal virksomheden svare på?").fill(ASKED)
    page.get_by_role("button", name="Sæt på pause").press("Enter")
    expect(page.get_by_text("Fristen er på pause. Den løber igen")).to_be_visible()
    expect(page.get_by_role("region", name="Frister").get_by_text("Afventer virksomheden")).to_be_visible()
    context.close()
