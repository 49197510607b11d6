"""The database itself: a shared note is jobcentres' and Jobservice Danmark's, everything else its organisation's."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.models import Organisation
from accounts.tenancy import acting_as
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import TODAY, note
from visits.models import (
    CalendarLink,
    Interaction,
    InteractionCorrection,
    InteractionNeed,
    InternalNote,
    Task,
)
from visits.services.interactions import NeedData, interaction_change, internal_note_add
from visits.services.tasks import calendar_link_make, task_add

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
OWN_ALONE = [InternalNote, Task, CalendarLink, InteractionCorrection]


@pytest.fixture
def world():
    from tests.visits.notes import data

    company = companies.company()
    mette = accounts.actor(accounts.organisation("Jobcenter Horsens"))
    note(mette, company, text="Delt", is_shared=True, needs=[NeedData("Smed", 2)])
    kept = note(mette, company, text="Kun vores", needs=[NeedData("Maler", 1)])
    with acting_as(mette):
        interaction_change(
            actor=mette, interaction=kept, data=data(text="Stadig kun vores", needs=[NeedData("Maler", 1)])
        )
        internal_note_add(actor=mette, company=company, text="Internt")
        task_add(actor=mette, text="Ring", due_on=TODAY, company=company)
        calendar_link_make(actor=mette)
    return company, mette


def test_nobody_without_a_context_sees_a_row(world) -> None:
    for model in (Interaction, InteractionNeed, *OWN_ALONE):
        with as_owner():
            assert model.objects.exists(), model
        assert not model.objects.exists(), model


@pytest.mark.parametrize("kind", ["jobcenter", "national"])
def test_other_jobcentres_read_what_is_shared(world, kind: str) -> None:
    other = accounts.actor(accounts.organisation(kind=kind))
    with acting_as(other):
        assert [row.text for row in Interaction.objects.all()] == ["Delt"]
        assert list(Interaction.objects.visible_to(other)) == list(Interaction.objects.all())
        assert [need.occupation for need in InteractionNeed.objects.all()] == ["Smed"]
        for model in OWN_ALONE:
            assert not model.objects.exists(), model
            with connection.cursor() as cursor:
                cursor.execute(f"select count(*) from {model._meta.db_table}")
                assert cursor.fetchone() == (0,)
        assert Interaction.objects.update(text="Ændret") == 0
        assert InteractionNeed.objects.all().delete()[0] == 0


@pytest.mark.parametrize("who", ["company", "partner", "amk"])
def test_the_company_and_others_see_nothing(world, who: str) -> None:
    company, _mette = world
    actor = (
        companies.user_of(company) if who == "company" else accounts.actor(accounts.organisation(kind=who))
    )
    with acting_as(actor):
        for model in (Interaction, InteractionNeed, *OWN_ALONE):
            assert not model.objects.exists(), model
        assert not Interaction.objects.visible_to(actor).exists()


def test_a_colleague_sees_the_tasks_but_not_the_calendar_link(world) -> None:
    _company, mette = world
    with as_owner():
        horsens = Organisation.objects.get(pk=mette.organisation_id)
    colleague = accounts.actor(horsens)
    with acting_as(colleague):
        assert Interaction.objects.count() == 2
        assert Task.objects.count() == InternalNote.objects.count() == 1
        assert not CalendarLink.objects.exists()


def test_nobody_writes_in_anothers_name(world) -> None:
    company, mette = world
    other = accounts.actor(accounts.organisation())
    with as_owner():
        theirs = Interaction.objects.filter(is_shared=True).get()
    with acting_as(other):
        for make in (
            lambda: InternalNote.objects.create(
                organisation_id=mette.organisation_id, company=company, text="x", created_at=theirs.created_at
            ),
            lambda: InteractionNeed.objects.create(interaction=theirs, occupation="Smed"),
            lambda: InteractionCorrection.objects.create(
                interaction=theirs, organisation_id=other.organisation_id, at=theirs.created_at, before={}
            ),
        ):
            with pytest.raises((ProgrammingError, IntegrityError)), transaction.atomic():
                make()


def test_a_note_cannot_be_moved_to_another_company(world) -> None:
    _company, mette = world
    other = companies.company()
    with acting_as(mette), pytest.raises(ProgrammingError), transaction.atomic():
        Interaction.objects.update(company=other)
