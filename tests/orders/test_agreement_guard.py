"""One entrance for a company under agreement: other jobcentres give orders on, or say why not (R94, R95, N7)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from agreements.enums import Area, LogKind
from agreements.models import Agreement, AgreementEvent, TovholderBypass
from companies.models import Company
from notifications.models import OutboxMail
from orders.enums import OrderState
from orders.models import Clock
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_intake import client_of, saved, typed

pytestmark = pytest.mark.django_db

HAND = {"handling": "tovholder"}
KEEP = {"handling": "selv"}


@pytest.fixture
def company() -> Company:
    return companies.company("Aftale A/S")


@pytest.fixture
def agreement(company: Company) -> Agreement:
    """With Horsens for the west; Silkeborg is covered by it."""
    return agreements.agreement_in_force(
        company, tovholders=[(make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))]
    )


@pytest.fixture
def odder() -> Client:
    """A jobcentre outside the tovholder's area: it cannot see the agreement itself."""
    return client_of(make.jobcenter("Odder"))


def send(client: Client, company: Company, **changes: Any) -> Any:
    return client.post(reverse("orders:new"), typed(company, **changes))


def bypasses() -> list[TovholderBypass]:
    with as_owner():
        return list(TovholderBypass.objects.select_related("organisation"))


def test_the_agreement_is_told_before_saving(company: Company, agreement: Agreement) -> None:
    mine = client_of(make.jobcenter("Horsens"))
    text = mine.get(reverse("orders:new"), {"company": str(company.uuid)}).content.decode()
    assert f"Virksomheden har aftale {agreement.number}." in text
    assert "I er tovholder og skal svare senest" in text
    assert "handling" not in text, "the tovholder is asked nothing"


def test_another_jobcentre_sees_the_tovholder(company: Company, agreement: Agreement, odder: Client) -> None:
    text = odder.get(reverse("orders:new"), {"company": str(company.uuid)}).content.decode()
    with as_owner():
        party = agreement.current.parties.get(role="tovholder")  # type: ignore[union-attr]
    for words in (party.contact_name, party.contact_phone, "Jobcenter Horsens er tovholder og skal svare"):
        assert words in text
    with as_owner():
        contact = company.contacts.get()
    assert contact.phone not in text, "how the company is reached waits for a reason"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({}, "Vælg, hvem der tager henvendelsen."),
        (KEEP, "Vælg, hvorfor I beholder henvendelsen"),
        (KEEP | {"reason": "other"}, "Skriv, hvorfor I kontakter virksomheden uden om tovholderen."),
        (KEEP | {"reason": "fordi"}, "Vælg, hvorfor I"),
    ],
)
def test_without_an_answer_nothing_is_saved(
    company: Company, agreement: Agreement, odder: Client, changes: dict[str, str], sentence: str
) -> None:
    response = send(odder, company, **changes)
    assert response.status_code == 422
    text = response.content.decode()
    assert sentence in text and "montører" in text, "nothing typed is lost"
    assert saved() == [] and bypasses() == []


def test_the_order_is_given_to_the_tovholder(company: Company, agreement: Agreement, odder: Client) -> None:
    response = send(odder, company, note="Ringede her først", **HAND)
    assert response.status_code == 302
    (order,) = saved()
    horsens = make.jobcenter("Horsens")
    assert order.tovholder_id == horsens.pk and order.received_by_id == make.jobcenter("Odder").pk
    assert order.state == OrderState.RECEIVED and order.owner_id is None
    assert order.agreement_id == agreement.pk and bypasses() == []
    with as_owner():
        clocks = list(Clock.objects.filter(order=order))
        mails = set(OutboxMail.objects.values_list("name", flat=True))
        notes = order.events.filter(kind="note").values_list("text", flat=True)
        assert list(notes) == ["Ringede her først"]
    assert {clock.promise for clock in clocks} == {"D1", "D3", "D4"}
    assert {clock.owner_organisation_id for clock in clocks} == {horsens.pk}
    assert {"orders.order_received", "orders.order_new"} <= mails
    # Whoever gave it on keeps sight of it as the former tovholder, and no more.
    after = odder.get(response["Location"], follow=True)
    assert after.status_code == 200 and "I er tidligere tovholder." in after.content.decode()
    page = client_of(horsens).get(reverse("orders:order", args=[order.uuid])).content.decode()
    assert f"Efter aftale {agreement.number}" in page


