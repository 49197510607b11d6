"""The effect report (R107, R108): the whole agreement's numbers, for its parties alone, as page, sheet and PDF."""

import csv
import datetime
import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.enums import Area
from jobcenters.calendar import local_date
from jobcenters.models import OpeningHours
from orders.enums import EventKind, Outcome
from orders.models import Clock, Delivery, Order, OrderLine
from orders.selectors.agreement_effect import Effect, agreement_effect, effect_sheet
from orders.services.orders import order_answer
from tests.factories import accounts, companies
from tests.factories import agreements as agree
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


class World:
    """A company under agreement in Horsens (west) and Køge (east); one order west, answered, and one east, late."""

    def __init__(self) -> None:
        self.company = companies.company("=Formel & <b>Fed</b> A/S")
        companies.workplace(self.company, code="4600")
        self.west, self.east = make.jobcenter("Horsens"), agree.eastern("Køge")
        with as_owner():
            for weekday in range(5):
                OpeningHours.objects.create(
                    jobcenter_id=self.east.pk,
                    weekday=weekday,
                    opens=datetime.time(9),
                    closes=datetime.time(15),
                    valid_from=datetime.date(2020, 1, 1),
                )
        self.lise = agree.national_actor()
        self.agreement = agree.agreement_in_force(
            self.company,
            actor=self.lise,
            title="=2+2 <script>alert(1)</script>",
            tovholders=[(self.west, Area.WEST, ()), (self.east, Area.EAST, ())],
        )
        self.mette, self.eva = accounts.actor(self.west), accounts.actor(self.east)
        self.karin = accounts.actor(self.company.organisation)
        self.odder = make.consultant("Odder")
        self.stranger = accounts.actor(companies.company("Anden").organisation)
        self.first = self.order(self.mette)
        with acting_as(self.mette):
            order_answer(actor=self.mette, order=self.first, kind=EventKind.CALL, note="")
        self.second = self.order(self.eva)
        with as_owner():
            line = OrderLine.objects.get(order=self.first)
            OrderLine.objects.filter(pk=line.pk).update(hired=3)
            Delivery.objects.create(
                order=self.first, line=line, organisation=self.west, promised=4, presented=4, hired=2,
                by=local_date(moment()),
            )  # fmt: skip
        self.outside = make.order(self.mette)  # another company's: never counted

    def order(self, actor: Actor) -> Order:
        made = make.order(actor, company=self.company)
        with as_owner():
            Order.objects.filter(pk=made.pk).update(agreement=self.agreement)
        return made

    def effect(self, actor: Actor, *, days: int = 60, now: datetime.datetime | None = None) -> Effect:
        today = local_date(moment())
        span = datetime.timedelta(days=days)
        with acting_as(actor):
            return agreement_effect(self.agreement, today - span, today + span, now or moment())


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize("who", ["lise", "mette", "eva", "karin"])
def test_every_party_sees_the_whole(world: World, who: str) -> None:
    """Also the orders of the other side, which the tovholder itself may not open."""
    effect = world.effect(getattr(world, who))
    total = effect.total
    assert (total.orders, total.places, total.hired, total.brought) == (2, 8, 3, 2)
    assert {line.title: line.orders for line in effect.tovholders} == {"Horsens": 1, "Køge": 1}
    assert sum(line.orders for line in effect.months) == 2


@pytest.mark.parametrize(
    ("outcome", "said", "hired", "brought"),
    [("", 0, 2, 2), ("", 3, 3, 2), (Outcome.PARTLY, 1, 1, 1), (Outcome.NOT_FILLED, 0, 0, 0)],
)
def test_people_count_once(world: World, outcome: str, said: int, hired: int, brought: int) -> None:
    """A delivery's hired are the line's until it is closed; they are never more than all who were hired."""
    with as_owner():
        OrderLine.objects.filter(order=world.first).update(outcome=outcome, hired=said)
    total = world.effect(world.lise).total
    assert (total.hired, total.brought) == (hired, brought)


@pytest.mark.parametrize("who", ["odder", "stranger"])
def test_nobody_else_learns_a_number(world: World, who: str) -> None:
    effect = world.effect(getattr(world, who))
    assert effect.is_empty
    assert effect.tovholders == []


