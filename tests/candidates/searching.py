"""What the tests of the search pages share."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from accounts.actor import Actor
from candidates.models import Candidate
from orders.models import Order
from tests.factories import candidates
from tests.orders.pages import client_of

WELDER, SMITH, WELDING = "Svejser", "Smed", "Svejsecertifikat ISO 9606-1"


def address(order: Order | None = None, **query: Any) -> str:
    path = reverse("candidates:order_search", args=[order.uuid]) if order else reverse("candidates:search")
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


def get(actor: Actor, url: str, **headers: str) -> HttpResponse:
    return client_of(actor).get(url, headers=headers)


def text_of(response: HttpResponse) -> str:
    return response.content.decode().replace("\u00a0", " ")


def welders(many: int, place: str = "Horsens", postcode: str = "8700", **fields: Any) -> list[Candidate]:
    return [candidates.candidate(place, postcode=postcode, occupation=WELDER, **fields) for _n in range(many)]
