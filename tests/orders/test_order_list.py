"""The list of orders: what it shows to whom, its pages, and what it asks the database."""

import datetime
import itertools
import re
import uuid
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from orders.enums import AccessRole, AnswerKind, OrderState
from orders.models import Order
from orders.selectors.facts import facts_and_clocks
from orders.selectors.order_list import PAGE_SIZE, Filters, order_list
from orders.services.orders import LineData
from orders.services.requests import request_answer
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

URL = "/ordrer/"
_numbers = itertools.count(1)
LONG_AGO = datetime.datetime(2026, 1, 5, 9, 0, tzinfo=datetime.UTC)


def copies(order: Order, count: int, **fields: Any) -> list[int]:
    """So many further orders like `order`, with lines; the triggers give access. Their ids, oldest first."""
    with as_owner():
        line = order.lines.get()
        made = []
        for _ in range(count):
            copy = Order.objects.get(pk=order.pk)
            copy.pk, copy.uuid, copy.submit_key = None, uuid.uuid4(), uuid.uuid4()
            copy.number, copy._state.adding = f"K{next(_numbers)}", True
            for name, value in fields.items():
                setattr(copy, name, value)
            copy.save()
            line.pk, line.uuid, line.order, line._state.adding = None, uuid.uuid4(), copy, True
            line.save()
            made.append(copy.pk)
    return made


def close(order: Order) -> None:
    with as_owner():
        Order.objects.filter(pk=order.pk).update(state=OrderState.CLOSED, closed_at=timezone.now())


def listed(actor: Actor, query: str = "", **options: Any) -> list[str]:
    """The numbers on the first page."""
    with acting_as(actor):
        return [row.number for row in order_list(actor, Filters.of(QueryDict(query)), **options)[0]]


def pages(actor: Actor, query: str = "", *, size: int) -> list[list[int]]:
    """The ids of every page, by following the cursor to the end."""
    found, after = [], ""
    with acting_as(actor):
        for _ in range(100):
            rows, following = order_list(actor, Filters.of(QueryDict(f"{query}&efter={after}")), size=size)
            found.append([row.pk for row in rows])
            if not following:
                return found
            after = following
    raise AssertionError("The pages never end.")


# --- filters ------------------------------------------------------------------------------------------------


def test_each_tab_shows_its_own_orders() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    mine, closed, theirs = make.order(mette), make.order(mette), make.order(ole)
    make.request(ole, theirs, make.jobcenter("Horsens"))
    close(closed)
    assert listed(mette) == listed(mette, "vis=alle") == [theirs.number, mine.number]
    assert listed(mette, "vis=egne") == [mine.number]
    assert listed(mette, "vis=andre") == [theirs.number]
    assert listed(mette, "vis=alle&lukkede=1") == [closed.number]
    assert listed(mette, "vis=andre&lukkede=1") == []


def test_each_row_knows_why_it_may_be_seen() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    make.request(mette, order, make.jobcenter("Odder"))
    for actor, role in ((mette, AccessRole.TOVHOLDER), (ole, AccessRole.ASKED)):
        with acting_as(actor):
            (row,), following = order_list(actor, Filters.of(QueryDict("")))
        assert (row.pk, row.uuid, row.role, row.is_open) == (order.pk, order.uuid, role, True)
        assert (row.title, row.company.name) == (order.title, order.company.name)
        assert (row.tovholder_id, row.received_at, following) == (
            mette.organisation_id,
            order.received_at,
            "",
        )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("fjordens", True),
        ("FJORDENS MØB", True),
        ("møbler", True),
        ("svejs", True),
        ("2 SVEJSERE", True),
        ("%", False),
        ("_", False),
        ("\\", False),
        ("'; drop table orders_order; --", False),
        ("findes ikke", False),
    ],
)
def test_text_finds_company_and_work(text: str, found: bool) -> None:
    mette = make.consultant("Horsens")
    company = companies.company("Fjordens Møbler ApS")
    order = make.order(mette, company=company, lines=(LineData(occupation="svejsere", places=2),))
    make.order(mette, company=companies.company("Havnens Kantine"))
    with acting_as(mette):
        rows, _following = order_list(mette, Filters(which="alle", text=text))
    assert [row.number for row in rows] == ([order.number] if found else [])


