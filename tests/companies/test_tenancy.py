"""The database shows companies to authorities and to themselves, whatever the code forgets."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.models import Model

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.tenancy import acting_as
from companies.models import Company, ContactPerson, Workplace
from tests.factories import accounts as make
from tests.factories import companies as make_company
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

MODELS: list[type[Model]] = [Company, Workplace, ContactPerson]
STAFF = [OrganisationKind.JOBCENTER, OrganisationKind.NATIONAL, OrganisationKind.LABOUR_MARKET_OFFICE]


@pytest.fixture
def gudenaa() -> Company:
    company = make_company.company("Gudenå")
    make_company.company("Skovly")
    with as_owner():  # there is something that could leak
        assert all(model.objects.count() >= 2 for model in MODELS)
    return company


@pytest.mark.parametrize("model", MODELS)
def test_without_context_no_row_is_seen(gudenaa: Company, model: type[Model]) -> None:
    assert not model.objects.exists()


@pytest.mark.parametrize("model", MODELS)
def test_a_company_sees_its_own_rows_only(gudenaa: Company, model: type[Model]) -> None:
    actor = make_company.user_of(gudenaa)
    with acting_as(actor):
        column = "organisation_id" if model is Company else "company_id"
        assert set(model.objects.values_list(column, flat=True)) == {gudenaa.pk}
        assert set(model.objects.visible_to(actor)) == set(model.objects.all())


@pytest.mark.parametrize("kind", STAFF)
@pytest.mark.parametrize("model", MODELS)
def test_authorities_see_all(gudenaa: Company, model: type[Model], kind: str) -> None:
    actor = make.actor(make.organisation(kind=kind))
    with as_owner():
        there = model.objects.count()
    with acting_as(actor):
        assert model.objects.visible_to(actor).count() == model.objects.count() == there


@pytest.mark.parametrize("model", MODELS)
def test_a_partner_sees_nothing(gudenaa: Company, model: type[Model]) -> None:
    actor = make.actor(make.organisation(kind=OrganisationKind.PARTNER))
    with acting_as(actor):
        assert not model.objects.exists()
        assert not model.objects.visible_to(actor).exists()


def test_a_company_cannot_change_or_add_to_another(gudenaa: Company) -> None:
    stranger = make_company.user_of(make_company.company("Fremmed"))
    with acting_as(stranger):
        assert Workplace.objects.filter(company_id=gudenaa.pk).update(name="Taget") == 0
        assert ContactPerson.objects.filter(company_id=gudenaa.pk).update(name="Taget") == 0
        assert Company.objects.filter(pk=gudenaa.pk).update(industry="Taget") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ContactPerson.objects.create(company_id=gudenaa.pk, name="Ond", phone="76123456")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Workplace.objects.create(company_id=gudenaa.pk, name="Ond", address="Vej 1", postcode_id="8700")


def test_nobody_moves_a_row_to_another_company_or_deletes_it(gudenaa: Company) -> None:
    own = make_company.company("Egen")
    horsens = make.actor(make.organisation())
    with acting_as(horsens):
        person = ContactPerson.objects.get(company=own)
        for change in (
            lambda: ContactPerson.objects.filter(pk=person.pk).update(company=gudenaa),
            lambda: Workplace.objects.filter(company=own).update(company=gudenaa),
            lambda: Company.objects.filter(pk=own.pk).update(cvr="99999999"),
            lambda: Company.objects.filter(pk=own.pk).update(created_by_organisation=1),
            lambda: person.delete(),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()


def test_an_authority_registers_in_its_own_name_only(gudenaa: Company) -> None:
    horsens, odder = make.actor(make.organisation("Horsens")), make.organisation("Odder")
    with acting_as(horsens):
        organisation = Organisation.objects.create(kind="company", name="Ny")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Company.objects.create(organisation=organisation, cvr="99987006", created_by_organisation=odder)


def test_a_company_cannot_register_one_in_sql(gudenaa: Company) -> None:
    actor = make_company.user_of(gudenaa)
    with acting_as(actor), pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        Company.objects.create(
            organisation_id=actor.organisation_id,
            cvr="99987006",
            created_by_organisation_id=actor.organisation_id,
        )


def test_the_worker_sees_no_company_and_changes_nothing(gudenaa: Company) -> None:
    with as_worker():
        assert not ContactPerson.objects.filter(company_id=gudenaa.pk).exists()
        for model in MODELS:  # it reads files of companies in, but only on an authority's behalf
            assert model.objects.update(changed_at="2026-01-01T00:00Z") == 0
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                model.objects.all()._raw_delete("default")


def test_the_search_function_answers_authorities_only(gudenaa: Company) -> None:
    def found() -> list[int]:
        with connection.cursor() as cursor:
            cursor.execute("select companies_search('gudenå')")
            return [row[0] for row in cursor.fetchall()]

    with acting_as(make.actor(make.organisation())):
        assert found() == [gudenaa.pk]
    with acting_as(make_company.user_of(gudenaa)):
        assert found() == []
    with acting_as(make.actor(make.organisation(kind=OrganisationKind.PARTNER))):
        assert found() == []
    assert found() == []


def test_the_search_function_is_owned_by_a_role_that_cannot_log_in() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select r.rolname::text, r.rolcanlogin from pg_proc p join pg_roles r on r.oid = p.proowner"
            " where p.proname = 'companies_search'"
        )
        assert cursor.fetchall() == [("jo_search", False)]


def test_the_database_itself_refuses_impossible_companies(gudenaa: Company) -> None:
    for fields in (
        {"cvr": "1234567"},
        {"cvr": "01234567"},
        {"employees": 2_000_000},
        {"industry_code": "251100"},
    ):
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            Company.objects.filter(pk=gudenaa.pk).update(**fields)
    for fields in ({"phone": "", "email": ""}, {"is_active": False}, {"name": ""}):
        with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
            ContactPerson.objects.filter(company_id=gudenaa.pk).update(**fields)
    with as_owner(), pytest.raises(IntegrityError), transaction.atomic():
        Workplace.objects.filter(company_id=gudenaa.pk).update(p_number="12")
