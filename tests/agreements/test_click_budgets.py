"""How many presses the work takes, in a real browser (a press on a button, a link or a choice; typing is not counted).

The budgets are upper limits. Each way starts on the page where the work is found and ends where the product says that
it is done. A call that becomes an order, a company's order and a case at risk have their own tests with their pages.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.enums import Area
from agreements.models import Agreement
from agreements.services.meetings import meetings_plan
from jobcenters.calendar import local_date
from tests.agreements.living import Life
from tests.agreements.signers import code, link
from tests.agreements.test_sign_browser import real
from tests.factories import accounts, agreements, companies, networks
from tests.factories import orders as make
from tests.helpers.browser import COUNT_PRESSES, WebServer, presses, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_national_pages import inquiry
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


@contextmanager
def within(
    budget: int, browser: Browser, server: WebServer, actor: Actor | None, address: str, before: int = 0
) -> Iterator[Page]:
    """A page at `address` whose presses until the end of the block are at most `budget`; `before` were spent on the
    way to it. The block says what shows that the work is done.
    """
    context = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_init_script(COUNT_PRESSES)
    if actor is not None:
        context.add_cookies(signed_in(actor, server))
    page = context.new_page()
    page.goto(server.url + address)
    yield page
    used = before + presses(page)
    context.close()
    assert 0 < used <= budget, f"{used} presses, the budget is {budget}"


def running() -> Life:
    """An agreement half a year old, with a meeting whose day has come."""
    today = local_date(moment())
    life = Life(
        starts_on=today - datetime.timedelta(days=180),
        ends_on=today + datetime.timedelta(days=365),
        meeting_months=1,
    )
    with acting_as(life.lise):
        meetings_plan(agreement=life.agreement, at=moment() - datetime.timedelta(days=40))
    return life


def page_of(life: Life) -> str:
    return reverse("agreements:agreement", args=[life.agreement.uuid])


# --- Jobservice Danmark ---------------------------------------------------------------------------------------


def test_broker_a_single_order_3(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    lise = agreements.national_actor()
    inquiry(lise, companies.company("Storebælt Catering", workplace_code="8700"))
    with within(3, chromium, web_server, lise, reverse("orders:national")) as page:
        expect(page.get_by_text("Forslag: Horsens")).to_be_visible()
        page.get_by_role("link", name="Vælg en anden").click()
        page.get_by_role("radio").nth(1).check()
        page.get_by_role("button", name="Send til").click()
        expect(page.get_by_text("Alle henvendelser har en tovholder.")).to_be_visible()


def test_broker_as_suggested_in_one(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    lise = agreements.national_actor()
    inquiry(lise, companies.company("Storebælt Catering", workplace_code="8700"))
    with within(1, chromium, web_server, lise, reverse("orders:national")) as page:
        page.get_by_role("button", name="Send til Horsens").click()
        expect(page.get_by_text("Alle henvendelser har en tovholder.")).to_be_visible()


def test_make_an_agreement_9(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    agreements.eastern()
    companies.workplace(company, code="4600", name="Køgeværket")
    lise = agreements.national_actor()
    address = reverse("companies:detail", args=[company.uuid])
    with within(9, chromium, web_server, lise, address) as page:
        page.get_by_role("link", name="Ny jobserviceaftale").click()
        page.get_by_label("Hvad har virksomheden brug for nu?").fill("Ti montører")
        page.get_by_role("button", name="Gem, og fortsæt").click()
        page.get_by_text("Ordinære ansættelser", exact=True).click()
        page.get_by_text("Integrationsgrunduddannelse (IGU)").click()
        for step in ("indhold", "tovholdere", "partnere", "periode"):
            page.wait_for_url(f"**/{step}/")
            for n in range(page.locator("[id$=-contact_name]").count()):
                field = page.locator("[id$=-contact_name]").nth(n)
                if not field.input_value():
                    field.fill(f"Kontakt {n}")
            page.get_by_role("button", name="Gem, og fortsæt").click()
        page.get_by_role("button", name="Send til underskrift").click()
        expect(page.locator("main")).to_contain_text("Sendt til underskrift")


def test_widen_a_local_partnership_4(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    company = companies.company("Nordhavn Plast")
    agreements.agreement_in_force(
        company, actor=make.consultant("Horsens"), kind="partnership", title="Partnerskab med Nordhavn"
    )
    lise = agreements.national_actor()
    address = reverse("companies:detail", args=[company.uuid])
    with within(4, chromium, web_server, lise, address) as page:
        page.get_by_role("link", name="Partnerskab med Nordhavn").click()
        page.get_by_role("link", name="Udvid til jobserviceaftale").click()
        expect(page.get_by_text("fælles besøg")).to_be_visible()
        page.get_by_role("button", name="Udvid, og gå til behov").click()
        expect(page.get_by_text("Behov, parter og kontakter er kopieret.")).to_be_visible()


def test_hold_a_follow_up_meeting_4(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    life = running()
    with within(4, chromium, web_server, life.lise, page_of(life)) as page:
        page.locator("#moeder, [aria-labelledby=moeder]").get_by_role("link").filter(
            has_text="kl."
        ).first.click()
        expect(page.get_by_text("Resultaterne er skrevet ind.")).to_be_visible()
        page.get_by_label("Hvad skal justeres?").fill("To montører mere hver måned")
        page.get_by_text("Bliver en ny version af aftalen").click()
        page.get_by_role("button", name="Gem referatet").click()
        expect(page.get_by_text("en ny version er begyndt")).to_be_visible()


@pytest.mark.parametrize("word", ["Forlæng", "Ophæv"])
def test_extend_and_cancel_3(
    committed: Committed, web_server: WebServer, chromium: Browser, word: str
) -> None:
    life = running()
    with within(3, chromium, web_server, life.mette, page_of(life)) as page:
        page.get_by_role("link", name=f"{word} aftalen").click()
        days = 730 if word == "Forlæng" else 60
        page.get_by_label("Aftalens sidste dag").fill(
            (local_date(moment()) + datetime.timedelta(days=days)).isoformat()
        )
        page.get_by_role("button", name="Send forslaget").click()
        expect(page.get_by_text("4 parter mangler at svare")).to_be_visible()


def test_see_who_covers_what_2(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    """From the search to the tree: the national agreement, its regional ones and the tovholders of both."""
    company = companies.company("Gudenå Maskinfabrik")
    lise = agreements.national_actor()
    parent = agreements.agreement_in_force(
        company,
        actor=lise,
        title="National aftale",
        tovholders=[
            (make.jobcenter("Horsens"), Area.WEST, ()),
            (agreements.eastern(), Area.EAST, ()),
        ],
    )
    regional = agreements.agreement_in_force(
        company,
        actor=lise,
        title="Regional aftale",
        tovholders=[(make.jobcenter("Odder"), Area.MUNICIPALITIES, ("0727",))],
    )
    with as_owner():
        Agreement.objects.filter(pk=regional.pk).update(parent=parent)
    address = reverse("companies:list") + "?q=Guden"
    with within(2, chromium, web_server, lise, address) as page:
        page.get_by_role("link", name="Gudenå Maskinfabrik").click()
        page.get_by_role("link", name="National aftale").click()
        expect(page.get_by_text("1 jobcenter øst for Storebælt")).to_be_visible()
        expect(
            page.locator("#regionale, [aria-labelledby=regionale]").get_by_text("Jobcenter Odder")
        ).to_be_visible()


# --- the leaders ----------------------------------------------------------------------------------------------


def test_fairness_2(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    network = networks.east_jutland("Odder")
    leader = accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER)
    with within(2, chromium, web_server, leader, reverse("agreements:network", args=[network.uuid])) as page:
        page.get_by_role("link", name="Fordeling af tovholderopgaver").click()
        expect(page.get_by_role("heading", name="Forslag til den næste")).to_be_visible()
        page.get_by_label("Arbejdsstedets postnummer").fill("8700")
        page.get_by_role("button", name="Vis forslag").click()
        expect(page.get_by_text("Til et arbejdssted i")).to_be_visible()


def test_meeting_pack_2(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    network = networks.east_jutland("Odder")
    leader = accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER)
    make.order(make.consultant("Odder"))
    with within(2, chromium, web_server, leader, reverse("agreements:network", args=[network.uuid])) as page:
        page.get_by_role("link", name="Lav mødepakke").click()
        with page.expect_download() as loading:
            page.get_by_role("link", name="Hent som PDF").click()
        assert loading.value.suggested_filename.endswith(".pdf")
        assert loading.value.path().read_bytes().startswith(b"%PDF-")


# --- the company ----------------------------------------------------------------------------------------------


def test_sign_4(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    version = real(agreements.national_actor())
    with within(4, chromium, web_server, None, link(version), before=1) as page:  # the link in the mail
        page.get_by_role("button", name="Send mig en kode").click()
        page.get_by_label("Kode fra mailen").fill(code(version))
        page.get_by_label("Din titel").fill("Direktør")
        page.get_by_text("Jeg har læst hele aftalen").click()
        page.get_by_role("button", name="Underskriv").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")


def test_see_the_tovholder_of_each_workplace_3(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    life = running()
    companies.workplace(life.company, code="4600", name="Køgeværket")
    with within(3, chromium, web_server, life.karin, "/") as page:
        page.get_by_role("link", name="Jeres aftale").first.click()
        kontakt = page.get_by_role("region", name="Jeres kontakt")
        expect(kontakt.locator("li").filter(has_text="Køgeværket")).to_contain_text("Jobcenter Køge")


def test_change_contact_3(committed: Committed, web_server: WebServer, chromium: Browser) -> None:
    life = running()
    companies.contact(life.company, name="Karin Friis", email="karin@gudenaa.example")
    with within(3, chromium, web_server, life.karin, "/") as page:
        page.get_by_role("link", name="Jeres virksomhed").first.click()
        page.get_by_role("link", name="Ret Karin Friis").click(position={"x": 4, "y": 8})
        page.get_by_label("Navn").fill("Nanna Holm")
        page.get_by_role("button", name="Gem").click()
        expect(page.locator("main")).to_contain_text("Nanna Holm")