def test_text_finds_number_and_cvr_with_spaces() -> None:
    mette = make.consultant("Horsens")
    order, other = make.order(mette), make.order(mette)
    assert listed(mette, f"q={order.number}") == [order.number]
    assert listed(mette, f"q={order.number.lower()}") == [order.number]
    cvr = order.company.cvr
    spaced = f"{cvr[:2]} {cvr[2:4]} {cvr[4:6]} {cvr[6:]}"
    assert order.number in listed(mette, f"q={spaced}")
    assert other.number not in listed(mette, f"q={spaced}")


# --- strangers ----------------------------------------------------------------------------------------------


def test_a_stranger_sees_nothing_whatever_is_asked() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    for query in ("", "vis=egne", "vis=andre", f"q={order.number}", "q=montør", f"q={order.company.cvr}"):
        assert listed(ole, query) == []
    response = client_of(ole).get(URL)
    assert order.number not in response.content.decode()
    assert str(order.uuid) not in response.content.decode()


def test_another_organisation_in_the_arguments_changes_nothing() -> None:
    """The database answers for who acts, not for what the application asks."""
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    make.request(mette, order, make.jobcenter("Skanderborg"))
    with acting_as(mette):
        ((row,), _next), now = order_list(mette, Filters(which="alle")), timezone.now()
        facts, clock = facts_and_clocks([row], now)[row.pk]
        assert facts.places == 4
        assert clock is not None
    with acting_as(ole):
        assert order_list(mette, Filters(which="alle")) == ([], "")
        facts, clock = facts_and_clocks([row], now)[row.pk]
    assert (facts.places, facts.awaited, facts.searched, clock) == (0, (), False, None)


def test_without_anybody_acting_there_is_nothing() -> None:
    mette = make.consultant("Horsens")
    make.order(mette)
    with acting_as(None):
        assert order_list(mette, Filters(which="alle")) == ([], "")


# --- pages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8])
def test_pages_have_no_gap_and_no_repetition(size: int) -> None:
    """Also where several orders were received in the same microsecond."""
    mette = make.consultant("Horsens")
    first = make.order(mette, received_at=LONG_AGO)
    same = copies(first, 4, received_at=LONG_AGO)
    later = copies(first, 2, received_at=LONG_AGO + datetime.timedelta(microseconds=1))
    expected = [*reversed(later), *reversed(same), first.pk]
    found = pages(mette, size=size)
    assert [pk for page in found for pk in page] == expected
    assert all(len(page) == size for page in found[:-1])
    assert found[-1]


def test_pages_keep_their_filter() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    mine = [make.order(mette).pk, make.order(mette).pk, make.order(mette).pk]
    make.request(ole, make.order(ole), make.jobcenter("Horsens"))
    assert pages(mette, "vis=egne", size=2) == [[mine[2], mine[1]], [mine[0]]]


def test_an_order_that_comes_in_meanwhile_moves_nothing() -> None:
    mette = make.consultant("Horsens")
    first = make.order(mette, received_at=LONG_AGO)
    copies(first, 3, received_at=LONG_AGO)
    with acting_as(mette):
        page, following = order_list(mette, Filters(which="alle"), size=2)
    make.order(mette)
    with acting_as(mette):
        rest, _next = order_list(mette, Filters.of(QueryDict(f"efter={following}")), size=2)
    assert len({row.pk for row in page} | {row.pk for row in rest}) == 4


