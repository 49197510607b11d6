"""Orders found by a text: the function that may look past the policies, and what it must never give away."""

import datetime
import itertools
import uuid
from collections.abc import Sequence
from copy import copy as copy_of

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.tenancy import acting_as
from orders.models import Order
from orders.selectors.order_list import LAST, LIST_ROLES, MAX_ID, Filters, order_list
from orders.services.orders import LineData
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

# What the function must find, asked the slow way: row by row, under the policies.
SLOW = """
select a.order_id from orders_orderaccess a join orders_order o on o.id = a.order_id
 where a.organisation_id = %(me)s and a.is_open and a.role = any(%(roles)s)
   and (starts_with(upper(o.number), upper(%(text)s)) or strpos(upper(o.title), upper(%(text)s)) > 0
        or o.company_id in (select c.organisation_id
                              from companies_company c join accounts_organisation g on g.id = c.organisation_id
                             where strpos(upper(g.name), upper(%(text)s)) > 0 or starts_with(c.cvr, %(digits)s)))
 order by a.received_at desc, a.order_id desc limit %(size)s
"""
SEARCH = "select order_id from orders_search(%s, true, %s, %s, %s, %s) as found (order_id)"
MANY = 1050  # more than the function reads row by row before it turns to its indexes


def fast(actor: Actor, text: str, size: int = 31) -> list[int]:
    roles = [role.value for role in LIST_ROLES["alle"]]
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(SEARCH, [text, roles, LAST, MAX_ID, size])
        return [row[0] for row in cursor.fetchall()]


def slow(actor: Actor, text: str, size: int = 31) -> list[int]:
    values = {
        "me": actor.organisation_id,
        "roles": [role.value for role in LIST_ROLES["alle"]],
        "text": text,
        "digits": "".join(text.split()),
        "size": size,
    }
    with acting_as(actor), connection.cursor() as cursor:
        cursor.execute(SLOW, values)
        return [row[0] for row in cursor.fetchall()]


def texts_of(orders: Sequence[Order]) -> list[str]:
    """Whole words, parts, single letters, signs that mean something to LIKE, and nonsense."""
    order = orders[0]
    words = [
        order.number,
        order.company.cvr,
        order.company.cvr[:4],
        "montør",
        "MONTØR",
        "ntø",
        "ø",
        "fjord",
        "aps",
    ]
    return [
        *words,
        "100%",
        "%",
        "_",
        "a_b",
        "\\",
        "2 svejsere",
        "pedel",
        "7 pedeller",
        "M77",
        "findes ikke",
        "  ",
        "é",
    ]


def orders_of(mette: Actor) -> list[Order]:
    names = ("Fjordens Møbler ApS", "100% Rengøring a_b", "Back\\slash Café")
    works = ("svejsere", "montører", "a_b-folk", "100%-stillinger", "montør\\svend")
    return [
        make.order(mette, company=company, lines=(LineData(occupation=work, places=2),))
        for company, work in itertools.product([companies.company(name) for name in names], works)
    ]


def many_more(order: Order) -> None:
    """Many later orders of the same company and jobcentre; the triggers give access."""
    with as_owner():
        found = [Order.objects.get(pk=order.pk)]
        for number in range(1, MANY + 1):
            copy = copy_of(found[0])
            copy.pk, copy.uuid, copy.submit_key, copy.viewers = None, uuid.uuid4(), uuid.uuid4(), []
            copy.number, copy.title = f"M{number}", f"{number} pedeller"
            copy.received_at += datetime.timedelta(seconds=number)
            found.append(copy)
        Order.objects.bulk_create(found[1:])


def test_the_same_as_asking_row_by_row() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    orders = orders_of(mette)
    make.request(mette, orders[3], make.jobcenter("Odder"))
    for text in texts_of(orders):
        for actor in (mette, ole):
            assert fast(actor, text) == slow(actor, text) if text.strip() else True, text
    assert len(fast(mette, "montør")) == 6
    assert fast(ole, "100%") == [orders[3].pk]


def test_the_same_by_index_where_a_jobcentre_has_many_orders() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    orders = orders_of(mette)
    theirs = orders_of(ole)
    many_more(orders[0])
    for text in texts_of(orders):
        if text.strip():
            assert fast(mette, text) == slow(mette, text), text
    # The oldest is behind all that was read one by one; what is common ends the search at once.
    assert fast(mette, "montør\\") == [orders[i].pk for i in (14, 9, 4)]
    assert len(fast(mette, "pedeller")) == 31
    assert set(fast(mette, "fjordens")).isdisjoint(order.pk for order in theirs)


def test_a_strangers_text_is_not_findable() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette, lines=(LineData(occupation="hemmelighedsfolk", places=1),))
    partner = make.national()
    for text in ("hemmelig", order.number, order.company.cvr, order.company.name):
        assert fast(mette, text) == [order.pk]
        assert fast(ole, text) == fast(make.accounts.actor(partner), text) == []
        # The function answers for who acts, whatever organisation the application asks for.
        with acting_as(ole):
            assert order_list(mette, Filters(which="alle", text=text)) == ([], "")
        with acting_as(mette):
            assert order_list(ole, Filters(which="alle", text=text)) == ([], "")
    with acting_as(None), connection.cursor() as cursor:
        cursor.execute(SEARCH, ["hemmelig", ["tovholder"], LAST, MAX_ID, 31])
        assert cursor.fetchall() == []


def test_who_may_no_longer_see_an_order_finds_it_no_longer() -> None:
    mette, ole = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    assert fast(ole, order.number) == [order.pk]
    with as_owner():
        request.state = "withdrawn"
        request.save()
    assert fast(ole, order.number) == []


def test_the_function_belongs_to_a_role_that_cannot_log_in_and_serves_the_web_alone() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolname::text, r.rolcanlogin from pg_proc p join pg_roles r on r.oid = p.proowner"
            " where p.proname = 'orders_search'"
        )
        assert cursor.fetchall() == [("jo_search", False)]
        may = "select has_function_privilege(%s, p.oid, 'execute') from pg_proc p where p.proname = 'orders_search'"
        allowed = {}
        for role in ("jo_web", "jo_worker", "jo_audit"):
            cursor.execute(may, [role])
            (allowed[role],) = cursor.fetchone()
    assert allowed == {"jo_web": True, "jo_worker": False, "jo_audit": False}


def test_the_list_asks_once() -> None:
    mette = make.consultant("Horsens")
    orders_of(mette)
    with acting_as(mette), CaptureQueriesContext(connection) as queries:
        rows, _following = order_list(mette, Filters(which="alle", text="montør"))
    assert (len(rows), len(queries)) == (6, 1)
