"""The note on a telephone in a real browser: few presses, big targets, with and without scripts; its pages."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.browser import (
    COUNT_PRESSES,
    WebServer,
    axe_violations,
    good_page,
    overflowing,
    presses,
    screenshot,
    web_server,
)
from tests.helpers.committed import Committed, committed
from tests.orders.test_order_browser import signed_in
from visits.models import Interaction, Task
from visits.services.interactions import InteractionData, NeedData, interaction_add, internal_note_add
from visits.services.rounds import round_make
from visits.services.tasks import task_add

__all__ = ["committed", "web_server"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]

PHONE = {"width": 390, "height": 844}
THUMB = 44  # px: what a thumb hits
# JOURNEYS.md: "Visit note on phone": open, two answers, save.
PRESSES_FOR_A_NOTE = 4


class Site:
    """Mette in Horsens, and a company that she has visited."""

    def __init__(self, server: WebServer, chromium: Browser) -> None:
        self.server, self.chromium = server, chromium
        self.mette = make.consultant("Horsens", name="Mette Madsen")
        self.company = companies.company(
            "Gudenå Maskinfabrik A/S", industry_code="251100", industry="Metalkonstruktioner", employees=86
        )
        today = local_date(timezone.now())
        with acting_as(self.mette):
            data = InteractionData(
                kind="visit",
                held_on=today,
                text="De udvider hallen.",
                growth="grows",
                needs_labour=True,
                outlook_3="more",
                needs=[NeedData("svejsere", 4)],
                campaign="Industri 2026",
                next_visit_on=today,
                is_shared=True,
            )
            self.note = interaction_add(actor=self.mette, company=self.company, data=data)
            internal_note_add(actor=self.mette, company=self.company, text="Ring mellem 10 og 12.")
            mine = User.objects.get(pk=self.mette.user_id)
            self.task = task_add(
                actor=self.mette, text="Send brochuren", due_on=today, company=self.company, assigned=mine
            )

    def page(self, *, scripts: bool = True, actor: Actor | None = None) -> Page:
        context = self.chromium.new_context(
            locale="da-DK",
            timezone_id="Europe/Copenhagen",
            viewport=PHONE,
            has_touch=True,
            java_script_enabled=scripts,
        )
        if scripts:
            context.add_init_script(COUNT_PRESSES)
        context.set_default_timeout(30_000)
        context.add_cookies(signed_in(actor or self.mette, self.server))
        return context.new_page()

    def address(self, name: str, *args: object) -> str:
        return self.server.url + reverse(name, args=args)


@pytest.fixture
def site(committed: Committed, web_server: WebServer, chromium: Browser) -> Site:
    return Site(web_server, chromium)


def newest(site: Site) -> Interaction:
    with acting_as(site.mette):
        return Interaction.objects.visible_to(site.mette).order_by("-id")[0]


def test_a_note_on_a_telephone_in_four_presses(site: Site) -> None:
    page = site.page()
    page.goto(site.address("companies:detail", site.company.uuid))
    page.get_by_role("link", name="Skriv notat").first.click()
    page.get_by_label("Hvad blev der sagt?").fill("Ordrebogen er fuld. De mangler svejsere.")
    page.get_by_text("Mangler arbejdskraft", exact=True).click()
    page.get_by_text("Om 3 måneder", exact=True).click()
    page.get_by_role("button", name="Gem notatet").click()
    page.wait_for_url("**/virksomheder/*/")
    expect(page.get_by_text("Notatet er gemt")).to_be_visible()
    assert presses(page) <= PRESSES_FOR_A_NOTE
    row = newest(site)
    assert (row.kind, row.needs_labour, row.is_shared) == ("visit", True, True)
    assert row.next_visit_on
    page.context.close()


def test_every_target_is_big_and_the_form_fits_the_telephone(site: Site) -> None:
    page = site.page()
    page.goto(site.address("visits:note_new", site.company.uuid))
    boxes = page.evaluate(
        "[...document.querySelectorAll('.jo-taps label, .jo-note button, .jo-note textarea, .jo-note summary')]"
        ".map((e) => [e.textContent.trim(), e.getBoundingClientRect().height])"
    )
    assert len(boxes) > 20
    assert [box for box in boxes if box[1] < THUMB] == []
    assert overflowing(page) == []
    # The day's own field is out of the way until it is asked for.
    expect(page.get_by_label("Hvilken dag")).to_be_hidden()
    page.get_by_text("En dag", exact=True).click()
    expect(page.get_by_label("Hvilken dag")).to_be_visible()
    screenshot(page, "note-phone")
    assert axe_violations(page) == []
    page.context.close()


def test_without_scripts_a_note_is_written_and_an_error_loses_nothing(site: Site) -> None:
    page = site.page(scripts=False)
    page.goto(site.address("visits:note_new", site.company.uuid))
    page.get_by_label("Hvad blev der sagt?").fill("Borgeren 010190-1234 kom med.")
    page.get_by_text("Vokser", exact=True).click()
    page.get_by_text("Vil have lærlinge", exact=True).click()
    page.get_by_role("button", name="Gem notatet").click()
    expect(page.get_by_text("cpr-nummer").first).to_be_visible()
    expect(page.get_by_label("Hvad blev der sagt?")).to_have_value("Borgeren 010190-1234 kom med.")
    expect(page.get_by_label("Vokser")).to_be_checked()
    expect(page.get_by_label("Vil have lærlinge")).to_be_checked()
    page.get_by_label("Hvad blev der sagt?").fill("En kollega kom med.")
    page.get_by_role("button", name="Gem notatet").click()
    page.wait_for_url("**/virksomheder/*/")
    row = newest(site)
    assert (row.text, row.growth, row.needs_apprentices) == ("En kollega kom med.", "grows", True)
    page.context.close()


def test_a_task_is_done_and_taken_back_on_a_telephone(site: Site) -> None:
    page = site.page()
    page.goto(site.address("visits:tasks"))
    page.get_by_role("button", name="Gjort Send brochuren").click()
    expect(page.get_by_text("Gjort: Send brochuren.")).to_be_visible()
    with acting_as(site.mette):
        assert Task.objects.get(pk=site.task.pk).done_at
    page.get_by_role("button", name="Fortryd").first.click()
    expect(page.get_by_text("Opgaven er åben igen.")).to_be_visible()
    with acting_as(site.mette):
        assert Task.objects.get(pk=site.task.pk).done_at is None
    page.context.close()


def test_the_pages_are_good(site: Site) -> None:
    cookies = signed_in(site.mette, site.server)
    with acting_as(site.mette):
        due_on = local_date(timezone.now())
        called = round_make(actor=site.mette, companies=[site.company.pk], name="Runde", due_on=due_on).round
    pages = {
        "virksomhed-kort": site.address("companies:detail", site.company.uuid),
        "notat": site.address("visits:note", site.note.uuid),
        "opgaver": site.address("visits:tasks"),
        "rundringning-valg": site.address("visits:round"),
        "rundringninger": site.address("visits:rounds"),
        "rundringning": site.address("visits:call_round", called.uuid),
        "rundringning-ret": site.address("visits:call_round_edit", called.uuid),
        "besoeg-og-opkald": site.address("visits:find_notes") + "?kampagne=Runde",
    }
    for name, address in pages.items():
        good_page(site.chromium, address, name, cookies=cookies)


@pytest.mark.parametrize(("who", "lines"), [("consultant", 1), ("manager", 2), ("administrator", 2)])
def test_the_menu_of_every_role_fits(site: Site, who: str, lines: int) -> None:
    """A consultant's on one line; a longer one takes a second, and never a third."""
    from tests.factories import accounts

    actor = accounts.actor(make.jobcenter("Horsens"), role=who)
    page = site.page(actor=actor)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(site.address("visits:tasks"))
    tops = page.evaluate(
        "[...document.querySelectorAll('.jo-header__menu .jo-nav a')].map((e) => e.getBoundingClientRect().top)"
    )
    assert len(tops) >= 7
    assert len(set(tops)) <= lines
    assert overflowing(page) == []
    page.context.close()
