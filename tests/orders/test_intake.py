"""A consultant registers an order in the browser's terms: what is pre-filled, what is kept, what is told."""

import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from companies.demo import demo_cvr
from companies.models import Company
from jobcenters.calendar import local_date
from orders.calendars import deadline_for
from orders.models import Order
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from ui import danish

pytestmark = pytest.mark.django_db

NEW_COMPANY = {
    "ny-cvr": demo_cvr(4001),
    "ny-name": "Nyt Firma ApS",
    "ny-workplace_address": "Havnegade 2",
    "ny-workplace_postcode": "8700",
    "ny-contact_name": "Nanna Ny",
    "ny-contact_phone": "76 12 34 56",
    "ny-contact_email": "nanna@nytfirma.example",
}


def client_of(organisation: Any) -> Client:
    """A browser in which somebody of `organisation` is signed in."""
    member = accounts.membership(organisation)
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=member.user_id))
    return client


@pytest.fixture
def horsens() -> Client:
    return client_of(make.jobcenter("Horsens"))


def typed(company: Company | None = None, /, **changes: Any) -> dict[str, Any]:
    """What a browser sends: all lines, of which one is filled in."""
    data: dict[str, Any] = {
        "submit_key": str(uuid.uuid4()),
        "q": "",
        "channel": "phone",
        "candidate_contact": "company",
        "posting": "",
        "start_on": "",
        "application_deadline": "",
        "cvs_wanted": "",
        "note": "",
    }
    for n in range(5):
        data |= {
            f"linje-{n}-occupation": "montører" if n == 0 else "",
            f"linje-{n}-places": "4" if n == 0 else "",
            f"linje-{n}-form": "ordinary",
            f"linje-{n}-target_group": "any",
            f"linje-{n}-requirements": "",
        }
    if company is not None:
        with as_owner():
            data |= {
                "company": str(company.uuid),
                "workplace": str(company.workplaces.order_by("id")[0].uuid),
                "contact": str(company.contacts.order_by("id")[0].uuid),
            }
    return data | changes


def saved() -> list[Order]:
    with as_owner():
        return list(Order.objects.order_by("id").prefetch_related("lines"))


def post(client: Client, data: dict[str, Any], name: str = "orders:new") -> Any:
    return client.post(reverse(name), data)


def test_an_order_from_a_call_is_saved_led_by_the_receiver_and_confirmed(horsens: Client) -> None:
    company = companies.company("Gudenå")
    response = post(
        horsens,
        typed(
            company,
            cvs_wanted="8",
            note="Ring før kl. 10",
            wants_screening="on",
            **{"linje-1-occupation": "flygtninge", "linje-1-places": "2", "linje-1-target_group": "refugee"},
        ),
    )
    (order,) = saved()
    assert response.status_code == 302
    assert response.headers["Location"] == reverse("orders:order", args=[order.uuid])
    assert (order.title, order.channel, order.cvs_wanted) == ("4 montører og 2 flygtninge", "phone", 8)
    assert order.tovholder_id == order.received_by_id == make.jobcenter("Horsens").pk
    assert order.owner_id == order.created_by_id
    assert order.wants_screening
    assert [(line.occupation, line.places) for line in order.lines.all()] == [
        ("montører", 4),
        ("flygtninge", 2),
    ]
    with as_owner():
        contact = company.contacts.get()
    assert make.rows(
        "select recipient, name from notifications_outboxmail where subject like %s", "%4 montører%"
    ) == [(contact.email, "orders.order_received")]
    # The note is the jobcentre's own: no event that the company may read carries it.
    assert make.rows("select kind, audience from orders_orderevent where text = 'Ring før kl. 10'") == [
        ("note", ["tovholder"])
    ]
    page = horsens.get(reverse("orders:new"))
    assert f"Ordre {order.number} er gemt" in page.text


def test_the_mail_and_its_due_time_are_shown_before_saving(horsens: Client) -> None:
    page = horsens.get(reverse("orders:new"))
    with as_owner():
        due = deadline_for("D1", make.jobcenter("Horsens").pk, timezone.now()).due_at
        words = danish.when(due, timezone.now())
    assert page.status_code == 200
    assert "I hører fra Jobcenter Horsens senest" in page.text
    assert danish.plain(words).rsplit(" ", 1)[0] in danish.plain(page.text)
    assert "Gem og bekræft til virksomheden" in page.text


def test_a_company_chosen_elsewhere_is_filled_in(horsens: Client) -> None:
    company = companies.company("Gudenå")
    page = horsens.get(reverse("orders:new"), {"company": str(company.uuid)})
    with as_owner():
        workplace, contact = company.workplaces.get(), company.contacts.get()
    for public_id in (company.uuid, workplace.uuid, contact.uuid):
        assert f'value="{public_id}" checked' in page.text


