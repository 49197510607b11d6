"""A real browser in tests: pages opened, watched and judged.

Import `chromium` (and `web_server`, which needs tests.helpers.committed.committed) into the conftest.py of the tests
that use them, and mark the tests `browser`. One line judges a page as every page must be:

    good_page(chromium, server.url + "/min-dag/", "min-dag", cookies=cookies)

It opens the page at 390 and 1280 px, draws it at 320 and 640 px too, and asserts: the console is empty under the strict
CSP, no visible element reaches past the right edge, axe finds nothing at 390 and 1280 px. With JO_TEST_PICTURES=1 its
pictures go to test-results/.
"""

import os
import shutil
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect, sync_playwright

from tests.helpers import web_nursery

# How long a busy machine may take to show what is expected; a page that never shows it still fails.
expect.set_options(timeout=15_000)

ROOT = Path(__file__).resolve().parent.parent.parent
RESULTS = Path(os.environ.get("JO_TEST_RESULTS", ROOT / "test-results"))
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (320, 390, 640, 1280)
AXE_WIDTHS = (390, 1280)
# A picture of the whole page costs more than judging it; a person who wants to look asks for them.
PICTURES = os.environ.get("JO_TEST_PICTURES") == "1"
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice")
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)

# Boxes, not scrollWidth: DKFDS hides the body's overflow. What is cut off by its own scrolling or clipped parent, or
# kept outside for screen readers only, does not count.
_OVERFLOW = """() => {
  const inside = (element) => {
    for (let e = element; e && e !== document.body; e = e.parentElement) {
      const style = getComputedStyle(e);
      if (style.clipPath !== 'none') return true;
      if (e !== element && ['auto', 'scroll', 'hidden', 'clip'].includes(style.overflowX)) return true;
    }
    return false;
  };
  const edge = document.documentElement.clientWidth + 0.5;
  const name = (e) => e.tagName.toLowerCase() + '.' + (e.getAttribute('class') || '');
  return [...document.querySelectorAll('body *')]
    .map((e) => [e, e.getBoundingClientRect()])
    .filter(([e, box]) => box.width && box.height && box.bottom + scrollY > 0 && box.right > edge && !inside(e))
    .map(([e, box]) => `${name(e)} to ${Math.round(box.right)} px`);
}"""

# Presses of the pointer: a click on a label is one press, though it makes two click events.
COUNT_PRESSES = (
    "document.addEventListener('pointerdown', () => "
    "{ sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1; }, true)"
)


def presses(page: Page) -> int:
    """How often something was pressed in this tab; its context was given COUNT_PRESSES."""
    return int(page.evaluate("sessionStorage.clicks || 0"))


def chromium_path() -> str:
    """Debian's Chromium, or the one that JO_CHROMIUM names. Fails the test loudly where there is none."""
    path = os.environ.get("JO_CHROMIUM") or shutil.which("chromium")
    if not path:
        pytest.fail("Chromium is missing: install Debian's package `chromium`, or set JO_CHROMIUM.")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser per pytest process."""
    # Playwright's synchronous interface runs an event loop in this thread, and Django takes any loop for an async view.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


@dataclass
class WebServer:
    """A running web process and where it answers."""

    url: str
    process: web_nursery.Forked


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serve(environment: dict[str, str], port: int = 0) -> Iterator[WebServer]:
    """Gunicorn with the product on `port` (or a free one) until the block ends.

    `environment`: Committed.environment("web").
    """
    port = port or free_port()
    RESULTS.mkdir(parents=True, exist_ok=True)
    log = RESULTS / f"web-{port}.log"
    words = ["--bind", f"127.0.0.1:{port}", "--workers", "1", "--threads", "4", "--no-control-socket"]
    process = web_nursery.fork(environment, [*words, "tests.helpers.served:application"], log)
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + 120
        while True:
            try:
                urlopen(url + "/sundhed/lever/", timeout=2).close()  # noqa: S310  (our own address)
                break
            except (URLError, OSError):
                if process.poll() is not None or time.monotonic() > deadline:
                    pytest.fail(
                        "The web process did not come up:\n" + log.read_text(errors="replace")[-4000:]
                    )
                time.sleep(0.1)
        yield WebServer(url, process)
    finally:
        # Without waiting for the browser's idle connections.
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=60)


@pytest.fixture
def web_server(committed: Any) -> Iterator[WebServer]:
    """The product on a database of the test's own, logged in as the web role."""
    with serve(committed.environment("web")) as server:
        yield server


