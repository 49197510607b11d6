"""Which pages there are, who opens them, and what is asked of each. Opened once, then drawn at every width."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext

from tests.architecture.test_strangers import PUBLIC, ROUTES, VISITOR
from tests.architecture.world import World
from tests.helpers.browser import AXE_WIDTHS, WIDTHS, Visit, axe_violations, overflowing, resize, screenshot
from tests.helpers.product import sign_in

NATIONAL = "jobservice danmark"
ANONYMOUS = "anonymous"
# Who opens the routes of a part of the product, where the walk of strangers names nobody.
BY_PREFIX = {
    "orders:portal": "company",
    "orders:national": NATIONAL,
    "orders:sla": "manager",
    "orders:breaches": "manager",
    "agreements:partners": NATIONAL,
    "agreements:portal": "company",
    "notifications:": "administrator",
    "jobcenters:calendar": "administrator",
    "jobcenters:closing_day": "administrator",
    "jobcenters:contact_confirm": "administrator",
    "candidates:consent_by": "administrator",
    "candidates:import": "administrator",
    "retention:": "administrator",
    "settings": "administrator",
}
# Answers that are no pages: read by machines, or put into a page.
OWN_ACCOUNT = f"/{settings.ACCOUNT_PATH}"
NO_PAGE = ("application/json", "application/pdf", "application/zip", "text/calendar", "text/csv", "image/")
# Pages that are there only where an identity provider is configured, for the company of an agreement that covers its
# place, with a company in their address, or for a citizen without a user: their own tests open them in a browser.
ELSEWHERE = (
    *("signing:oidc_start", "signing:oidc_back", "agreements:sign_identity"),
    *(
        "orders:metrics",  # for machines
        "notifications:template_html",  # a mail in its sandbox; tests/notifications/test_shell.py judges it
        "orders:portal_write",
        "agreements:new",
        "candidates:suggest",
        "candidates:reply",
        "candidates:invite_undo",
        "candidates:sign_up",
    ),
)


@dataclass(frozen=True)
class Stop:
    """One page of the walk."""

    route: str
    path: str

    @property
    def picture(self) -> str:
        return "page-" + self.route.replace(":", "-").replace("_", "-")


def visitor(route: str) -> str:
    """Whose page a route is, as the world names people."""
    if route in PUBLIC:
        return ANONYMOUS
    if route in VISITOR:
        return VISITOR[route]
    return next((who for prefix, who in BY_PREFIX.items() if route.startswith(prefix)), "tovholder")


def sign_in_as(world: World, who: str) -> Client:
    """A client of `who`, signed in unless that is nobody."""
    actor = world.people.get(who) or world.strangers.get(who)
    client = sign_in(actor) if actor else Client()
    client.raise_request_exception = False  # a broken page is a page to be reported
    return client


def paths(world: World) -> Iterator[tuple[str, str]]:
    """(route, path) of every route that the world can fill in."""
    for route, takes_arguments in ROUTES:
        if route in ELSEWHERE:
            continue
        if not takes_arguments:
            yield route, reverse(route)
        elif route in world.arguments:
            yield route, reverse(route, kwargs=world.arguments[route])


def is_page(client: Client, path: str) -> bool:
    """Whether the path shows a whole page: not a redirect, a file or a part of one, not for sending only."""
    response = client.get(path)
    if response.get("Content-Disposition", "").startswith("attachment"):
        if response.streaming:
            b"".join(response.streaming_content)  # what is read to the end is closed
        return False
    if response.status_code in (301, 302, 405) or response["Content-Type"].startswith(NO_PAGE):
        return False
    if path.startswith(OWN_ACCOUNT) and response.status_code == 404:
        return False  # about a second factor that the person does not have
    return response.streaming or b"<!doctype html>" in response.content[:200].lower()


def stops(world: World, who: str, client: Client) -> list[Stop]:
    """The pages that are `who`'s to open. A route that answers 404 or 500 is one too: the walk then says so."""
    return [
        Stop(route, path) for route, path in paths(world) if visitor(route) == who and is_page(client, path)
    ]


def faults_of(opened: Visit, name: str, *, expected: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with the page as it stands: its console, its edges at every width, axe's findings.

    `expected` are beginnings of console lines that belong to the page, such as the browser's own note of a 404.
    """
    page, console = opened.page, list(opened.console)
    faults = [f"console: {line}" for line in console if not line.startswith(expected or ("\0",))]
    for width in sorted(WIDTHS, reverse=True):
        resize(page, width)
        faults += [f"{width} px, past the edge: {line}" for line in overflowing(page)]
        if width in AXE_WIDTHS:
            screenshot(page, name)
            faults += [f"{width} px, axe: {line}" for line in axe_violations(page)]
    resize(page, 1280)
    return faults


def open_page(context: BrowserContext, url: str, *, status: int = 200) -> tuple[Visit, list[str]]:
    """A new page at `url`, heard from the start, and what was wrong with the answer. The caller closes it."""
    page = context.new_page()
    opened = Visit(page)
    response = page.goto(url)
    page.evaluate("document.fonts.ready.then(() => true)")
    got = response.status if response else 0
    return opened, [] if got == status else [f"answered {got}, not {status}"]
