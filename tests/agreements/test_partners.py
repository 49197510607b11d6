"""Partners: kept by Jobservice Danmark, chosen in every agreement (R91)."""

import pytest
from django.db import ProgrammingError, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.tenancy import acting_as
from agreements.selectors.suggestions import partners
from tests.agreements.signers import client_of
from tests.factories import agreements, companies, orders

pytestmark = pytest.mark.django_db
URL = "agreements:partners"


@pytest.fixture
def national() -> Client:
    return client_of(agreements.national_actor())


def test_a_partner_is_registered_and_can_be_chosen(national: Client) -> None:
    assert "Opret den første herunder" in national.get(reverse(URL)).text
    data = {"name": "  A-kassen   Æblet ", "email": "post@aeblet.example", "phone": "75 00 00 00"}
    page = national.post(reverse(URL), data, follow=True).text
    assert "A-kassen Æblet er oprettet og kan vælges som part." in page
    mette = orders.consultant("Horsens")
    with acting_as(mette):
        assert [one.name for one in partners(mette)] == ["A-kassen Æblet"]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Skriv partnerens navn."),
        ({"name": "a-kassen æblet"}, "a-kassen æblet er allerede oprettet."),
        ({"name": "Ny", "email": "ikke en adresse"}, "Skriv en e-mailadresse, for eksempel navn@firma.dk."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_is_lost(
    national: Client, data: dict[str, str], sentence: str
) -> None:
    national.post(reverse(URL), {"name": "A-kassen Æblet"})
    response = national.post(reverse(URL), {"phone": "75 11 22 33", **data})
    assert response.status_code == 422
    assert sentence in response.text
    assert 'value="75 11 22 33"' in response.text


def test_only_jobservice_danmark_keeps_them() -> None:
    mette, firm = orders.consultant("Horsens"), companies.user_of(companies.company())
    for actor in (mette, firm):
        assert client_of(actor).get(reverse(URL)).status_code == 404
    with acting_as(firm), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Organisation.objects.create(kind=OrganisationKind.PARTNER, name="Falsk partner")
