"""Who wrote a mail is filled in where a company or a contact person is made of it."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Company, ContactPerson
from inbound.enums import InboundState
from inbound.models import InboundMail
from inbound.sources import source_key
from tests.agreements.pages import signed_in
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
WHO = {"sender": "karin@nyt-firma.example", "sender_name": "Karin <Friis>"}


def came(**fields: object) -> InboundMail:
    with as_owner():
        return InboundMail.objects.create(
            jobcenter=make.jobcenter("Horsens"),
            state=InboundState.NEW,
            key=uuid4().hex,
            subject="Kokke søges",
            text="Vi mangler to kokke.",
            received_at=timezone.now(),
            **(WHO | fields),
        )


@pytest.fixture
def client() -> Client:
    return signed_in(make.consultant("Horsens"))


def test_a_new_company_begins_with_who_wrote(client: Client) -> None:
    mail = came()
    page = client.get(reverse("orders:new"), {"fra": source_key(mail)})
    fields = page.context["new_company"]
    assert fields["contact_name"].value() == "Karin <Friis>"
    assert fields["contact_email"].value() == "karin@nyt-firma.example"
    assert 'value="Karin &lt;Friis&gt;"' in page.content.decode()
    # A look-up in the form, with and without scripts, keeps it.
    found = client.post(reverse("orders:new"), {"fra": source_key(mail), "q": "ukendt", "find": "company"})
    assert found.context["new_company"]["contact_name"].value() == "Karin <Friis>"
    part = client.get(
        reverse("companies:lookup"),
        {"q": "ukendt", "fra_navn": WHO["sender_name"], "fra_mail": WHO["sender"]},
        headers={"HX-Request": "true"},
    )
    assert 'value="Karin &lt;Friis&gt;"' in part.content.decode()


def test_what_was_typed_goes_before_what_the_mail_says(client: Client) -> None:
    mail = came()
    data = {"fra": source_key(mail), "q": "", "find": "company", "ny-contact_name": "Nanna Ny"}
    found = client.post(reverse("orders:new"), data)
    assert found.context["new_company"]["contact_name"].value() == "Nanna Ny"


def test_an_unknown_writer_of_a_known_company_becomes_its_contact_person(client: Client) -> None:
    company: Company = companies.company("Nordisk Byg")
    mail = came(company=company)
    page = client.get(reverse("inbound:mail", args=[mail.uuid]))
    (button,) = [
        one for one in page.context["buttons"] if "contact" in str(one.url) or "kontakt" in str(one.url)
    ]
    assert "Karin <Friis>" in str(button.label)
    form = client.get(button.url)
    assert 'value="Karin &lt;Friis&gt;"' in form.content.decode()
    answer = client.post(
        button.url, {"name": WHO["sender_name"].replace("<", "").replace(">", ""), "email": WHO["sender"]}
    )
    assert answer.status_code == 302
    with as_owner():
        assert ContactPerson.objects.filter(company=company, email=WHO["sender"]).count() == 1


def test_a_known_writer_needs_no_button(client: Client) -> None:
    company = companies.company("Nordisk Byg")
    with as_owner():
        known = company.contacts.get()
    mail = came(company=company, contact=known)
    page = client.get(reverse("inbound:mail", args=[mail.uuid]))
    assert not [one for one in page.context["buttons"] if "kontaktpersoner" in str(one.url)]
