"""The main job, told once through in the browser by four people, with the real worker, beat and SMTP server.

Karin's company in Horsens orders four fitters. Mette in Horsens answers, searches and asks Odder for one. Bo in
Odder sees it and does not answer. The deadline passes; Lone, who leads Odder, and Mette, across the border, get one
mail each. Bo answers at last.
"""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from accounts.enums import Role
from jobcenters.calendar import NATIONAL, local_date
from tests.e2e.people import Person, part, text_of
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.product import Product, open_round_the_clock, set_password

pytestmark = pytest.mark.browser

COMPANY = "Prøvebyens Montage A/S (demo)"
HISTORY = """
select table_name, array_agg(column_name::text) from information_schema.columns
 where table_name like 'orders\\_%' and table_name <> 'orders_heartbeat' and data_type = 'timestamp with time zone'
 group by table_name
"""


class Story:
    """The people, and the one order of the story."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.product = product
        company = companies.company(COMPANY)
        cast: dict[str, Any] = {
            "karin": accounts.actor(company.organisation, name="Karin Holst"),
            "mette": make.consultant("Horsens", name="Mette Dahl"),
            "bo": make.consultant("Odder", name="Bo Krogh"),
            "lone": accounts.actor(make.jobcenter("Odder"), role=Role.MANAGER, name="Lone Lind"),
        }
        people = {name: Person(name, set_password(actor), browser, product) for name, actor in cast.items()}
        self.karin, self.mette, self.bo, self.lone = people.values()
        self.people = list(people.values())

    @property
    def clock(self) -> dict[str, Any]:
        """Odder's promise to answer Horsens, as the database has it."""
        names = ("id", "state", "kept", "due_at", "level", "warn_at")
        row = self.product.rows(
            "select id, state, kept, due_at,"
            " (select count(*) from orders_firing f where f.clock_id = c.id and f.tell_at is null),"
            " (select fire_at from orders_timer t where t.clock_id = c.id and t.level = 1)"
            " from orders_clock c where promise = 'D2'"
        )[0]
        return dict(zip(names, row, strict=True))

    def time_passes_until(self, name: str) -> None:
        """Let everything about the order have happened so much earlier that the clock's instant `name` is past.

        Only what lies behind is moved: the sweep reads its own clock, and finds what it would have found had we waited.
        """
        by = self.clock[name] - datetime.now(UTC) + timedelta(minutes=1)
        with self.product.connect() as connection:
            # History may not be changed; here, it happened at another time.
            connection.execute("set session_replication_role = replica")
            for table, columns in connection.execute(HISTORY).fetchall():
                moved = ", ".join(f"{column} = {column} - %(by)s" for column in columns)
                connection.execute(f"update {table} set {moved}", {"by": by})

    def told(self, level: int) -> dict[str, str]:
        """Message-ID -> recipient of the mails of a level of Odder's clock."""
        rows = self.product.rows(
            "select message_id, recipient from notifications_outboxmail where dedupe_key like %s",
            f"clock:{self.clock['id']}:{level}:%",
        )
        return dict(rows)

    def arrived(self, level: int) -> Counter[tuple[str, str]]:
        """How often each mail of a level has come, by Message-ID and the envelope's recipient."""
        wanted = self.told(level)
        return Counter(
            (mail.message_id, mail.to) for mail in self.product.letters() if mail.message_id in wanted
        )

    def wait_for_mails(self, level: int, to: set[str]) -> None:
        self.product.wait_for(lambda: self.clock["level"] == level, f"the sweep to fire level {level}")
        self.product.wait_for(
            lambda: {recipient for _id, recipient in self.arrived(level)} == to, f"the mails of level {level}"
        )

    def more_sweeps(self, number: int = 3) -> None:
        """Let the beat call the sweep some more times."""
        for _turn in range(number):
            last = self.product.one("select last_run_at from orders_heartbeat where name = 'sweep'")
            self.product.wait_for(
                lambda last=last: (
                    self.product.one("select last_run_at from orders_heartbeat where name = 'sweep'") > last
                ),
                "another sweep",
            )


