"""Finding companies: by number, by name as Danes spell it, in order, with a constant number of queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.tenancy import acting_as
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company
from companies.selectors import company_card, company_find, company_lookup, company_page
from tests.factories import accounts as make
from tests.factories import companies as make_company

pytestmark = pytest.mark.django_db


@pytest.fixture
def horsens():
    actor = make.actor(make.organisation("Jobcenter Horsens"))
    with acting_as(actor):
        yield actor


def names(companies: list[Company]) -> list[str]:
    return [company.name for company in companies]


def test_by_cvr_typed_in_any_way(horsens) -> None:
    make_company.company("Gudenå Maskinfabrik", cvr=demo_cvr(800))
    make_company.company("En anden", cvr=demo_cvr(801))
    cvr = demo_cvr(800)
    for text in (
        cvr,
        f"DK{cvr}",
        f"{cvr[:2]} {cvr[2:4]} {cvr[4:6]} {cvr[6:]}",
        f" {cvr} ",
        f"{cvr[:4]}-{cvr[4:]}",
    ):
        assert names(company_find(horsens, text)) == ["Gudenå Maskinfabrik"], text
    assert set(names(company_find(horsens, cvr[:4]))) == {"Gudenå Maskinfabrik", "En anden"}


def test_by_p_number(horsens) -> None:
    company = make_company.company("Gudenå", workplace_code=None)
    make_company.workplace(company, p_number=demo_p_number(900_000))
    assert names(company_find(horsens, demo_p_number(900_000))) == ["Gudenå"]
    assert names(company_find(horsens, demo_p_number(900_000)[:9])) == ["Gudenå"]


def test_by_who_calls_or_writes(horsens) -> None:
    company = make_company.company("Gudenå", with_contact=False)
    make_company.contact(company, phone="+45 76 12 34 56", email="Karin.Friis@gudenaa.example")
    gone = make_company.company("Fratrådt", with_contact=False)
    make_company.contact(gone, phone="76 12 34 57", email="ole@gudenaa.example", is_active=False)
    make_company.company("En anden")
    for text in (
        "76123456",
        "76 12 34 56",
        "+45 76 12 34 56",
        "004576123456",
        " karin.friis@GUDENAA.example ",
    ):
        assert names(company_find(horsens, text)) == ["Gudenå"], text
    for text in (
        "7612345",
        "76 12 34 57",
        "ole@gudenaa.example",
        "karin.friis@gudenaa",
        "@gudenaa.example",
        "%@%",
    ):
        assert names(company_find(horsens, text)) == [], text


def test_by_all_words_of_the_name_and_aa_is_aa(horsens) -> None:
    for name in ("Aarhus Stål A/S", "Stålværket Århus", "Horsens Tømrer", "50% Rabat_Butik", "3F Huset"):
        make_company.company(name)
    assert names(company_find(horsens, "århus stål")) == ["Aarhus Stål A/S", "Stålværket Århus"]
    assert names(company_find(horsens, "AARHUS")) == ["Aarhus Stål A/S", "Stålværket Århus"]
    assert names(company_find(horsens, "TØMRER")) == ["Horsens Tømrer"]
    assert names(company_find(horsens, "0% r")) == ["50% Rabat_Butik"]
    assert names(company_find(horsens, "%%")) == []
    assert names(company_find(horsens, "t_b")) == ["50% Rabat_Butik"]
    assert names(company_find(horsens, "3f")) == ["3F Huset"]


@pytest.mark.parametrize(
    "text", ["", " ", "g", "\x00\x00", "\\", "'; drop table companies_company; --", "x" * 100_000]
)
def test_odd_texts_find_nothing_and_break_nothing(horsens, text: str) -> None:
    make_company.company("Gudenå")
    assert company_find(horsens, text) == []


def test_a_company_finds_only_what_it_may_see(horsens) -> None:
    company = make_company.company("Gudenå")
    other = make_company.company("Gudenå Nord")
    actor = make_company.user_of(other)
    assert names(company_find(horsens, "gudenå")) == ["Gudenå", "Gudenå Nord"]
    with acting_as(actor):
        assert company_find(actor, "gudenå") == []
        assert company_find(actor, company.cvr) == []


def test_the_lookup_says_what_to_do(horsens) -> None:
    company = make_company.company("Gudenå", cvr=demo_cvr(802))
    assert company_lookup(horsens, "").state == "empty"
    hit = company_lookup(horsens, demo_cvr(802))
    assert (hit.state, hit.companies, hit.sentence) == ("hits", [company], "1 virksomhed fundet.")
    unknown = company_lookup(horsens, f"DK {demo_cvr(803)}")
    assert (unknown.state, unknown.cvr, unknown.can_register) == ("unknown_cvr", demo_cvr(803), True)
    assert "er registreret endnu" in unknown.sentence
    # Not the beginning of any demo number, which a P-number would be found by.
    bad = company_lookup(horsens, "12345678")
    assert (bad.state, bad.sentence) == ("bad_cvr", "CVR-nummeret kan ikke passe. Kontrollér de 8 cifre.")
    none = company_lookup(horsens, "findes ikke")
    assert (none.state, none.can_register) == ("no_hits", True)


def test_too_many_hits_say_so(horsens) -> None:
    for n in range(4):
        make_company.company(f"Gudenå {n}")
    found = company_lookup(horsens, "gudenå", limit=3)
    assert (len(found.companies), found.has_more) == (3, True)
    assert "De første 3 vises" in found.sentence


def test_the_list_is_danish_and_can_be_leafed_both_ways(horsens) -> None:
    for name in ("Århus", "Zoo", "Ærø", "Østjysk", "anna", "Bo", "Aalborg", "Bo"):
        make_company.company(name)
    right = ["anna", "Bo", "Bo", "Zoo", "Ærø", "Østjysk", "Aalborg", "Århus"]
    first = company_page(horsens, size=3)
    second = company_page(horsens, size=3, after=first.next_key)
    third = company_page(horsens, size=3, after=second.next_key)
    assert names([*first.companies, *second.companies, *third.companies]) == right
    assert (first.previous_key, third.next_key) == ("", "")
    back = company_page(horsens, size=3, before=third.previous_key)
    assert names(back.companies) == names(second.companies)
    assert names(company_page(horsens, size=3, before=back.previous_key).companies) == names(first.companies)
    assert company_page(horsens, size=3, before=second.previous_key).previous_key == ""


@pytest.mark.parametrize("key", ["x", "~", "99999999999999999999~a", "1~\x00", "-1~b", "²~a"])
def test_a_made_up_key_breaks_nothing(horsens, key: str) -> None:
    make_company.company("Gudenå")
    assert len(company_page(horsens, after=key).companies) <= 1
    assert len(company_page(horsens, before=key).companies) <= 1


@pytest.mark.parametrize(
    "act",
    [
        lambda actor: company_page(actor),
        lambda actor: company_page(actor, text="firma"),
        lambda actor: company_find(actor, "firma", limit=30),
    ],
)
def test_queries_do_not_grow_with_the_rows(horsens, act) -> None:
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            result = act(horsens)
            for company in getattr(result, "companies", result):
                assert company.name
                assert company.active_workplaces[0].full_address
        return len(captured)

    make_company.company("Prøvefirma A")
    one = queries()
    for n in range(29):
        make_company.company(f"Prøvefirma {n}")
    assert queries() == one == 2


def test_the_card_is_two_queries(horsens, django_assert_num_queries) -> None:
    company = make_company.company()
    for _n in range(3):
        make_company.workplace(company)
        make_company.contact(company)
    with django_assert_num_queries(2):
        card = company_card(horsens, company)
        assert [w.full_address for w in card.workplaces]
    assert card.primary_contact is not None
    assert card.primary_contact.is_primary
