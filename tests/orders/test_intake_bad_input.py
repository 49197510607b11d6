"""Bad input at the intake: each fault is a sentence at its field, everything typed stays, nothing is saved."""

from typing import Any

import pytest
from django.test import Client

from companies.demo import demo_cvr
from companies.models import Company
from tests.factories import companies
from tests.helpers.db import as_owner
from tests.orders.test_intake import NEW_COMPANY, horsens, post, saved, typed

__all__ = ["horsens"]
pytestmark = pytest.mark.django_db

MEGABYTE = "a" * 1_000_000
XSS = "<script>alert(1)</script>"


def refused(client: Client, data: dict[str, Any], *sentences: str) -> str:
    """The page that comes back; asserts that it says `sentences` and that nothing was saved."""
    page = post(client, data)
    assert page.status_code == 422
    for sentence in sentences:
        assert sentence in page.text, sentence
    assert "data-error-summary" in page.text
    assert saved() == []
    return page.text


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        (demo_cvr(4001), "CVR-nummeret er ikke registreret endnu."),
        ("12345678", "CVR-nummeret kan ikke passe. Kontrollér de 8 cifre."),
        ("9" * 300, "Ingen registreret virksomhed passer på"),
        ("", "Skriv CVR-nummer, P-nummer eller navn, og vælg virksomheden."),
    ],
)
def test_a_company_that_is_not_found(horsens: Client, number: str, sentence: str) -> None:
    text = refused(horsens, typed(q=number, note="Bliver stående"), sentence)
    assert "Bliver stående" in text
    assert 'value="montører"' in text


def test_an_unknown_cvr_number_opens_the_fields_with_the_number_in(horsens: Client) -> None:
    text = refused(horsens, typed(q=demo_cvr(4001)))
    assert f'name="ny-cvr" value="{demo_cvr(4001)}"' in text
    assert "<details" in text


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("ny-cvr", "12345678", "CVR-nummeret kan ikke passe. Kontrollér de 8 cifre."),
        ("ny-workplace_postcode", "0000", "Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700."),
        ("ny-workplace_postcode", "9999", "Postnummeret findes ikke."),
        ("ny-workplace_postcode", "87000", "Postnummeret findes ikke."),
        ("ny-contact_name", "", "Skriv, hvem I taler med."),
        ("ny-name", "Fir\x00ma", "usynlige tegn"),
    ],
)
def test_a_new_company_with_a_fault_is_not_registered(
    horsens: Client, field: str, value: str, sentence: str
) -> None:
    text = refused(horsens, typed(**{**NEW_COMPANY, field: value}), sentence)
    assert 'value="Havnegade 2"' in text
    with as_owner():
        assert not Company.objects.filter(cvr=NEW_COMPANY["ny-cvr"]).exists()


def test_a_fault_in_the_order_leaves_no_company_behind(horsens: Client) -> None:
    refused(horsens, typed(**NEW_COMPANY, **{"linje-0-places": "0"}), "Skriv et tal mellem 1 og 500.")
    with as_owner():
        assert not Company.objects.filter(cvr=NEW_COMPANY["ny-cvr"]).exists()


@pytest.mark.parametrize(
    "places", ["0", "-3", "10000000", "10.000.000", "fire", "1e3", "4,5", "٣" * 9, "9" * 5000]
)
def test_places_outside_the_limits(horsens: Client, places: str) -> None:
    refused(
        horsens, typed(companies.company(), **{"linje-0-places": places}), "Skriv et tal mellem 1 og 500."
    )


def test_a_later_line_is_checked_too_and_stands_open(horsens: Client) -> None:
    text = refused(
        horsens,
        typed(companies.company(), **{"linje-2-occupation": "kokke"}),
        "Skriv et tal mellem 1 og 500.",
    )
    assert 'href="#id_linje-2-places"' in text


def test_no_line_at_all(horsens: Client) -> None:
    data = typed(companies.company(), **{"linje-0-occupation": "", "linje-0-places": ""})
    refused(horsens, data, "Skriv stillingen, for eksempel montør.")


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        ("2020-01-31", "Datoen er passeret. Vælg i dag eller senere."),
        ("31.2.2031", "Skriv en dato"),
        ("9999-12-31", "Datoen ligger for langt væk."),
        ("0001-01-01", "Datoen er passeret."),
        ("i morgen", "Skriv en dato"),
        ("2031-01-01\x00", "Skriv en dato"),
    ],
)
def test_an_application_deadline_that_cannot_be(horsens: Client, value: str, sentence: str) -> None:
    refused(horsens, typed(companies.company(), application_deadline=value), sentence)


@pytest.mark.parametrize("field", ["note", "linje-0-occupation", "linje-0-requirements", "q"])
def test_nul_is_refused_or_harmless(horsens: Client, field: str) -> None:
    company = companies.company()
    page = post(horsens, typed(company, **{field: "Før\x00efter"}))
    assert "\x00" not in page.text
    if field == "q":
        assert page.status_code == 302
    else:
        assert page.status_code == 422
        assert "usynlige tegn" in page.text
        assert saved() == []


@pytest.mark.parametrize("field", ["note", "linje-0-occupation", "linje-4-requirements"])
def test_a_megabyte_is_refused_and_not_sent_back(horsens: Client, field: str) -> None:
    text = refused(
        horsens, typed(companies.company(), **{field: MEGABYTE}), "Teksten er for lang: 1000000 tegn."
    )
    assert len(text) < 100_000


@pytest.mark.parametrize("field", ["company", "workplace", "contact", "submit_key", "channel", "posting"])
def test_nonsense_in_what_nobody_types(horsens: Client, field: str) -> None:
    for nonsense in ("x", "\x00", MEGABYTE, "../../etc/passwd"):
        page = post(horsens, typed(companies.company(), **{field: nonsense}))
        assert page.status_code in (302, 422)
        assert len(page.text) < 100_000
        assert "\x00" not in page.text


def test_what_is_typed_comes_back_as_text(horsens: Client) -> None:
    text = refused(horsens, typed(q=XSS, note=XSS, **{"linje-0-requirements": XSS}))
    assert XSS not in text
    assert "&lt;script&gt;" in text