def test_kept_with_a_reason_it_is_logged_and_told(
    company: Company, agreement: Agreement, odder: Client
) -> None:
    response = send(odder, company, **KEEP, reason="other", reason_text="De bor i huset")
    assert response.status_code == 302
    (order,) = saved()
    assert order.tovholder_id == make.jobcenter("Odder").pk and order.agreement_id is None
    with as_owner():
        assert {clock.promise for clock in Clock.objects.filter(order=order)} == {"D1"}
        (event,) = AgreementEvent.objects.filter(agreement=agreement, kind=LogKind.BYPASS)
        mail = OutboxMail.objects.get(name="agreements.tovholder_bypassed")
        party = agreement.current.parties.get(role="tovholder")  # type: ignore[union-attr]
    (bypass,) = bypasses()
    assert (bypass.reason, bypass.text, bypass.organisation.name) == (
        "other",
        "De bor i huset",
        "Jobcenter Odder",
    )
    assert "Jobcenter Odder" in event.title
    assert mail.recipient == party.contact_email
    assert order.number in mail.text and "De bor i huset" in mail.text


def test_jobservice_danmark_gives_it_to_the_tovholder_from_the_start(
    company: Company, agreement: Agreement
) -> None:
    client = client_of(make.national())
    page = client.get(reverse("orders:national_new"), {"company": str(company.uuid)}).content.decode()
    assert "Jobcenter Horsens, som er tovholder" in page
    assert client.post(reverse("orders:national_new"), typed(company)).status_code == 302
    (order,) = saved()
    assert order.tovholder_id == make.jobcenter("Horsens").pk and order.state == OrderState.RECEIVED
    with as_owner():
        clocks = list(Clock.objects.filter(order=order))
    assert {clock.promise for clock in clocks} == {"D1", "D3", "D4"}
    assert {clock.owner_organisation_id for clock in clocks} == {order.tovholder_id}


def test_jobservice_danmark_may_choose_later(company: Company, agreement: Agreement) -> None:
    client = client_of(make.national())
    assert client.post(reverse("orders:national_new"), typed(company, **KEEP)).status_code == 302
    (order,) = saved()
    assert order.tovholder_id is None and order.agreement_id is None and bypasses() == []
    assign = reverse("orders:national_assign", args=[order.uuid])
    horsens = make.jobcenter("Horsens")
    client.post(assign, {"to": str(horsens.uuid), "reason": "Er tovholder"})
    with as_owner():
        order.refresh_from_db()
        found = {c.promise: c.received_at for c in Clock.objects.filter(order=order)}
    assert order.agreement_id == agreement.pk
    assert found == dict.fromkeys(("D1", "D3", "D4"), order.received_at), "the receipt counts, not the choice"


def test_what_is_not_agreed_is_said_and_not_refused(company: Company) -> None:
    """N9: the ticks decide what is offered first; the rest says that it is no part of the agreement."""
    agreements.agreement_in_force(company, ticks=("ordinary", "internship"))
    client = client_of(make.jobcenter("Horsens"))
    text = client.get(reverse("orders:new"), {"company": str(company.uuid)}).content.decode()
    assert "Flygtninge og familiesammenførte (ikke i aftalen)" in text
    assert text.index(">Virksomhedspraktik<") < text.index(">Løntilskud (ikke i aftalen)<")
    assert "Ikke en del af aftalen: " in text
    refugees = {"linje-0-target_group": "refugee", "linje-0-form": "flex"}
    assert send(client, company, **refugees).status_code == 302
    assert len(saved()) == 1


# --- the company's page -------------------------------------------------------------------------------------


