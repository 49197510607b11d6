"""An agreement from the wizard to twelve signatures and its PDF, and the first orders under it.

Lise of Jobservice Danmark drafts it with Karin's company, seven tovholders, Workindenmark and two partners. Each of the
twelve signs from the link and the code in a mail that really came. The worker prints it. Then Karin orders from three
workplaces, and each order finds its tovholder with the agreement's promises running.
"""

import io
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect
from pypdf import PdfReader

from accounts.models import Organisation
from companies.models import Company
from jobcenters.calendar import NATIONAL, local_date
from tests.e2e.people import PATIENCE, Person
from tests.factories import accounts, agreements, companies
from tests.factories import orders as make
from tests.helpers.product import Product, open_round_the_clock, set_password

pytestmark = pytest.mark.browser

COMPANY = "Prøvebyens Møbler A/S (demo)"
EAST = {
    "Køge": "0259",
    "Roskilde": "0265",
    "Næstved": "0370",
    "Slagelse": "0330",
    "Holbæk": "0316",
    "Greve": "0253",
}
WORKPLACES = {"8700": "Jobcenter Horsens", "5000": "Jobcenter Horsens", "4600": "Jobcenter Køge"}


class Story:
    """Lise and Karin, and the twelve who sign."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.product, self.browser = product, browser
        self.company: Company = companies.company(COMPANY, workplace_code=None)
        self.places = {code: companies.workplace(self.company, code=code) for code in WORKPLACES}
        self.tovholders: list[Organisation] = [make.jobcenter("Horsens")]
        self.tovholders += [agreements.eastern(place, code) for place, code in EAST.items()]
        self.partners = [
            accounts.organisation(name, kind="partner")
            for name in ("Workindenmark Øst", "A-kassen Æblet", "Møbelskolen")
        ]
        self.karin = Person(
            "karin",
            set_password(accounts.actor(self.company.organisation, name="Karin Holst")),
            browser,
            product,
        )
        self.lise = Person("lise", set_password(agreements.national_actor(name="Lise Dam")), browser, product)
        self.people = [self.karin, self.lise]

    def one(self, statement: str) -> Any:
        return self.product.one(statement)


@pytest.fixture
def story(chromium: Browser, product: Product) -> Iterator[Story]:
    told = Story(chromium, product)
    open_round_the_clock(product, ["Horsens", *EAST])
    product.start()
    try:
        yield told
    finally:
        for person in told.people:
            person.close()


def test_an_agreement_from_the_wizard_to_twelve_signatures_and_its_orders(story: Story) -> None:
    lise_drafts(story)
    twelve_sign(story)
    the_pdf_holds_all(story)
    karin_orders(story)
    assert [line for person in story.people for line in person.console] == []


def contact(person: Person, prefix: str, n: int) -> None:
    """Fill a party's contact person in."""
    page = person.page
    page.fill(f"#id_{prefix}-contact_name", f"Underskriver {n}")
    page.fill(f"#id_{prefix}-contact_title", "Chef")
    page.fill(f"#id_{prefix}-contact_email", f"underskriver{n}@part.example")


def lise_drafts(story: Story) -> None:
    lise, page = story.lise, story.lise.page
    lise.log_in()
    lise.open(f"/virksomheder/{story.company.organisation.uuid}/")
    lise.press("Ny jobserviceaftale")
    page.fill("#id_need_short", "Fire møbelsnedkere i hver af de tre byer.")
    lise.picture("agreement-1-need")
    lise.press("Gem, og fortsæt")
    for words in ("Ordinære ansættelser", "Opkvalificering i forbindelse", "Integrationsgrunduddannelse"):
        page.get_by_label(words).first.check()
    lise.picture("agreement-2-content")
    lise.press("Gem, og fortsæt")
    while page.locator("select[name^=tovholder]").count() < len(story.tovholders):
        before = page.locator("select[name^=tovholder]").count()
        lise.press("Tilføj tovholder")
        expect(page.locator("select[name^=tovholder]")).to_have_count(before + 1, timeout=PATIENCE)
    for n, one in enumerate(story.tovholders):
        page.select_option(f"#id_tovholder-{n}-organisation", str(one.uuid))
        area = "west" if n == 0 else "municipalities"
        page.locator(f"input[name=tovholder-{n}-area][value={area}]").check()
        if n:
            page.fill(f"#id_tovholder-{n}-municipalities", list(EAST)[n - 1])
        contact(lise, f"tovholder-{n}", 100 + n)
    lise.picture("agreement-3-tovholders")
    lise.press("Gem, og fortsæt")
    for _n in story.partners:
        before = page.locator("select[name^=partner]").count()
        lise.press("Tilføj part")
        expect(page.locator("select[name^=partner]")).to_have_count(before + 1, timeout=PATIENCE)
    for n, partner in enumerate(story.partners):
        page.select_option(f"#id_partner-{n}-organisation", str(partner.uuid))
        role = "workindenmark" if n == 0 else "partner"
        page.locator(f"input[name=partner-{n}-role][value={role}]").check()
        contact(lise, f"partner-{n}", 200 + n)
    contact(lise, "virksomhed", 1)
    contact(lise, "jobservice", 2)
    lise.picture("agreement-4-parties")
    lise.press("Gem, og fortsæt")
    today = local_date(story.one("select now()"))
    page.fill("#id_starts_on", today.isoformat())
    page.fill("#id_ends_on", today.replace(year=today.year + 2, day=min(today.day, 28)).isoformat())
    lise.picture("agreement-5-period")
    lise.press("Gem, og fortsæt")
    lise.see("12 parter får hver et personligt link på mail.")
    lise.picture("agreement-6-preview")
    page.locator("main form button.button-primary").last.click()
    page.wait_for_url(re.compile(r"/aftaler/[0-9a-f-]{36}/"))
    if page.url.endswith("/send/"):
        page.locator("main form button.button-primary").last.click()
        page.wait_for_url(re.compile(r"/aftaler/[0-9a-f-]{36}/$"))
    assert story.one("select state from agreements_agreement") == "sent"
    lise.picture("agreement-7-sent")


