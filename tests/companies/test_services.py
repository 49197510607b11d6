"""Registering and changing companies: what is written, and what is refused with which sentence."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from accounts.models import AuditEvent, Organisation
from accounts.permissions import NotAllowed
from companies.demo import demo_cvr, demo_p_number
from companies.models import Company, ContactPerson, Workplace
from companies.services import (
    CompanyKnown,
    ContactInput,
    EditedMeanwhile,
    WorkplaceInput,
    company_register,
    company_update,
    contact_add,
    contact_update,
    workplace_add,
    workplace_update,
)
from tests.factories import accounts as make
from tests.factories import companies as make_company
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

PLACE = WorkplaceInput(address="Fabriksvej 12", postcode="8700", p_number="9990 000 501")
PERSON = ContactInput(
    name="Karen Krogh", phone="76 12 34 56", email="karen@gudenaa.example", title="Produktionschef"
)
WRONG_CVR = "99900009"


@pytest.fixture
def horsens():
    from accounts.tenancy import acting_as

    make_company.postcode()
    actor = make.actor(make.organisation("Jobcenter Horsens"))
    with acting_as(actor):
        yield actor


def faults(error: pytest.ExceptionInfo[ValidationError]) -> dict[str, list[str]]:
    return error.value.message_dict


def register(actor, **changes):
    values = {"cvr": demo_cvr(700), "name": "Gudenå Maskinfabrik A/S", "workplace": PLACE, "contact": PERSON}
    return company_register(actor=actor, **{**values, **changes})


def test_a_company_is_registered_with_all_its_parts(horsens) -> None:
    company = register(horsens, cvr=f"DK {demo_cvr(700)[:4]} {demo_cvr(700)[4:]}", employees=120)
    read = Company.objects.visible_to(horsens).get(pk=company.pk)
    assert (read.cvr, read.name, read.employees) == (demo_cvr(700), "Gudenå Maskinfabrik A/S", 120)
    assert read.created_by_organisation_id == horsens.organisation_id
    assert read.organisation.is_demo is horsens.is_demo is True
    place, person = read.workplaces.get(), read.contacts.get()
    assert (place.name, place.p_number, place.postcode_id) == (
        "Gudenå Maskinfabrik A/S",
        "9990000501",
        "8700",
    )
    assert (person.name, person.is_primary) == ("Karen Krogh", True)
    with as_owner():
        assert AuditEvent.objects.filter(action="company.register", object_id=str(company.pk)).count() == 1


@pytest.mark.parametrize(
    ("cvr", "sentence"),
    [
        (WRONG_CVR, "CVR-nummeret kan ikke passe. Kontrollér de 8 cifre."),
        ("9990000", "Et CVR-nummer har 8 cifre."),
        ("99900A08", "Et CVR-nummer består kun af cifre."),
        ("", "ikke være tomt"),
        ("9" * 1_000_000, "Et CVR-nummer har 8 cifre."),
        ("9990\x000008", "Et CVR-nummer består kun af cifre."),
    ],
)
def test_a_wrong_cvr_number_is_told_at_its_field(horsens, cvr: str, sentence: str) -> None:
    with pytest.raises(ValidationError) as error:
        register(horsens, cvr=cvr)
    assert any(sentence.lower() in text.lower() for text in faults(error)["cvr"]), faults(error)


def test_a_known_cvr_number_says_which_company_it_is(horsens) -> None:
    known = register(horsens)
    with pytest.raises(CompanyKnown, match="Gudenå Maskinfabrik") as error:
        register(horsens, name="Noget andet")
    assert error.value.company.pk == known.pk
    assert "Gudenå Maskinfabrik A/S" in faults(error)["cvr"][0]
    assert Company.objects.filter(cvr=demo_cvr(700)).count() == 1


def test_two_who_register_at_once_get_one_company(horsens, monkeypatch) -> None:
    from companies.services import company as module

    known = register(horsens)
    checks = iter([lambda company: None, module._check_not_known])
    monkeypatch.setattr(module, "_check_not_known", lambda company: next(checks)(company))
    monkeypatch.setattr(module, "row_faults", lambda row, **kwargs: {})
    before = Organisation.objects.count()
    with pytest.raises(CompanyKnown) as error:
        register(horsens, workplace=replace(PLACE, p_number=""))
    assert error.value.company.pk == known.pk
    assert Organisation.objects.count() == before  # no organisation is left without a company


def test_every_fault_is_told_at_once(horsens) -> None:
    before = Organisation.objects.count()
    with pytest.raises(ValidationError) as error:
        register(
            horsens,
            name="Linje\x00brudt",
            employees=10_000_000,
            workplace=WorkplaceInput(address="", postcode="9999", p_number="123"),
            contact=ContactInput(name="K" * 1_000_000),
        )
    told = faults(error)
    assert set(told) == {
        "name",
        "employees",
        "workplace_address",
        "workplace_postcode",
        "workplace_p_number",
        "contact_name",
        "contact_phone",
    }
    assert told["workplace_postcode"] == ["Postnummeret findes ikke. Skriv fire cifre, for eksempel 8700."]
    assert told["contact_phone"] == ["Skriv et telefonnummer eller en e-mailadresse."]
    assert Organisation.objects.count() == before


@pytest.mark.parametrize("postcode", ["8700\x00", "87OO", "", "８７００", "8" * 1_000_000, " 8700"])
def test_a_postcode_is_four_digits_that_exist(horsens, postcode: str) -> None:
    with pytest.raises(ValidationError) as error:
        register(horsens, workplace=replace(PLACE, postcode=postcode))
    assert "workplace_postcode" in faults(error)


@pytest.mark.parametrize("name", ["", "   ", "a\nb", "a\u202eb", "x" * 201])
def test_names_are_one_readable_line(horsens, name: str) -> None:
    with pytest.raises(ValidationError) as error:
        register(horsens, name=name)
    assert "name" in faults(error)


def test_an_industry_code_has_a_name(horsens) -> None:
    with pytest.raises(ValidationError) as error:
        register(horsens, industry_code="251100")
    assert faults(error) == {"industry": ["Skriv også branchens navn."]}
    assert register(horsens, industry_code="251100", industry="Metalkonstruktioner").industry_code == "251100"


def test_a_company_cannot_register_companies(horsens) -> None:
    from accounts.tenancy import acting_as

    company_user = make_company.user_of(make_company.company())
    with acting_as(company_user), pytest.raises(NotAllowed, match="Kun jobcentre"):
        register(company_user)


def test_the_p_number_of_another_company_is_refused(horsens) -> None:
    from accounts.tenancy import acting_as

    register(horsens)
    with pytest.raises(ValidationError) as error:
        register(horsens, cvr=demo_cvr(701), workplace=replace(PLACE, address="Andetsted 1"))
    assert "workplace_p_number" in faults(error)
    other = make_company.company()
    user = make_company.user_of(other)
    with acting_as(user):  # cannot see the row in the way; the database can
        assert not Workplace.objects.filter(p_number="9990000501").exists()
        with pytest.raises(ValidationError) as error:
            workplace_add(actor=user, company=other, workplace=PLACE)
        assert faults(error) == {"p_number": ["P-nummeret er allerede i brug. Kontrollér de 10 cifre."]}


def test_a_form_sent_twice_adds_one(horsens) -> None:
    company = register(horsens)
    place = WorkplaceInput(address="Havnen 3", postcode="8700")
    workplace_add(actor=horsens, company=company, workplace=place)
    with pytest.raises(ValidationError, match="allerede registreret"):
        workplace_add(actor=horsens, company=company, workplace=replace(place, address="HAVNEN 3"))
    person = ContactInput(name="Ole Holm", phone="76 99 99 99")
    contact_add(actor=horsens, company=company, contact=person)
    with pytest.raises(ValidationError, match="allerede registreret"):
        contact_add(actor=horsens, company=company, contact=person)
    assert (company.workplaces.count(), company.contacts.count()) == (2, 2)


def test_one_contact_is_primary_and_it_can_change_hands(horsens) -> None:
    company = register(horsens)
    karen = company.contacts.get()
    ole = contact_add(actor=horsens, company=company, contact=ContactInput(name="Ole Holm", phone="76999999"))
    assert not ole.is_primary
    ole = contact_update(
        actor=horsens,
        contact=ole,
        values=ContactInput(name="Ole Holm", email="ole@x.example"),
        is_primary=True,
    )
    assert list(company.contacts.filter(is_primary=True)) == [ole]
    ole = contact_update(
        actor=horsens,
        contact=ole,
        values=ContactInput(name="Ole Holm", email="ole@x.example"),
        is_primary=True,
        is_active=False,
    )
    assert (ole.is_active, ole.is_primary) == (False, False)
    third = contact_add(
        actor=horsens, company=company, contact=ContactInput(name="Ida", email="i@x.example"), is_primary=True
    )
    karen.refresh_from_db()
    assert third.is_primary
    assert not karen.is_primary


def test_a_contacts_sign_in_belongs_to_the_company(horsens) -> None:
    company = register(horsens)
    own, stranger = make_company.user_of(company), make_company.user_of(make_company.company())
    values = replace(PERSON, user_id=own.user_id)
    person = contact_update(actor=horsens, contact=company.contacts.get(), values=values, is_primary=True)
    assert person.user_id == own.user_id
    with pytest.raises(ValidationError, match="hører ikke til virksomheden"):
        contact_update(
            actor=horsens, contact=person, values=replace(PERSON, user_id=stranger.user_id), is_primary=True
        )


def test_the_second_of_two_who_edit_is_told_and_nothing_is_lost(horsens) -> None:
    company = register(horsens)
    seen = company.changed_at
    company_update(actor=horsens, company=company, name="Gudenå Maskiner A/S", seen_at=seen)
    with pytest.raises(EditedMeanwhile, match="En anden har rettet"):
        company_update(actor=horsens, company=company, name="Gudenaa", seen_at=seen)
    assert Company.objects.get(pk=company.pk).name == "Gudenå Maskiner A/S"
    place = company.workplaces.get()
    workplace_update(actor=horsens, workplace=place, values=PLACE, seen_at=place.changed_at)
    with pytest.raises(EditedMeanwhile):
        workplace_update(
            actor=horsens, workplace=place, values=PLACE, is_active=False, seen_at=place.changed_at
        )
    person = company.contacts.get()
    contact_update(actor=horsens, contact=person, values=PERSON, is_primary=True, seen_at=person.changed_at)
    with pytest.raises(EditedMeanwhile):
        contact_update(
            actor=horsens, contact=person, values=PERSON, is_primary=True, seen_at=person.changed_at
        )


def test_the_name_is_sorted_and_found_as_danes_do_also_after_a_change(horsens) -> None:
    company = register(horsens, name="Århus Stål")
    company_update(actor=horsens, company=company, name="Ærø Færge")
    assert Company.objects.get(pk=company.pk).name_key == "{r| f{rge"


def test_demo_numbers_are_valid_and_stay_the_same() -> None:
    assert [demo_cvr(n) for n in (1, 2, 3)] == ["99900008", "99900016", "99900024"]
    assert demo_p_number(1) == "9990000001"
    with pytest.raises(ValueError, match="count from 1"):
        demo_cvr(0)
    assert ContactPerson._meta.get_field("user").null
