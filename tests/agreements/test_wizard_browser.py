"""The wizard in a real browser: from the company's page to the button that sends, in at most nine clicks."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from agreements.enums import Area
from agreements.models import Agreement, AgreementVersion
from companies.models import Company
from tests.agreements.pages import signed_in as client_of
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.browser import COUNT_PRESSES, WebServer, good_page, presses, web_server
from tests.helpers.committed import committed
from tests.helpers.db import as_owner

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser  # many pages, each opened at two widths
BOTH = (390, 1280)


def cookies(actor: Actor, server: WebServer) -> list[dict[str, Any]]:
    value = client_of(actor).cookies[settings.SESSION_COOKIE_NAME].value
    return [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server.url}]


def signed_in(browser: Browser, actor: Actor, server: WebServer, **more: Any) -> tuple[BrowserContext, Page]:
    context = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen", **more)
    context.add_cookies(cookies(actor, server))  # type: ignore[arg-type]
    context.add_init_script(COUNT_PRESSES)
    return context, context.new_page()


def next_step(page: Page, heading: str) -> None:
    page.get_by_role("button", name="Gem, og fortsæt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def test_an_agreement_is_made_in_at_most_nine_clicks(
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    agreements.eastern()
    companies.workplace(company, code="4600", name="Køgeværket")
    lise = agreements.national_actor(name="Lise Dam")
    context, page = signed_in(chromium, lise, web_server)
    page.goto(web_server.url + reverse("companies:detail", args=[company.uuid]))
    page.get_by_role("link", name="Ny jobserviceaftale").click()
    page.get_by_label("Hvad har virksomheden brug for nu?").fill("Ti montører og to svejsere")
    next_step(page, "Indhold")
    page.get_by_text("Ordinære ansættelser", exact=True).click()
    page.get_by_text("Integrationsgrunduddannelse (IGU)").click()
    next_step(page, "Tovholdere")
    for n, name in enumerate(("Mette Lund", "Ida Berg")):
        page.locator(f"#id_tovholder-{n}-contact_name").fill(name)
    next_step(page, "Parter")
    next_step(page, "Periode og opfølgning")
    next_step(page, "Gennemse og send")
    expect(page.locator(".jo-document")).to_contain_text("Ti montører og to svejsere")
    expect(page.get_by_role("button", name="Send til underskrift")).to_be_visible()
    assert presses(page) <= 8  # and the ninth sends
    page.get_by_role("button", name="Send til underskrift").click()
    expect(page.locator("main")).to_contain_text("Sendt til underskrift")
    context.close()


def test_without_scripts_rows_come_and_go_and_nothing_typed_is_lost(
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    lise = agreements.national_actor()
    version = agreements.agreement_draft(actor=lise)
    context, page = signed_in(chromium, lise, web_server, java_script_enabled=False)
    page.goto(web_server.url + reverse("agreements:step", args=[version.agreement.uuid, "tovholdere"]))
    page.locator("#id_tovholder-0-contact_name").fill("Skrevet af mig")
    page.get_by_role("button", name="Tilføj tovholder").click()
    page.locator("#id_tovholder-1-organisation").select_option(label="Jobcenter Odder")
    page.get_by_role("button", name="Hent tomme kontaktpersoner").click()
    expect(page.locator("#id_tovholder-0-contact_name")).to_have_value("Skrevet af mig")
    expect(page.locator("#id_tovholder-1-contact_email")).not_to_have_value("")
    page.locator("#id_tovholder-1-municipalities").fill("Oder")
    page.get_by_role("button", name="Gem, og fortsæt").click()
    expect(page.locator("main")).to_contain_text("“Oder” er ikke en kommune. Mente du Odder?")
    expect(page.locator("#id_tovholder-1-municipalities")).to_have_value("Oder")
    page.get_by_role("button", name="Fjern tovholder 2").click()
    expect(page.locator("#id_tovholder-1-municipalities")).to_have_count(0)
    expect(page.locator("#id_tovholder-0-contact_name")).to_have_value("Skrevet af mig")
    context.close()


STEPS = ("behov", "indhold", "tovholdere", "partnere", "periode", "gennemse")


def test_every_step_is_a_good_page(
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    accounts.organisation("Metalkassen", kind=OrganisationKind.PARTNER)
    lise = agreements.national_actor(name="Lise Dam")
    draft = agreements.agreement_draft(companies.company("Fjordkøkkenet"), actor=lise).agreement
    pages = {f"aftale-trin-{name}": reverse("agreements:step", args=[draft.uuid, name]) for name in STEPS}
    pages["aftale-ny"] = f"{reverse('agreements:new')}?virksomhed={companies.company().uuid}"
    look(chromium, web_server, lise, pages)


def test_every_page_is_a_good_page(
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    lise = agreements.national_actor(name="Lise Dam")
    _company, agreement = divided()
    client_of(lise).post(reverse("agreements:replace", args=[agreement.uuid]), {"reason": "Flere fag"})
    # The draft says something else, so that there is something to compare.
    with as_owner():
        AgreementVersion.objects.filter(agreement=agreement, number=2).update(
            need_short="Tolv montører og en smed"
        )
    partner = agreements.agreement_in_force(
        companies.company("Nordhavn Plast"), actor=orders.consultant("Horsens"), kind="partnership"
    )
    pages = {
        "aftale-liste": reverse("agreements:list"),
        "aftale-side": reverse("agreements:agreement", args=[agreement.uuid]),
        "aftale-tekst": reverse("agreements:document", args=[agreement.uuid, 1]),
        "aftale-sammenlign": reverse("agreements:compare", args=[agreement.uuid]),
        "aftale-udvid": reverse("agreements:widen", args=[partner.uuid]),
        "aftale-ny-version": reverse("agreements:replace", args=[partner.uuid]),
    }
    look(chromium, web_server, lise, pages)


def test_the_companys_pages_are_good_pages(
    chromium: Browser,  # noqa: F811
    web_server: WebServer,  # noqa: F811
) -> None:
    company, agreement = divided()
    pages = {
        "aftale-portal": reverse("agreements:portal"),
        "aftale-portal-side": reverse("agreements:agreement", args=[agreement.uuid]),
    }
    look(chromium, web_server, companies.user_of(company), pages)


def divided() -> tuple[Company, Agreement]:
    """A company in Horsens and Køge, with a tovholder on each side."""
    company = companies.company("Gudenå Maskinfabrik")
    companies.workplace(company, code="4600", name="Køgeværket")
    areas = [(orders.jobcenter("Horsens"), Area.WEST, ()), (agreements.eastern(), Area.EAST, ())]
    return company, agreements.agreement_in_force(company, tovholders=areas, need_short="Ti montører")


def look(browser: Browser, server: WebServer, actor: Actor, pages: dict[str, str]) -> None:
    own = cookies(actor, server)
    for name, address in pages.items():
        good_page(browser, server.url + address, name, cookies=own, widths=BOTH)