@pytest.mark.parametrize(
    "query",
    [
        "efter=",
        "efter=x",
        "efter=-",
        "efter=1-",
        "efter=-1",
        "efter=1-x",
        "efter=--1",
        "efter=1--1",
        f"efter=1-{2**63}",
        f"efter=1-{10**30}",
        f"efter={10**30}-1",
        f"efter=-{10**17}-1",
        f"efter={'9' * 5000}-1",
        "efter=nan-1",
        "efter=1.5-1",
        "efter=%C2%B2-%C2%B2",
        "vis=x&lukkede=x",
        "vis=egne&vis=andre",
        "q=%F0%9F%98%80",
        "q=" + "a" * 5000,
        "q=a%00b",
        "q=%25%25",
        "q=%28",
        "q=%ED%A0%80",
        "q=%FF%FE",
    ],
)
def test_no_address_can_raise(query: str) -> None:
    mette = make.consultant("Horsens")
    make.order(mette)
    listed(mette, query)
    assert client_of(mette).get(f"{URL}?{query}").status_code in (200, 400)


def test_a_cursor_beyond_the_end_is_an_empty_page() -> None:
    mette = make.consultant("Horsens")
    make.order(mette)
    assert listed(mette, "efter=0-0") == []
    assert listed(mette, f"efter=0-{2**63 - 1}") == []


# --- the page -----------------------------------------------------------------------------------------------


def test_the_page_follows_to_the_last_order() -> None:
    mette = make.consultant("Horsens")
    first = make.order(mette, received_at=LONG_AGO)
    copies(first, PAGE_SIZE + 1, received_at=LONG_AGO)
    client = client_of(mette)
    page = client.get(f"{URL}?vis=egne").content.decode()
    assert page.count("data-row>") == PAGE_SIZE
    following = re.search(r'href="(\?[^"]*efter=[^"]*)" rel="next"', page)
    assert following
    last = client.get(URL + following[1].replace("&amp;", "&")).content.decode()
    assert last.count("data-row>") == 2
    assert str(first.uuid) in last
    assert 'rel="next"' not in last


def test_the_day_an_order_was_received_is_the_danish_one() -> None:
    """23.30 UTC in winter is the next day in Denmark."""
    mette = make.consultant("Horsens")
    order = make.order(mette, received_at=datetime.datetime(2026, 1, 5, 23, 30, tzinfo=datetime.UTC))
    close(order)
    page = client_of(mette).get(f"{URL}?lukkede=1").content.decode().replace("\xa0", " ")
    assert "6. januar" in page
    assert "5. januar" not in page


# --- what it costs ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("query", ["", "?vis=egne", "?q=mont"])
def test_thirty_rows_cost_as_many_queries_as_one(query: str) -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    first = make.order(mette)
    make.request(mette, first, odder)
    client = client_of(mette)
    counts = []
    for rows in (1, PAGE_SIZE):
        copies(first, rows - 1)
        client.get(URL)  # the opening hours are known from here on
        with CaptureQueriesContext(connection) as captured:
            page = client.get(URL + query)
        assert page.content.count(b"data-row>") == rows
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 12


def test_an_order_one_was_asked_about_says_what_is_owed() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    asked, answered = make.order(mette), make.order(mette)
    make.request(mette, asked, make.jobcenter("Odder"))
    done = make.request(mette, answered, make.jobcenter("Odder"))
    with acting_as(bo):
        request_answer(actor=bo, request=done, answer=AnswerKind.NO, text="Ingen egnede kandidater")
    client = client_of(bo)
    client.get(URL)
    with CaptureQueriesContext(connection) as captured:
        page = client.get(URL).text
    assert page.count("Svar Horsens") == 1
    assert page.count("I har svaret Horsens") == 1
    assert page.count("I tide") + page.count("Haster") + page.count("Lukket nu") == 1
    assert len(captured) <= 14


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "Her er ingen ordrer endnu."),
        ("?vis=egne", "Registrér en henvendelse"),
        ("?vis=andre", "Ingen andre har spurgt jer endnu."),
        ("?vis=alle&lukkede=1", "Når I lukker eller annullerer en ordre, står den her."),
        ("?q=zzz", "Ingen ordrer passer."),
    ],
)
def test_an_empty_list_says_what_to_do_next(query: str, says: str) -> None:
    assert says in client_of(make.consultant("Horsens")).get(URL + query).text
