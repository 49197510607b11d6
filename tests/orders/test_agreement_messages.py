"""Any inquiry of a company under agreement is answered within one working day, not only orders ([001], R100)."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date
from notifications.models import OutboxMail
from orders.enums import ClockState, EventKind, OrderState
from orders.models import Clock, Order
from orders.services.messages import inquiry_submit, message_receive
from orders.services.orders import order_answer, order_close
from tests.factories import accounts, agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_agreement_clocks import at
from tests.orders.test_intake import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens")


@pytest.fixture
def company() -> Company:
    made = companies.company("Aftale A/S")
    agreements.agreement_in_force(
        made, starts_on=datetime.date(2025, 1, 1), ends_on=datetime.date(2028, 1, 1)
    )
    return made


@pytest.fixture
def order(mette: Actor, company: Company) -> Order:
    """Answered once, so that nothing is owed."""
    made = make.order(mette, company=company, received_at=at("2026-03-02T10:00"))
    with acting_as(mette):
        return order_answer(actor=mette, order=made, kind=EventKind.CALL, note="")


def d3(order: Order) -> list[Clock]:
    with as_owner():
        return list(Clock.objects.filter(order=order, promise="D3").order_by("id"))


def browser(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2026-04-01T23:10", "2026-04-07"),  # X5
        ("2026-03-21T12:00", "2026-03-23"),  # X6
        ("2026-06-04T12:00", "2026-06-08"),  # X12
        ("2026-04-30T12:00", "2026-05-01"),  # X13
    ],
)
def test_a_message_about_an_order_is_owed_an_answer(
    mette: Actor, order: Order, received: str, due: str
) -> None:
    with acting_as(mette):
        message_receive(actor=mette, order=order, text="Hvornår?", by_name="Karin", at=at(received))
    answered, running = d3(order)
    assert answered.state == ClockState.STOPPED
    assert running.state == ClockState.OPEN and local_date(running.due_at).isoformat() == due


def test_a_second_message_does_not_move_the_deadline(mette: Actor, order: Order) -> None:
    with acting_as(mette):
        first = message_receive(
            actor=mette, order=order, text="Et", by_name="Karin", at=at("2026-03-09T09:00")
        )
        second = message_receive(
            actor=mette, order=order, text="To", by_name="Karin", at=at("2026-03-10T09:00")
        )
    assert first == second and len(d3(order)) == 2
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.REPLY, note="Svar på begge")
    assert {clock.state for clock in d3(order)} == {ClockState.STOPPED}


def test_without_an_agreement_a_message_is_owed_an_answer_within_24_hours(mette: Actor) -> None:
    """R134: any inquiry of a company, also one about an order that has been answered before."""
    order = make.order(mette, received_at=at("2026-03-02T09:00"))
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="", at=at("2026-03-02T10:00"))
        clock = message_receive(
            actor=mette, order=order, text="Hej", by_name="Karin", at=at("2026-03-09T09:30")
        )
        again = message_receive(
            actor=mette, order=order, text="Er I der?", by_name="Karin", at=at("2026-03-10T08:00")
        )
        assert clock is not None and again == clock
        assert (clock.promise, clock.owner_organisation_id) == ("D1", mette.organisation_id)
        assert clock.due_at == at("2026-03-10T09:30")
        order_answer(actor=mette, order=order, kind=EventKind.REPLY, note="", at=at("2026-03-10T09:00"))
        clock.refresh_from_db()
        assert clock.kept
    assert d3(order) == []


def test_strangers_and_closed_orders_are_refused(mette: Actor, company: Company, order: Order) -> None:
    with acting_as(mette):
        order_close(
            actor=mette, order=order, outcomes={line.pk: ("not_filled", 0) for line in order.lines.all()}
        )
    karin = companies.user_of(company)
    for actor in (mette, karin):
        with acting_as(actor), pytest.raises(PermissionDenied):
            message_receive(actor=actor, order=order, text="Hej", by_name="Karin")
    stranger = make.consultant("Silkeborg")
    with acting_as(stranger), pytest.raises(Order.DoesNotExist):
        message_receive(actor=stranger, order=order, text="Hej", by_name="Karin")


def test_the_company_writes_in_the_portal(company: Company, order: Order) -> None:
    client = browser(companies.user_of(company))
    page = reverse("orders:portal_message", args=[order.uuid])
    assert page in client.get(reverse("orders:portal_order", args=[order.uuid])).content.decode()
    assert client.post(page, {"text": ""}).status_code == 422
    key = str(uuid.uuid4())
    for _time in range(2):
        assert client.post(page, {"text": "Kan de begynde før?", "submit_key": key}).status_code == 302
    with as_owner():
        (mail,) = OutboxMail.objects.filter(name="orders.message_received")
        assert order.events.filter(kind=EventKind.MESSAGE).count() == 1
    assert "Kan de begynde før?" in mail.text and "Virksomheden er lovet svar senest" in mail.text
    assert d3(order)[-1].state == ClockState.OPEN
    seen = client_of(make.jobcenter("Horsens")).get(reverse("orders:order", args=[order.uuid]))
    assert "Svar til aftalevirksomheden" in seen.content.decode()


def test_the_tovholder_registers_what_it_was_told(order: Order) -> None:
    client = client_of(make.jobcenter("Horsens"))
    page = reverse("orders:message", args=[order.uuid])
    future = (local_date(timezone.now()) + datetime.timedelta(days=1)).isoformat()
    bad = client.post(page, {"by_name": "Karin", "on": future, "text": "Ringede om starten"})
    assert bad.status_code == 422 and "Ringede om starten" in bad.content.decode()
    assert client.post(page, {"by_name": "Karin", "on": "2026-03-21", "text": "Hej"}).status_code == 302
    assert local_date(d3(order)[-1].due_at) == datetime.date(2026, 3, 23)


# --- about no order -----------------------------------------------------------------------------------------


def test_an_inquiry_about_no_order_is_a_case_of_its_own(company: Company, mette: Actor) -> None:
    karin = companies.user_of(company)
    client = browser(karin)
    assert reverse("orders:portal_write") in client.get(reverse("orders:portal")).content.decode()
    page = client.get(reverse("orders:portal_write")).content.decode()
    assert "I hører fra Jobcenter Horsens senest" in page
    key = str(uuid.uuid4())
    for _time in range(2):
        response = client.post(
            reverse("orders:portal_write"), {"text": "Må vi besøge jer?", "submit_key": key}
        )
        assert response.status_code == 302
    with as_owner():
        (case,) = Order.objects.filter(company=company)
        clocks = {clock.promise for clock in Clock.objects.filter(order=case)}
        mails = dict(OutboxMail.objects.values_list("name", "subject"))
    assert case.is_inquiry and case.title == "Henvendelse: Må vi besøge jer?"
    assert clocks == {"D1", "D3"}
    assert mails["orders.order_received"] == "Vi har modtaget jeres henvendelse"
    portal = client.get(reverse("orders:portal_order", args=[case.uuid]))
    assert portal.status_code == 200 and "Vi finder kandidater" not in portal.content.decode()
    # The tovholder answers it and closes it.
    consultant = client_of(make.jobcenter("Horsens"))
    assert consultant.get(reverse("orders:order", args=[case.uuid])).status_code == 200
    assert consultant.post(reverse("orders:answer", args=[case.uuid]), {"kind": "call"}).status_code == 302
    text = consultant.get(reverse("orders:order", args=[case.uuid])).content.decode()
    assert "luk henvendelsen" in text.lower()
    assert consultant.post(reverse("orders:close", args=[case.uuid]), {"note": ""}).status_code == 302
    with as_owner():
        case.refresh_from_db()
    assert case.state == OrderState.CLOSED
    for address in (reverse("orders:list") + "?vis=alle", reverse("orders:my_day")):
        assert consultant.get(address).status_code == 200


def test_only_a_company_under_agreement_has_that_page(mette: Actor) -> None:
    other = browser(companies.user_of(companies.company()))
    assert other.get(reverse("orders:portal_write")).status_code == 404
    assert client_of(make.jobcenter("Horsens")).get(reverse("orders:portal_write")).status_code == 404


def test_an_inquiry_sent_twice_is_one(company: Company) -> None:
    karin, key = companies.user_of(company), uuid.uuid4()
    with acting_as(karin):
        made = [
            inquiry_submit(
                actor=karin,
                workplace=company.workplaces.get(),
                contact=company.contacts.get(),
                text="Hej",
                submit_key=key,
            )
            for _time in range(2)
        ]
    assert made[0] == made[1]


def test_a_partner_organisation_is_no_company() -> None:
    partner = accounts.actor(accounts.organisation("A-kassen", kind="partner"))
    assert browser(partner).get(reverse("orders:portal_write")).status_code == 404
