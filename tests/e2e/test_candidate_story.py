"""From a pseudonym to a hired person, told once in the browser by the four whom it concerns.

Mette in Horsens searches wider and wider, looks at a profile, keeps the search as evidence and asks Odder for a fitter.
Bo in Odder puts two on the order with one press and releases who they are. Mette presents them, Karin's company picks
one, the place is taken, the order is closed. Lone, who keeps watch in Odder, sees every look in the log.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.services.orders import LineData
from tests.e2e.people import Person, part
from tests.factories import accounts, candidates, companies
from tests.factories import orders as make
from tests.helpers.browser import axe_violations
from tests.helpers.product import Product, open_round_the_clock, set_password
from tests.orders.pages import clarified

pytestmark = pytest.mark.browser

COMPANY = "Prøvebyens Pumper A/S (demo)"
NAMES = ("Ane Bech", "Ib Holm")
CERTIFICATE = "Svejsecertifikat"
MAIL = "select count(*) from notifications_outboxmail where name = %s"


class Story:
    """The people, the order, and two candidates of Odder."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.product = product
        company = companies.company(COMPANY)
        mette = make.consultant("Horsens", name="Mette Dahl")
        cast: dict[str, Any] = {
            "karin": accounts.actor(company.organisation, name="Karin Holst"),
            "mette": mette,
            "bo": make.consultant("Odder", name="Bo Krogh"),
            "lone": accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR, name="Lone Lind"),
        }
        people = {name: Person(name, set_password(actor), browser, product) for name, actor in cast.items()}
        self.karin, self.mette, self.bo, self.lone = people.values()
        self.people = list(people.values())
        self.order = clarified(mette, company=company, lines=(LineData("montør", 1),))
        with acting_as(mette):
            make.promise(mette, self.order, "D4")
        self.candidates = [
            candidates.candidate(
                "Odder",
                postcode="8300",
                name=name,
                certificates=(CERTIFICATE,),
                job_titles=["Montør"],
                completeness=80,
                profile={
                    "profile_text": f"Har samlet pumper i fem år ({number}).",
                    "history": [{"title": "Montør", "from": "2019", "to": "2024"}],
                },
                identity={"phone": f"86 54 00 0{number}", "employers": ["Odder Pumper (demo)"]},
            )
            for number, name in enumerate(NAMES, start=1)
        ]
        candidates.count_words()

    def state(self, promise: str) -> str:
        return str(self.product.one("select state from orders_clock where promise = %s", promise))

    def looks(self) -> list[tuple[str, int, str]]:
        return self.product.rows(
            "select o.name, l.level, l.surface from candidates_accesslog l"
            " join accounts_organisation o on o.id = l.organisation_id order by l.id"
        )


@pytest.fixture
def story(chromium: Browser, product: Product) -> Iterator[Story]:
    open_round_the_clock(product, ["Horsens", "Odder"])
    told = Story(chromium, product)
    product.start()
    try:
        yield told
    finally:
        for person in told.people:
            person.close()


def drawn(person: Person, name: str) -> None:
    """A picture at both widths, and nothing that axe finds."""
    person.picture(name)
    heard = list(person.console)
    assert axe_violations(person.page) == [], name
    person.console[:] = heard  # axe's own style sheets are refused by the policy, and say so


def test_from_a_pseudonym_to_a_hired_person(story: Story) -> None:
    mette_searches_and_keeps_it(story)
    mette_asks_odder(story)
    bo_nominates_two(story)
    bo_screens_them(story)
    mette_presents_them(story)
    karin_picks_one(story)
    mette_hires_and_closes(story)
    lone_sees_every_look(story)
    assert [line for person in story.people for line in person.console] == []


def mette_searches_and_keeps_it(story: Story) -> None:
    mette, page = story.mette, story.mette.page
    mette.log_in()
    mette.open(f"/ordrer/{story.order.uuid}/")
    mette.press("Udsøg", within=".jo-next")
    mette.see("Ingen kandidater inden for 20 km")
    drawn(mette, "candidates-0-thin")
    mette.press("Prøv 50 km")
    mette.see("Odder", within="#resultater")
    for candidate in story.candidates:
        mette.see(candidate.pseudonym)
    mette.not_see(NAMES[0])
    # In another municipality so few are not counted exactly.
    mette.see("1–2", within="#resultater")
    drawn(mette, "candidates-0-search")
    page.get_by_role("link", name=f"Se profil for {story.candidates[0].pseudonym}").click()
    mette.press("Vis profil")
    mette.see("Har samlet pumper i fem år (1).")
    mette.not_see(NAMES[0])
    assert story.looks() == [("Jobcenter Horsens", 2, "page")]
    page.go_back()
    page.go_back()
    mette.press("Gem som dokumentation på ordren")
    page.fill("#id_suitable", "0")
    page.get_by_label("Mangler kvalifikationer").check()
    mette.press("Gem som dokumentation")
    mette.see("I kan nu spørge andre jobcentre.")
    mette.see("0 egnede", within=part("udsoegninger"))


def mette_asks_odder(story: Story) -> None:
    mette = story.mette
    mette.see("Ingen kandidater er indstillet endnu.", within=part("kandidater"))
    odder = mette.page.locator(
        part("inddrag") + " .jo-pick", has=mette.page.get_by_label("Odder", exact=True)
    )
    odder.get_by_role("checkbox").check()
    mette.press("Send til 1 jobcenter", within=part("inddrag"))
    mette.see(re.compile(r"Sendt til Odder"))


