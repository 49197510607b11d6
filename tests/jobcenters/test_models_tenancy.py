"""Who sees and writes the tables of the jobcenters app, as the real web and worker roles."""

from datetime import date, time

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.actor import Actor
from accounts.enums import OrganisationKind
from accounts.tenancy import acting_as
from jobcenters.models import (
    ClosingDay,
    ContactEntry,
    Jobcenter,
    JobcenterMunicipality,
    JobcenterWord,
    Municipality,
    Network,
    NetworkMember,
    NetworkRule,
    OpeningHours,
    Postcode,
    ServiceProfileLine,
)
from tests.factories import accounts
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

TENANT_MODELS = [
    Jobcenter,
    JobcenterMunicipality,
    JobcenterWord,
    OpeningHours,
    ServiceProfileLine,
    Network,
    NetworkMember,
    NetworkRule,
    ContactEntry,
]


@pytest.fixture
def horsens() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.select_related("organisation").get(place="Horsens")


@pytest.fixture
def odder() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.get(place="Odder")


@pytest.fixture
def consultant(horsens) -> Actor:
    return accounts.actor(horsens.organisation)


@pytest.fixture
def company() -> Actor:
    return accounts.actor(accounts.organisation(kind=OrganisationKind.COMPANY))


@pytest.mark.parametrize("model", TENANT_MODELS, ids=lambda model: model.__name__)
def test_without_context_no_row_is_seen(model, consultant):
    with as_owner():
        assert model.objects.exists()
    assert not model.objects.exists()
    with acting_as(consultant):
        assert model.objects.exists()
    assert not model.objects.exists()
    with as_worker():
        assert model.objects.exists()


@pytest.mark.parametrize("model", [Municipality, Postcode])
def test_reference_data_needs_no_context_and_the_web_role_cannot_change_it(model):
    assert model.objects.exists()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        model.objects.update(name="Andet")


def test_a_company_sees_jobcentres_but_no_contact_list(company):
    with acting_as(company):
        assert OpeningHours.objects.exists()
        assert Jobcenter.objects.visible_to(company).count() == 13
        assert not ContactEntry.objects.exists()
        assert not ContactEntry.objects.visible_to(company).exists()


def test_a_partner_sees_no_contact_list():
    partner = accounts.actor(accounts.organisation(kind=OrganisationKind.PARTNER))
    with acting_as(partner):
        assert not ContactEntry.objects.exists()


def test_national_staff_see_the_contact_lists():
    national = accounts.actor(accounts.organisation(kind=OrganisationKind.NATIONAL))
    with acting_as(national):
        assert ContactEntry.objects.visible_to(national).count() == 22


def test_a_jobcentre_changes_its_own_calendar_and_nobody_elses(horsens, odder, consultant):
    with acting_as(consultant):
        ClosingDay.objects.create(jobcenter=horsens, date=date(2026, 5, 15), reason="Kursus")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ClosingDay.objects.create(jobcenter=odder, date=date(2026, 5, 15), reason="Kursus")
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            OpeningHours.objects.create(
                jobcenter=odder, weekday=4, opens=time(9), closes=time(12), valid_from=date(2026, 1, 1)
            )
        assert OpeningHours.objects.filter(jobcenter=odder).exists()
        assert OpeningHours.objects.filter(jobcenter=odder).update(closes=time(23)) == 0
        assert OpeningHours.objects.filter(jobcenter=odder).delete()[0] == 0
        assert Jobcenter.objects.filter(pk=odder.pk).update(place="Horsens") == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            ContactEntry.objects.filter(jobcenter=horsens).update(jobcenter=odder)


def test_the_calendar_version_is_raised_by_the_web_role_too(horsens, consultant):
    with acting_as(consultant):
        before = Jobcenter.objects.get(pk=horsens.pk).calendar_version
        ClosingDay.objects.create(jobcenter=horsens, date=date(2026, 5, 15), reason="Kursus")
        assert Jobcenter.objects.get(pk=horsens.pk).calendar_version != before


def test_what_several_have_agreed_no_single_one_changes(horsens, consultant):
    with acting_as(consultant):
        network = Network.objects.get()
        assert NetworkRule.objects.filter(network=network).update(length=999) == 0
        assert NetworkMember.objects.filter(network=network).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            NetworkMember.objects.create(network=network, jobcenter=horsens, valid_from=date(2050, 1, 1))
        for change in (
            lambda: JobcenterMunicipality.objects.filter(municipality_id="0727").delete(),
            lambda: Network.objects.update(name="Mit netværk"),
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                change()
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            Jobcenter.objects.create(
                organisation_id=consultant.organisation_id,
                place="To",
                postcode_id="8700",
                valid_from=date(2026, 1, 1),
            )


def test_every_table_with_an_organisation_forces_row_level_security():
    with connection.cursor() as cursor:
        cursor.execute(
            "select relname, relrowsecurity and relforcerowsecurity from pg_class"
            " where relnamespace = 'public'::regnamespace and relkind = 'r' and relname like 'jobcenters\\_%'"
        )
        forced = dict(cursor.fetchall())
    open_tables = {
        "jobcenters_municipality",
        "jobcenters_municipalityregion",
        "jobcenters_postcode",
        "jobcenters_postcodedistance",
    }
    assert len(forced) == 19
    assert {table for table, is_forced in forced.items() if not is_forced} == open_tables
