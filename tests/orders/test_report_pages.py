"""Reports over HTTP: page, spreadsheet, print and mail say the same (T10), links keep their word, who may come in."""

import csv
import datetime
import io
import re
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from orders.models import Clock, MonthReport, ReportWish
from orders.selectors.month_reports import next_month
from orders.services.reports import report_ask, reports_count_again, reports_send
from tests.agreements.printing import pages_of, read, spaced, structure
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.browser import RESULTS
from tests.helpers.db import as_owner, as_worker
from tests.orders.pages import client_of
from tests.orders.sla_world import at, history
from tests.orders.test_sla_pages import count_at, manager, plain

pytestmark = pytest.mark.django_db

REPORTS = reverse("orders:reports")
NOW = at(2026, 3, 27, 10, 44)


def table_rows(page: str) -> list[tuple[str, ...]]:
    """Every row of every table of the page: its title and its cells, as they are read."""
    rows = re.findall(r'<tr role="row"><th scope="row"[^>]*>(.*?)</th>(.*?)</tr>', page, re.S)
    return [
        (words(head), *(words(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", cells, re.S)))
        for head, cells in rows
    ]


def words(html: str) -> str:
    return unescape(re.sub(r'<span class="(?:sr-only|jo-table__label)">.*?</span>|<[^>]+>', "", html)).strip()


def test_page_sheet_and_print_say_the_same() -> None:
    history(timezone.now(), seed=21, orders=30)
    client = client_of(manager())
    address = REPORTS + "?periode=12-maaneder"
    rows = table_rows(plain(client.get(address)))
    assert len(rows) > 12
    sheet = client.get(address + "&format=csv")
    assert sheet["Content-Type"].startswith("text/csv")
    text = sheet.content.decode()
    assert text.startswith("\ufeffRapport;")
    lines = list(csv.reader(io.StringIO(text[1:]), delimiter=";"))
    printed = client.get(address + "&format=pdf")
    assert printed["Content-Type"] == "application/pdf"
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "rapport.pdf").write_bytes(printed.content)  # to look at
    paper = spaced(" ".join(pages_of(printed.content)))
    compared = 0
    for title, *cells in rows:
        mine = [line for line in lines if line and line[0].replace("\xa0", " ") == title]
        assert mine, title
        assert title in paper or title.split()[0] in paper
        for cell in cells:
            assert spaced(cell) in paper, (title, cell)
            share = re.match(r"([\d.]+) af ([\d.]+)", cell)
            if share:
                pair = [number.replace(".", "") for number in share.groups()]
                assert any(pair == line[n : n + 2] for line in mine for n in range(1, len(line))), (
                    title,
                    cell,
                )
                compared += 1
    assert compared > 10
    tags = set(structure(printed.content))
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= tags
    assert read(printed.content).trailer["/Root"]["/Lang"] == "da-DK"


def test_every_number_leads_to_as_many_rows() -> None:
    history(timezone.now(), seed=22, orders=20)
    client = client_of(manager())
    page = plain(client.get(REPORTS))
    found = re.findall(r'<a href="(/brud/\?[^"]+)">(.*?)</a>', page, re.S)
    checked = 0
    for url, text in dict.fromkeys(found):
        number = re.match(r"(?:[\d.]+ af )?(\d+)", words(text))
        assert number, text
        value = re.match(r"(\d+) af", words(text)) if "aarsag=" in url else number
        assert value and count_at(client, unescape(url)) == int(value.group(1)), (url, text)
        checked += 1
    assert checked >= 12


def test_who_reads_reports() -> None:
    network = networks.east_jutland("Odder")
    company = accounts.actor(accounts.organisation(kind=OrganisationKind.COMPANY))
    for person in (make.consultant("Horsens"), company):
        for name in ("orders:reports", "orders:what_if"):
            assert client_of(person).get(reverse(name)).status_code == 404
    leader = client_of(manager("Odder"))
    page = plain(leader.get(REPORTS))
    assert network.name in page and "Hele landet" not in page
    outside = client_of(manager("Nyborg"))
    assert network.name not in plain(outside.get(REPORTS))
    # A scope that is not one's own is as if it were not there: one's own report is shown.
    assert "Jobcenter Nyborg," in plain(outside.get(f"{REPORTS}?omraade={network.uuid}"))
    country = client_of(accounts.actor(make.national()))
    assert "Hele landet," in plain(country.get(REPORTS))


@pytest.mark.parametrize(
    "query",
    [
        "?periode=fra-til&fra=2026-05-01&til=2026-04-01",
        "?periode=fra-til&fra=x",
        "?loefte=D9&form=x&aftale=y",
        "?jobcenter=1",
    ],
)
def test_bad_addresses_are_answered_with_a_report(query: str) -> None:
    response = client_of(manager()).get(REPORTS + query)
    assert response.status_code == 200
    assert "Rapport" in response.text


# --- by mail ----------------------------------------------------------------------------------------------------


def mails() -> list[OutboxMail]:
    with as_owner():
        return list(OutboxMail.objects.filter(name="orders.month_report").order_by("created_at"))


def test_a_month_is_mailed_once_and_says_what_the_page_says() -> None:
    history(NOW, seed=23, orders=30)
    henrik = manager()
    with playing(at(2026, 2, 10)), acting_as(henrik):
        report_ask(actor=henrik, scope="egne")
        report_ask(actor=henrik, scope="egne")
    with as_worker():
        assert reports_send(now=at(2026, 2, 28)) == 0, "the month is not over"
        assert reports_send(now=at(2026, 3, 1, 0, 30)) == 1
        assert reports_send(now=at(2026, 3, 1, 1, 30)) == 0
        # Nobody ran for two months: each is mailed, once.
        assert reports_send(now=at(2026, 5, 2)) == 2
        assert reports_send(now=at(2026, 5, 2)) == 0
    with as_owner():
        reports = list(MonthReport.objects.order_by("month"))
        assert [one.month for one in reports] == [datetime.date(2026, month, 1) for month in (2, 3, 4)]
    mail = mails()[0]
    page = plain(client_of(henrik).get(reverse("orders:month_report", args=[reports[0].uuid])))
    total = re.search(r"\d+ af \d+ holdt", page)
    assert total and total.group() in mail.text.replace("\xa0", " ")
    assert str(reports[0].uuid) in mail.text
    for title, *cells in table_rows(page)[:2]:
        assert title in mail.text.replace("\xa0", " ") and cells[0] in mail.text.replace("\xa0", " ")


def test_a_correction_makes_a_new_version_and_the_old_one_stays() -> None:
    history(NOW, seed=24, orders=20)
    henrik = manager()
    with playing(at(2026, 2, 10)), acting_as(henrik):
        report_ask(actor=henrik, scope="egne")
    with as_worker():
        reports_send(now=at(2026, 3, 1, 7))
        assert reports_count_again(now=at(2026, 3, 2)) == 0
    with as_owner():
        changed = Clock.objects.filter(
            owner_organisation=henrik.organisation_id,
            kept=True,
            due_at__gte=at(2026, 2, 1),
            due_at__lt=at(2026, 3, 1),
        ).first()
        assert changed is not None
        Clock.objects.filter(pk=changed.pk).update(kept=False)
    with as_worker():
        assert reports_count_again(now=at(2026, 3, 3)) == 1
        assert reports_count_again(now=at(2026, 3, 3)) == 0
    with as_owner():
        old, new = MonthReport.objects.order_by("version")
    assert new.version == 2 and old.month == new.month
    client = client_of(henrik)
    before = plain(client.get(reverse("orders:month_report", args=[old.uuid])))
    after = plain(client.get(reverse("orders:month_report", args=[new.uuid])))
    assert "Der er en nyere udgave" in before and "Der er en nyere udgave" not in after
    was, now = (re.search(r"(\d+) af (\d+) holdt", page) for page in (before, after))
    assert was and now and int(was.group(1)) == int(now.group(1)) + 1 and was.group(2) == now.group(2)
    assert len(mails()) == 1, "a new version is not mailed"
    assert client_of(manager("Odder")).get(reverse("orders:month_report", args=[old.uuid])).status_code == 404


def test_whoever_left_or_stopped_gets_nothing() -> None:
    henrik = manager()
    with acting_as(henrik):
        report_ask(actor=henrik, scope="egne")
    client = client_of(henrik)
    assert "Stop rapporten på mail" in plain(client.get(REPORTS))
    later = next_month(next_month(timezone.localdate()))
    client.post(reverse("orders:report_mail"), {"omraade": "egne", "stop": "1"})
    with as_worker():
        assert reports_send(now=at(later.year, later.month, 1)) == 0
    client.post(reverse("orders:report_mail"), {"omraade": "egne"})
    with as_owner():
        assert ReportWish.objects.count() == 1
        henrik_row = ReportWish.objects.get().user
        henrik_row.memberships.update(role=Role.CONSULTANT)
    with as_worker():
        assert reports_send(now=at(later.year, later.month, 1)) == 0
    assert client_of(manager()).post(reverse("orders:report_mail"), {"omraade": "landet"}).status_code == 404