def bo_nominates_two(story: Story) -> None:
    bo, page = story.bo, story.bo.page
    bo.log_in()
    bo.press("Svar Horsens", within=part("svar-nu"))
    # What was tried, in words and numbers; never who was found.
    bo.see("Montør, 50 km fra 8700 Horsens", within=part("udsoegninger"))
    bo.not_see(story.candidates[0].pseudonym, within=part("udsoegninger"))
    bo.see("Ingen kandidater er indstillet endnu.", within=part("kandidater"))
    drawn(bo, "candidates-1-request")
    bo.press("Indstil egne kandidater")
    for candidate in story.candidates:
        page.get_by_role("checkbox", name=re.compile(candidate.pseudonym)).check()
    expect(page.get_by_role("button", name="Indstil 2 kandidater")).to_be_visible()
    page.get_by_label("Tovholderen", exact=True).check()
    page.get_by_label(re.compile("^Virksomheden")).check()
    drawn(bo, "candidates-2-nominate")
    bo.not_see(NAMES[0])
    bo.press("Indstil 2 kandidater")
    bo.see("2 kandidater er indstillet: montør.")
    # Whoever brings candidates has answered.
    bo.see("Ja, med antal og dato", within=part("svaret"))
    assert story.state("D2") == "stopped"
    drawn(bo, "candidates-3-nominated")


def bo_screens_them(story: Story) -> None:
    bo = story.bo
    for _turn in story.candidates:
        bo.press("Skriv screening", within=part("kandidater"))
        bo.page.fill("[name=screening-note]", "Har talt om jobbet og vil gerne.")
        drawn(bo, "candidates-4-screening")
        bo.press("Gem screeningen")
        bo.see(re.compile("Screeningen af .* er gemt"))
    bo.press(story.candidates[0].pseudonym, within=part("kandidater"))
    bo.press("Se kandidaten")
    drawn(bo, "candidates-5-candidate")
    bo.press("Vis navn og kontakt")
    bo.see(NAMES[0], within=part("navn"))
    bo.see("Odder Pumper (demo)")
    drawn(bo, "candidates-6-identity")


def mette_presents_them(story: Story) -> None:
    mette = story.mette
    mette.open(f"/ordrer/{story.order.uuid}/")
    mette.see("lovet 2, indstillet 2, præsenteret 0, ansat 0 af 1", within=part("kandidater"))
    mette.not_see(NAMES[0])
    drawn(mette, "candidates-7-board")
    assert story.state("D4") == "open"
    mette.press("Præsentér 2 kandidater", within=".jo-next")
    mette.see("2 kandidater er præsenteret, og virksomheden har fået besked.")
    assert story.state("D4") == "stopped"
    assert story.product.one(MAIL, "candidates.presented") == 1


def karin_picks_one(story: Story) -> None:
    karin, page = story.karin, story.karin.page
    karin.log_in_by_mail()
    karin.open(f"/portal/ordrer/{story.order.uuid}/")
    karin.see("I har 2 kandidater at tage stilling til.")
    drawn(karin, "candidates-8-portal")
    karin.press("Se kandidaterne")
    for name in NAMES:
        karin.see(name)
    karin.see(CERTIFICATE)
    karin.not_see("Har talt om jobbet")
    drawn(karin, "candidates-9-shortlist")
    first = page.get_by_role("region", name=NAMES[0])
    first.get_by_role("button", name=re.compile("Vil gerne tale med")).click()
    karin.see("Tak. Vi har givet besked videre.")
    # Two presses to say no: what, and why.
    second = page.get_by_role("region", name=NAMES[1])
    second.locator("summary").click()
    second.get_by_role("button", name="For langt væk").click()
    karin.see("I er ikke gået videre.")
    drawn(karin, "candidates-10-answered")


def mette_hires_and_closes(story: Story) -> None:
    mette, page = story.mette, story.mette.page
    mette.open(f"/ordrer/{story.order.uuid}/")
    mette.see("vil gerne tale med", within=part("haendelser"))
    drawn(mette, "candidates-11-chosen")
    mette.press("Skriv ansat", within=part("kandidater"))
    page.fill("[name=ansat-employed_from]", (local_date(datetime.now(UTC)) + timedelta(days=14)).isoformat())
    drawn(mette, "candidates-12-hire")
    mette.press("Gem som ansat")
    mette.see("Luk ordren", within=".jo-next")
    mette.see("ansat 1 af 1", within=part("kandidater"))
    drawn(mette, "candidates-13-hired")
    mette.press("Luk ordren", within=".jo-next")
    mette.press("Luk ordren", within="main form")
    mette.see("Ordren er lukket.")
    open_clocks = "select count(*) from orders_clock where state = 'open'"
    assert story.product.one(open_clocks) == 0
    assert story.product.rows("select outcome, hired from orders_orderline") == [("hired", 1)]


def lone_sees_every_look(story: Story) -> None:
    lone = story.lone
    looks = story.looks()
    assert ("Jobcenter Horsens", 2, "page") in looks
    assert ("Jobcenter Odder", 3, "page") in looks
    assert looks.count((COMPANY, 3, "company")) >= 2 * len(NAMES)
    lone.log_in()
    lone.press("Kandidater", within="nav", exact=True)
    lone.press("Opslag", within=".jo-tabs", exact=True)
    lone.see(COMPANY, within=part("opslag"))
    lone.see("Karin Holst", within=part("opslag"))
    lone.see("Bo Krogh", within=part("opslag"))
    assert lone.page.locator(part("opslag") + " tbody tr").count() == len(looks)
    drawn(lone, "candidates-14-log")
    lone.open(f"/opslag/?kandidat={story.candidates[0].pseudonym}")
    lone.press("Udskrift til borgeren")
    lone.see(COMPANY)
    lone.not_see("Karin Holst", within="main")
    drawn(lone, "candidates-15-citizen")
