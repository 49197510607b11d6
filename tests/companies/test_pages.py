"""The company pages in the browser's terms: who gets them, what bad input says, and that a page stays cheap."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import OrganisationKind
from accounts.models import Organisation, User
from companies import panels
from companies.demo import demo_cvr
from companies.models import Company, ContactPerson, Workplace
from tests.factories import accounts as make
from tests.factories import companies as make_company
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

XSS = "<script>alert(1)</script>"
MEGABYTE = "æ" * 500_000

REGISTER = {
    "name": "Gudenå Maskinfabrik A/S",
    "workplace_address": "Fabriksvej 12",
    "workplace_postcode": "8700 Horsens",
    "contact_name": "Karen Krogh",
    "contact_phone": "76 12 34 56",
}


def client_of(organisation: Organisation) -> Client:
    """A browser in which somebody of `organisation` is signed in."""
    member = make.membership(organisation)
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=member.user_id))
    return client


@pytest.fixture
def horsens() -> Client:
    make_company.postcode()
    return client_of(make.organisation("Jobcenter Horsens"))


def owned(model, **lookup):
    with as_owner():
        return model.objects.get(**lookup)


def pages_of(company: Company) -> dict[str, str]:
    uuid = company.organisation.uuid
    with as_owner():
        workplace, contact = company.workplaces.first(), company.contacts.first()
    return {
        "detail": reverse("companies:detail", args=[uuid]),
        "choices": reverse("companies:choices", args=[uuid]),
        "edit": reverse("companies:edit", args=[uuid]),
        "workplace_add": reverse("companies:workplace_add", args=[uuid]),
        "workplace_edit": reverse("companies:workplace_edit", args=[uuid, workplace.uuid]),
        "contact_add": reverse("companies:contact_add", args=[uuid]),
        "contact_edit": reverse("companies:contact_edit", args=[uuid, contact.uuid]),
    }


REGISTERS = ["companies:list", "companies:lookup", "companies:register"]


def test_every_page_answers_staff_and_the_company_itself(horsens: Client) -> None:
    company = make_company.company("Gudenå")
    own = client_of(company.organisation)
    for url in pages_of(company).values():
        for client in (horsens, own):
            response = client.get(url)
            assert response.status_code == 200, url
            assert "{" + "%" not in response.text
    for name in REGISTERS:
        assert horsens.get(reverse(name)).status_code == 200
    assert own.get(reverse("companies:list")).headers["Location"] == pages_of(company)["detail"]
    assert "jo-portal" in own.get(pages_of(company)["detail"]).text


def test_another_company_and_a_partner_get_404_and_no_hint(horsens: Client) -> None:
    company = make_company.company("Gudenå")
    stranger = client_of(make_company.company("Skovly").organisation)
    partner = client_of(make.organisation(kind=OrganisationKind.PARTNER))
    for client in (stranger, partner):
        for url in pages_of(company).values():
            for response in (client.get(url), client.post(url, {"name": "Taget"})):
                assert response.status_code in (404, 405), url
                assert "Gudenå" not in response.text
        for name in REGISTERS[1:]:
            assert client.get(reverse(name), {"q": "Gudenå"}).status_code == 404
    assert partner.get(reverse("companies:list")).status_code == 404
    assert owned(Company, pk=company.pk).industry == ""


def test_nobody_signed_in_is_sent_to_sign_in() -> None:
    company = make_company.company()
    for url in [*pages_of(company).values(), *map(reverse, REGISTERS)]:
        response = Client().get(url)
        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("account_login"))


def test_a_workplace_of_another_company_is_404_under_this_one(horsens: Client) -> None:
    ours, theirs = make_company.company(), make_company.company()
    with as_owner():
        workplace, contact = theirs.workplaces.get(), theirs.contacts.get()
    uuid = ours.organisation.uuid
    assert horsens.get(reverse("companies:workplace_edit", args=[uuid, workplace.uuid])).status_code == 404
    assert horsens.get(reverse("companies:contact_edit", args=[uuid, contact.uuid])).status_code == 404


def test_names_are_shown_as_text_everywhere(horsens: Client) -> None:
    company = make_company.company(XSS, industry=XSS, with_contact=False, workplace_code=None)
    make_company.workplace(company, name=XSS, address=XSS)
    make_company.contact(company, name=XSS, title=XSS, phone=XSS[:30], is_primary=True)
    urls = [
        *pages_of(company).values(),
        reverse("companies:list"),
        reverse("companies:list") + "?q=script",
        reverse("companies:lookup") + "?q=script",
        reverse("companies:lookup") + "?q=script&next=/ordrer/ny/",
        reverse("companies:list") + "?q=%3Cscript%3Ealert(1)%3C/script%3Ex",
    ]
    for url in urls:
        html = horsens.get(url).text
        assert "<script>alert" not in html, url
        assert "&lt;script&gt;alert(1)" in html, url


def test_a_company_is_registered_and_shown(horsens: Client) -> None:
    response = horsens.post(reverse("companies:register"), {**REGISTER, "cvr": demo_cvr(820)}, follow=True)
    assert "Gudenå Maskinfabrik A/S er registreret." in response.text
    company = owned(Company, cvr=demo_cvr(820))
    assert response.redirect_chain[-1][0] == pages_of(company)["detail"]
    assert "Fabriksvej 12, 8700 Horsens" in response.text


def test_what_is_wrong_is_told_and_what_was_typed_comes_back(horsens: Client) -> None:
    cases = {
        "cvr": ("99900009", "CVR-nummeret kan ikke passe. Kontrollér de 8 cifre."),
        "name": ("Gud\x00enå", "Teksten indeholder usynlige tegn"),
        "workplace_postcode": ("9999", "Postnummeret findes ikke."),
        "workplace_p_number": ("123", "Et P-nummer har 10 cifre."),
        "contact_phone": ("ring bare", "Skriv et telefonnummer med mindst 8 cifre"),
        "contact_email": ("karen", "gyldig e-mailadresse"),
        "employees": ("10000000", "Så mange ansatte har ingen virksomhed."),
        "industry_code": ("25", "En branchekode har 6 cifre"),
    }
    for field, (bad, sentence) in cases.items():
        response = horsens.post(reverse("companies:register"), {**REGISTER, "cvr": demo_cvr(821), field: bad})
        assert response.status_code == 200
        assert sentence in response.text, (field, sentence)
        assert f'href="#id_{field}"' in response.text  # the summary leads to the field
        assert 'value="Karen Krogh"' in response.text
    with as_owner():
        assert not Company.objects.filter(cvr=demo_cvr(821)).exists()


@pytest.mark.parametrize("text", [MEGABYTE, "x" * 201, "\x00", "a\u202eb"])
def test_a_pasted_book_and_odd_signs_are_refused_at_the_field(horsens: Client, text: str) -> None:
    company = make_company.company()
    for name, data in {
        "edit": {"name": text},
        "workplace_add": {"name": text, "address": "Vej 1", "postcode": "8700"},
        "contact_add": {"name": text, "phone": "76123456"},
    }.items():
        response = horsens.post(pages_of(company)[name], data)
        assert response.status_code == 200
        assert re.search("for lang|usynlige tegn|ikke være tomt", response.text, re.IGNORECASE) or (
            "skal udfyldes" in response.text
        ), name
        assert len(response.content) < 60_000  # the book is not sent back


def test_a_known_cvr_number_links_to_the_company(horsens: Client) -> None:
    known = make_company.company("Gudenå", cvr=demo_cvr(822))
    data = {**REGISTER, "cvr": demo_cvr(822), "name": "Gudenå igen"}
    html = horsens.post(reverse("companies:register"), data).text
    assert "CVR-nummeret er allerede registreret: Gudenå." in html
    assert f'href="{pages_of(known)["detail"]}"' in html
    html = horsens.post(reverse("companies:register"), {**data, "next": "/ordrer/ny/?a=1"}).text
    assert f'href="/ordrer/ny/?a=1&amp;company={known.organisation.uuid}"' in html


@pytest.mark.parametrize(
    "target", ["https://ond.example/", "//ond.example", "javascript:alert(1)", "/\\ond.example"]
)
def test_nobody_is_led_out_of_the_house(horsens: Client, target: str) -> None:
    response = horsens.post(reverse("companies:register"), {**REGISTER, "cvr": demo_cvr(823), "next": target})
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/virksomheder/")


def test_registering_leads_back_to_the_form_that_asked(horsens: Client) -> None:
    data = {**REGISTER, "cvr": demo_cvr(824), "next": "/ordrer/ny/"}
    response = horsens.post(reverse("companies:register"), data)
    company = owned(Company, cvr=demo_cvr(824))
    assert response.headers["Location"] == f"/ordrer/ny/?company={owned(Organisation, pk=company.pk).uuid}"


def test_the_second_of_two_who_edit_sees_what_stands_and_keeps_what_was_typed(horsens: Client) -> None:
    company = make_company.company("Gudenå")
    url = pages_of(company)["contact_edit"]
    seen = re.search(r'name="seen_at" value="([^"]+)"', horsens.get(url).text).group(1)
    first = {
        "name": "Karen Krogh",
        "phone": "76123456",
        "is_primary": "on",
        "is_active": "on",
        "seen_at": seen,
    }
    assert horsens.post(url, first).status_code == 302
    second = horsens.post(url, {**first, "name": "Ole Holm"})
    assert second.status_code == 200
    assert "En anden har rettet oplysningerne" in second.text
    assert "Karen Krogh" in second.text
    assert 'value="Ole Holm"' in second.text
    now_seen = re.search(r'name="seen_at" value="([^"]+)"', second.text).group(1)
    assert now_seen != seen
    assert horsens.post(url, {**first, "name": "Ole Holm", "seen_at": now_seen}).status_code == 302
    assert owned(ContactPerson, company=company).name == "Ole Holm"


def test_every_edit_form_saves(horsens: Client) -> None:
    company = make_company.company("Gudenå")
    pages = pages_of(company)
    own = client_of(company.organisation)
    sent = {
        "edit": {"name": "Gudenå A/S", "industry": "Maskiner", "industry_code": "251100", "employees": "12"},
        "workplace_add": {"address": "Havnen 1", "postcode": "8700"},
        "workplace_edit": {"name": "Hal 2", "address": "Vej 2", "postcode": "8700", "p_number": ""},
        "contact_add": {"name": "Ny", "email": "ny@firma.example"},
    }
    for name, data in sent.items():
        assert own.post(pages[name], data).status_code == 302, name
    again = own.post(pages["contact_add"], sent["contact_add"])
    assert "Kontaktpersonen er allerede registreret." in again.text
    assert owned(Organisation, pk=company.pk).name == "Gudenå A/S"
    assert owned(Workplace, company=company, address="Vej 2").is_active is False
    assert owned(Workplace, company=company, address="Havnen 1").name == "Gudenå A/S"
    html = horsens.get(pages["detail"]).text
    assert "ikke i brug" in html
    assert "251100 Maskiner" in html


def test_the_lookup_is_a_part_for_htmx_and_a_page_without(horsens: Client) -> None:
    company = make_company.company("Gudenå", cvr=demo_cvr(825))
    url = reverse("companies:lookup")
    part = horsens.get(url, {"q": "gudenå"}, headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert f'value="{company.organisation.uuid}" checked' in part
    with as_owner():
        assert f'value="{company.workplaces.get().uuid}" checked' in part  # a single hit is unfolded at once
    unknown = horsens.get(url, {"q": demo_cvr(826)}, headers={"HX-Request": "true"}).text
    assert "er registreret endnu" in unknown
    assert f'name="ny-cvr" value="{demo_cvr(826)}"' in unknown
    assert " required" not in unknown  # would hold back the form around it
    page = horsens.get(url, {"q": "gudenå", "next": "/ordrer/ny/"}).text
    assert '<form class="jo-form jo-section" action="/ordrer/ny/">' in page
    page = horsens.get(url, {"q": demo_cvr(826)}).text
    assert f"{reverse('companies:register')}?cvr={demo_cvr(826)}" in page
    wrong = horsens.get(url, {"q": "12345678"}, headers={"HX-Request": "true"}).text
    assert "kan ikke passe" in wrong
    assert "ny-cvr" not in wrong


def test_the_list_costs_the_same_with_1_and_30_companies(horsens: Client) -> None:
    def queries(url: str) -> int:
        horsens.get(url)  # the session's and the postcode's first time
        with CaptureQueriesContext(connection) as captured:
            assert horsens.get(url).status_code == 200
        return len(captured)

    company = make_company.company("Firma A")
    make_company.company("Firma B")  # somebody that it may be one with, by the domain of their mail
    urls = [reverse("companies:list"), reverse("companies:list") + "?q=firma", pages_of(company)["detail"]]
    before = [queries(url) for url in urls]
    for n in range(29):
        make_company.company(f"Firma {n}")
        make_company.workplace(company)
        make_company.contact(company)
    assert [queries(url) for url in urls] == before


def test_the_list_leads_on_and_back(horsens: Client) -> None:
    for n in range(30):
        make_company.company(f"Firma {n:02d}")
    first = horsens.get(reverse("companies:list"), {"q": "firma"}).text
    assert ("Firma 00" in first, "Firma 25" in first, 'rel="prev"' in first) == (True, False, False)
    onward = re.search(r'href="([^"]+)" rel="next"', first).group(1).replace("&amp;", "&")
    second = horsens.get(onward).text
    assert ("Firma 00" in second, "Firma 25" in second, 'rel="next"' in second) == (False, True, False)
    back = re.search(r'href="([^"]+)" rel="prev"', second).group(1).replace("&amp;", "&")
    assert "Firma 00" in horsens.get(back).text


def test_an_app_above_adds_its_panel_without_being_known(
    horsens: Client, monkeypatch, settings, tmp_path
) -> None:
    (tmp_path / "prøve.html").write_text("<p>Ordrer: {{ panel.count }}</p>")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], tmp_path]}]
    monkeypatch.setattr(panels, "_builders", [])
    panels.register_panel(
        lambda actor, company: panels.Panel("prøve.html", {"count": 3}) if actor.is_staff else None
    )
    company = make_company.company()
    assert "Ordrer: 3" in horsens.get(pages_of(company)["detail"]).text
    assert "Ordrer: 3" not in client_of(company.organisation).get(pages_of(company)["detail"]).text
