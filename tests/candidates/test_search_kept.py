"""A search kept on an order as evidence: what is stored, who sees what of it, and that it opens the gate."""

import re
from typing import Any

import pytest
from django.db import ProgrammingError, connection, transaction
from django.http import HttpResponse
from django.urls import reverse

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.models import SearchEvidence
from orders.models import Order, Search
from orders.services.requests import requests_send
from tests.candidates.searching import WELDER, WELDING, address, get, text_of, welders
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified, client_of, key

pytestmark = pytest.mark.django_db

SKILLS = "Mangler kvalifikationer"


def keep(actor: Actor, order: Order, data: dict[str, Any], **query: Any) -> HttpResponse:
    asked = {"sted": "8700", "km": "50", "fag": WELDER, "certifikat": WELDING, "kursus": "ja", **query}
    url = reverse("candidates:evidence", args=[order.uuid]) + "?" + address(**asked).partition("?")[2]
    return client_of(actor).post(url, {"submit_key": key(), **data})


def test_the_search_is_kept_with_its_numbers_and_opens_the_gate() -> None:
    own = welders(3)
    welders(1, "Odder", "8300")
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = clarified(mette)
    page = text_of(get(mette, reverse("orders:order", args=[order.uuid])))
    assert "Søg selv først" in page
    chosen = [str(row.uuid) for row in own[:2]]
    url = reverse("candidates:evidence", args=[order.uuid]) + "?" + address(
        sted="8700", km=50, fag=WELDER, kandidat=chosen
    ).partition("?")[2]  # fmt: skip
    form = text_of(get(mette, url))
    assert "4 kandidater i 2 kommuner" in form
    assert re.search(r'name="suitable" value="2"', form), "the chosen are the suitable"
    answer = keep(
        mette, order, {"suitable": "2", "reasons": [SKILLS], "text": "Kan ikke TIG."}, kandidat=chosen
    )
    assert answer.status_code == 302
    with acting_as(mette):
        search = Search.objects.get(order=order)
        detail = SearchEvidence.objects.get(search=search)
    assert (search.hits, search.suitable, search.radius_km, search.across_borders) == (4, 2, 50, True)
    assert search.unsuitable_reason == f"{SKILLS}. Kan ikke TIG."
    assert search.criteria == "svejser, svejsecertifikat ISO 9606-1 (også på kursus)"
    assert detail.criteria["radius_km"] == 50
    assert detail.counts == [
        {"municipality": "0615", "count": 3, "capped": False, "few": False},
        {"municipality": "0727", "count": 1, "capped": False, "few": True},
    ]
    stored = str(detail.criteria) + str(detail.counts) + str(search.__dict__)
    assert not any(str(row.uuid) in stored or row.pseudonym in stored for row in own), "nobody is named"

    page = text_of(get(mette, reverse("orders:order", args=[order.uuid])))
    assert "Jeres søgning fra" in page
    assert "Svejser, svejsecertifikat ISO 9606-1 (også på kursus), 50 km fra 8700 Horsens" in page
    assert "4 fundet, 2 egnede." in page
    assert "Horsens 3, Odder 1–2" in page
    again = re.search(rf'href="(/ordrer/{order.uuid}/kandidater/\?[^"]+)"', page)
    assert again
    found = text_of(get(mette, again[1].replace("&amp;", "&")))
    assert "4 kandidater i 2 kommuner" in found

    with acting_as(mette):
        request = requests_send(
            actor=mette, order=order, line=order.lines.get(), to=[make.jobcenter("Odder")],
            reason="search_failed", text="Mangler 2", number_wanted=2,
        )[0]  # fmt: skip
    asked = text_of(get(bo, reverse("orders:request", args=[request.uuid])))
    assert "Det har de søgt på" in asked
    assert "Horsens 3, Odder 1–2" in asked
    assert again[1] not in asked
    assert not any(row.pseudonym in asked for row in own)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"suitable": "1"}, "Vælg en grund, eller skriv, hvorfor resten ikke er egnede."),
        ({"suitable": "9", "text": "x"}, "Skriv et tal mellem 0 og 2."),
        ({"suitable": "", "text": "x"}, "Skriv et tal mellem 0 og 2."),
        ({"suitable": "1", "reasons": ["hacker"]}, "Vælg grundene på listen."),
        ({"suitable": "1", "text": "a" * 301}, "Teksten er for lang"),
    ],
)
def test_what_is_missing_is_told_and_nothing_is_saved(data: dict[str, Any], sentence: str) -> None:
    welders(2)
    mette = make.consultant("Horsens")
    order = clarified(mette)
    answer = keep(mette, order, data)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    with acting_as(mette):
        assert not Search.objects.filter(order=order).exists()


def test_a_search_with_no_hits_needs_no_reason_and_is_kept_once() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    once = key()
    for _press in range(2):
        assert keep(mette, order, {"suitable": "0", "submit_key": once}).status_code == 302
    with acting_as(mette):
        assert Search.objects.filter(order=order).count() == 1


def test_the_place_must_be_one() -> None:
    mette = make.consultant("Horsens")
    order = clarified(mette)
    answer = keep(mette, order, {"suitable": "0"}, sted="0999")
    assert answer.status_code == 302
    assert "Postnummeret findes ikke" in text_of(get(mette, answer["Location"]))


def test_evidence_is_the_tovholders_to_write_and_nobodys_to_change() -> None:
    welders(1)
    mette, stranger = make.consultant("Horsens"), make.consultant("Silkeborg")
    order = clarified(mette)
    keep(mette, order, {"suitable": "1"})
    with acting_as(stranger):
        assert not SearchEvidence.objects.exists()
    with acting_as(mette), pytest.raises(ProgrammingError), transaction.atomic():
        SearchEvidence.objects.update(criteria={})
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select count(*) from candidates_searchevidence")
        assert cursor.fetchone() == (1,)