def test_without_javascript_find_keeps_everything_that_was_typed(horsens: Client) -> None:
    company = companies.company("Gudenå Maskinfabrik")
    page = post(
        horsens,
        typed(find="company", q=company.cvr, note="Husk truckkort", wants_screening="on", start_on="2031-05-01",
              **{"linje-0-places": "4", "linje-1-occupation": "kokke"}),
    )  # fmt: skip
    assert page.status_code == 200
    assert "Gudenå Maskinfabrik" in page.text
    assert f'value="{company.uuid}" checked' in page.text
    for kept in ("Husk truckkort", 'value="montører"', 'value="4"', 'value="kokke"', 'value="2031-05-01"'):
        assert kept in page.text
    # Nothing is judged yet.
    assert "form-error-message" not in page.text
    assert saved() == []


def test_a_whole_cvr_number_is_enough_where_the_company_has_one_of_each(horsens: Client) -> None:
    company = companies.company("Gudenå")
    assert post(horsens, typed(q=company.cvr_spaced)).status_code == 302
    assert saved()[0].company_id == company.pk


def test_a_name_is_not_a_choice(horsens: Client) -> None:
    companies.company("Gudenå Maskinfabrik")
    page = post(horsens, typed(q="Gudenå"))
    assert page.status_code == 422
    assert "Vælg virksomheden på listen." in page.text
    assert saved() == []


def test_several_workplaces_need_a_choice_and_are_shown(horsens: Client) -> None:
    company = companies.company("Gudenå")
    companies.workplace(company, code="8300", name="Gudenå Odder")
    page = post(horsens, typed(company, workplace=""))
    assert page.status_code == 422
    assert "Vælg, hvor der skal arbejdes." in page.text
    assert "Gudenå Odder" in page.text


def test_a_workplace_of_another_company_is_no_choice(horsens: Client) -> None:
    ours, theirs = companies.company("Vores"), companies.company("Deres")
    companies.workplace(ours)
    with as_owner():
        foreign = theirs.workplaces.get().uuid
    assert post(horsens, typed(ours, workplace=str(foreign))).status_code == 422
    assert saved() == []


def test_an_unknown_company_is_registered_with_the_same_press(horsens: Client) -> None:
    response = post(horsens, typed(q=demo_cvr(4001), **NEW_COMPANY))
    assert response.status_code == 302
    (order,) = saved()
    with as_owner():
        assert order.company.cvr == demo_cvr(4001)
        assert order.contact.name == "Nanna Ny"
        assert order.workplace.postcode_id == "8700"


def test_a_company_registered_meanwhile_is_chosen_instead(horsens: Client) -> None:
    known = companies.company("Først Til Mølle", cvr=demo_cvr(4001))
    page = post(horsens, typed(q="", **NEW_COMPANY))
    assert page.status_code == 422
    assert "Først Til Mølle er allerede registreret og er valgt nu" in page.text
    assert f'value="{known.uuid}" checked' in page.text
    assert saved() == []


def test_the_same_form_twice_is_one_order_and_one_note(horsens: Client) -> None:
    data = typed(note="Kun én gang", q=demo_cvr(4001), **NEW_COMPANY)
    first, second = post(horsens, data), post(horsens, data)
    assert first.status_code == second.status_code == 302
    assert first.headers["Location"] == second.headers["Location"]
    assert len(saved()) == 1
    assert make.rows("select count(*) from orders_orderevent where text = 'Kun én gang'") == [(1,)]


def test_jobservice_danmark_receives_without_a_tovholder() -> None:
    client = client_of(make.national())
    page = client.get(reverse("orders:new"))
    assert "Bagefter vælger I en tovholder." in page.text
    assert 'name="channel"' not in page.text
    response = post(client, typed(companies.company("Landsdækkende"), note="Haster"))
    (order,) = saved()
    assert response.headers["Location"] == reverse("orders:national")
    assert (order.state, order.tovholder_id, order.owner_id, order.channel) == (
        "unassigned",
        None,
        None,
        "national",
    )
    assert order.received_by_id == make.national().pk


def test_companies_and_partners_have_no_such_page() -> None:
    for organisation in (companies.company().organisation, accounts.organisation(kind="partner")):
        client = client_of(organisation)
        assert client.get(reverse("orders:new")).status_code == 404
        assert post(client, typed()).status_code == 404


def test_a_contact_without_mail_is_said_so(horsens: Client) -> None:
    company = companies.company("Uden mail", with_contact=False)
    companies.contact(company, name="Per Telefon", email="", is_primary=True)
    post(horsens, typed(company))
    page = horsens.get(reverse("orders:new"))
    assert "Per Telefon har ingen e-mailadresse" in page.text


def test_dates_are_read_in_danish_order(horsens: Client) -> None:
    year = local_date(timezone.now()).year + 1
    post(horsens, typed(companies.company(), start_on=f"2.11.{year}"))
    assert str(saved()[0].start_on) == f"{year}-11-02"