@pytest.fixture
def story(chromium: Browser, product: Product) -> Iterator[Story]:
    if NATIONAL.holiday_name(local_date(datetime.now(UTC))):
        pytest.skip("On a holiday everybody's mail waits for the next day.")
    open_round_the_clock(product, ["Horsens", "Odder"])
    told = Story(chromium, product)
    product.start()
    try:
        yield told
    finally:
        for person in told.people:
            person.close()


def test_an_order_from_the_company_to_an_escalation_across_the_border(story: Story) -> None:
    karin_orders(story)
    mette_answers(story)
    mette_searches_and_asks(story)
    bo_sees_it(story)
    nobody_answers(story)
    lone_and_mette_see_the_breach(story)
    bo_answers_at_last(story)
    assert [line for person in story.people for line in person.console] == []


def karin_orders(story: Story) -> None:
    karin = story.karin
    karin.log_in_by_mail()
    karin.see("I har ingen ordrer endnu.")
    karin.picture("1-portal-empty")
    karin.press("Ny jobordre", within="main")
    karin.see(re.compile(r"I hører fra Jobcenter Horsens senest .*kl\."), within="#svarfrist")
    before = text_of(karin.page, "#svarfrist strong")
    karin.page.fill("#id_linje-0-occupation", "montører")
    karin.page.fill("#id_linje-0-places", "4")
    karin.page.fill("#id_job_description", "Samling af pumper på dagholdet")
    karin.page.fill("#id_candidate_profile", "Svejsecertifikat")
    karin.picture("2-portal-new")
    karin.press("Send jobordre")
    karin.page.wait_for_url("**/portal/ordrer/**")
    after = karin.see(re.compile(r"I hører fra Jobcenter Horsens senest"))
    # The same promise before and after; the minute may have turned in between.
    assert before.split(" kl.")[0] in after.inner_text().replace("\xa0", " ")
    karin.picture("3-portal-order")
    receipts = "select count(*) > 0 from notifications_outboxmail where dedupe_key like 'order_received:%%'"
    assert story.product.one(receipts)


def mette_answers(story: Story) -> None:
    mette = story.mette
    mette.log_in()
    mette.see(COMPANY, within=part("svar-nu"))
    mette.picture("4-min-dag-new-order")
    mette.press(COMPANY, within=part("svar-nu"))
    mette.see("Første svar til virksomheden", within=part("frister"))
    # Others may be asked when the company has been answered and one's own search is done: not before.
    mette.see("Svar virksomheden først.", within=part("inddrag"))
    mette.picture("5-order-new")
    mette.press("Ring op", within=".jo-next")
    mette.page.fill("#id_note", "Aftalt med Karin: fire montører, gerne med certifikat.")
    mette.picture("6-answer")
    mette.press("Gem svaret")
    mette.see("Svaret til virksomheden er gemt.")
    mette.see("Holdt", within=part("frister"))
    assert story.product.rows("select state, kept from orders_clock where promise = 'D1'") == [
        ("stopped", True)
    ]


def mette_searches_and_asks(story: Story) -> None:
    mette = story.mette
    page = mette.page
    mette.press("Afklar", within=".jo-next")
    start = local_date(datetime.now(UTC)) + timedelta(days=40)
    page.fill("#id_start_on", start.isoformat())
    page.fill("#id_cvs_wanted", "8")
    page.check("#id_posting_0")
    mette.picture("7-clarify")
    mette.press("Gem afklaringen")
    mette.see("Afklaringen er gemt.")
    mette.see(re.compile("søg", re.IGNORECASE), within=part("inddrag"))
    assert not page.locator(part("inddrag") + " [data-pick]").count(), (
        "others could be asked without a search of one's own"
    )
    mette.picture("8-order-search-first")
    mette.press("Udsøg", within=part("inddrag"), exact=True)
    mette.press("I har søgt i et andet system")
    page.fill("#id_radius_km", "50")
    page.fill("#id_hits", "38")
    page.fill("#id_suitable", "3")
    page.fill("#id_unsuitable_reason", "Mangler svejsecertifikat")
    mette.picture("9-search")
    mette.press("Gem udsøgningen")
    mette.see("Udsøgningen er gemt som dokumentation.")
    mette.press("Ret leveranceplanen", within=part("handlinger"))
    page.fill("[name$=number]", "3")
    page.fill("[name$=by]", (start - timedelta(days=7)).isoformat())
    mette.picture("10-plan")
    mette.press(re.compile("Gem andelen"))
    page.click(".jo-back")
    odder = page.locator(part("inddrag") + " .jo-pick", has=page.get_by_label("Odder", exact=True))
    due = text_of(odder, ".jo-pick__due")
    assert re.search(r"kl\. \d\d\.\d\d", due), f"the sender does not see when Odder must answer: {due}"
    odder.get_by_role("checkbox").check()
    mette.picture("11-order-ask")
    mette.press("Send til 1 jobcenter", within=part("inddrag"))
    mette.see(re.compile(r"Sendt til Odder\. Svar senest"))
    mette.see("Odder svarer os", within=part("frister"))
    mette.picture("12-order-asked")


