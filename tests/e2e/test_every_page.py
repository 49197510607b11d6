"""Every page of the product, opened by the person it is for: axe, console, edges. A new route joins by itself.

Faults of all pages of a visitor are told at once. With JO_TEST_PICTURES=1, pictures at 390 and 1280 px go to
test-results/.
"""

from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from tests.architecture.test_strangers import PERSONAL_PREFIXES, ROUTES
from tests.architecture.world import World
from tests.e2e.walking import (
    ANONYMOUS,
    Stop,
    faults_of,
    is_page,
    open_page,
    sign_in_as,
    stops,
    visitor,
)
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.product import PASSWORD, Product, cookies_of, set_password

pytestmark = pytest.mark.browser

VISITORS = sorted({visitor(route) for route, _takes in ROUTES})
# The rest of the routes are for sending only, lead elsewhere, or answer with a part of a page.
FEWEST_PAGES = 60
# What a browser itself writes about a page that is an error.
REFUSED = ("error: Failed to load resource: the server responded with a status of",)
PRESS = """() => {
  const form = document.querySelector('main form[method=post]');
  form.requestSubmit(form.querySelector('button:not([name=find])'));
}"""
Site = tuple[Product, World]

# Forms that must not be sent empty. Sent so, they show their error summary, and nothing is saved.
EMPTY_FORMS = {
    "tovholder": (
        *("orders:new", "orders:answer", "orders:search", "orders:ask", "orders:alert", "orders:note"),
        *("orders:alternative", "orders:alternative_answer", "orders:cancel", "orders:close", "orders:plan"),
        *("postings:publish", "postings:withdraw", "postings:register"),
        *(
            "companies:register",
            "companies:contact_add",
            "companies:workplace_add",
            "companies:consent",
            "account_change_password",
        ),
        *("visits:note_new", "visits:internal_note", "visits:task_new", "visits:joint_visit_new"),
    ),
    "manager": ("orders:assign_clock",),
    "asked": ("candidates:nominate", "inbound:answer"),
    "proposed": ("orders:tovholder_decide",),
    "company": ("orders:portal_new",),
    "jobservice danmark": ("orders:national_new",),
    "administrator": (
        "jobcenters:calendar",
        "retention:request_new",
    ),
    ANONYMOUS: ("account_login", "account_request_login_code", "account_reset_password"),
}


@pytest.fixture
def open_as(chromium: Browser, site: Site) -> Iterator[object]:
    """A browser for a client's session; all are closed at the end."""
    contexts: list[BrowserContext] = []

    def opened(client: Client | None = None) -> BrowserContext:
        context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
        context.set_default_timeout(30_000)
        if client and client.cookies:
            context.add_cookies(cookies_of(client, site[0]))
        contexts.append(context)
        return context

    # The watchman ran a moment ago, as it does; its banner has its own place in the component sheet.
    site[0].execute(
        "insert into orders_heartbeat (name, last_run_at, detail) values ('sweep', now(), '{}')"
        " on conflict (name) do update set last_run_at = now()"
    )
    yield opened
    for context in contexts:
        context.close()


def tell(faults: list[str]) -> None:
    assert not faults, "\n".join(faults)


def walk(context: BrowserContext, product: Product, pages: list[Stop]) -> list[str]:
    faults = []
    for stop in pages:
        opened, wrong = open_page(context, product.url + stop.path)
        wrong += faults_of(opened, stop.picture)
        faults += [f"{stop.route}: {fault}" for fault in wrong]
        opened.page.close()
    return faults


@pytest.mark.parametrize("who", VISITORS)
def test_every_page_of(who: str, site: Site, open_as) -> None:
    product, world = site
    client = sign_in_as(world, who)
    pages = stops(world, who, client)
    assert pages, f"{who} has no page"
    tell(walk(open_as(client), product, pages))


def test_the_walk_leaves_no_page_out(site: Site) -> None:
    _product, world = site
    found = [stop for who in VISITORS for stop in stops(world, who, sign_in_as(world, who))]
    assert len(found) >= FEWEST_PAGES, [stop.route for stop in found]


@pytest.fixture
def second_factors_removed(site: Site) -> Iterator[None]:
    """The site is shared by the module: whoever signs in next must not be asked for another test's app."""
    yield
    with as_owner():
        Authenticator.objects.all().delete()