def twelve_sign(story: Story) -> None:
    product = story.product
    addresses = [
        row[0]
        for row in product.rows("select contact_email from agreements_agreementparty order by position")
    ]
    assert len(addresses) == len(set(addresses)) == 12
    for n, address in enumerate(addresses):
        product.wait_for(lambda a=address: bool(product.letters(a)), f"the invitation to {address}")
        (invitation,) = product.letters(address)
        path = re.search(r"(/underskriv/\S+)", invitation.text)
        assert path, invitation.text
        context = story.browser.new_context(viewport={"width": 390, "height": 844}, locale="da-DK")
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(product.url + path[1])
        page.get_by_role("button", name="Send mig en kode").click()
        page.get_by_label("Kode fra mailen").wait_for()
        product.wait_for(lambda a=address: len(product.letters(a)) == 2, f"the code to {address}")
        code = re.search(r"\b(\d{6})\b", product.letters(address)[1].text)
        assert code
        page.get_by_label("Kode fra mailen").fill(code[1])
        page.get_by_label("Dit navn").fill(f"Navn Nummer {n} Ærø")
        page.get_by_label("Din titel").fill("Direktør")
        page.get_by_label("Jeg har læst").check()
        page.get_by_role("button", name="Underskriv").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
        context.close()
    assert product.one("select state from agreements_agreement") == "in_force"
    assert product.one("select count(*) from agreements_signature") == 12


def the_pdf_holds_all(story: Story) -> None:
    product, lise = story.product, story.lise
    done = "select count(*) from agreements_agreementpdf where kind = 'signed' and state = 'done'"
    product.wait_for(lambda: product.one(done) == 1, "the signed PDF", seconds=120)
    lise.open(f"/aftaler/{product.one('select uuid from agreements_agreement')}/")
    lise.picture("agreement-8-in-force")
    content = bytes(
        product.one("select content from agreements_agreementpdf where kind = 'signed' and state = 'done'")
    )
    pdf = PdfReader(io.BytesIO(content))
    text = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    names = [
        row[0]
        for row in product.rows(
            "select o.name from agreements_agreementparty p join accounts_organisation o on o.id = p.organisation_id"
        )
    ]
    assert len(names) == 12
    assert [name for name in names if name not in text] == []
    assert [n for n in range(12) if f"Navn Nummer {n} Ærø" not in text] == []
    catalogue = pdf.trailer["/Root"]
    assert catalogue["/Lang"].startswith("da")
    assert "/StructTreeRoot" in catalogue
    assert pdf.metadata and COMPANY.split(" ")[0] in (pdf.metadata.title or "")
    visitor = story.browser.new_page()
    visitor.goto(product.url + "/underskriv/kontrol/")
    visitor.locator("main input[type=file]").set_input_files(
        {"name": "aftale.pdf", "mimeType": "application/pdf", "buffer": content}
    )
    visitor.locator("main form button").first.click()
    expect(visitor.locator("main")).to_contain_text(product.one("select number from agreements_agreement"))
    visitor.close()


def karin_orders(story: Story) -> None:
    karin, page, product = story.karin, story.karin.page, story.product
    karin.log_in_by_mail()
    for code, tovholder in WORKPLACES.items():
        karin.open(reverse("orders:portal_new"))
        page.check(f"input[type=radio][value='{story.places[code].uuid}']")
        page.fill("#id_linje-0-occupation", "møbelsnedkere")
        page.fill("#id_linje-0-places", "4")
        page.locator("main form button.button-primary").last.click()
        page.wait_for_url(lambda url: not url.endswith(reverse("orders:portal_new")))
        number, leader, received_at = product.rows(
            "select o.id, t.name, o.received_at from orders_order o"
            " join accounts_organisation t on t.id = o.tovholder_id order by o.id desc limit 1"
        )[0]
        assert leader == tovholder, code
        due = dict(product.rows("select promise, due_at from orders_clock where order_id = %s", number))
        day = local_date(received_at)
        assert set(due) == {"D1", "D3", "D4"}
        assert last_day(due["D3"]) == NATIONAL.shift(day, 1)
        assert last_day(due["D4"]) == NATIONAL.shift(day, 3)
    karin.picture("agreement-9-portal-order")


def last_day(due_at: datetime) -> date:
    """The day that is promised: a deadline "by the end of" it is due at the first instant after."""
    return local_date(due_at - timedelta(seconds=1))
