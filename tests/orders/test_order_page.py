"""The order page: what it says, to whom, and at what price."""

import html
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tenancy import acting_as
from orders.enums import AnswerKind, OrderState
from orders.models import Alternative, Delivery, FollowUp, OrderEvent, Request
from orders.services.orders import LineData, order_note
from orders.services.plan import alternative_offer, delivery_plan
from orders.services.requests import heads_ups_send, request_answer
from orders.services.tovholder import tovholder_decide, tovholder_propose
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.orders.pages import clarified, client_of, url

pytestmark = pytest.mark.django_db

OF_AN_ORDER = (
    "order", "answer", "clarify", "search", "ask", "alert", "plan", "alternative", "propose", "owner", "note",
    "close", "cancel", "shared",
)  # fmt: skip


def text(response) -> str:
    return response.text.replace("\xa0", " ")


def test_a_new_order_says_ring_and_why_that_deadline() -> None:
    mette = make.consultant("Horsens", name="Mette Lund")
    order = make.order(mette, company=companies.company("Gudenå Maskinfabrik (demo)"))
    page = text(client_of(mette).get(url("order", order)))
    assert "4 montører til Gudenå Maskinfabrik (demo)" in page
    assert "Næste skridt: ring til virksomheden." in page
    assert "Hvorfor denne frist?" in page
    assert "Svar virksomheden først" in page
    assert "Hvad går jobbet ud på?" in page  # what is still missing
    assert "Mette Lund" in page
    assert "{%" not in page


def test_other_jobcentres_are_invited_along_to_the_company_from_the_case() -> None:
    mette = make.consultant("Horsens")
    accounts.organisation("Jobcenter Odder")
    order = clarified(mette)
    client = client_of(mette)
    page = client.get(url("order", order)).text
    (link,) = re.findall(r'<a href="([^"]+)">Indbyd til sambesøg</a>', page)
    invitation = client.get(html.unescape(link)).text
    assert re.search(rf'<textarea name="purpose"[^>]*>[^<]*{order.number}', invitation)
    for chosen in (order.workplace, order.contact):
        assert f'<option value="{chosen.uuid}" selected>' in invitation
    assert f'<a href="{url("order", order)}">Fortryd</a>' in invitation


def test_the_panel_tells_each_receivers_time_before_sending() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    page = text(client.get(url("order", order)))
    assert "Søg selv først" in page
    assert reverse("candidates:order_search", args=[order.uuid]) in page
    make.search(mette, order)
    page = text(client.get(url("order", order)))
    assert "sendes med" in page
    assert page.count("Svar senest") >= 3
    assert "jo-pick__due" in page
    assert "Horsens</label>" not in page  # nobody asks themselves


def test_the_plan_counts_what_is_promised_and_marks_what_is_asked() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = clarified(mette)
    make.request(mette, order, make.jobcenter("Hedensted"))
    asked = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        delivery_plan(actor=mette, order=order, line=order.lines.get(), number=2, by=order.received_at.date())
    with acting_as(bo):
        request_answer(actor=bo, request=asked, answer=AnswerKind.YES, number=1, by=order.received_at.date())
    page = text(client_of(mette).get(url("order", order)))
    assert "Horsens (os)" in page
    assert "1?" in page
    assert "3 af 4" in page
    assert "mangler 1 af 4 montører" in page
    assert "Hedensted svarer os" in page


def test_the_next_step_follows_the_answers() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    make.request(mette, order, make.jobcenter("Odder"), number=4)
    assert "afvent svar fra Odder." in text(client_of(mette).get(url("order", order)))


def test_as_many_queries_for_one_as_for_thirty(django_assert_max_num_queries) -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    places = ["Odder", "Hedensted", "Aarhus", "Skanderborg", "Silkeborg", "Randers", "Favrskov", "Norddjurs"]
    client, counts = client_of(mette), []
    make.request(mette, order, make.jobcenter(places[0]))
    for more in (places[1:2], places[2:]):
        for place in more:
            make.request(mette, order, make.jobcenter(place))
        with acting_as(mette):
            for n in range(30 if len(more) > 1 else 1):
                order_note(actor=mette, order=order, text=f"Notat {n}")
        client.get(url("order", order))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url("order", order)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 50, counts


def test_long_timelines_are_cut_and_can_be_unfolded() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        for n in range(40):
            order_note(actor=mette, order=order, text=f"Notat nummer {n:02d}.")
    client = client_of(mette)
    page = text(client.get(url("order", order)))
    assert "Notat nummer 39." in page
    assert "Notat nummer 02." not in page
    assert "Notat nummer 02." in text(client.get(url("order", order) + "?haendelser=alle"))


# --- who may see it -----------------------------------------------------------------------------------------


@pytest.fixture
def everything() -> dict[str, str]:
    """Every address of an order that Horsens leads, and of what hangs on it."""
    mette = make.consultant("Horsens")
    order = clarified(mette, application_deadline=None)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        line = order.lines.get()
        delivery = delivery_plan(actor=mette, order=order, line=line, number=1, by=order.received_at.date())
        alternative = alternative_offer(actor=mette, order=order, line=None, kind="internship", text="4 uger")
        follow_up = FollowUp.objects.create(order=order, due_on=order.received_at.date())
        (heads_up,) = heads_ups_send(actor=mette, order=order, to=[make.jobcenter("Vejle")], text="Snart")
        change = tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Silkeborg"),
            reason="Nærmere",
            consent_by="Karin",
            consent_on=order.received_at.date(),
            consent_channel="telefon",
        )
    return {
        **{name: url(name, order) for name in OF_AN_ORDER},
        "delivery": url("delivery", delivery),
        "alternative_answer": url("alternative_answer", alternative),
        "follow_up": url("follow_up", follow_up),
        "request": url("request", request),
        "withdraw": url("withdraw", request),
        "heads_up_seen": url("heads_up_seen", heads_up),
        "tovholder_decide": url("tovholder_decide", change),
    }


