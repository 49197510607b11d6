"""The PDF of an agreement through the whole product: asked for on a page, made by the worker, fetched and checked."""

import hashlib
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from agreements.models import AgreementVersion
from tests.agreements.printing import pages_of
from tests.factories import agreements as make
from tests.factories import companies
from tests.helpers.browser import good_page, screenshot
from tests.helpers.db import as_owner
from tests.helpers.product import Product, cookies_of, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_button_to_the_file(
    product: Product, chromium: Browser, tmp_path: Path, scripts: bool
) -> None:
    actor = make.national_actor()
    agreement = make.agreement_in_force(companies.company("Gudenå Maskinfabrik A/S"))
    with as_owner():
        version = AgreementVersion.objects.get(agreement=agreement)
    client = sign_in(actor)
    product.start()
    context = chromium.new_context(java_script_enabled=scripts, accept_downloads=True, locale="da-DK")
    context.add_cookies(cookies_of(client, product))
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    path = f"/aftaler/version/{version.uuid}/pdf/"
    page.goto(product.url + path)
    page.get_by_role("button", name="Dan den underskrevne PDF").click()
    link = page.get_by_role("link", name="Hent PDF")
    if scripts:  # the panel comes to it by itself
        expect(link).to_be_visible(timeout=60_000)
    else:
        for _ in range(120):
            if link.is_visible():
                break
            page.wait_for_timeout(500)
            page.get_by_role("link", name="Opdater").click()
    with page.expect_download() as waiting:
        link.click()
    file = tmp_path / waiting.value.suggested_filename
    waiting.value.save_as(file)
    assert file.name == f"Jobserviceaftale {agreement.number} version 1 underskrevet.pdf"
    content = file.read_bytes()
    assert "Underskriftsbevis" in " ".join(pages_of(content))
    sha256, tries = product.rows("select sha256, tries from agreements_agreementpdf where kind = 'signed'")[0]
    assert (sha256, tries) == (hashlib.sha256(content).hexdigest(), 1)
    assert said == []
    screenshot(page, "agreement-pdf-panel")
    context.close()
    good_page(chromium, product.url + path, "agreement-pdf", cookies=cookies_of(client, product))