def test_contact_details_unfold_after_a_reason_once_a_day(
    company: Company, agreement: Agreement, odder: Client
) -> None:
    page, give = (
        reverse("companies:detail", args=[company.uuid]),
        reverse("agreements:bypass", args=[company.uuid]),
    )
    with as_owner():
        contact = company.contacts.get()
    edit = reverse("companies:contact_edit", args=[company.uuid, contact.uuid])
    before = odder.get(page).content.decode()
    assert contact.name in before and "har valgt én indgang" in before
    assert "som I ikke er en del af" in before and "Ingen aftale med virksomheden" not in before
    assert contact.phone not in before and contact.email not in before
    assert odder.get(edit).status_code == 302, "nor by way of the form"
    assert odder.post(give, {}).status_code == 422 and bypasses() == []
    assert odder.post(give, {"reason": "other"}).status_code == 422
    assert odder.post(give, {"reason": "sickness"}).status_code == 302
    assert odder.post(give, {"reason": "sickness"}).status_code == 302
    assert len(bypasses()) == 1, "logged once per person, company and day"
    after = odder.get(page).content.decode()
    assert contact.phone in after and contact.email in after
    # A colleague gives a reason of their own.
    assert contact.phone not in client_of(make.jobcenter("Odder")).get(page).content.decode()


def test_the_log_is_read_by_the_tovholder_and_jobservice_danmark(
    company: Company, agreement: Agreement, odder: Client
) -> None:
    odder.post(reverse("agreements:bypass", args=[company.uuid]), {"reason": "sickness"})
    page = reverse("companies:detail", args=[company.uuid])
    for organisation, sees in (
        (make.jobcenter("Horsens"), True),
        (make.national(), True),
        (make.jobcenter("Vejle"), False),
    ):
        text = client_of(organisation).get(page).content.decode()
        assert ("Kontakt uden om tovholderen" in text) is sees, organisation
        if sees:
            assert "Sygedagpengesag" in text and "Jobcenter Odder" in text


def test_a_tovholder_and_a_company_without_agreement_are_not_guarded(
    company: Company, agreement: Agreement, odder: Client
) -> None:
    with as_owner():
        phone = company.contacts.get().phone
    page = reverse("companies:detail", args=[company.uuid])
    assert phone in client_of(make.jobcenter("Horsens")).get(page).content.decode()
    free = companies.company()
    with as_owner():
        phone = free.contacts.get().phone
    assert phone in odder.get(reverse("companies:detail", args=[free.uuid])).content.decode()
    assert odder.get(reverse("agreements:bypass", args=[free.uuid])).status_code == 404


def test_the_company_sees_its_own_agreement_before_it_sends(company: Company) -> None:
    agreement = agreements.agreement_in_force(company, ticks=("ordinary",))
    client = client_of(company.organisation)
    text = client.get(reverse("orders:portal_new")).content.decode()
    assert "I hører fra Jobcenter Horsens senest" in text and f"Det følger aftale {agreement.number}." in text
    assert "Fleksjob (ikke i aftalen)" in text and "Ordinær ansættelse (ikke i aftalen)" not in text


def test_choosing_another_workplace_tells_that_places_tovholder(company: Company, odder: Client) -> None:
    """HTMX asks for the choices again: the note and the question go with the place."""
    agreements.agreement_in_force(
        company,
        tovholders=[
            (make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",)),
            (make.jobcenter("Odder"), Area.MUNICIPALITIES, ("0727",)),
        ],
    )
    own = companies.workplace(company, code="8300")
    address = reverse("companies:choices", args=[company.uuid])
    with as_owner():
        first = company.workplaces.order_by("id")[0]
    there = odder.get(address, {"workplace": str(first.uuid)}).content.decode()
    here = odder.get(address, {"workplace": str(own.uuid)}).content.decode()
    assert "Jobcenter Horsens er tovholder" in there and "handling" in there
    assert "I er tovholder og skal svare" in here and 'name="handling"' not in here


def test_forging_the_answer_does_not_help(company: Company, agreement: Agreement, odder: Client) -> None:
    """Only a choice that exists lets an order through."""
    assert send(odder, company, handling="ingen").status_code == 422
    assert saved() == []
