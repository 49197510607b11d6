"""The header's search leads to companies too, by name and by who calls."""

import pytest
from django.urls import reverse

from tests.factories import companies
from tests.factories import orders as make
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db


def test_the_search_leads_to_the_company_or_to_the_list_of_several() -> None:
    client = client_of(make.consultant("Horsens"))
    smithy = companies.company("Smedjen Nord ApS", with_contact=False)
    companies.contact(smithy, phone="76 12 34 56", email="smed@smedjen.example")
    companies.company("Smedjen Syd ApS")
    page = reverse("orders:list")
    card = reverse("companies:detail", args=[smithy.uuid])
    for text in ("76123456", "smed@smedjen.example", "smedjen nord", smithy.cvr):
        assert f'href="{card}"' in client.get(page, {"q": text}).text, text
    several = client.get(page, {"q": "smedjen"}).text
    assert f'href="{reverse("companies:list")}?q=smedjen"' in several
    assert card not in several
    assert client.get(page, {"q": "findes ikke"}).context["found"] == []
