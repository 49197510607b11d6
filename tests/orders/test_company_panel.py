"""The company page lists the orders that the reader may see, and no others."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from tests.factories import companies
from tests.factories import orders as make

pytestmark = pytest.mark.django_db


def page(actor: Actor, company: object) -> str:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client.get(reverse("companies:detail", args=[company.uuid])).content.decode()  # type: ignore[attr-defined]


def test_only_the_tovholder_sees_the_order() -> None:
    mette, silke = make.consultant("Horsens"), make.consultant("Silkeborg")
    company = companies.company()
    order = make.order(mette, company=company)
    assert order.number in page(mette, company)
    other = page(silke, company)
    assert order.number not in other
    assert "I har ingen ordrer sammen." in other


def test_the_company_itself_has_its_portal() -> None:
    company = companies.company()
    make.order(make.consultant("Horsens"), company=company)
    assert 'id="ordrer"' not in page(companies.user_of(company), company)
