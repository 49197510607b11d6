"""Signing in: password, code by mail, second factor for staff, limits, one organisation at a time."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership, User
from tests.factories import accounts as make
from tests.factories.orders import rows
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

PASSWORD = "korrekt-hest-batteri"  # noqa: S105


def member(kind: str = OrganisationKind.JOBCENTER, role: str = "") -> Membership:
    return make.membership(make.organisation(kind=kind), role=role, password=PASSWORD)


def sign_in(client: Client, email: str, password: str = PASSWORD) -> int:
    return client.post(reverse("account_login"), {"login": email, "password": password}).status_code


def test_password_signs_in_and_is_audited() -> None:
    person = member()
    client = Client()
    assert sign_in(client, person.user.email.upper()) == 302
    assert client.get("/organisation/ingen-adgang/").status_code == 200
    assert rows("select action from accounts_auditevent where user_id = %s", person.user_id) == [("sign_in",)]


def test_wrong_password_says_so_and_names_nobody() -> None:
    person = member()
    for email in (person.user.email, "findes.ikke@jobcenter.example"):
        response = Client().post(reverse("account_login"), {"login": email, "password": "forkert-kode"})
        assert response.status_code == 200
        assert "_auth_user_id" not in Client().session


def test_a_code_by_mail_signs_a_company_in() -> None:
    person = member(OrganisationKind.COMPANY)
    client = Client()
    assert client.post(reverse("account_request_login_code"), {"email": person.user.email}).status_code == 302
    ((text, organisation, confidential),) = rows(
        "select text, organisation_id, confidential from notifications_outboxmail where recipient = %s",
        person.user.email,
    )
    # Nobody's administrator may read a code.
    assert (organisation, confidential) == (None, True)
    code = re.search(r"^\s*([A-Z0-9]{3,4}-?[A-Z0-9]{3,4})\s*$", text, re.MULTILINE)
    assert code, text
    response = client.post(reverse("account_confirm_login_code"), {"code": code.group(1)})
    assert response.status_code == 302, response.content.decode()[:2000]
    assert client.session["_auth_user_id"] == str(person.user_id)


def test_nobody_signs_up_alone() -> None:
    address = reverse("account_signup")
    Client().post(address, {"email": "ny@firma.example", "password1": PASSWORD})
    with as_owner():
        assert not User.objects.filter(email="ny@firma.example").exists()


def test_every_page_asks_for_signing_in() -> None:
    response = Client().get("/min-dag/")
    assert response.status_code == 302
    assert response["Location"].startswith("/konto/login/")


@pytest.mark.parametrize(
    ("kind", "role", "first"),
    [
        (OrganisationKind.JOBCENTER, Role.CONSULTANT, "/min-dag/"),
        (OrganisationKind.JOBCENTER, Role.MANAGER, "/loefter/"),
        (OrganisationKind.JOBCENTER, Role.ADMINISTRATOR, "/post/"),
        (OrganisationKind.COMPANY, Role.COMPANY_USER, "/portal/"),
        (OrganisationKind.NATIONAL, Role.NATIONAL_STAFF, "/landsoverblik/"),
    ],
)
def test_each_role_has_its_first_page(kind: str, role: str, first: str) -> None:
    client = Client()
    client.force_login(member(kind, role).user)
    assert client.get("/")["Location"] == first


def test_staff_set_up_a_second_factor_before_anything_else(settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    staff, company = Client(), Client()
    staff.force_login(member().user)
    company.force_login(member(OrganisationKind.COMPANY).user)
    assert staff.get("/organisation/ingen-adgang/")["Location"] == reverse("mfa_index")
    assert staff.get(reverse("mfa_index")).status_code == 200
    assert company.get("/organisation/ingen-adgang/").status_code == 200


def test_guessing_is_stopped(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/key"}
    cache.clear()
    person = member()
    client = Client()
    for _guess in range(3):
        client.post(reverse("account_login"), {"login": person.user.email, "password": "forkert-kode"})
    response = client.post(reverse("account_login"), {"login": person.user.email, "password": PASSWORD})
    assert response.status_code in (200, 429)
    assert "_auth_user_id" not in client.session


def test_one_organisation_at_a_time() -> None:
    first, second = make.organisation("Alfa"), make.organisation("Beta")
    person = make.membership(first)
    with as_owner():
        Membership.objects.create(user=person.user, organisation=second, role=Role.MANAGER)
    stranger = make.organisation("Gamma")
    client = Client()
    client.force_login(person.user)
    assert client.get("/")["Location"] == "/min-dag/"
    assert client.post("/organisation/skift/", {"organisation": str(second.uuid)}).status_code == 302
    assert client.get("/")["Location"] == "/loefter/"
    assert client.post("/organisation/skift/", {"organisation": str(stranger.uuid)}).status_code == 404
    assert client.get("/")["Location"] == "/loefter/"


def test_a_person_who_left_sees_nothing() -> None:
    person = member()
    client = Client()
    client.force_login(person.user)
    with as_owner():
        Membership.objects.filter(pk=person.pk).update(is_active=False)
    assert client.get("/min-dag/")["Location"] == "/organisation/ingen-adgang/"


def test_a_nul_byte_in_an_address_is_refused_in_words() -> None:
    response = Client().get("/konto/login/?next=%00")
    assert response.status_code == 400
    assert "NUL" not in response.content.decode()


def test_an_empty_form_is_told_what_to_write() -> None:
    html = Client().post(reverse("account_login"), {}).content.decode()
    assert "Skriv din e-mail." in html
    assert "Skriv din adgangskode." in html
    assert "Skriv en e-mail." in Client().post(reverse("account_request_login_code"), {}).content.decode()


def test_too_many_attempts_are_told_so_in_danish(settings) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    cache.clear()
    client = Client()
    for _attempt in range(2):
        client.post(reverse("account_login"), {"login": "a@b.example", "password": "forkert-kode"})
    refused = client.post(reverse("account_login"), {"login": "a@b.example", "password": "forkert-kode"})
    cache.clear()
    assert refused.status_code == 429
    assert refused.headers["Retry-After"] == "300"
    assert "For mange forsøg" in refused.content.decode()
