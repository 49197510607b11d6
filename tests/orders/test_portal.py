"""The company's portal: what it sees of its orders, what it can do, and what it never sees."""

import datetime
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from companies.models import Company
from orders.calendars import deadline_for
from orders.enums import AlternativeKind, EventKind
from orders.models import Alternative, Order
from orders.services.orders import (
    OrderData,
    order_answer,
    order_cancel,
    order_clarify,
    order_close,
    order_note,
)
from orders.services.plan import alternative_offer, delivery_plan, delivery_report
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from ui import danish

pytestmark = pytest.mark.django_db


def client_of(actor: Actor) -> Client:
    """A browser in which `actor` is signed in."""
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


def company_client(company: Company) -> Client:
    return client_of(companies.user_of(company))


@pytest.fixture
def gudenaa() -> Company:
    return companies.company("Gudenå Maskinfabrik")


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens", name="Mette Lund")


def url(order: Order) -> str:
    return reverse("orders:portal_order", args=[order.uuid])


def page_of(company: Company, order: Order) -> str:
    return danish.plain(company_client(company).get(url(order)).text)


def offered(mette: Actor, order: Order) -> Alternative:
    with acting_as(mette):
        return alternative_offer(
            actor=mette,
            order=order,
            line=None,
            kind=AlternativeKind.INTERNSHIP,
            text="To ugers praktik først",
            months=1,
        )


# --- what the company sees ----------------------------------------------------------------------------------


def test_a_company_without_orders_is_told_what_to_do(gudenaa: Company) -> None:
    page = company_client(gudenaa).get(reverse("orders:portal"))
    assert page.status_code == 200
    assert "I har ingen ordrer endnu." in page.text
    assert reverse("orders:portal_new") in page.text
    assert "genbestil" not in page.text


