"""The questionnaire in a real browser at 390 px: answered in a minute, judged by axe, and "Nej tak" remembered."""

import pytest
from playwright.sync_api import Browser, expect

from accounts.tenancy import acting_as
from barometer.models import BarometerAnswer, BarometerAsk, BarometerDecline
from barometer.services.rounds import round_begin
from tests.barometer.test_rounds import link_in, mails, values
from tests.factories import candidates, companies
from tests.factories import orders as make
from tests.helpers.browser import (
    COUNT_PRESSES,
    WebServer,
    axe_violations,
    overflowing,
    presses,
    screenshot,
    web_server,
)
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner

__all__ = ["committed", "web_server"]
pytestmark = pytest.mark.browser


def test_a_company_answers_on_its_telephone(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    candidates.term("Svejser")
    companies.company("Fjordkøkkenet", industry_code="561020", industry="Catering")
    boss = make.national_actor()
    with acting_as(boss):
        round_begin(actor=boss, values=values())
    (mail,) = mails("question")
    context = chromium.new_context(
        locale="da-DK", timezone_id="Europe/Copenhagen", viewport={"width": 390, "height": 844}
    )
    context.add_init_script(COUNT_PRESSES)
    context.set_default_timeout(20_000)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(web_server.url + link_in(mail))
    expect(page.get_by_role("heading", level=1)).to_have_text("5 korte spørgsmål")
    screenshot(page, "barometer-questionnaire")
    assert overflowing(page) == []
    assert said == []
    assert axe_violations(page) == []
    # Nothing chosen: two sentences, and the keyboard stands at the list of them.
    page.get_by_role("button", name="Send svaret").click()
    expect(page.locator("[data-error-summary]")).to_contain_text("Vælg et svar for 3 måneder.")
    assert overflowing(page) == []
    page.get_by_role("radiogroup").nth(0).get_by_text("Flere", exact=True).click()
    page.get_by_role("radiogroup").nth(1).get_by_text("Samme", exact=True).click()
    page.get_by_label("Stilling").first.fill("svejsere")
    page.get_by_label("Hvor mange?").first.fill("2")
    page.get_by_role("radiogroup").nth(2).get_by_text("Ja", exact=True).click()
    page.get_by_role("button", name="Send svaret").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Tak for svaret")
    assert presses(page) <= 7
    screenshot(page, "barometer-thanks")
    assert axe_violations(page) == []
    with as_owner():
        answer = BarometerAnswer.objects.get()
        assert (answer.outlook_3, answer.outlook_12, answer.is_hard) == ("more", "same", True)
        assert [(need.term.name, need.number) for need in answer.needs.all()] == [("Svejser", 2)]
    page.goto(web_server.url + link_in(mail))
    page.get_by_role("button", name="Nej tak, spørg os ikke igen").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi spørger ikke igen")
    with as_owner():
        assert BarometerDecline.objects.count() == 1
        assert BarometerAsk.objects.get().declined_at
    context.close()
