"""D6: training for new employees, from the request or the first day of employment (A7), and what settles it."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date, start_of_day
from orders.enums import ClockState, EventKind
from orders.models import Clock, Delivery, Order
from orders.selectors.replay import reading_of
from orders.services.corrections import clock_stop_correct
from orders.services.orders import order_answer
from orders.services.plan import delivery_plan, delivery_report
from orders.services.requests import request_answer
from orders.services.training import training_ask, training_settle
from tests.factories import agreements, companies, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import url
from tests.orders.test_intake import client_of
from ui import danish

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens")


def started(mette: Actor, **fields: object) -> Order:
    company: Company = companies.company()
    agreements.agreement_in_force(company, starts_on=datetime.date(2025, 1, 1), **fields)
    order = make.order(mette, company=company)
    with acting_as(mette):
        return order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")


def d6(order: Order) -> list[Clock]:
    with as_owner():
        return list(Clock.objects.filter(order=order, promise="D6").order_by("id"))


def hire(mette: Actor, order: Order, first: datetime.date | None) -> Delivery:
    with acting_as(mette):
        delivery = delivery_plan(
            actor=mette, order=order, line=order.lines.get(), number=2, by=local_date(timezone.now())
        )
        return delivery_report(actor=mette, delivery=delivery, presented=1, hired=1, employed_from=first)


@pytest.mark.parametrize(("first", "due"), [("2026-07-02", "2026-07-23"), ("2026-07-04", "2026-07-25")])
def test_calendar_days_from_the_first_day(mette: Actor, first: str, due: str) -> None:
    """X10 and X11: 21 days, a Saturday is not moved."""
    order = started(mette)
    hire(mette, order, datetime.date.fromisoformat(first))
    (clock,) = d6(order)
    assert local_date(clock.due_at).isoformat() == due
    assert clock.line_id is not None


@pytest.mark.parametrize(("first", "due"), [("2026-07-02", "2026-07-23"), ("2026-07-04", "2026-07-27")])
def test_the_last_day_rolls_where_the_network_says_so(mette: Actor, first: str, due: str) -> None:
    """A6: rolling is a network's choice; the explanation then draws the same."""
    order = started(mette)
    with as_owner():
        terms = networks.east_jutland().terms
        if not terms.update(calendar_days_roll=True):
            terms.create(valid_from=datetime.date(2020, 1, 1), calendar_days_roll=True)
    hire(mette, order, datetime.date.fromisoformat(first))
    (clock,) = d6(order)
    assert local_date(clock.due_at).isoformat() == due
    with as_owner():
        reading = reading_of(clock)
    assert reading is not None and reading.due_at == clock.due_at


def test_a_request_before_the_first_day_is_earlier(mette: Actor) -> None:
    order = started(mette)
    later = local_date(timezone.now()) + datetime.timedelta(days=30)
    hire(mette, order, later)
    assert d6(order)[0].received_at == start_of_day(later)
    with acting_as(mette):
        training_ask(actor=mette, order=order, line=order.lines.get())
    first, second = d6(order)
    assert first.state == ClockState.CANCELLED and first.kept is None
    assert second.state == ClockState.OPEN and second.due_at < first.due_at


def test_a_request_that_was_first_stands(mette: Actor) -> None:
    order = started(mette)
    with acting_as(mette):
        training_ask(actor=mette, order=order, line=order.lines.get())
    hire(mette, order, local_date(timezone.now()) + datetime.timedelta(days=3))
    (clock,) = d6(order)
    assert clock.state == ClockState.OPEN and clock.received_at <= timezone.now()


@pytest.mark.parametrize("agreed", [True, False])
def test_it_is_settled_by_agreement_or_by_no_thanks(mette: Actor, agreed: bool) -> None:
    order = started(mette)
    hire(mette, order, None)
    with acting_as(mette):
        stopped = training_settle(
            actor=mette,
            order=order,
            line=None,
            provider="AMU Østjylland" if agreed else "",
            starts_on=datetime.date(2027, 1, 11) if agreed else None,
        )
    assert stopped == 1 and d6(order)[0].kept is True
    # The same hire said again starts nothing; a new request does.
    with acting_as(mette):
        delivery_report(actor=mette, delivery=Delivery.objects.get(order=order), presented=2, hired=2)
    assert len(d6(order)) == 1
    with acting_as(mette):
        training_ask(actor=mette, order=order, line=order.lines.get())
    assert [clock.state for clock in d6(order)] == [ClockState.STOPPED, ClockState.OPEN]


