"""A passkey from first to last: added, used instead of the password, and refused once it is removed.

Chromium's own virtual authenticator holds the key and signs for real; only the finger on the reader is missing.
"""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.architecture.world import World
from tests.e2e.walking import sign_in_as
from tests.helpers.product import Product, cookies_of

pytestmark = pytest.mark.browser


def with_a_key(page: Page) -> None:
    """A phone's or laptop's built-in key store, whose owner always says yes."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def test_a_passkey_is_added_used_and_removed(chromium: Browser, site: tuple[Product, World]) -> None:
    product, world = site
    # A key belongs to a name; an address in numbers has none.
    url = product.url.replace("127.0.0.1", "localhost")
    client = sign_in_as(world, "tovholder")
    cookies = [{**cookie, "url": url} for cookie in cookies_of(client, product)]
    context = chromium.new_context(locale="da-DK")
    try:
        context.add_cookies(cookies)
        page = context.new_page()
        with_a_key(page)
        page.goto(url + reverse("mfa_add_webauthn"))
        page.fill("#id_name", "Min bærbare")
        page.check("#id_passwordless")
        page.click("#mfa_webauthn_add")
        page.wait_for_url(lambda address: reverse("mfa_add_webauthn") not in address)
        page.goto(url + reverse("mfa_list_webauthn"))
        expect(page.locator("main")).to_contain_text("Min bærbare")

        context.clear_cookies()
        page.goto(url + reverse("account_login"))
        page.click("#passkey_login")
        page.wait_for_url(lambda address: "/konto/" not in address)
        expect(page.locator("body")).to_contain_text(world.people["tovholder"].name)

        page.goto(url + reverse("mfa_list_webauthn"))
        page.get_by_role("link", name=re.compile("[Ff]jern|[Ss]let")).first.click()
        page.wait_for_url(re.compile("/reauthenticate/"))
        page.get_by_role("link", name=re.compile("nøgle")).click()
        page.click("#mfa_webauthn_reauthenticate")
        page.wait_for_url(re.compile("/remove/$"))
        page.get_by_role("button", name=re.compile("[Ff]jern")).click()
        page.wait_for_url(lambda address: "/remove/" not in address)
        page.goto(url + reverse("mfa_list_webauthn"))
        expect(page.locator("main")).to_contain_text("Du har ingen adgangsnøgler")
        context.clear_cookies()
        page.goto(url + reverse("account_login"))
        page.click("#passkey_login")
        page.wait_for_load_state("networkidle")
        assert "/konto/" in page.url, "a removed key lets nobody in"
    finally:
        context.close()
