"""Signing in a real browser: how many presses it takes, and that every page is a good page."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements.enums import Area
from agreements.models import AgreementVersion
from agreements.services.sending import agreement_withdraw
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.agreements.signers import (
    client_of,
    code,
    company_user,
    fresh,
    link,
    mails,
    party,
    sent,
    sign,
    sign_all,
    signer,
)
from tests.factories import accounts, agreements, companies, orders
from tests.helpers.browser import COUNT_PRESSES, WebServer, good_page, presses, web_server  # noqa: F401
from tests.helpers.committed import Committed, committed, session_role

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser

WIDTHS = (320, 390, 1280)


def cookies(actor: Actor, server: WebServer) -> list[dict[str, Any]]:
    client = client_of(actor)
    return [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": server.url}]


def real(actor: Actor) -> AgreementVersion:
    """An agreement as the guideline has it, with long names and everything filled in."""
    company = companies.company("Gudenaa Maskinfabrik A/S")
    west, east = orders.jobcenter("Horsens"), agreements.eastern()
    version = agreements.agreement_draft(
        company,
        actor=actor,
        title="Jobserviceaftale med Gudenaa Maskinfabrik",
        tovholders=[(west, Area.WEST, ()), (east, Area.EAST, ())],
        partners=[accounts.organisation("Workindenmark Vest", kind="partner")],
        need_short="Otte svejsere og to kranførere til den nye hal i Horsens.",
        need_long="Tredive pladser om året, også til folk uden erfaring.",
        places_expected=60,
        extra_terms="Alle nye får en makker de første fire uger.",
    )
    from agreements.services.sending import agreement_send

    with acting_as(actor):
        return agreement_send(actor=actor, version=version)


def cut_off(page: Page) -> list[str]:
    """Paragraphs whose text runs out of their box."""
    found = "[...document.querySelectorAll('p, dd, li')].filter(e => e.scrollWidth > e.clientWidth + 1)"
    return list(page.evaluate(found + ".map(e => `text runs out: ${e.textContent.trim().slice(0, 60)}`)"))


def phone(browser: Browser, width: int = 390) -> tuple[BrowserContext, Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 844}, locale="da-DK", timezone_id="Europe/Copenhagen"
    )
    context.add_init_script(COUNT_PRESSES)
    return context, context.new_page()


def test_a_company_signs_in_at_most_four_clicks(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    version = real(agreements.national_actor())
    context, page = phone(chromium)
    page.goto(web_server.url + link(version))  # the first click: the link in the mail
    expect(page.get_by_role("heading", name="Kort fortalt")).to_be_visible()
    expect(page.get_by_text("Alle nye får en makker")).to_be_visible()
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_label("Kode fra mailen").fill(code(version))
    page.get_by_label("Din titel").fill("Direktør")
    page.get_by_text("Jeg har læst hele aftalen").click()
    page.get_by_role("button", name="Underskriv").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
    assert 1 + presses(page) <= 4
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
    context.close()


def test_enter_in_the_code_signs_and_never_sends_another_code(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    version = sent()
    context, page = phone(chromium, 1280)
    page.goto(web_server.url + link(version))
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_label("Jeg har læst").check()
    page.get_by_label("Kode fra mailen").fill(code(version))
    page.get_by_label("Kode fra mailen").press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
    assert len(mails("sign_code")) == 1
    context.close()


def test_without_script(committed: Committed, chromium: Browser, web_server: WebServer) -> None:
    version = sent()
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(web_server.url + link(version))
    page.get_by_role("button", name="Send mig en kode").click()
    page.get_by_role("button", name="Underskriv").click()
    expect(page.get_by_text("Sæt kryds ved, at du har læst aftalen.").first).to_be_visible()
    page.get_by_label("Jeg har læst").check()
    page.get_by_label("Kode fra mailen").fill(code(version))
    page.get_by_role("button", name="Underskriv").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
    context.close()


def test_the_public_pages_are_good_pages(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    actor = agreements.national_actor()
    version = real(actor)
    url = web_server.url

    def good(path: str, name: str) -> None:
        good_page(chromium, url + path, name, widths=WIDTHS)

    good(link(version), "sign-read")
    client_of_nobody = link(version, "national")
    context, page = phone(chromium)
    page.goto(url + client_of_nobody)
    page.get_by_role("button", name="Send mig en kode").click()
    context.close()
    good(client_of_nobody, "sign-code")
    sign(version, party(version))
    good(link(version), "sign-signed")
    good("/underskriv/kontrol/", "sign-verify")


def test_the_closed_pages_are_good_pages(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    """These answer 404 and 410, which the browser's console notes; so the pages are looked at one by one."""
    from tests.helpers.browser import axe_violations, overflowing, screenshot

    actor = agreements.national_actor()
    version = real(actor)
    address = link(version, "tovholder")
    faults: list[str] = []

    def look(path: str, name: str, **session: Any) -> None:
        for width in WIDTHS:
            context, page = phone(chromium, width)
            if session:
                context.add_cookies(session["cookies"])
            page.goto(web_server.url + path)
            faults.extend(
                f"{name} {width}: {line}"
                for line in [*overflowing(page), *cut_off(page), *axe_violations(page)]
            )
            screenshot(page, name)
            context.close()

    look(f"/underskriv/{'a' * 43}/", "sign-unknown")
    look(address, "sign-other", cookies=cookies(company_user(version), web_server))
    with acting_as(actor):
        agreement_withdraw(actor=actor, version=version)
    look(address, "sign-withdrawn")
    assert faults == []


