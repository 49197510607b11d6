"""A question about no order is counted as no order, anywhere; the promises about it count as all promises do."""

import datetime
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.tenancy import acting_as
from agreements.enums import Area
from companies.models import Company
from jobcenters.calendar import local_date
from orders.calendars import calendar_of
from orders.enums import Channel, EventKind
from orders.models import Clock, Order
from orders.selectors.agreement_effect import agreement_effect
from orders.selectors.assignment import colleagues
from orders.selectors.brokering import stage_of
from orders.selectors.distribution import carriers_of
from orders.selectors.my_day import my_day
from orders.selectors.national import NationalFilter, Show
from orders.selectors.portal import portal
from orders.services.messages import inquiry_register
from orders.services.orders import order_answer
from tests.factories import accounts, agreements, companies, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of
from tests.orders.test_national_pages import assigned, question

pytestmark = pytest.mark.django_db


def ask(actor: Actor, company: Company, *, text: str = "Må vi?") -> Order:
    with acting_as(actor):
        own = Organisation.objects.get(pk=actor.organisation_id)
        return inquiry_register(
            actor=actor,
            workplace=company.workplaces.get(),
            contact=company.contacts.get(),
            channel=Channel.PHONE,
            text=text,
            received_by=own,
            tovholder=own,
            submit_key=uuid.uuid4(),
            received_at=timezone.now(),
        )


class World:
    """Under one agreement: an order and two questions, one of each answered and still open."""

    def __init__(self) -> None:
        self.company = companies.company("Aftale A/S")
        self.mette = make.consultant("Horsens", name="Mette Lund")
        self.agreement = agreements.agreement_in_force(
            self.company, tovholders=[(make.jobcenter("Horsens"), Area.WEST, ())]
        )
        self.order = make.order(self.mette, company=self.company)
        self.question = ask(self.mette, self.company)
        self.waiting = ask(self.mette, self.company, text="Hvem kender IGU?")
        with acting_as(self.mette):
            for one in (self.order, self.question):
                order_answer(actor=self.mette, order=one, kind=EventKind.CALL, note="")


@pytest.fixture
def world() -> World:
    return World()


def test_min_dag_lists_them_apart(world: World) -> None:
    with acting_as(world.mette):
        day = my_day(world.mette, timezone.now())
    assert (day.orders_in_all, [row.second for row in day.orders]) == (1, [world.order.title])
    assert [row.second for row in day.inquiries] == [world.question.title]
    # What is still to be answered stands on top, whatever it is about.
    assert [row.url for row in day.answer_now] == 2 * [reverse("orders:order", args=[world.waiting.uuid])]
    text = client_of(world.mette).get(reverse("orders:my_day")).text
    assert "Henvendelser uden ordre" in text and "Luk henvendelsen, når den er klaret" in text


def test_a_colleagues_load_is_orders(world: World) -> None:
    now = timezone.now()
    with acting_as(world.mette):
        (found,) = colleagues(world.mette, calendar_of(world.mette.organisation_id), now)
    assert found.orders == 1


def test_the_networks_distribution_is_of_orders(world: World) -> None:
    network = networks.east_jutland()
    with acting_as(world.mette):
        found = {one.place: one for one in carriers_of(world.mette, network, timezone.now())}
    assert (found["Horsens"].open_now, found["Horsens"].taken) == (1, 1)


def test_the_effect_report_counts_orders_and_all_promises(world: World) -> None:
    today = local_date(timezone.now())
    span = datetime.timedelta(days=60)
    with acting_as(world.mette):
        effect = agreement_effect(world.agreement, today - span, today + span, timezone.now())
    assert (effect.total.orders, effect.total.places) == (1, 4)
    # D1 and D3 are promised for any inquiry (R100): three of each, of which one still runs.
    kept = {one.code: (one.kept, one.missed, one.open) for one in effect.promises}
    assert kept["D1"] == kept["D3"] == (2, 0, 1)
    assert sum(kept["D4"]) == 1


def test_jobservice_danmarks_numbers_are_of_orders(world: World) -> None:
    lise = accounts.actor(make.national(), name="Lise Dam")
    made = companies.company(workplace_code="8700")
    order = assigned(lise, "Odder", made)
    case = question(lise, made)
    now = timezone.now()
    with acting_as(lise):
        found = {show: {row.pk for row in NationalFilter(lise, now, show).rows()} for show in Show}
        stage = stage_of(lise, [order], local_date(now))
    assert found[Show.OPEN] == found[Show.BROKERED] == {order.pk}
    assert found[Show.INQUIRIES] == {case.pk}
    assert case.pk not in found[Show.AT_RISK] | found[Show.LATE] | found[Show.URGENT]
    assert stage.loads == {order.tovholder_id: 1}
    # Without a tovholder it must not be overlooked: there it stands with the orders.
    text = client_of(lise).get(reverse("orders:national")).text
    assert case.title in text and "Åbne henvendelser" in text


def test_a_question_makes_nobody_the_former_tovholder() -> None:
    lise, bo = accounts.actor(make.national(), name="Lise Dam"), make.consultant("Odder")
    made = companies.company(workplace_code="8700")
    case = question(lise, made)
    with as_owner():
        Order.objects.filter(pk=case.pk).update(tovholder_id=bo.organisation_id, state="clarifying")
    with acting_as(lise):
        stage = stage_of(lise, [case], local_date(timezone.now()))
    assert stage.led == {} and stage.loads == {}


def test_the_company_orders_again_what_was_an_order(world: World) -> None:
    karin = companies.user_of(world.company)
    with acting_as(karin):
        page = portal(karin, timezone.now())
    assert page.latest is not None and page.latest.pk == world.order.pk
    text = client_of(karin).get(reverse("orders:portal_order", args=[world.question.uuid])).text
    assert "Genbestil" not in text and "Sagsnummer" in text and "I spurgte" in text


def test_the_promises_of_a_question_count_for_the_manager(world: World) -> None:
    with as_owner():
        clocks = Clock.objects.filter(order=world.question)
        assert {clock.promise for clock in clocks} == {"D1", "D3"}
    assert "frist" in client_of(world.mette).get(reverse("orders:my_day")).text.lower()


def test_the_list_and_the_companys_page_say_what_it_is(world: World) -> None:
    client = client_of(world.mette)
    listed = client.get(reverse("orders:list"), {"vis": "alle"}).text
    assert "de tælles ikke som ordrer" in listed and world.question.title in listed
    assert f"Ordre {world.question.number}" not in listed
    page = client.get(reverse("companies:detail", args=[world.company.uuid])).text
    assert "Ordrer og henvendelser" in page and "Besvaret" in page
