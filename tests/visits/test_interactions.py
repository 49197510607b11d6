"""A note of a visit: what it holds, what it refuses, how it is put right, and the task that follows."""

import datetime
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, transaction

from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from companies.services import EditedMeanwhile
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import NOON, TODAY, data, note
from visits.models import Interaction, InteractionCorrection, InternalNote, Task
from visits.selectors.notes import internal_notes_of
from visits.services.interactions import (
    NeedData,
    as_it_stands,
    interaction_add,
    interaction_change,
    internal_note_add,
    internal_note_remove,
    internal_note_restore,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
NEXT = datetime.date(2026, 9, 1)


@pytest.fixture
def mette():
    return accounts.actor(accounts.organisation("Jobcenter Horsens"), name="Mette Madsen")


def test_a_note_keeps_what_was_said(mette) -> None:
    company = companies.company()
    with as_owner():
        place, person = company.workplaces.get(), company.contacts.get()
    row = note(
        mette,
        company,
        text="  De udvider.\r\nNy hal.  ",
        growth="grows",
        needs_labour=True,
        outlook_3="more",
        outlook_12="same",
        needs=[NeedData("Svejser", 4), NeedData("Smed", None, 12)],
        campaign="  Industri   2026 ",
        workplace=place,
        contact=person,
        is_shared=True,
    )
    with acting_as(mette):
        kept = Interaction.objects.visible_to(mette).get()
        assert kept == row
        assert (kept.text, kept.campaign, kept.author_id) == (
            "De udvider.\nNy hal.",
            "Industri 2026",
            mette.user_id,
        )
        assert kept.created_at == kept.updated_at == NOON
        assert [(n.occupation, n.number, n.horizon) for n in kept.needs.all()] == [
            ("Svejser", 4, 3),
            ("Smed", None, 12),
        ]


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"kind": "chat"}, "kind"),
        ({"growth": "booming"}, "growth"),
        ({"outlook_12": "many"}, "outlook_12"),
        ({"held_on": datetime.date(2026, 3, 28)}, "held_on"),
        ({"held_on": datetime.date(1926, 3, 27)}, "held_on"),
        ({"next_visit_on": datetime.date(2026, 3, 26)}, "next_visit_on"),
        ({"next_visit_on": datetime.date(2062, 3, 26)}, "next_visit_on"),
        ({"text": "x" * 5001}, "text"),
        ({"text": "   "}, "text"),
        ({"text": "Borger 010190-1234 kom med"}, "text"),
        ({"campaign": "y" * 61}, "campaign"),
        ({"needs": [NeedData("", 2)]}, "needs"),
        ({"needs": [NeedData("Smed", 0)]}, "needs"),
        ({"needs": [NeedData("Smed", 1)] * 11}, "needs"),
        ({"needs": [NeedData("Smed", 1, 6)]}, "needs"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(mette, fields, field) -> None:
    company = companies.company()
    with acting_as(mette):
        with pytest.raises(ValidationError) as refused:
            interaction_add(actor=mette, company=company, data=data(**fields))
        assert list(refused.value.message_dict) == [field]
        assert not Interaction.objects.exists()


def test_a_place_or_person_of_another_company_is_refused(mette) -> None:
    company, other = companies.company(), companies.company()
    with acting_as(mette):
        wrong = data(workplace=other.workplaces.get(), contact=other.contacts.get())
        with pytest.raises(ValidationError) as refused:
            interaction_add(actor=mette, company=company, data=wrong)
    assert sorted(refused.value.message_dict) == ["contact", "workplace"]


def test_one_chip_is_a_note(mette) -> None:
    assert note(mette, companies.company(), text="", needs_apprentices=True).pk


def test_a_correction_keeps_what_stood_before(mette) -> None:
    row = note(mette, companies.company(), needs=[NeedData("Smed", 2)])
    with acting_as(mette):
        before = as_it_stands(row)
        changed = interaction_change(
            actor=mette, interaction=row, data=data(text="De lukker hallen.", growth="shrinks"), version=1
        )
        assert (changed.version, changed.text) == (2, "De lukker hallen.")
        assert not changed.needs.exists()
        kept = InteractionCorrection.objects.get()
        assert kept.before == before
        assert kept.before["needs"] == [{"occupation": "Smed", "number": 2, "horizon": 3}]
        with pytest.raises(EditedMeanwhile):
            interaction_change(actor=mette, interaction=row, data=data(text="Gammelt"), version=1)
        # Saving the same again is no correction.
        interaction_change(
            actor=mette, interaction=row, data=data(text="De lukker hallen.", growth="shrinks"), version=2
        )
        assert InteractionCorrection.objects.count() == 1
        with pytest.raises(ProgrammingError), transaction.atomic():
            InteractionCorrection.objects.update(before={})
        with pytest.raises(ProgrammingError), transaction.atomic():
            Interaction.objects.all().delete()


def test_the_next_visit_is_a_task_that_follows_the_note(mette) -> None:
    row = note(mette, companies.company(), next_visit_on=NEXT)
    with acting_as(mette):
        task = Task.objects.visible_to(mette).get()
        assert (task.due_on, task.assigned_id, task.company_id) == (NEXT, mette.user_id, row.company_id)
        later = NEXT + datetime.timedelta(days=7)
        interaction_change(actor=mette, interaction=row, data=data(next_visit_on=later))
        assert Task.objects.get().due_on == later
        interaction_change(actor=mette, interaction=row, data=data(next_visit_on=None))
        assert not Task.objects.exists()


def test_a_next_visit_that_was_made_stays_made(mette) -> None:
    row = note(mette, companies.company(), next_visit_on=TODAY)
    with acting_as(mette):
        Task.objects.update(done_at=NOON, done_by=mette.user_id)
        interaction_change(actor=mette, interaction=row, data=data(text="Rettet", next_visit_on=TODAY))
        assert Task.objects.get().done_at == NOON
        interaction_change(actor=mette, interaction=row, data=data(text="Rettet", next_visit_on=NEXT))
        assert sorted(Task.objects.values_list("due_on", flat=True)) == [TODAY, NEXT]


def test_a_form_that_is_sent_twice_is_one_note(mette) -> None:
    company, key = companies.company(), uuid4()
    with acting_as(mette):
        first = interaction_add(actor=mette, company=company, data=data(next_visit_on=NEXT), key=key)
        again = interaction_add(actor=mette, company=company, data=data(next_visit_on=NEXT), key=key)
        assert first == again
        assert Interaction.objects.count() == Task.objects.count() == 1


def test_companies_and_partners_write_no_notes() -> None:
    company = companies.company()
    for actor in (companies.user_of(company), accounts.actor(accounts.organisation(kind="partner"))):
        with acting_as(actor):
            with pytest.raises(NotAllowed):
                interaction_add(actor=actor, company=company, data=data())
            with pytest.raises(NotAllowed):
                internal_note_add(actor=actor, company=company, text="Hej")


def test_an_internal_note_can_be_taken_away_by_a_colleague_alone(mette) -> None:
    company = companies.company()
    with acting_as(mette):
        row = internal_note_add(actor=mette, company=company, text="Ring ikke før kl. 10.")
        with pytest.raises(ValidationError):
            internal_note_add(actor=mette, company=company, text="Borger 010190-1234")
    stranger = accounts.actor(accounts.organisation())
    with acting_as(stranger), pytest.raises(ValidationError):
        internal_note_remove(actor=stranger, note=row)
    with acting_as(mette):
        internal_note_remove(actor=mette, note=row)
        with pytest.raises(ValidationError):
            internal_note_remove(actor=mette, note=row)
        assert not InternalNote.objects.visible_to(mette).exists() and not internal_notes_of(mette, company)
    # A day long it can be taken back, by a colleague alone.
    with acting_as(stranger), pytest.raises(InternalNote.DoesNotExist):
        internal_note_restore(actor=stranger, uuid=row.uuid)
    with acting_as(mette):
        internal_note_restore(actor=mette, uuid=row.uuid)
        assert internal_notes_of(mette, company) == [row]
        with pytest.raises(InternalNote.DoesNotExist):
            internal_note_restore(actor=mette, uuid=row.uuid)