def test_promises_against_the_bare_rows(world: World) -> None:
    """An oracle that reads the clocks and knows nothing of the function, now and when everything has become late."""
    for now in (moment(), moment() + datetime.timedelta(days=59)):
        effect = world.effect(world.lise, now=now)
        with as_owner():
            clocks = list(Clock.objects.filter(order__agreement=world.agreement).exclude(state="cancelled"))
        for kept in effect.promises:
            mine = [clock for clock in clocks if clock.promise == kept.code]
            assert kept.kept == sum(clock.kept is True for clock in mine)
            assert kept.open == sum(clock.state == "open" and clock.due_at >= now for clock in mine)
            assert kept.kept + kept.missed + kept.open == len(mine)
        assert effect.total.kept == sum(kept.kept for kept in effect.promises)
        by_tovholder = {line.title: (line.kept, line.decided + line.open) for line in effect.tovholders}
        assert sum(all_ for _kept, all_ in by_tovholder.values()) == len(clocks)
    assert {kept.code: kept.kept for kept in effect.promises}["D1"] == 1
    assert {kept.code: kept.missed for kept in effect.promises}["D1"] == 1


def test_the_period_is_danish_days_both_included(world: World) -> None:
    today = local_date(moment())
    with acting_as(world.lise):
        assert agreement_effect(world.agreement, today, today, moment()).total.orders == 2
        before = today - datetime.timedelta(days=1)
        assert agreement_effect(world.agreement, before, before, moment()).total.orders == 0


def test_cancelled_orders_do_not_count(world: World) -> None:
    with as_owner():
        Order.objects.filter(pk=world.second.pk).update(state="cancelled", closed_at=moment())
    assert world.effect(world.lise).total.orders == 1


def test_the_sheet_has_the_numbers_and_no_formula(world: World) -> None:
    effect = world.effect(world.lise)
    text = effect_sheet(world.agreement, effect)
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=";"))
    assert rows[0][2] == "'=2+2 <script>alert(1)</script>"
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    total = next(row for row in rows if row and row[0] == "I alt")
    assert total[1:5] == ["2", "8", "3", "2"]


def test_page_sheet_and_pdf_for_those_inside(world: World) -> None:
    address = reverse("orders:agreement_effect", args=[world.agreement.uuid])
    for actor in (world.lise, world.mette, world.karin):
        text = client_of(actor).get(address).content.decode()
        assert "Aftalens effekt" in text
        assert "<script>alert(1)" not in text
    assert client_of(world.mette).get(address + "?format=csv")["Content-Type"].startswith("text/csv")
    for actor in (world.odder, world.stranger):
        for query in ("", "?format=csv", "?format=pdf"):
            assert client_of(actor).get(address + query).status_code == 404


def test_a_bad_period_is_said_and_not_followed(world: World) -> None:
    address = reverse("orders:agreement_effect", args=[world.agreement.uuid])
    client = client_of(world.mette)
    text = client.get(address + "?fra=2026-05-01&til=2026-04-01").content.decode()
    assert "ligger før den første" in text
    for query in ("?fra=x", "?til=20226-01-01", "?fra=2026-05-01&til=2026-04-01&format=csv"):
        response = client.get(address + query)
        assert response.status_code == 200
        assert response["Content-Type"].startswith("text/html")


def test_the_pdf_is_read_as_text_with_no_markup_run(world: World) -> None:
    address = reverse("orders:agreement_effect", args=[world.agreement.uuid])
    response = client_of(world.lise).get(address + "?format=pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response.content.startswith(b"%PDF-1.7")
    assert b"/StructTreeRoot" in response.content or b"/ObjStm" in response.content
    pages = PdfReader(io.BytesIO(response.content)).pages
    text = " ".join(page.extract_text() for page in pages)
    assert "=2+2 <script>alert(1)</script>" in " ".join(text.split())
    assert "Horsens" in text
    assert "Køge" in text
    assert "1 af " in text or "Ingen afgjort" in text


def test_one_question_however_many_orders(world: World, django_assert_num_queries: object) -> None:
    with acting_as(world.lise):
        today = local_date(moment())
        with django_assert_num_queries(1):  # type: ignore[operator]
            agreement_effect(world.agreement, today, today, moment())