@dataclass
class Visit:
    """A page and everything its console has said: messages, uncaught errors, refused requests."""

    page: Page
    console: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", lambda message: self.console.append(f"{message.type}: {message.text}"))
        self.page.on("pageerror", lambda error: self.console.append(f"error: {error}"))
        self.page.on("requestfailed", self._failed)

    def _failed(self, request: Request) -> None:
        # What the browser gives up because the page is left has not failed; a refusal by the CSP is another word.
        if request.failure != "net::ERR_ABORTED":
            self.console.append(f"failed: {request.url} {request.failure}")


def visit(browser: Browser | BrowserContext, url: str, *, width: int = 1280, height: int = 900) -> Visit:
    """Open `url` in a new page, listening from the start. The caller closes the page."""
    page = (
        browser.new_page(viewport={"width": width, "height": height})
        if isinstance(browser, Browser)
        else browser.new_page()
    )
    page.set_viewport_size({"width": width, "height": height})
    opened = Visit(page)
    page.goto(url)
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return opened


def overflowing(page: Page) -> list[str]:
    """Visible elements that reach past the right edge."""
    return list(page.evaluate(_OVERFLOW))


def axe_violations(page: Page, *, exclude: Sequence[str] = ()) -> list[str]:
    """What axe finds, one line per rule with the first places. Read the console before: axe's probing is logged too.

    The script is evaluated rather than added as an element: the CSP refuses the element.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(
        "([exclude, rules]) => axe.run({exclude: exclude}, {runOnly: rules, resultTypes: ['violations']})",
        [list(exclude), list(AXE_RULES)],
    )
    return [
        f"{found['id']} ({found['impact']}): {found['help']}: "
        + " | ".join(n["html"][:160] for n in found["nodes"][:4])
        for found in result["violations"]
    ]


def screenshot(page: Page, name: str) -> None:
    """The whole page as test-results/NAME-WIDTH.png, where pictures are asked for."""
    if not PICTURES:
        return
    RESULTS.mkdir(parents=True, exist_ok=True)
    width = (page.viewport_size or {}).get("width", 0)
    page.screenshot(path=RESULTS / f"{name}-{width}.png", full_page=True)


def resize(page: Page, width: int) -> None:
    """Change the width, and wait until the page has been laid out and painted for it."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"
    )


def good_page(
    browser: Browser,
    url: str,
    name: str,
    *,
    cookies: Sequence[Any] = (),
    exclude: Sequence[str] = (),
    widths: Sequence[int] = WIDTHS,
) -> None:
    """Assert what holds for every page: see the module's text. `cookies` as Playwright's `add_cookies` takes them."""
    faults: list[str] = []
    # The page is loaded anew at the widths that axe judges, and drawn from each load at the widths below it.
    loads: list[list[int]] = []
    for width in sorted(widths, reverse=True):
        if not loads or width in AXE_WIDTHS:
            loads.append([])
        loads[-1].insert(0, width)
    # One context, so that styles, script and fonts are fetched once.
    context = browser.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    try:
        if cookies:
            context.add_cookies(list(cookies))
        for drawn in loads:
            width = drawn[-1]
            opened = visit(context, url, width=width)
            for at in drawn:
                resize(opened.page, at)
                faults += [f"{at} px, past the edge: {line}" for line in overflowing(opened.page)]
            faults += [f"{width} px, console: {line}" for line in opened.console]
            if width in AXE_WIDTHS:
                screenshot(opened.page, name)
                faults += [
                    f"{width} px, axe: {line}" for line in axe_violations(opened.page, exclude=exclude)
                ]
            opened.page.close()
    finally:
        context.close()
    assert not faults, f"{url}\n" + "\n".join(faults)
