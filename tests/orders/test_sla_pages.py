"""The manager's pages over HTTP: links that keep their word, giving a case away, and who may not come in."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import RequestState
from orders.models import Clock, Order, Request
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.orders.pages import clarified, client_of
from tests.orders.sla_world import answered, history, received

pytestmark = pytest.mark.django_db

SLA, BREACHES = reverse("orders:sla"), reverse("orders:breaches")
COUNT = re.compile(r'id="frister">Frister</h2>\s*<span class="jo-section-head__count">([\d.]+)</span>')


def manager(place: str = "Horsens"):
    return accounts.actor(make.jobcenter(place), role=Role.MANAGER, name="Henrik Toft")


def plain(response) -> str:
    return response.text.replace("\xa0", " ")


def count_at(client, address: str) -> int:
    found = COUNT.search(plain(client.get(address)))
    return int(found.group(1)) if found else 0


def last_days(number: int) -> str:
    """The period of the last days, so that a test finds the same on the first of January."""
    today = local_date(timezone.now())
    return f"?periode=fra-til&fra={today - timedelta(days=number)}&til={today}"


def links(page: str) -> list[tuple[str, str]]:
    """(address, text) of every link to the rows behind a number."""
    found = re.findall(r'<a[^>]* href="(/brud/\?[^"]+)"[^>]*>(.*?)</a>', page, re.S)
    return [(unescape(url), re.sub(r"<span.*?</span>|<[^>]+>", "", text).strip()) for url, text in found]


def test_every_number_on_the_page_leads_to_as_many_rows() -> None:
    now = timezone.now()
    history(now, seed=11, orders=30)
    client = client_of(manager())
    page = plain(client.get(SLA + last_days(60)))
    checked = 0
    for url, text in links(page):
        number = re.search(r"\d+", text)
        if "format=csv" in url or not number or text.startswith(("1, 3", "21 dage", "24 timer")):
            continue
        value = int(number.group())
        if re.fullmatch(r"\d+", text) and "udfald=alle" in url:  # a percentage of a week
            kept = count_at(client, url.replace("udfald=alle", "udfald=holdt"))
            assert abs(100 * kept / count_at(client, url) - value) <= 1, url
        else:
            assert count_at(client, url) == value, (url, text)
        checked += 1
    assert checked >= 12


def test_causes_add_up_and_lead_to_their_rows() -> None:
    history(timezone.now(), seed=12, orders=30)
    client = client_of(manager())
    page = plain(client.get(SLA + last_days(60)))
    causes = re.findall(
        r'jo-table__full"><a href="(/brud/[^"]+)">[^<]+</a></th><td role="cell" class="jo-num jo-cause__count">(\d+)',
        page,
    )
    assert causes
    for url, number in causes:
        assert count_at(client, unescape(url)) == int(number)
    total = re.search(r'id="brud">.*?jo-section-head__count">(\d+) i ', page, re.S)
    assert total and int(total.group(1)) == sum(int(number) for _url, number in causes)


def test_pages_of_the_list_show_every_row_once() -> None:
    mette = make.consultant("Horsens")
    start = timezone.now() - timedelta(days=12)
    for n in range(35):
        received(mette, start + timedelta(minutes=n // 3))
    client = client_of(manager())
    seen: list[str] = []
    address = BREACHES + "?udfald=brudt&periode=alle"
    for _page in range(3):
        page = plain(client.get(address))
        seen += re.findall(r'jo-table__full"><a href="(/ordrer/[^"]+)"', page)
        following = re.search(r'<a href="([^"]+)" rel="next"', page)
        if not following:
            break
        address = BREACHES + unescape(following.group(1))
    assert len(seen) == len(set(seen)) == 35


def test_the_list_asks_the_database_as_often_for_thirty_rows_as_for_one() -> None:
    mette = make.consultant("Horsens")
    client, numbers = client_of(manager()), []
    client.get(BREACHES)
    for more in (1, 29):
        for n in range(more):
            received(mette, timezone.now() - timedelta(days=10, minutes=n))
        with CaptureQueriesContext(connection) as queries:
            assert COUNT.search(plain(client.get(BREACHES + "?periode=alle")))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1] < 15


def test_the_spreadsheet_is_the_list_and_holds_no_formula() -> None:
    mette = make.consultant("Horsens", name="Mette Lund")
    company = companies.company("=HYPERLINK(1) ApS")
    received(mette, timezone.now() - timedelta(days=9), company=company)
    response = client_of(manager()).get(BREACHES + "?periode=alle&format=csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    text = response.content.decode("utf-8-sig")
    head, row = text.strip().splitlines()
    assert head.split(";")[0] == "Løfte"
    assert "'=HYPERLINK(1) ApS" in row
    assert "Mette" not in text  # organisations and causes, never people


def test_a_wrong_period_is_explained_and_nothing_breaks() -> None:
    client = client_of(manager())
    page = plain(client.get(SLA + "?periode=fra-til&fra=2026-03-20&til=2026-03-01"))
    assert "Den sidste dag ligger før den første" in page
    nonsense = "?periode=fra-til&fra=abc&til=9999-99-99&udfald=x&loefte=y&aarsag=z&efter=-"
    assert client.get(BREACHES + nonsense).status_code == 200
    assert client.get(BREACHES + "?efter=99999999999999999999999-1").status_code == 200
    assert client.get(SLA + "?periode=fra-til&fra=0001-01-01&til=0001-01-02").status_code == 200


def test_days_that_are_changed_in_the_form_win_over_the_choice_above_them() -> None:
    client = client_of(manager())
    query = "?periode=maaned&fra=2026-02-02&til=2026-02-08&vist=2026-03-01_2026-03-31"
    assert "2.–8. februar" in plain(client.get(SLA + query))


# --- giving a case to somebody -------------------------------------------------------------------------------


def running(actor, **fields) -> Clock:
    """An inquiry that came just now and must be answered tomorrow."""
    return received(actor, timezone.now(), **fields)


def test_the_colleagues_stand_with_how_busy_they_are() -> None:
    mette = make.consultant("Horsens", name="Mette Lund")
    make.consultant("Horsens", name="Jonas Krogh")
    clock = running(mette)
    running(mette)
    page = plain(client_of(manager()).get(reverse("orders:assign_clock", args=[clock.uuid])))
    assert page.index("Jonas Krogh") < page.index("<strong>Mette Lund")
    assert "0 åbne ordrer, 0 frister" in page
    assert "2 åbne ordrer" in page
    assert "ansvarlig nu" in page
    assert "Overtag selv" in page


def test_a_case_is_given_to_a_colleague_with_all_that_runs() -> None:
    mette, jonas = make.consultant("Horsens"), make.consultant("Horsens", name="Jonas Krogh")
    clock = running(mette)
    client = client_of(manager())
    response = client.post(
        reverse("orders:assign_clock", args=[clock.uuid]), {"owner": str(jonas.user_id)}, follow=True
    )
    assert "er tildelt Jonas Krogh" in plain(response)
    with acting_as(mette):
        assert Clock.objects.get(pk=clock.pk).owner_user_id == jonas.user_id
        assert Order.objects.get(pk=clock.order_id).owner_id == jonas.user_id


def test_the_manager_takes_over_a_request_from_another_jobcentre() -> None:
    bo = make.consultant("Odder")
    order = clarified(bo)
    request = make.request(bo, order, make.jobcenter("Horsens"))
    henrik = manager()
    with acting_as(henrik):
        clock = Clock.objects.get(request=request)
    client = client_of(henrik)
    page = plain(client.get(reverse("orders:assign_clock", args=[clock.uuid])))
    assert "Venter på vores svar om" in page
    client.post(reverse("orders:assign_clock", args=[clock.uuid]), {"owner": str(henrik.user_id)})
    with acting_as(henrik):
        assert Request.objects.get(pk=request.pk).owner_id == henrik.user_id
        assert Request.objects.get(pk=request.pk).state == RequestState.SENT


def test_a_case_given_away_is_taken_back_with_one_press() -> None:
    mette, jonas = make.consultant("Horsens"), make.consultant("Horsens", name="Jonas Krogh")
    clock = running(mette)
    address = reverse("orders:assign_clock", args=[clock.uuid])
    client = client_of(manager())
    for choice, owner in ((str(jonas.user_id), jonas.user_id), ("ingen", None)):
        page = client.post(address, {"owner": choice}, follow=True).text
        with acting_as(mette):
            assert Clock.objects.get(pk=clock.pk).owner_user_id == owner
        client.post(f"{address}?tilbage={mette.user_id}")
        assert f"{address}?tilbage={mette.user_id}" in page
        with acting_as(mette):
            assert Clock.objects.get(pk=clock.pk).owner_user_id == mette.user_id


def test_a_request_is_given_back_to_all() -> None:
    bo, jens = make.consultant("Odder"), make.consultant("Horsens")
    request = make.request(bo, clarified(bo), make.jobcenter("Horsens"))
    henrik = manager()
    with acting_as(henrik):
        clock = Clock.objects.get(request=request)
    for choice, owner in ((str(jens.user_id), jens.user_id), ("ingen", None)):
        client_of(henrik).post(reverse("orders:assign_clock", args=[clock.uuid]), {"owner": choice})
        with acting_as(henrik):
            assert Request.objects.get(pk=request.pk).owner_id == owner


def test_choosing_nobody_or_a_stranger_is_explained() -> None:
    mette, stranger = make.consultant("Horsens"), make.consultant("Odder")
    address = reverse("orders:assign_clock", args=[running(mette).uuid])
    client = client_of(manager())
    for owner, sentence in (("", "Vælg en kollega."), (str(stranger.user_id), "Vælg en kollega fra listen.")):
        response = client.post(address, {"owner": owner})
        assert response.status_code == 422
        assert sentence in plain(response)


def test_an_answered_case_has_nothing_to_give() -> None:
    mette = make.consultant("Horsens")
    clock = running(mette)
    answered(mette, clock, timezone.now())
    response = client_of(manager()).get(reverse("orders:assign_clock", args=[clock.uuid]), follow=True)
    assert "Sagen er allerede afsluttet" in plain(response)


# --- who may not -----------------------------------------------------------------------------------------------


def test_the_pages_are_for_managers_and_administrators_of_a_jobcentre() -> None:
    mette = make.consultant("Horsens")
    clock = running(mette)
    pages = (SLA, BREACHES, BREACHES + "?format=csv", reverse("orders:assign_clock", args=[clock.uuid]))
    allowed = (manager(), accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR))
    refused = (mette, companies.user_of(companies.company()), accounts.actor(make.national()))
    for actor in allowed:
        client = client_of(actor)
        assert [client.get(page).status_code for page in pages] == [200] * 4
    for actor in refused:
        client = client_of(actor)
        assert [client.get(page).status_code for page in pages] == [404] * 4
    other = client_of(manager("Odder"))
    assert other.get(pages[-1]).status_code == 404
    assert other.post(pages[-1], {"owner": "1"}).status_code == 404
    assert other.get(reverse("orders:assign_clock", args=[uuid.uuid4()])).status_code == 404