def bo_sees_it(story: Story) -> None:
    bo = story.bo
    bo.log_in()
    bo.see("Jobcenter Horsens", within=part("svar-nu"))
    bo.picture("13-odder-min-dag")
    bo.press("Svar Horsens", within=part("svar-nu"))
    bo.see("Svejsecertifikat")
    bo.see("Mangler svejsecertifikat")
    bo.picture("14-odder-request")


def nobody_answers(story: Story) -> None:
    lone, mette = story.lone.email, story.mette.email
    story.time_passes_until("warn_at")
    story.wait_for_mails(1, {lone})
    story.time_passes_until("due_at")
    story.wait_for_mails(2, {lone, mette})
    story.more_sweeps()
    clock = story.clock
    assert (clock["state"], clock["level"]) == ("open", 2)
    for level, to in ((1, {lone}), (2, {lone, mette})):
        assert Counter(story.told(level).values()) == Counter(to)
        assert story.arrived(level) == Counter(story.told(level).items())
    ledger = story.product.rows("select level, email from orders_escalation where clock_id = %s", clock["id"])
    assert sorted(ledger) == sorted([(1, lone), (2, lone), (2, mette)])
    (across,) = [mail for mail in story.product.letters(mette) if mail.message_id in story.told(2)]
    assert across.subject == "Ring til Jobcenter Odder: de har ikke svaret inden fristen"
    assert "/ordrer/" in across.text


def lone_and_mette_see_the_breach(story: Story) -> None:
    lone, mette = story.lone, story.mette
    lone.log_in()
    assert lone.page.url.endswith("/loefter/")
    lone.see("Holder vi det, vi har lovet?")
    lone.picture("15-odder-sla")
    lone.press("Brud", within="nav")
    lone.see("Jobcenter Horsens", within=part("frister"))
    lone.see("Overskredet", within=part("frister"))
    lone.picture("16-odder-breaches")
    mette.open("/min-dag/")
    mette.see("Overskredet", within=part("mine-ordrer"))
    mette.picture("17-min-dag-overdue")
    mette.press(COMPANY, within=part("mine-ordrer"))
    mette.see("ring til Odder, eller spørg et andet jobcenter", within=".jo-next")
    mette.see("Overskredet", within=part("frister"))
    mette.see("Jobcenter Odder har ikke svaret inden fristen", within=part("haendelser"))
    mette.picture("18-order-overdue")


def bo_answers_at_last(story: Story) -> None:
    bo, mette, karin = story.bo, story.mette, story.karin
    bo.page.reload()
    bo.see("Overskredet", within=part("frist"))
    bo.page.fill("[name=ja-number]", "1")
    bo.page.fill("[name=ja-by]", (local_date(datetime.now(UTC)) + timedelta(days=30)).isoformat())
    bo.press("Svar ja, vi kan levere")
    bo.see("Svaret er sendt til Horsens.")
    bo.picture("19-odder-answered")
    assert (story.clock["state"], story.clock["kept"]) == ("stopped", False)
    mette.page.reload()
    row = mette.page.locator(part("leveranceplan") + " tr", has_text="Odder")
    expect(row).to_contain_text("1")
    expect(row).not_to_contain_text("?")
    mette.see("4 af 4", within=part("leveranceplan"))
    mette.see("Alle pladser er lovet.", within=part("inddrag"))
    mette.picture("20-order-filled")
    karin.page.reload()
    karin.not_see("Overskredet")
    karin.not_see("Odder har ikke svaret")
    karin.picture("21-portal-later")
