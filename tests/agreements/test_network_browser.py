"""A network's agreement in a real browser: the coordinator drafts, eleven jobcentres sign, the PDF has every block."""

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.actor import Actor
from accounts.enums import Role
from agreements.enums import PdfKind
from agreements.models import Agreement, AgreementVersion
from agreements.pdf.content import printed_of
from agreements.pdf.render import pdf_html, pdf_write
from jobcenters.models import Network
from tests.agreements import signers
from tests.agreements.pages import step_url
from tests.agreements.printing import pages_of, structure
from tests.agreements.test_wizard_browser import look, next_step, signed_in
from tests.factories import accounts, agreements, networks, orders
from tests.helpers.browser import WebServer, web_server
from tests.helpers.committed import committed
from tests.helpers.db import as_owner

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


@pytest.fixture
def network(committed: object) -> Network:  # noqa: F811
    """East Jutland, kept by Horsens."""
    return networks.east_jutland(coordinator="Horsens")


@pytest.fixture
def birthe(network: Network) -> Actor:
    return accounts.actor(orders.jobcenter("Horsens"), role=Role.ADMINISTRATOR, name="Birthe Holst")


def test_the_coordinator_drafts_and_eleven_jobcentres_sign(
    chromium: Browser,
    web_server: WebServer,  # noqa: F811
    network: Network,
    birthe: Actor,
) -> None:
    context, page = signed_in(chromium, birthe, web_server)
    page.goto(web_server.url + reverse("agreements:network", args=[network.uuid]))
    page.get_by_role("link", name="Ny rekrutteringsaftale").click()
    page.get_by_label("Hvorfor går jobcentrene sammen?").fill("Arbejdspladser og ledige ligger på tværs")
    next_step(page, "Indhold")
    page.get_by_text("A-kasser og vikarbureauer tænkes ind").click()  # taken away
    next_step(page, "Jobcentre")
    names = page.locator("input[name$='-contact_name']")
    assert names.count() == 11
    for n in range(11):
        names.nth(n).fill(f"Leder {n + 1}")
    next_step(page, "Parter")
    next_step(page, "Periode og opfølgning")
    next_step(page, "Gennemse og send")
    expect(page.locator(".jo-document")).to_contain_text("Arbejdspladser og ledige ligger på tværs")
    page.get_by_role("button", name="Send til underskrift").click()
    expect(page.locator("main")).to_contain_text("0 af 11")
    with as_owner():
        version = AgreementVersion.objects.get(agreement__network=network)
        parties = list(version.parties.select_related("organisation"))
    # The coordinator, who stands first, signs by the personal link; the other ten by the same service.
    address = signers.link(version, "member")
    page.goto(web_server.url + address)
    expect(page.get_by_role("heading", name="Kort fortalt")).to_be_visible()
    page.get_by_label("Din titel").fill("Jobcenterchef")
    page.get_by_text("Jeg har læst hele aftalen").click()
    page.get_by_role("button", name="Underskriv").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
    for party in parties[1:]:
        signers.sign(version, party)
    page.goto(web_server.url + reverse("agreements:network", args=[network.uuid]))
    expect(page.locator("#aftale")).to_be_attached()
    expect(page.locator("main")).to_contain_text("11 parter")
    context.close()
    with as_owner():
        version.refresh_from_db()
        content, _pages = pdf_write(pdf_html(printed_of(version, PdfKind.SIGNED)), tell=lambda _percent: None)
    text = " ".join(pages_of(content))
    for party in parties:
        assert text.count(party.organisation.name) >= 2, party  # its block, and its line of the certificate
    for words in (network.name, "Formål", "Løfter", "24 timer på åbningsdage", "Ledernetværk"):
        assert words in text.replace("\u00a0", " "), words
    for words in ("Virksomhedens behov", "CVR"):
        assert words not in text, words
    assert {"/H1", "/H2"} <= set(structure(content))


def test_the_pages_are_good_pages(
    chromium: Browser,
    web_server: WebServer,  # noqa: F811
    network: Network,
    birthe: Actor,
) -> None:
    draft = agreements.network_draft(network, actor=birthe, need_short="Flere i job på tværs").agreement
    pages = {
        f"netvaerksaftale-{name}": step_url(draft, name)
        for name in ("behov", "indhold", "jobcentre", "partnere", "periode", "gennemse")
    }
    pages["netvaerksaftale-ny"] = reverse("agreements:network_agreement_new", args=[network.uuid])
    pages["aftale-hvem"] = reverse("agreements:begin")
    held: Agreement = agreements.conclude(agreements.send(agreements.network_draft(network)))
    pages["netvaerksaftale-side"] = reverse("agreements:agreement", args=[held.uuid])
    pages["netvaerk-med-aftale"] = reverse("agreements:network", args=[network.uuid])
    look(chromium, web_server, birthe, pages)


def test_the_text_of_andet_is_shown_with_its_tick_and_never_lost(
    chromium: Browser,
    web_server: WebServer,  # noqa: F811
    network: Network,
    birthe: Actor,
) -> None:
    lise = agreements.national_actor()
    version = agreements.agreement_draft(actor=lise, ticks=("ordinary",))
    url = web_server.url + step_url(version.agreement, "indhold")
    for scripts in (True, False):
        context, page = signed_in(chromium, lise, web_server, java_script_enabled=scripts)
        page.goto(url)
        text, box = page.locator("#id_other-text"), page.locator("#id_other")
        expect(text).to_be_visible(visible=not scripts)
        if scripts:
            box.check()
            text.fill("Sæsonarbejde")
            box.uncheck()
            expect(text).to_be_hidden()
            # Refused for another reason: the tick stays away, and the text is there when it is set again.
            page.locator("#id_goal-D4").fill("99")
            page.get_by_role("button", name="Gem, og fortsæt").click()
            expect(page.locator("main")).to_contain_text("Skriv et tal mellem")
            expect(box).not_to_be_checked()
            box.check()
            expect(text).to_have_value("Sæsonarbejde")
            box.uncheck()
            page.locator("#id_goal-D4").fill("3")
            next_step(page, "Tovholdere")
            assert ticks_of(version) == {"ordinary": ""}
        else:
            text.fill("Uden script")  # who writes what it is, means it
            next_step(page, "Tovholdere")
            assert ticks_of(version) == {"ordinary": "", "other": "Uden script"}
        context.close()
    context, page = signed_in(chromium, lise, web_server, viewport={"width": 1280, "height": 900})
    for width, columns in ((1280, True), (390, False)):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(url)
        boxes = [one.bounding_box() for one in page.locator(".jo-wizard__groups > fieldset").all()]
        lefts = {round(box["x"]) for box in boxes if box}
        assert len(boxes) == 4 and len(lefts) == (4 if columns else 1)
        expect(page.locator("#id_other-text")).to_be_visible()
    context.close()


def ticks_of(version: AgreementVersion) -> dict[str, str]:
    with as_owner():
        return dict(version.ticks.values_list("code", "text"))