def test_a_new_order_says_who_rings_and_by_when(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    with as_owner():
        User.objects.filter(pk=mette.user_id).update(phone="00 00 00 12")
        due = order.clocks.get().due_at
    text = danish.plain(company_client(gudenaa).get(reverse("orders:portal")).text)
    assert "4 montører til" in text
    assert f"Vi ringer senest {danish.plain(danish.when(due, timezone.now()))}." in text
    assert "Mette, telefon 00 00 00 12" in text
    assert "tel:+4500000012" in text
    assert "Skriv til Mette" in text
    assert "Jobcenter Horsens" in text


def test_a_late_call_is_admitted(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa, received_at=timezone.now() - datetime.timedelta(days=20))
    assert "Vi skulle have ringet senest" in page_of(gudenaa, order)


def test_the_timeline_follows_the_order_to_its_end(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Hemmelig note om prisen")
    text = page_of(gudenaa, order)
    assert "Mette har ringet" in text
    assert "Vi havde lovet senest" in text
    assert "Vi taler behovet igennem med jer" in text

    with acting_as(mette):
        data = OrderData("Montage", "Svejsning", start_on=timezone.localdate(), cvs_wanted=4)
        order = order_clarify(actor=mette, order=order, version=order.version, data=data)
        by = timezone.localdate() + datetime.timedelta(days=3)
        delivery = delivery_plan(actor=mette, order=order, line=order.lines.get(), number=3, by=by)
    text = page_of(gudenaa, order)
    assert "3 af 4 montører er på plads." in text
    assert "I får de første CV'er senest" in text.replace("&#x27;", "'")

    with acting_as(mette):
        delivery.refresh_from_db()
        delivery_report(actor=mette, delivery=delivery, presented=3, hired=1)
        order.refresh_from_db()
    text = page_of(gudenaa, order)
    assert "I har fået 3 kandidater." in text
    assert "1 af 4 er ansat." in text

    with acting_as(mette):
        order_close(actor=mette, order=order, outcomes={order.lines.get().pk: ("partly", 1)})
    text = page_of(gudenaa, order)
    assert "Sådan gik det" in text
    assert "1 af 4 ansat" in text


def test_a_cancelled_order_says_so(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Behovet er væk")
    assert "Ordren er annulleret" in page_of(gudenaa, order)
    front = company_client(gudenaa).get(reverse("orders:portal")).text
    assert "I har ingen ordre i gang." in front
    assert f"genbestil={order.uuid}" in front


def test_an_order_without_tovholder_is_in_good_hands(gudenaa: Company) -> None:
    far = companies.workplace(gudenaa, code="1050")
    response = company_client(gudenaa).post(
        reverse("orders:portal_new"), asked(gudenaa, workplace=str(far.uuid))
    )
    assert response.status_code == 302
    with as_owner():
        order = Order.objects.get()
        assert (order.state, order.tovholder_id) == ("unassigned", None)
    assert "finder det jobcenter, der skal hjælpe jer." in page_of(gudenaa, order)


def test_no_internal_talk_and_no_codes(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Hemmelig note om prisen")
        order_note(actor=mette, order=order, text="De er svære at tale med")
    make.request(mette, order, make.jobcenter("Odder"), text="Kan I hjælpe os ud af kniben?")
    client = company_client(gudenaa)
    for address in (reverse("orders:portal"), url(order)):
        text = client.get(address).text
        for secret in (
            "svære at tale med",
            "Hemmelig note",
            "kniben",
            "Odder",
            "Svejsecertifikat",
            "henvendelse",
            "udsøg",
        ):
            assert secret not in text
        for code in ("D1", "D2", "D3", "D4", "D5", "D6"):
            assert f">{code}" not in text
            assert f" {code} " not in text


def test_the_question_to_the_company_comes_first(gudenaa: Company, mette: Actor) -> None:
    asked_about, other = make.order(mette, company=gudenaa), make.order(mette, company=gudenaa)
    offered(mette, asked_about)
    text = company_client(gudenaa).get(reverse("orders:portal")).text
    assert text.index("Vi afventer jer") < text.index("Så langt er vi")
    assert "Virksomhedspraktik i 1 måned" in text
    assert url(other) in text


def test_several_orders_cost_no_more_queries(
    gudenaa: Company, mette: Actor, django_assert_max_num_queries: Any
) -> None:
    client = company_client(gudenaa)
    for _n in range(8):
        make.order(mette, company=gudenaa)
    with django_assert_max_num_queries(32):
        assert client.get(reverse("orders:portal")).status_code == 200


# --- who sees it --------------------------------------------------------------------------------------------


def test_another_companys_order_does_not_exist(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    alternative = offered(mette, order)
    stranger = company_client(companies.company("Nysgerrig"))
    answer = reverse("orders:portal_alternative", args=[alternative.uuid])
    assert stranger.get(url(order)).status_code == 404
    assert stranger.get(reverse("orders:portal_new"), {"genbestil": str(order.uuid)}).status_code == 404
    assert stranger.get(answer).status_code == 404
    assert stranger.post(answer, {"answer": "yes"}).status_code == 404
    with as_owner():
        alternative.refresh_from_db()
    assert alternative.decision == "offered"
    assert "Gudenå" not in stranger.get(reverse("orders:portal")).text


def test_the_portal_is_for_companies(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    client = client_of(mette)
    for address in (reverse("orders:portal"), reverse("orders:portal_new"), url(order)):
        assert client.get(address).status_code == 404
        assert Client().get(address).status_code == 302


def test_orders_that_are_none(gudenaa: Company) -> None:
    client = company_client(gudenaa)
    assert client.get(reverse("orders:portal_order", args=[uuid.uuid4()])).status_code == 404
    for nonsense in ("x", "'; drop table", str(uuid.uuid4())):
        assert client.get(reverse("orders:portal_new"), {"genbestil": nonsense}).status_code == 404


# --- the company's answer -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "decision"), [("yes", "accepted"), ("no", "declined")])
def test_the_company_answers_once(gudenaa: Company, mette: Actor, answer: str, decision: str) -> None:
    order = make.order(mette, company=gudenaa)
    alternative = offered(mette, order)
    karin = companies.user_of(gudenaa)
    client, address = client_of(karin), reverse("orders:portal_alternative", args=[alternative.uuid])
    assert client.get(address).headers["Location"] == url(order)
    assert client.post(address, {"answer": answer}).headers["Location"] == url(order)
    again = client.post(address, {"answer": "no" if answer == "yes" else "yes"}, follow=True)
    assert "Der er allerede svaret på forslaget." in again.text
    with as_owner():
        alternative.refresh_from_db()
    assert (alternative.decision, alternative.decided_by_name) == (decision, karin.name)
    assert make.rows(
        "select count(*) from notifications_outboxmail where name = 'orders.alternative_answered'"
    ) == [(1,)]


def test_ring_me_tells_the_consultant_once_and_leaves_the_question_open(
    gudenaa: Company, mette: Actor
) -> None:
    order = make.order(mette, company=gudenaa)
    alternative = offered(mette, order)
    client, address = company_client(gudenaa), reverse("orders:portal_alternative", args=[alternative.uuid])
    client.post(address, {"answer": "call"})
    page = client.post(address, {"answer": "call"}, follow=True)
    assert "om at blive ringet op." in page.text
    assert "Ja tak" in page.text
    assert "Ring til mig" not in page.text
    with as_owner():
        owner = User.objects.get(pk=mette.user_id)
        alternative.refresh_from_db()
    assert alternative.decision == "offered"
    assert make.rows(
        "select recipient from notifications_outboxmail where name = 'orders.callback_wanted'"
    ) == [(owner.email,)]


def test_an_answer_that_is_none(gudenaa: Company, mette: Actor) -> None:
    alternative = offered(mette, make.order(mette, company=gudenaa))
    address = reverse("orders:portal_alternative", args=[alternative.uuid])
    page = company_client(gudenaa).post(address, {"answer": "måske"}, follow=True)
    assert "Vælg ja tak, nej tak, eller at I vil ringes op." in page.text


# --- shared with test_portal_new ----------------------------------------------------------------------------


def asked(company: Company, /, **changes: Any) -> dict[str, Any]:
    """What a browser sends from the portal's form."""
    with as_owner():
        workplace, contact = company.workplaces.order_by("id")[0], company.contacts.order_by("id").first()
    data: dict[str, Any] = {
        "submit_key": str(uuid.uuid4()),
        "workplace": str(workplace.uuid),
        "contact": str(contact.uuid) if contact else "mig",
        "candidate_contact": "company",
        "posting": "",
    }
    names = ("start_on", "application_deadline", "cvs_wanted", "job_description", "candidate_profile")
    data |= dict.fromkeys(names, "")
    for n in range(5):
        data |= {
            f"linje-{n}-occupation": "svejsere" if n == 0 else "",
            f"linje-{n}-places": "2" if n == 0 else "",
            f"linje-{n}-form": "ordinary",
            f"linje-{n}-target_group": "any",
        }
    return data | changes


def due_words(organisation_id: int) -> str:
    """When an order of this very moment would be answered; the minute itself is left out."""
    now = timezone.now()
    words = danish.plain(danish.when(deadline_for("D1", organisation_id, now).due_at, now))
    return words.rsplit(" ", 1)[0]
