"""What ui/jo.js adds: shortcuts, pick panel, undo, menu on a phone."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.helpers.browser import WebServer, good_page, visit

pytestmark = pytest.mark.browser

SHEET = "/dev/tilstande/"


@pytest.fixture
def sheet(chromium: Browser, sheet_server: WebServer, staff_cookies: list):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.add_cookies(staff_cookies)
    opened = visit(context, sheet_server.url + SHEET)
    # The form with faults at the bottom takes the focus when the page opens; here one reads from the top.
    opened.page.evaluate("document.activeElement.blur()")
    yield opened.page
    context.close()


def test_j_and_k_choose_rows_and_stop_at_the_ends(sheet: Page):
    rows = sheet.locator("[data-row]")
    sheet.keyboard.press("j")
    expect(rows.nth(0)).to_have_class("jo-row jo-row--late is-selected")
    assert sheet.evaluate("document.activeElement.textContent") == "Jobcenter Odder"
    sheet.keyboard.press("j")
    expect(rows.nth(1)).to_have_class("jo-row is-selected")
    sheet.keyboard.press("k")
    sheet.keyboard.press("k")
    expect(rows.nth(0)).to_have_class("jo-row jo-row--late is-selected")
    assert sheet.locator(".is-selected").count() == 1


def test_r_presses_the_chosen_rows_button_only(sheet: Page):
    sheet.evaluate("""() => {
      window.pressed = [];
      document.querySelectorAll('[data-row-action]').forEach((e) => e.addEventListener('click', (event) => {
        event.preventDefault(); window.pressed.push(e.textContent.trim()) }));
    }""")
    sheet.keyboard.press("r")
    assert sheet.evaluate("window.pressed") == []
    sheet.keyboard.press("j")
    sheet.keyboard.press("r")
    pressed = sheet.evaluate("window.pressed")
    assert len(pressed) == 1
    assert pressed[0].startswith("Svar Odder")


def test_letters_typed_into_a_field_are_letters(sheet: Page):
    sheet.locator("#id_text").click()
    sheet.keyboard.type("jkr/")
    assert sheet.locator("#id_text").input_value() == "jkr/"
    assert sheet.locator(".is-selected").count() == 0


def test_shortcuts_can_be_turned_off_and_stay_off(sheet: Page):
    sheet.get_by_role("button", name="Slå genveje fra").click()
    sheet.evaluate("document.activeElement.blur()")
    sheet.keyboard.press("j")
    assert sheet.locator(".is-selected").count() == 0
    sheet.reload()
    expect(sheet.get_by_role("button", name="Slå genveje til")).to_be_visible()
    sheet.get_by_role("button", name="Slå genveje til").click()
    sheet.evaluate("document.activeElement.blur()")
    sheet.keyboard.press("j")
    assert sheet.locator(".is-selected").count() == 1


def test_pick_panel_counts_and_explains_instead_of_sending(sheet: Page):
    label = sheet.locator("[data-pick-label]")
    expect(label).to_have_text("Send til 1 jobcenter")
    sheet.get_by_label("Vejle").check()
    expect(label).to_have_text("Send til 2 jobcentre")
    sheet.get_by_label("Vejle").uncheck()
    sheet.get_by_label("Skanderborg").uncheck()
    expect(label).to_have_text("Vælg et jobcenter")
    before = sheet.url
    label.click()
    expect(sheet.locator("[data-pick-error]")).to_have_text("Sæt kryds ved mindst ét jobcenter.")
    assert sheet.evaluate("document.activeElement.id") == "jobcenters-skanderborg"
    assert sheet.url == before
    sheet.get_by_label("Vejle").check()
    expect(sheet.locator("[data-pick-error]")).to_be_hidden()


def test_undo_counts_down_and_then_goes_away(sheet: Page):
    sheet.evaluate("""() => {
      const bar = document.querySelector('[data-undo]').cloneNode(true);
      bar.dataset.undo = '2'; delete bar.dataset.counting; bar.id = 'short';
      document.querySelector('main .container').prepend(bar);
      bar.dispatchEvent(new CustomEvent('htmx:load', {bubbles: true}));  // as htmx does for what it puts in
    }""")
    # htmx announces the loaded element's parent or itself; the product announces the list around a row.
    sheet.evaluate(
        "document.querySelector('main .container').dispatchEvent(new CustomEvent('htmx:load', {bubbles: true}))"
    )
    expect(sheet.locator("#short [data-undo-count]")).to_have_text(" (2)")
    expect(sheet.locator("#short form")).to_have_count(0, timeout=4000)
    assert "Sendt til Skanderborg" in sheet.locator("#short").inner_text()


def test_explanations_stay_as_they_were_left(sheet: Page):
    first = sheet.locator("details.jo-why").first
    first.locator("summary").click()
    expect(first).not_to_have_attribute("open", "")
    sheet.reload()
    expect(sheet.locator("details.jo-why").first).not_to_have_attribute("open", "")
    expect(sheet.locator("details.jo-why").nth(1)).to_have_attribute("open", "")


def test_a_form_is_sent_once(sheet: Page):
    sent = sheet.evaluate("""() => {
      const form = document.querySelector('.jo-next').closest('main').querySelector('form.jo-form');
      let through = 0;
      window.addEventListener('submit', (event) => {
        if (!event.defaultPrevented) through += 1;
        event.preventDefault();
      });
      form.noValidate = true;
      form.requestSubmit(); form.requestSubmit();
      return through;
    }""")
    assert sent == 1


def test_menu_on_a_phone_opens_and_closes_with_escape(
    chromium: Browser, sheet_server: WebServer, staff_cookies: list
):
    context = chromium.new_context(viewport={"width": 390, "height": 800})
    context.add_cookies(staff_cookies)
    page = visit(context, sheet_server.url + SHEET, width=390).page
    button = page.get_by_role("button", name="Menu")
    menu = page.locator("#header-menu")
    expect(menu).to_be_hidden()
    button.click()
    expect(menu).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    expect(page.locator("header").get_by_role("button", name="Log af")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent.trim()") == "Menu"
    context.close()


def test_menu_on_a_phone_without_javascript_is_a_link_to_the_footer(
    chromium: Browser, sheet_server: WebServer, staff_cookies: list
):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    context.add_cookies(staff_cookies)
    page = context.new_page()
    page.goto(sheet_server.url + SHEET)
    page.get_by_role("link", name="Menu").click()
    assert page.url.endswith("#menu")
    expect(page.locator("#menu").get_by_role("button", name="Log af")).to_be_visible()
    context.close()


def test_the_frame_names_organisation_and_person_and_offers_to_switch(
    chromium: Browser, sheet_server: WebServer, staff_cookies: list
):
    good_page(
        chromium, sheet_server.url + SHEET, "tilstande-logget-ind", cookies=staff_cookies, widths=(390, 1280)
    )
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies(staff_cookies)
    page = visit(context, sheet_server.url + SHEET).page
    expect(page.locator(".jo-header__who")).to_contain_text("Mette Prøve (demo)")
    summary = page.locator("details[data-switch] summary")
    summary.click()
    expect(page.get_by_role("button", name="Jobcenter Prøve 2")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Jobcenter Prøve 2")).to_be_hidden()
    context.close()