def test_strangers_find_nothing(everything: dict[str, str]) -> None:
    other = client_of(make.consultant("Aarhus"))
    company = client_of(companies.user_of(companies.company()))
    for name, address in everything.items():
        for client in (other, company):
            assert client.get(address).status_code == 404, name
            # The two pages that only show something take no POST from anybody.
            refused = 405 if name in ("order", "shared") else 404
            assert client.post(address, {"answer": "yes"}).status_code == refused, name
        assert Client().get(address).headers["Location"].startswith("/konto/"), name


def test_the_asked_jobcentre_gets_its_own_page_and_none_of_the_others(everything: dict[str, str]) -> None:
    bo = client_of(make.consultant("Odder"))
    assert bo.get(everything["order"]).headers["Location"] == everything["request"]
    assert bo.get(everything["request"]).status_code == 200
    mine = {"order", "shared", "request"}
    for name, address in everything.items():
        if name not in mine:
            assert bo.get(address).status_code == 404, name
            assert bo.post(address, {}).status_code == 404, name


def test_alerted_proposed_and_former_get_the_shared_page(everything: dict[str, str]) -> None:
    vejle, silkeborg = client_of(make.consultant("Vejle")), make.consultant("Silkeborg")
    assert vejle.get(everything["order"]).headers["Location"] == everything["shared"]
    page = text(vejle.get(everything["shared"]))
    assert "Snart" in page
    assert "Marker som set" in page
    assert vejle.post(everything["heads_up_seen"]).headers["Location"] == everything["shared"]
    assert "Marker som set" not in text(vejle.get(everything["shared"]))

    client = client_of(silkeborg)
    assert client.get(everything["order"]).headers["Location"] == everything["shared"]
    assert everything["tovholder_decide"] in client.get(everything["shared"]).text
    refused = client.post(everything["tovholder_decide"], {"answer": "no"})
    assert "Skriv kort, hvorfor I siger nej." in refused.text
    done = client.post(everything["tovholder_decide"], {"answer": "yes"})
    assert done.headers["Location"] == everything["order"]
    assert client.get(everything["order"]).status_code == 200


def test_the_former_tovholder_sees_that_it_was_handed_over() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = clarified(mette)
    with acting_as(mette):
        change = tovholder_propose(
            actor=mette, order=order, to=make.jobcenter("Odder"), reason="Nærmere", consent_by="Karin",
            consent_on=order.received_at.date(), consent_channel="telefon",
        )  # fmt: skip
    with acting_as(bo):
        tovholder_decide(actor=bo, change=change, accepted=True)
    client = client_of(mette)
    assert client.get(url("order", order)).headers["Location"] == url("shared", order)
    assert "I er tidligere tovholder." in text(client.get(url("shared", order)))
    assert client.get(url("answer", order)).status_code == 404


def test_the_company_is_led_to_its_portal() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    user = accounts.actor(order.company.organisation)
    response = client_of(user).get(url("order", order))
    assert response.headers["Location"] == reverse("orders:portal_order", args=[order.uuid])
    assert client_of(user).get(url("note", order)).status_code == 404


def test_jobservice_danmark_reads_and_chooses_but_does_not_lead() -> None:
    import uuid

    from orders.services.orders import OrderData, order_register

    lise, company = accounts.actor(make.national()), companies.company()
    with acting_as(lise):
        order = order_register(
            actor=lise, company=company, workplace=company.workplaces.first(), contact=None, channel="national",
            lines=[LineData("lagermedarbejdere", 8)], data=OrderData(), received_by=make.national(), tovholder=None,
            owner_user_id=None, submit_key=uuid.uuid4(),
        )  # fmt: skip
    page = text(client_of(lise).get(url("order", order)))
    assert "vælg en tovholder" in page
    assert reverse("orders:national_assign", args=[order.uuid]) in page
    assert "Inddrag jobcentre" not in page


def test_a_closed_order_is_read_only() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    client.post(url("close", order), {"linje-1-outcome": "not_filled", "linje-1-hired": "0"})
    with acting_as(mette):
        order.refresh_from_db()
        assert order.state == OrderState.CLOSED
    page = text(client.get(url("order", order)))
    assert "Næste skridt:" not in page
    assert "Ingen ansat (0 ansat)" in page
    response = client.get(url("answer", order), follow=True)
    assert "Ordren er lukket." in text(response)


def test_nothing_is_written_by_looking() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    client = client_of(mette)
    with acting_as(mette):
        before = OrderEvent.objects.count(), Request.objects.count(), Delivery.objects.count()
    for name in OF_AN_ORDER:
        assert client.get(url(name, order)).status_code in (200, 302), name
    with acting_as(mette):
        assert before == (OrderEvent.objects.count(), Request.objects.count(), Delivery.objects.count())
        assert not Alternative.objects.exists()
