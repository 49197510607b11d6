"""Inviting in a real browser: from the order to the sent invitation, from the link to the answer; the press budgets."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import ContactChannel, ReplyKind
from candidates.models import CandidateIdentity, Invitation, SearchEvidence
from orders.models import Order, Request
from orders.services.orders import LineData
from tests.candidates.searching import WELDER, WELDING, welders
from tests.candidates.test_invitations import deliver, mails, token_of
from tests.factories import candidates
from tests.factories import orders as make
from tests.helpers.browser import (
    COUNT_PRESSES,
    WebServer,
    axe_violations,
    good_page,
    overflowing,
    presses,
    screenshot,
    web_server,
)
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.pages import clarified
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = pytest.mark.browser


class Site:
    """Horsens has an order for welders; Bo in Odder has been asked about it."""

    def __init__(self, server: WebServer, chromium: Browser) -> None:
        self.server, self.chromium = server, chromium
        self.mette, self.bo = make.consultant("Horsens"), make.consultant("Odder")
        lines = (LineData(occupation="svejsere", places=4, requirements="Svejsecertifikat"),)
        self.order: Order = clarified(self.mette, lines=lines)
        self.own = welders(3, certificates=(WELDING,))
        welders(3, "Hedensted", "8722")
        candidates.count_words()

    def page(self, actor: Actor | None = None) -> Page:
        """A tab in which every press is counted, signed in as `actor` or as nobody."""
        context = self.chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
        context.add_init_script(COUNT_PRESSES)
        context.set_default_timeout(20_000)
        if actor:
            context.add_cookies(signed_in(actor, self.server))
        return context.new_page()

    def address(self, name: str, *args: object) -> str:
        return self.server.url + reverse(name, args=args)


@pytest.fixture
def site(committed: Committed, web_server: WebServer, chromium: Browser) -> Site:
    return Site(web_server, chromium)


def good(page: Page, name: str) -> None:
    """What holds for every page, of one that only a press leads to."""
    for width in (320, 390, 640, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert overflowing(page) == [], f"{name} at {width} px"
        if width in (390, 1280):
            screenshot(page, name)
            assert axe_violations(page) == [], f"{name} at {width} px"


def test_search_and_invite_costs_five_presses_and_the_answer_two(site: Site) -> None:
    page = site.page(site.mette)
    page.goto(site.address("orders:order", site.order.uuid))
    page.locator(".jo-next").get_by_role("link", name="Udsøg").click()
    expect(page.get_by_role("button", name=f"Fjern {WELDER}")).to_be_visible()
    for row in range(2):
        page.locator(".jo-hit label").nth(row).click()
    page.get_by_role("button", name="Opfordr 2 kandidater").click()
    expect(page.get_by_role("heading", name="Opfordr kandidater")).to_be_visible()
    expect(page.get_by_label("Emne")).to_have_value(re.compile("svejsere hos"))
    good(page, "opfordr")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("button", name="Opfordr 2 kandidater").click()
    expect(page.get_by_text("Opfordring sendt til 2 kandidater.")).to_be_visible()
    # JOURNEYS' budget is six; the search is kept on the order without a press of its own.
    assert presses(page) == 5
    with acting_as(site.mette):
        assert Invitation.objects.filter(order=site.order).count() == 2
        assert SearchEvidence.objects.get(order=site.order).search.suitable == 2
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text("Fortrudt. Ingen har fået opfordringen.")).to_be_visible()
    page.context.close()

    # Asked by mail or on the own day: open the case, send the answer that stands there.
    request = make.request(site.mette, site.order, make.jobcenter("Odder"), number=2)
    page = site.page(site.bo)
    page.goto(site.address("orders:my_day"))
    page.get_by_role("link", name=re.compile("Svar Horsens")).first.click()
    expect(page.locator("[aria-labelledby=svar-ja]").get_by_label("Hvor mange?")).to_have_value("2")
    page.get_by_role("button", name="Svar ja, vi kan levere").click()
    expect(page.get_by_text("Ja, med antal og dato")).to_be_visible()
    assert presses(page) == 2
    page.context.close()
    with acting_as(site.bo):
        assert Request.objects.get(pk=request.pk).answer == "yes"


def test_the_citizen_answers_and_every_page_of_it_is_good(site: Site) -> None:
    by_tray = site.own[2]
    with as_owner():
        CandidateIdentity.objects.filter(pk=by_tray.pk).update(channel=ContactChannel.MESSAGE)
    page = site.page(site.mette)
    chosen = "&".join(f"kandidat={one.uuid}" for one in site.own)
    page.goto(site.address("candidates:invite", site.order.uuid) + "?" + chosen)
    page.get_by_role("button", name="Opfordr 3 kandidater").click()
    expect(page.get_by_text("Opfordring sendt til 3 kandidater.")).to_be_visible()
    assert deliver() == 3
    first, second = (token_of(mail) for mail in mails())

    # A telephone, nobody signed in, no scripts needed: one press answers.
    citizen = site.page()
    citizen.goto(site.address("candidates:reply", first))
    good(citizen, "svar")
    citizen.get_by_role("button", name=str(ReplyKind.INTERESTED.label)).click()
    expect(citizen.get_by_text("Du har svaret: Interesseret.")).to_be_visible()
    assert presses(citizen) == 1
    good(citizen, "svar-givet")
    citizen.get_by_role("button", name="Jeg vil ikke have flere opfordringer").click()
    expect(citizen.get_by_text("Du får ikke flere opfordringer fra jobcentret.")).to_be_visible()
    good(citizen, "svar-ingen-flere")
    citizen.goto(site.address("candidates:reply", "x" * 43))
    good(citizen, "svar-forkert")
    with as_owner():
        Invitation.objects.filter(reply="").update(expires_at=timezone.now())
    citizen.goto(site.address("candidates:reply", second))
    expect(citizen.get_by_text("kan ikke længere svares")).to_be_visible()
    good(citizen, "svar-udloebet")
    citizen.context.close()

    page.goto(site.address("candidates:message_tray"))
    good(page, "beskedbakke")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.get_by_role("link", name=f"Hent besked til {by_tray.pseudonym}").click()
    page.get_by_role("button", name="Vis navn og besked").click()
    expect(page.get_by_label("Besked", exact=True)).to_have_value(re.compile(r"/svar/[\w-]{40,}/"))
    good(page, "besked")
    page.context.close()
    cookies = signed_in(site.mette, site.server)
    for name, url in (
        ("opfordringer", site.address("candidates:invitations", site.order.uuid)),
        ("ordre-opfordret", site.address("orders:order", site.order.uuid)),
        ("fundet-kandidat", site.address("orders:list") + f"?q={site.own[0].pseudonym}"),
    ):
        good_page(site.chromium, url, name, cookies=cookies)