def test_the_own_account_with_a_second_factor(site: Site, open_as, second_factors_removed: None) -> None:
    """The pages of a person's own account look otherwise when there is an app, a key and recovery codes."""
    product, world = site
    client = sign_in_as(world, "alerted")
    with as_owner():
        user = User.objects.get(pk=world.people["alerted"].user_id)
        TOTP.activate(user, generate_totp_secret())
        RecoveryCodes.activate(user)
        key = Authenticator.objects.create(
            user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Nøgle", "credential": {}}
        )
    pages = [
        Stop(
            f"{route}-second-factor",
            reverse(route, kwargs={"pk": key.pk} if takes and "webauthn" in route else None),
        )
        for route, takes in ROUTES
        if route.startswith(PERSONAL_PREFIXES)
        and (not takes or "webauthn" in route)
        # Asks the key itself, and the one here was made without a browser.
        and route != "mfa_reauthenticate_webauthn"
    ]
    pages = [stop for stop in pages if is_page(client, stop.path)]
    assert {"mfa_view_recovery_codes-second-factor", "mfa_deactivate_totp-second-factor"} <= {
        p.route for p in pages
    }
    tell(walk(open_as(client), product, pages))
    # Signing in now stops at the question for the second factor.
    with as_owner():
        key.delete()
    context = open_as()
    opened, _wrong = open_page(context, product.url + reverse("account_login"))
    opened.page.fill("#id_login", user.email)
    set_password(world.people["alerted"])
    opened.page.fill("#id_password", PASSWORD)
    opened.page.get_by_role("button", name="Log ind", exact=True).click()
    opened.page.wait_for_url("**/2fa/**")
    tell(faults_of(opened, "page-second-factor-asked"))


@pytest.mark.parametrize("who", sorted(EMPTY_FORMS))
def test_forms_with_errors_of(who: str, site: Site, open_as) -> None:
    product, world = site
    context = open_as(sign_in_as(world, who))
    faults = []
    for route in EMPTY_FORMS[who]:
        opened, wrong = open_page(context, product.url + reverse(route, kwargs=world.arguments.get(route)))
        page = opened.page
        empty(page)
        with page.expect_navigation():
            page.evaluate(PRESS)
        if not page.locator("[data-error-summary]").count():
            wrong.append(f"no error summary at {page.url}")
        wrong += faults_of(opened, Stop(route, "").picture + "-errors", expected=REFUSED)
        faults += [f"{route}: {fault}" for fault in wrong]
        page.close()
    tell(faults)


def empty(page: Page) -> None:
    """Nothing typed, nothing chosen, in the first form that saves something."""
    page.evaluate(
        """() => {
          const form = document.querySelector('main form[method=post]');
          for (const field of form.elements) {
            if (field.type === 'checkbox' || field.type === 'radio') field.checked = false;
            else if (['text', 'search', 'email', 'tel', 'number', 'date', 'time', 'password'].includes(field.type)
                     || field.tagName === 'TEXTAREA') field.value = '';
          }
          // A copy has none of the listeners: the pick panel's own guard has its test, here the server answers.
          if (form.querySelector('[data-pick]')) form.replaceWith(form.cloneNode(true));
        }"""
    )


def test_error_pages(site: Site, open_as) -> None:
    product, world = site
    context = open_as(sign_in_as(world, "tovholder"))
    faults = []
    addresses = {
        "400": ("/konto/login/?next=%00", 400),
        "403": (reverse("account_reauthenticate"), 403),
        "404": ("/findes/ikke/", 404),
    }
    # Somebody who signs in by mail cannot be asked for a password again.
    stranger = Client()
    with as_owner():
        stranger.force_login(User.objects.get(pk=make.consultant("Odder").user_id))
    refused = open_as(stranger)
    for name, (path, status) in addresses.items():
        opened, wrong = open_page(refused if name == "403" else context, product.url + path, status=status)
        faults += [f"{name}: {line}" for line in wrong + faults_of(opened, f"error-{name}", expected=REFUSED)]
    # A real fault of the server: a table is missing for a moment.
    product.execute("alter table orders_clock rename to orders_clock_away")
    try:
        opened, wrong = open_page(context, product.url + "/min-dag/", status=500)
    finally:
        product.execute("alter table orders_clock_away rename to orders_clock")
    faults += [f"500: {line}" for line in wrong + faults_of(opened, "error-500", expected=REFUSED)]
    # A form whose session is gone, as after a night.
    opened, wrong = open_page(open_as(), product.url + reverse("account_login"))
    opened.page.context.clear_cookies()
    opened.page.fill("#id_login", "nogen@jobcenter.example")
    opened.page.fill("#id_password", PASSWORD)
    opened.page.get_by_role("button", name="Log ind", exact=True).click()
    opened.page.wait_for_load_state("load")
    faults += [f"csrf: {line}" for line in wrong + faults_of(opened, "error-csrf", expected=REFUSED)]
    tell(faults)
