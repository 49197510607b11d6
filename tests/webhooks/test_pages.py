"""The administrators' pages: a secret is shown once, bad input gets a sentence, strangers find nothing."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models import User
from tests.factories import accounts, orders, webhooks
from tests.helpers.db import as_owner
from webhooks.enums import DeliveryState, EndpointState
from webhooks.limits import MOST_ENDPOINTS
from webhooks.models import Delivery, Endpoint
from webhooks.signing import unseal

pytestmark = pytest.mark.django_db
URL = "https://fagsystem.horsens.example/jobordre"


@pytest.fixture
def keeper() -> Actor:
    return accounts.actor(orders.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def as_(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.user_id))
    return client


def add(client: Client, **fields: Any) -> Any:
    values = {"url": URL, "events": ["order.closed", "request.received"], **fields}
    return client.post(reverse("webhooks:list"), values)


def page(client: Client, name: str, uuid: Any, **query: Any) -> str:
    response = client.get(reverse(f"webhooks:{name}", args=[uuid]), query)
    assert response.status_code == 200
    return response.content.decode()


def test_a_new_address_shows_its_secret_once(keeper: Actor) -> None:
    client = as_(keeper)
    shown = add(client)
    assert shown.status_code == 200
    assert "no-store" in shown["Cache-Control"]
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", shown.content.decode())
    endpoint = Endpoint.objects.get()
    with as_owner():
        assert unseal(endpoint.secrets.get().sealed) == secret
    assert secret not in page(client, "endpoint", endpoint.uuid)
    assert f"{secret[:10]}…" in page(client, "endpoint", endpoint.uuid)
    listed = client.get(reverse("webhooks:list")).content.decode()
    assert URL in listed
    assert "whsec_" not in listed
    assert endpoint.events == ["order.closed", "request.received"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"url": ""}, "Skriv adressen på jeres system."),
        ({"url": "fagsystem.horsens.example"}, "Skriv hele adressen, som begynder med https://."),
        ({"url": "http://fagsystem.horsens.example/"}, "Adressen skal begynde med https://"),
        ({"url": "https://127.0.0.1/"}, "En IP-adresse kan ikke bruges."),
        ({"url": "https://2130706433/"}, "En IP-adresse kan ikke bruges."),
        ({"url": "https://postgres/"}, "Serveren skal kunne nås fra internettet"),
        ({"url": "https://a:b@fagsystem.example/"}, "brugernavn eller adgangskode"),
        ({"url": "https://fagsystem.example:22/"}, "Porten kan ikke bruges."),
        ({"url": "https://fagsystem.example/" + "a" * 600}, "Teksten er for lang"),
        ({"events": []}, "Vælg mindst én hændelse."),
        ({"events": ["order.deleted"]}, "Vælg mindst én hændelse."),
        ({"events": ["webhook.test"]}, "Vælg mindst én hændelse."),
    ],
)
def test_bad_input_gets_a_sentence_at_its_field_and_nothing_is_lost(
    keeper: Actor, fields: dict[str, Any], sentence: str
) -> None:
    response = add(as_(keeper), **fields)
    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert Endpoint.objects.count() == 0
    if "url" in fields and len(fields["url"]) < 500:
        assert fields["url"] in text
    if "events" not in fields:
        assert text.count("checked") == 2


def test_the_same_address_and_too_many_are_refused(keeper: Actor) -> None:
    client = as_(keeper)
    add(client)
    assert "Adressen er her allerede." in add(client).content.decode()
    for number in range(MOST_ENDPOINTS - 1):
        assert add(client, url=f"{URL}/{number}").status_code == 200
    assert f"I har allerede {MOST_ENDPOINTS} webhooks." in add(client, url=f"{URL}/x").content.decode()


def test_a_form_sent_twice_makes_one(keeper: Actor) -> None:
    client = as_(keeper)
    form = client.get(reverse("webhooks:list")).content.decode()
    [key] = re.findall(r'name="submit_key" value="([^"]+)"', form)
    assert add(client, submit_key=key).status_code == 200
    assert add(client, submit_key=key, url=f"{URL}/2").status_code == 302
    assert Endpoint.objects.count() == 1


def test_the_secret_is_changed_and_shown_once(keeper: Actor) -> None:
    endpoint = webhooks.endpoint(orders.jobcenter("Horsens"), by=keeper)
    client = as_(keeper)
    shown = client.post(reverse("webhooks:endpoint", args=[endpoint.endpoint.uuid]), {"hours": "24"})
    text = shown.content.decode()
    [secret] = re.findall(r"whsec_[A-Za-z0-9+/=]+", text)
    assert secret != endpoint.secret
    assert "24 timer endnu" in text
    assert "Den gamle nøgle virker til" in page(client, "endpoint", endpoint.endpoint.uuid)
    bad = client.post(reverse("webhooks:endpoint", args=[endpoint.endpoint.uuid]), {"hours": "7"})
    assert bad.status_code == 422


def test_events_pause_resume_and_removal(keeper: Actor) -> None:
    endpoint = webhooks.endpoint(orders.jobcenter("Horsens"), by=keeper).endpoint
    client = as_(keeper)

    def press(name: str, **fields: Any) -> str:
        address = reverse(f"webhooks:{name}", args=[endpoint.uuid])
        return client.post(address, fields, follow=True).content.decode()

    assert "Gemt." in press("choose", events=["order.closed"])
    assert webhooks.row(endpoint).events == ["order.closed"]
    assert "Vælg mindst én hændelse." in press("choose")
    assert "På pause" in press("pause")
    assert "ikke slået til" in press("try")
    assert "Slå til" in page(client, "endpoint", endpoint.uuid)
    assert "Virker" in press("resume")
    assert webhooks.row(endpoint).state == EndpointState.ACTIVE
    assert "Prøvebesked" in press("try")
    assert f"Der sendes ikke mere til {endpoint.url}." in press("remove")
    assert Endpoint.objects.count() == 0


def test_messages_are_listed_shown_and_sent_again(keeper: Actor) -> None:
    endpoint = webhooks.endpoint(orders.jobcenter("Horsens"), by=keeper).endpoint
    mette = orders.consultant("Horsens")
    for _n in range(3):
        orders.order(mette)
    with as_owner():
        rows = list(Delivery.objects.order_by("id"))
        Delivery.objects.filter(pk__in=[row.pk for row in rows[:2]]).update(
            state=DeliveryState.DEAD,
            settled_at=timezone.now(),
            attempts=11,
            status=503,
            answer="<b>Lukket</b>",
            last_error="Serveren svarede 503.",
        )
    client = as_(keeper)
    dead = page(client, "log", endpoint.uuid, vis="ikke-leveret")
    assert dead.count("Serveren svarede 503.") == 2
    assert "Ikke leveret (2)" in dead
    one = page(client, "delivery", rows[0].uuid)
    assert "&lt;b&gt;Lukket&lt;/b&gt;" in one
    assert f"msg_{rows[0].uuid.hex}" in one
    client.post(reverse("webhooks:replay", args=[rows[0].uuid]))
    rows[0].refresh_from_db()
    assert (rows[0].state, rows[0].attempts) == (DeliveryState.WAITING, 0)
    again = client.post(reverse("webhooks:replay_all", args=[endpoint.uuid]), {"days": "1"}, follow=True)
    assert "1 besked er lagt i kø" in again.content.decode()
    assert "Venter (3)" in again.content.decode()
    assert client.post(reverse("webhooks:replay_all", args=[endpoint.uuid]), {}).status_code == 422
    assert client.get(reverse("webhooks:log", args=[endpoint.uuid]), {"vis": "andet"}).status_code == 404
    assert page(client, "log", endpoint.uuid, vis="venter", efter="x")


def test_a_list_of_many_costs_as_one_of_few(keeper: Actor, django_assert_max_num_queries: Any) -> None:
    endpoint = webhooks.endpoint(orders.jobcenter("Horsens"), by=keeper).endpoint
    mette = orders.consultant("Horsens")
    for _n in range(12):
        orders.order(mette)
    client = as_(keeper)
    address = reverse("webhooks:log", args=[endpoint.uuid])
    client.get(address)
    with django_assert_max_num_queries(14):
        assert client.get(address, {"vis": "venter"}).content.decode().count("Ordre registreret") == 12


def test_nobody_else_finds_the_pages(keeper: Actor) -> None:
    endpoint = webhooks.endpoint(orders.jobcenter("Horsens"), by=keeper).endpoint
    others = [
        orders.consultant("Horsens"),
        accounts.actor(orders.jobcenter("Horsens"), role=Role.MANAGER),
        accounts.actor(
            accounts.organisation("A-kassen", kind=OrganisationKind.PARTNER), role=Role.ADMINISTRATOR
        ),
    ]
    for actor in others:
        assert as_(actor).get(reverse("webhooks:list")).status_code == 404
        assert as_(actor).get(reverse("webhooks:endpoint", args=[endpoint.uuid])).status_code == 404
    neighbour = as_(accounts.actor(orders.jobcenter("Odder"), role=Role.ADMINISTRATOR))
    assert URL not in neighbour.get(reverse("webhooks:list")).content.decode()
    assert neighbour.get(reverse("webhooks:endpoint", args=[endpoint.uuid])).status_code == 404


def test_a_token_never_chooses_where_things_are_sent(keeper: Actor) -> None:
    from dataclasses import replace

    from django.core.exceptions import PermissionDenied

    from accounts.tenancy import acting_as
    from webhooks.services import endpoint_add

    system = replace(keeper, token_id=1, user_id=None)
    with acting_as(keeper), pytest.raises(PermissionDenied):
        endpoint_add(actor=system, url=URL, events=["order.closed"])