def test_training_agreed_before_the_first_day_is_kept_in_words_in_reports_and_when_put_right(
    mette: Actor,
) -> None:
    order = started(mette)
    now = timezone.now()
    first = local_date(now) + datetime.timedelta(days=14)
    hire(mette, order, first)
    with acting_as(mette):
        training_settle(
            actor=mette, order=order, line=None, provider="AMU", starts_on=first + datetime.timedelta(days=6)
        )
    (clock,) = d6(order)
    assert clock.kept is True and clock.stopped_at is not None and clock.stopped_at < clock.received_at
    page = danish.plain(client_of(make.jobcenter("Horsens")).get(url("order", order)).content.decode())
    begins = danish.plain(danish.full_day(first))
    assert f"Det var på plads, før fristen begyndte {begins}. Løftet er holdt." in page
    assert "Åbningstiderne er ændret" not in page
    # Put right within the time of the order, not before it; the promise stays kept.
    really = now - datetime.timedelta(seconds=30)
    with as_owner():
        Order.objects.filter(pk=order.pk).update(received_at=now - datetime.timedelta(minutes=1))
    with acting_as(mette):
        clock = Clock.objects.get(pk=clock.pk)
        fixed = clock_stop_correct(actor=mette, clock=clock, at=really, reason="Skrev det bagefter")
        assert (fixed.kept, fixed.stopped_at) == (True, really)
        with pytest.raises(ValueError, match="før ordren kom"):
            clock_stop_correct(actor=mette, clock=fixed, at=now - datetime.timedelta(days=2), reason="x")


def test_a_half_agreement_is_refused(mette: Actor) -> None:
    order = started(mette)
    with acting_as(mette), pytest.raises(ValueError, match="hvem der står for"):
        training_settle(actor=mette, order=order, line=None, provider="AMU")


def test_without_the_tick_there_is_no_promise(mette: Actor) -> None:
    order = started(mette, ticks=("ordinary",))
    hire(mette, order, None)
    with acting_as(mette):
        training_ask(actor=mette, order=order, line=None)
    assert d6(order) == []


def test_what_an_asked_jobcentre_delivers_keeps_and_starts_the_tovholders_clocks(mette: Actor) -> None:
    """It sees none of the tovholder's clocks; the events say that it was they."""
    order = started(mette)
    bo = make.consultant("Odder")
    request = make.request(mette, order, make.jobcenter("Odder"), number=1)
    with acting_as(bo):
        request_answer(
            actor=bo,
            request=request,
            answer="yes",
            number=1,
            by=local_date(timezone.now()) + datetime.timedelta(days=2),
        )
        delivery = Delivery.objects.get(request=request)
        assert not Clock.objects.filter(order=order, promise="D4").exists()
        delivery_report(actor=bo, delivery=delivery, presented=1, hired=1)
        assert not Clock.objects.filter(order=order, promise="D6").exists(), "the context before is back"
    with as_owner():
        d4 = Clock.objects.get(order=order, promise="D4")
        (stop,) = d4.events.filter(kind="stop")
    assert d4.state == ClockState.STOPPED and stop.user_id == bo.user_id
    (clock,) = d6(order)
    assert clock.owner_organisation_id == mette.organisation_id


def test_the_page_asks_settles_and_refuses(mette: Actor) -> None:
    order = started(mette)
    client: Client = client_of(make.jobcenter("Horsens"))
    page = reverse("orders:training", args=[order.uuid])
    assert "senest 21 dage efter" in client.get(page).content.decode()
    assert client.post(page, {"what": "bedt", "text": "Truckkort"}).status_code == 302
    response = client.post(page, {"what": "aftalt", "provider": "", "text": "Det blev svært"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Skriv, hvem der står for opkvalificeringen." in text and "Det blev svært" in text
    assert d6(order)[0].state == ClockState.OPEN
    good = {"what": "aftalt", "provider": "AMU", "starts_on": "2027-01-11"}
    assert client.post(page, good).status_code == 302
    assert d6(order)[0].state == ClockState.STOPPED
    assert client_of(make.jobcenter("Odder")).get(page).status_code == 404
