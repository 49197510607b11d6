"""The pages of an agreement's life in a real browser: axe finds nothing, nothing past the edge, the press works."""

import datetime

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.services.changes import change_propose, link_token
from agreements.services.meetings import meeting_record, meetings_plan
from jobcenters.calendar import local_date
from orders.models import Order, OrderLine
from orders.services.orders import LineData
from tests.agreements.living import Life
from tests.factories import orders as make
from tests.helpers.browser import WebServer, good_page, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser  # many pages, judged one by one
WIDTHS = (320, 390, 1280)  # 320: nothing past the edge; the others also axe and a picture


def life() -> Life:
    today = local_date(moment())
    made = Life(
        starts_on=today - datetime.timedelta(days=180),
        ends_on=today + datetime.timedelta(days=365),
        meeting_months=1,
        title="Jobserviceaftale med Gudenaa Maskinfabrik",
    )
    with acting_as(made.lise):
        meetings_plan(agreement=made.agreement, at=moment() - datetime.timedelta(days=70))
    first = made.meetings("planned")[0]
    with acting_as(made.mette):
        meeting_record(
            actor=made.mette,
            meeting=first,
            minutes="Tre montører er ansat.\nDe næste bestilles i maj.",
            adjustments="Vi ringer sammen hver anden uge.",
            as_version=False,
        )
    return made


def test_every_page_is_a_good_page(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    made = life()
    agreement = made.agreement
    ends_on = agreement.ends_on.replace(year=agreement.ends_on.year + 1)
    mette, karin = signed_in(made.mette, web_server), signed_in(made.karin, web_server)

    def good(name: str, route: str, *arguments: object, cookies: object = mette) -> None:
        address = web_server.url + reverse(route, args=arguments)
        good_page(chromium, address, f"aftaleliv-{name}", cookies=cookies, widths=WIDTHS)  # type: ignore[arg-type]

    held, missing, coming = made.meetings()[0], *made.meetings("planned")[:2]
    good("forlaeng", "agreements:extend", agreement.uuid)
    good("ophaev-virksomhed", "agreements:cancel", agreement.uuid, cookies=karin)
    with acting_as(made.mette):
        change = change_propose(
            actor=made.mette,
            agreement=agreement,
            kind="extend",
            ends_on=ends_on,
            reason="Samarbejdet går godt, og I har fire stillinger til foråret.",
        )
    good("svar-virksomhed", "agreements:change", change.uuid, cookies=karin)
    good("svar-link", "consent:answer", link_token(change, made.fund.pk), cookies=[])
    good("aftale", "agreements:agreement", agreement.uuid, cookies=karin)
    good("aftale-tovholder", "agreements:agreement", agreement.uuid)
    good("moeder", "agreements:meetings", agreement.uuid)
    good("moede-referat", "agreements:meeting", missing.uuid)
    good("moede-kommende", "agreements:meeting", coming.uuid)
    good("moede-holdt", "agreements:meeting", held.uuid, cookies=karin)
    good("moede-flyt", "agreements:meeting_move", coming.uuid)
    good("moede-aflys", "agreements:meeting_cancel", coming.uuid)


def test_the_effect_with_numbers(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    made = life()
    for places in (4, 2):
        order = make.order(made.mette, company=made.company, lines=(LineData("montører", places),))
        with as_owner():
            Order.objects.filter(pk=order.pk).update(agreement=made.agreement)
            OrderLine.objects.filter(order=order).update(hired=2)
    today = local_date(moment())
    days = f"?fra={made.agreement.starts_on}&til={today + datetime.timedelta(days=10)}"
    address = web_server.url + reverse("orders:agreement_effect", args=[made.agreement.uuid]) + days
    good_page(chromium, address, "aftaleliv-effekt", cookies=signed_in(made.mette, web_server), widths=WIDTHS)


def test_a_yes_is_one_press_on_the_agreements_page(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    made = life()
    with acting_as(made.mette):
        change = change_propose(
            actor=made.mette,
            agreement=made.agreement,
            kind="extend",
            ends_on=made.agreement.ends_on + datetime.timedelta(days=365),
        )
    context = chromium.new_context(locale="da-DK", java_script_enabled=False)
    context.add_cookies(signed_in(made.karin, web_server))
    page = context.new_page()
    page.goto(web_server.url + reverse("agreements:agreement", args=[made.agreement.uuid]))
    page.get_by_role("button", name="Sig ja til forlængelsen").click()
    expect(page.get_by_text("Jeres ja er gemt")).to_be_visible()
    context.close()
    link = chromium.new_context(locale="da-DK", java_script_enabled=False)
    page = link.new_page()
    page.goto(web_server.url + reverse("consent:answer", args=[link_token(change, made.fund.pk)]))
    page.get_by_role("button", name="Sig nej").click()
    expect(page.get_by_role("link", name="Skriv kort, hvorfor I siger nej")).to_be_visible()
    page.get_by_label("Bemærkning").fill("Vi stopper til nytår.")
    page.get_by_role("button", name="Sig nej").click()
    expect(page.get_by_text("Jeres nej er gemt")).to_be_visible()
    link.close()
