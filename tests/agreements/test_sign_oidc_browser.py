"""To the identity provider and back in a real browser, under the real content policy; and the pages on the way."""

import pytest
from playwright.sync_api import Browser, expect

from agreements.enums import SignMethod
from agreements.models import Signature
from tests.agreements.signers import link, signer
from tests.agreements.test_sign_browser import WIDTHS, cut_off, phone, real
from tests.factories import agreements
from tests.helpers.browser import (
    axe_violations,
    free_port,
    good_page,
    overflowing,
    presses,
    screenshot,
    serve,
)
from tests.helpers.committed import Committed, committed, session_role
from tests.helpers.identity_provider import CLIENT, SECRET, identity_provider

__all__ = ["committed"]
pytestmark = pytest.mark.browser


def test_a_company_signs_with_the_provider_in_at_most_four_clicks(
    committed: Committed, chromium: Browser
) -> None:
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    faults: list[str] = []
    with identity_provider(base + "/underskriv/identitet/") as provider:
        environment = committed.environment(
            "web",
            JO_BASE_URL=base,
            JO_OIDC_ISSUER=provider.url,
            JO_OIDC_CLIENT_ID=CLIENT,
            JO_OIDC_CLIENT_SECRET=SECRET,
        )
        with serve(environment, port):
            version = real(agreements.national_actor())
            good_page(chromium, base + link(version), "sign-provider", widths=WIDTHS)
            for width in WIDTHS:
                context, page = phone(chromium, width)
                provider.claims = {"cvr": "10150817"}
                page.goto(base + link(version))
                page.get_by_role("link", name="Underskriv med MitID Erhverv").click()
                refusal = page.get_by_role("region", name="Underskriv for").get_by_role("alert")
                expect(refusal).to_contain_text("men aftalen er med CVR-nummer")
                found = [*overflowing(page), *cut_off(page), *axe_violations(page)]
                screenshot(page, "sign-provider-other")
                provider.claims = {}
                page.get_by_role("link", name="Underskriv med MitID Erhverv").click()
                expect(page.get_by_label("Dit navn")).to_have_value("Karin Bech Friis")
                expect(page.get_by_label("Dit navn")).to_be_disabled()
                found += [*overflowing(page), *cut_off(page), *axe_violations(page)]
                screenshot(page, "sign-provider-shown")
                page.goto(base + "/underskriv/identitet/")
                expect(page.get_by_role("heading", level=1)).to_have_text("Identifikationen er afbrudt")
                found += [*overflowing(page), *cut_off(page), *axe_violations(page)]
                screenshot(page, "sign-provider-broken-off")
                faults += [f"{width}: {line}" for line in found]
                context.close()
            context, page = phone(chromium)
            page.goto(base + link(version))  # the first click: the link in the mail
            page.get_by_role("link", name="Underskriv med MitID Erhverv").click()
            page.get_by_label("Din titel").fill("Direktør")
            page.get_by_text("Jeg har læst hele aftalen").click()
            page.get_by_role("button", name="Underskriv").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("I har underskrevet")
            assert 1 + presses(page) <= 4
            context.close()
    assert faults == []
    with session_role("jo_owner"):
        stored = Signature.objects.get(version=version)
    assert (stored.method, stored.name) == (SignMethod.OIDC, "Karin Bech Friis")
    assert signer(version).identified_until is None