def test_the_answers_of_the_check_and_the_form_with_faults(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    from tests.helpers.browser import axe_violations, overflowing, screenshot

    version = real(agreements.national_actor())
    faults: list[str] = []

    def judge(page: Page, name: str) -> None:
        faults.extend(
            f"{name}: {line}" for line in [*overflowing(page), *cut_off(page), *axe_violations(page)]
        )
        screenshot(page, name)

    for width in WIDTHS:
        context, page = phone(chromium, width)
        page.goto(web_server.url + link(version))
        if page.get_by_role("button", name="Send mig en kode").count():
            page.get_by_role("button", name="Send mig en kode").click()
        page.get_by_label("Kode fra mailen").fill("000000")
        page.get_by_label("Din titel").fill("")
        page.get_by_role("button", name="Underskriv").click()
        expect(page.get_by_text("Skriv din titel, for eksempel direktør.").first).to_be_visible()
        judge(page, "sign-faults")
        context.close()
    for width in WIDTHS:
        context, page = phone(chromium, width)
        for fingerprint, name in (("0" * 64, "unknown"), (version.document_hash, "open"), ("abc", "fault")):
            page.goto(web_server.url + "/underskriv/kontrol/")
            page.get_by_label("fingeraftryk").fill(fingerprint)
            with page.expect_navigation():
                page.get_by_role("button", name="Kontrollér").click()
            judge(page, f"sign-verify-{name}")
        context.close()
    sign_all(version)
    for width in WIDTHS:
        context, page = phone(chromium, width)
        page.goto(web_server.url + "/underskriv/kontrol/")
        page.get_by_label("fingeraftryk").fill(version.document_hash)
        page.get_by_role("button", name="Kontrollér").click()
        expect(page.get_by_text("Dokumentet stemmer")).to_be_visible()
        judge(page, "sign-verify-known")
        context.close()
    assert faults == []


def test_the_drafters_pages_are_good_pages(
    committed: Committed, chromium: Browser, web_server: WebServer
) -> None:
    actor = agreements.national_actor()
    draft = agreements.agreement_draft(actor=actor)
    bare = agreements.agreement_draft(actor=actor, with_parties=False, ticks=())
    version = real(actor)
    sign(version, party(version))
    with session_role("jo_owner"):
        OutboxMail.objects.filter(recipient=signer(version, "national").email).update(
            state=MailState.FAILED, last_error="550 5.1.1 no such user"
        )
    with session_role("jo_worker"):
        from agreements.services.reminders import signing_watch

        signing_watch()
    for path, name in (
        (f"/aftaler/{fresh(draft).agreement.uuid}/send/", "sign-send"),
        (f"/aftaler/{fresh(bare).agreement.uuid}/send/", "sign-send-faults"),
        (f"/aftaler/{fresh(version).agreement.uuid}/traek-tilbage/", "sign-withdraw"),
        (
            f"/aftaler/{fresh(version).agreement.uuid}/underskriver/{party(version, 'national').uuid}/",
            "sign-mend",
        ),
        (f"/aftaler/{fresh(version).agreement.uuid}/", "sign-status"),
    ):
        good_page(chromium, web_server.url + path, name, cookies=cookies(actor, web_server), widths=WIDTHS)
