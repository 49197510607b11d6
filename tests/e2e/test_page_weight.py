"""What a page costs on the wire: at most 120 KB for the first visit and 20 KB for the next, compressed.

Measured by the browser itself (encodedDataLength, heads included), served as `./run` serves it.
"""

from dataclasses import dataclass, field

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext

from tests.architecture.world import World
from tests.e2e.walking import sign_in_as
from tests.factories import orders as make
from tests.helpers.product import Product, cookies_of

pytestmark = pytest.mark.browser

FIRST_VISIT = 120 * 1024
NEXT_PAGE = 20 * 1024
BUSY_DAY = 40  # orders that wait for an answer: a list far longer than anybody's day


@dataclass
class Wire:
    """The bytes that come over the wire to one browser, by address."""

    context: BrowserContext
    bytes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page = self.context.new_page()
        session = self.context.new_cdp_session(self.page)
        session.send("Network.enable")
        names: dict[str, str] = {}
        session.on("Network.requestWillBeSent", lambda e: names.update({e["requestId"]: e["request"]["url"]}))
        session.on(
            "Network.loadingFinished", lambda e: self._add(names[e["requestId"]], e["encodedDataLength"])
        )

    def _add(self, url: str, size: float) -> None:
        self.bytes[url] = self.bytes.get(url, 0) + int(size)

    def open(self, url: str) -> int:
        """The bytes of one visit. What the browser has already is not fetched again."""
        self.bytes.clear()
        response = self.page.goto(url, wait_until="networkidle")
        assert response
        assert response.status == 200
        self.page.evaluate("document.fonts.ready.then(() => true)")
        assert self.bytes[url], "the page itself was not counted"
        return sum(self.bytes.values())


@pytest.fixture
def busy(site: tuple[Product, World]) -> tuple[Product, World]:
    product, world = site
    for _order in range(BUSY_DAY):
        make.order(world.people["tovholder"])
    return product, world


@pytest.mark.parametrize(
    ("who", "first", "following"),
    [
        ("tovholder", "orders:my_day", "orders:order"),
        ("tovholder", "orders:order", "orders:ask"),
        ("tovholder", "orders:list", "orders:new"),
        ("company", "orders:portal", "orders:portal_new"),
        ("manager", "orders:sla", "orders:breaches"),
    ],
)
def test_a_first_visit_and_the_next_page(
    who: str, first: str, following: str, chromium: Browser, busy: tuple[Product, World]
) -> None:
    product, world = busy
    context = chromium.new_context(locale="da-DK")
    try:
        context.add_cookies(cookies_of(sign_in_as(world, who), product))
        wire = Wire(context)
        urls = [product.url + reverse(name, kwargs=world.arguments.get(name)) for name in (first, following)]
        size = wire.open(urls[0])
        assert any(name.endswith(".css") for name in wire.bytes)
        print(f"{first}: {size:,} bytes")
        assert size <= FIRST_VISIT, {url: cost for url, cost in wire.bytes.items() if cost}
        size = wire.open(urls[1])
        print(f"{following}: {size:,} bytes")
        assert size <= NEXT_PAGE, {url: cost for url, cost in wire.bytes.items() if cost}
    finally:
        context.close()


def test_static_files_come_compressed_and_stay(chromium: Browser, site: tuple[Product, World]) -> None:
    product, _world = site
    context = chromium.new_context()
    try:
        page = context.new_page()
        heads: dict[str, dict[str, str]] = {}
        page.on("response", lambda response: heads.update({response.url: response.headers}))
        page.goto(product.url + reverse("account_login"), wait_until="networkidle")
        static = {url: head for url, head in heads.items() if "/static/" in url}
        assert len(static) >= 5
        for url, head in static.items():
            assert "immutable" in head["cache-control"], url
            if url.endswith((".css", ".js")):
                assert head["content-encoding"] == "br", url
    finally:
        context.close()
