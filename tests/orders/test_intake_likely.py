"""Before the intake makes a second company it shows the ones that are there; nothing typed is lost on the way."""

import pytest
from django.test import Client
from django.urls import reverse

from companies.demo import demo_cvr
from companies.models import Company
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_intake import NEW_COMPANY, client_of, saved, typed

pytestmark = pytest.mark.django_db
URL = reverse("orders:new")
NOTE = "Ring efter kl. 9, siger hun"


@pytest.fixture
def horsens() -> Client:
    return client_of(make.jobcenter("Horsens"))


@pytest.fixture
def there() -> Company:
    return companies.company("Nyt Firma ApS")


def made() -> int:
    with as_owner():
        return Company.objects.filter(cvr=NEW_COMPANY["ny-cvr"]).count()


def test_likely_ones_are_shown_and_nothing_is_saved(horsens: Client, there: Company) -> None:
    data = typed(**NEW_COMPANY, note=NOTE)
    answer = horsens.post(URL, data)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "Er det en af dem her?" in text and "Samme navn" in text
    assert f'name="brug" value="{there.uuid}"' in text
    assert (saved(), made()) == ([], 0)
    for value in (*NEW_COMPANY.values(), NOTE, data["submit_key"]):
        assert value in text, value


def test_made_anyway(horsens: Client, there: Company) -> None:
    data = typed(**NEW_COMPANY, note=NOTE)
    horsens.post(URL, data)
    answer = horsens.post(URL, data | {"anyway": NEW_COMPANY["ny-cvr"]})
    assert answer.status_code == 302
    (order,) = saved()
    assert made() == 1
    assert order.company_id != there.pk


def test_anyway_is_said_of_one_company_and_stays_said_while_something_else_is_wrong(
    horsens: Client, there: Company
) -> None:
    data = typed(**NEW_COMPANY, anyway=NEW_COMPANY["ny-cvr"]) | {"linje-0-places": "mange"}
    answer = horsens.post(URL, data)
    assert f'name="anyway" value="{NEW_COMPANY["ny-cvr"]}"' in answer.content.decode()
    # Of another CVR number nothing has been said yet.
    other = typed(**(NEW_COMPANY | {"ny-cvr": demo_cvr(4002)}), anyway=NEW_COMPANY["ny-cvr"])
    assert "Er det en af dem her?" in horsens.post(URL, other).content.decode()
    assert saved() == []


def test_the_registered_one_is_used_and_what_was_typed_can_be_read_and_taken_up_again(
    horsens: Client, there: Company
) -> None:
    data = typed(**NEW_COMPANY, note=NOTE)
    chosen = horsens.post(URL, data | {"brug": str(there.uuid)})
    text = chosen.content.decode()
    assert chosen.status_code == 200
    assert "Du skrev om en ny virksomhed" in text
    assert saved() == []
    for key, value in NEW_COMPANY.items():
        assert f'type="hidden" name="{key}" value="{value}"' in text
    assert NOTE in text and "montører" in text
    with as_owner():
        place, person = there.workplaces.get(), there.contacts.get()
    picked = {"company": str(there.uuid), "workplace": str(place.uuid), "contact": str(person.uuid)}
    for value in picked.values():
        assert f'value="{value}" checked' in text
    # Back to the new one: its fields are there as they were typed.
    back = horsens.post(URL, data | picked | {"ny": "1"}).content.decode()
    assert 'name="ny-name" value="Nyt Firma ApS"' in back and NOTE in back
    assert "Du skrev om en ny virksomhed" not in back
    # Or saved with the one that was there.
    assert horsens.post(URL, data | picked).status_code == 302
    (order,) = saved()
    assert (order.company_id, order.contact_id, made()) == (there.pk, person.pk, 0)


def test_a_shared_p_number_telephone_and_domain_are_marks_too(horsens: Client) -> None:
    there = companies.company("Et helt andet navn", workplace_code=None, with_contact=False)
    companies.workplace(there, p_number="1002345678")
    companies.contact(there, phone="76 12 34 56", email="chef@nytfirma.example")
    text = horsens.post(URL, typed(**NEW_COMPANY, **{"ny-workplace_p_number": "1002345678"})).content.decode()
    assert "Samme maildomæne, samme telefonnummer og samme P-nummer" in text
    assert saved() == []


def test_a_new_company_that_looks_like_none_is_made_at_once(horsens: Client) -> None:
    assert horsens.post(URL, typed(**NEW_COMPANY)).status_code == 302
    assert (len(saved()), made()) == (1, 1)


def test_jobservice_danmark_is_shown_them_too(there: Company) -> None:
    client = client_of(make.national())
    data = {key: value for key, value in typed(**NEW_COMPANY).items() if key != "channel"}
    assert "Er det en af dem her?" in client.post(URL, data).content.decode()
    assert saved() == []
