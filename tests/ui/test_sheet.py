"""The component sheet in a real browser: every component in every state, under the strict CSP."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.helpers.browser import WebServer, good_page, overflowing, screenshot, visit

pytestmark = pytest.mark.browser

SHEET = "/dev/tilstande/"
# WCAG 1.4.12: what a reader may set without anything being lost.
TEXT_SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important } p { margin-bottom: 2em !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}"""  # noqa: E501


@pytest.fixture
def sheet(chromium: Browser, sheet_server: WebServer):
    opened = visit(chromium, sheet_server.url + SHEET)
    yield opened.page
    opened.page.close()


@pytest.mark.parametrize("path", [SHEET, SHEET + "?portal"])
def test_sheet_is_accessible_quiet_and_inside_every_width(
    chromium: Browser, sheet_server: WebServer, path: str
):
    good_page(chromium, sheet_server.url + path, "tilstande" if path == SHEET else "tilstande-portal")


@pytest.mark.parametrize(
    "path", ["/konto/login/", "/konto/login/code/", "/konto/password/reset/", "/konto/signup/"]
)
def test_signed_out_pages_are_accessible_quiet_and_inside_every_width(
    chromium: Browser, sheet_server: WebServer, path: str
):
    good_page(chromium, sheet_server.url + path, path.strip("/").replace("/", "-"))


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_nothing_leaves_the_page_with_text_spacing(chromium: Browser, sheet_server: WebServer, width: int):
    opened = visit(chromium, sheet_server.url + SHEET, width=width)
    opened.page.evaluate(TEXT_SPACING)
    spacing = opened.page.evaluate("getComputedStyle(document.querySelector('p')).letterSpacing")
    assert spacing != "normal"
    assert overflowing(opened.page) == []
    opened.page.close()


def test_the_overflow_check_sees_an_overflow(sheet: Page):
    sheet.set_viewport_size({"width": 390, "height": 800})
    sheet.evaluate("document.querySelector('h1').style.width = '500px'")
    assert any(line.startswith("h1") for line in overflowing(sheet))


def test_only_the_small_fonts_are_fetched(chromium: Browser, sheet_server: WebServer):
    context = chromium.new_context()
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    page.goto(sheet_server.url + SHEET)
    page.evaluate("document.fonts.ready.then(() => true)")
    fonts = sorted(url.rsplit("/", 1)[1] for url in fetched if "/fonts/" in url)
    assert fonts == [
        f"IBMPlexSans-{weight}-Latin1.woff2" for weight in ("Bold", "Medium", "Regular", "SemiBold")
    ]
    stylesheets_and_scripts = [url for url in fetched if re.search(r"\.(css|js)$", url)]
    assert len(stylesheets_and_scripts) == 4  # DKFDS, our two, and one script
    context.close()


def test_text_is_drawn_in_plex_and_lists_use_the_whole_width(sheet: Page):
    loaded = sheet.evaluate(
        "[...document.fonts].filter((f) => f.status === 'loaded').map((f) => f.family + f.weight)"
    )
    assert sorted(name.replace('"', "") for name in loaded) == [
        f"IBM Plex Sans{w}" for w in (400, 500, 600, 700)
    ]
    row = sheet.locator(".jo-row").first.bounding_box()
    container = sheet.locator("main > .container").bounding_box()
    assert row
    assert container
    assert row["width"] == pytest.approx(container["width"] - 32, abs=1)


def test_the_four_columns_of_a_row_are_the_designs(sheet: Page):
    columns = sheet.locator(".jo-row").first.evaluate(
        "e => getComputedStyle(e).gridTemplateColumns.split(' ')"
    )
    assert [columns[0], columns[1], columns[3]] == ["124px", "200px", "168px"]


def test_row_buttons_are_44_px_and_full_width_on_a_phone(chromium: Browser, sheet_server: WebServer):
    opened = visit(chromium, sheet_server.url + SHEET, width=390)
    row = opened.page.locator(".jo-row").first.bounding_box()
    button = opened.page.locator(".jo-row .button").first.bounding_box()
    assert row
    assert button
    assert button["height"] >= 44
    assert button["width"] == pytest.approx(row["width"], abs=1)
    opened.page.close()


def test_forced_colours_keep_status_selection_and_ticks_visible(
    chromium: Browser, sheet_server: WebServer, staff_cookies: list
):
    context = chromium.new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    context.add_cookies(staff_cookies)
    page = context.new_page()
    page.goto(sheet_server.url + SHEET)
    style = "(e, [pseudo, name]) => getComputedStyle(e, pseudo)[name]"
    for status in page.locator(".jo-status").all():
        assert status.evaluate(style, [None, "borderTopWidth"]) == "1px"
    ticked = page.locator(".form-checkbox:checked + label").first
    unticked = page.locator(".form-checkbox:not(:checked) + label").first
    assert ticked.evaluate(style, ["::before", "backgroundColor"]) != unticked.evaluate(
        style, ["::before", "backgroundColor"]
    )
    assert ticked.evaluate(style, ["::before", "backgroundImage"]) != "none"
    late, plain = page.locator(".jo-row--late").first, page.locator(".jo-row:not(.jo-row--late)").first
    assert late.evaluate(style, ["::before", "backgroundColor"]) != plain.evaluate(
        style, ["::before", "backgroundColor"]
    )
    links = page.locator(".jo-nav a:not([aria-current])").all()
    assert links
    for link in links:
        assert link.evaluate(style, [None, "borderBottomColor"]) == page.evaluate(
            "getComputedStyle(document.body).backgroundColor"
        )
    screenshot(page, "tilstande-forced-colors")
    context.close()


def test_printed_page_has_no_menu_and_no_buttons(sheet: Page):
    sheet.emulate_media(media="print")
    assert not sheet.locator(".jo-footer").is_visible()
    assert not sheet.locator(".jo-row .button").first.is_visible()
    assert sheet.locator(".jo-row__title").first.is_visible()
    sheet.emulate_media(media="screen")


def test_without_javascript_everything_is_there(
    chromium: Browser, sheet_server: WebServer, staff_cookies: list
):
    context = chromium.new_context(java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.add_cookies(staff_cookies)
    page = context.new_page()
    page.goto(sheet_server.url + SHEET)
    assert page.locator("details.jo-why").nth(1).locator("p").first.is_visible()
    page.locator("details.jo-why summary").first.click()
    assert not page.locator("details.jo-why").first.locator("p").first.is_visible()
    assert page.locator("[data-pick-label]").inner_text() == "Send til 1 jobcenter"
    assert page.locator("#menu").is_visible()
    assert not page.locator("[data-keys]").is_visible()
    context.close()
