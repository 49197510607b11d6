"""Four people and their browsers: what each of them does on the pages, as they would."""

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from tests.helpers.browser import overflowing, resize, screenshot
from tests.helpers.product import PASSWORD, Product

CODE = re.compile(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", re.MULTILINE)
PATIENCE = 20_000  # milliseconds for a page of a machine that does other things too


@dataclass
class Person:
    """Somebody with a browser of their own, in which nothing else has ever happened."""

    name: str
    email: str
    browser: Browser
    product: Product
    context: BrowserContext = field(init=False)
    page: Page = field(init=False)
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context = self.browser.new_context(
            viewport={"width": 1280, "height": 900}, locale="da-DK", timezone_id="Europe/Copenhagen"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.page.on("response", self._broken)

    def _broken(self, response: Response) -> None:
        if response.status >= 500:
            self.console.append(f"{response.status}: {response.url}")

    def open(self, path: str) -> None:
        response = self.page.goto(self.product.url + path)
        assert response
        assert response.status == 200, f"{path}: {response.status}"

    def log_in(self) -> None:
        """With password, from the page that asks for it."""
        self.open("/")
        self.page.fill("#id_login", self.email)
        self.page.fill("#id_password", PASSWORD)
        self.press("Log ind", exact=True)
        self.page.wait_for_url(lambda url: "/konto/" not in url)

    def log_in_by_mail(self) -> None:
        """With a code that comes by mail, as companies do."""
        self.open("/")
        self.page.fill("#code_email", self.email)
        self.press("Send mig en kode")
        self.page.wait_for_selector("#id_code")
        self.product.wait_for(lambda: bool(self.product.letters(self.email)), "the mail with the code")
        code = CODE.search(self.product.letters(self.email)[-1].text)
        assert code, self.product.letters(self.email)[-1].text
        self.page.fill("#id_code", code.group(1))
        self.press("Log ind", exact=True)
        self.page.wait_for_url(lambda url: "/konto/" not in url)

    def press(self, name: str | re.Pattern[str], *, within: str = "body", exact: bool = False) -> None:
        """Press the button or link with that name in the page, or in a part of it."""
        part = self.page.locator(within)
        button = part.get_by_role("button", name=name, exact=exact)
        link = part.get_by_role("link", name=name, exact=exact)
        button.or_(link).first.click()

    def see(self, text: str | re.Pattern[str], *, within: str = "main") -> Locator:
        """The text is on the page, in sight."""
        found = self.page.locator(within).first
        expect(found).to_contain_text(text, timeout=PATIENCE)
        return found

    def not_see(self, text: str | re.Pattern[str], *, within: str = "body") -> None:
        expect(self.page.locator(within).first).not_to_contain_text(text)

    def picture(self, name: str) -> None:
        """The page at 1280 and 390 px, with nothing past the right edge of either."""
        for width in (390, 1280):
            resize(self.page, width)
            assert overflowing(self.page) == [], f"{name} at {width} px"
            screenshot(self.page, f"story-{name}")

    def close(self) -> None:
        self.context.close()


def text_of(place: Locator | Page, selector: str) -> str:
    """The words at `selector`, with ordinary spaces."""
    words: Any = place.locator(selector).first.inner_text()
    return str(words).replace("\xa0", " ")


def part(heading: str) -> str:
    """The selector of the section or panel with that heading's id."""
    return f'[aria-labelledby="{heading}"]'
