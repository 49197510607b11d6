"""What was shared and is so no more is kept by the database, whatever it was that took it back."""

import datetime

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.actor import Actor
from accounts.tenancy import acting_as
from companies.models import Company
from companies.services import EditedMeanwhile
from tests.factories import accounts, companies
from tests.helpers.db import as_owner, as_worker
from tests.visits.notes import NOON, data, note
from visits.models import Interaction, WithdrawnNote
from visits.services.interactions import interaction_change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def mette() -> Actor:
    return accounts.actor(accounts.organisation("Jobcenter Horsens"))


@pytest.fixture
def company() -> Company:
    return companies.company()


def change(actor: Actor, row: Interaction, **fields: object) -> None:
    with acting_as(actor):
        interaction_change(actor=actor, interaction=row, data=data(**fields))


def left() -> list[tuple[object, object]]:
    with as_owner():
        return list(WithdrawnNote.objects.values_list("uuid", "organisation_id"))


def test_one_that_is_taken_back_is_kept_until_it_is_shared_again(mette: Actor, company: Company) -> None:
    row = note(mette, company, is_shared=True)
    change(mette, row, is_shared=True, text="Rettet")
    assert left() == []
    change(mette, row, is_shared=False, text="Kun vores")
    assert left() == [(row.uuid, mette.organisation_id)]
    change(mette, row, is_shared=True, text="Delt igen")
    assert left() == []
    change(mette, row, is_shared=False)
    change(mette, row, is_shared=False, text="Stadig kun vores")
    assert left() == [(row.uuid, mette.organisation_id)]


def test_what_retention_deletes_is_withdrawn_where_it_was_shared(mette: Actor, company: Company) -> None:
    note(mette, company)
    shared = note(mette, company, is_shared=True)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select retention_do_visits_interactions(%s, 100)", [NOON])
    with as_owner():
        assert not Interaction.objects.exists()
    assert left() == [(shared.uuid, mette.organisation_id)]


@pytest.mark.parametrize(
    ("kind", "sees"),
    [("jobcenter", 1), ("national", 1), ("company", 0), ("amk", 0), ("partner", 0)],
)
def test_those_who_could_read_it_are_told(mette: Actor, company: Company, kind: str, sees: int) -> None:
    row = note(mette, company, is_shared=True)
    note(mette, company, text="Aldrig delt")
    change(mette, row, is_shared=False)
    other = accounts.actor(accounts.organisation(kind=kind))
    with acting_as(other):
        # What stands in the database's policy stands in `visible_to` too.
        assert WithdrawnNote.objects.count() == sees
        assert WithdrawnNote.objects.visible_to(other).count() == sees
    with acting_as(mette):
        assert not WithdrawnNote.objects.visible_to(mette).exists()  # it has the note itself
    assert not WithdrawnNote.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "insert into visits_withdrawnnote (uuid, organisation_id, withdrawn_at) values (gen_random_uuid(), %s, now())",
        "update visits_withdrawnnote set organisation_id = %s",
        "delete from visits_withdrawnnote where organisation_id = %s",
    ],
)
def test_nobody_but_the_triggers_writes_it(mette: Actor, company: Company, statement: str) -> None:
    change(mette, note(mette, company, is_shared=True), is_shared=False)
    with acting_as(mette), connection.cursor() as cursor:
        with pytest.raises(ProgrammingError), transaction.atomic():
            cursor.execute(statement, [mette.organisation_id])
        with pytest.raises(ProgrammingError), transaction.atomic(), as_worker():
            cursor.execute(statement, [mette.organisation_id])


def test_words_taken_out_of_a_note_and_another_company_move_its_time_of_change(
    mette: Actor, company: Company
) -> None:
    row = note(mette, company, text="Ring til Karin Holm", is_shared=True)
    kept = note(mette, company, text="Intet navn")
    with acting_as(mette), as_worker(), connection.cursor() as cursor:
        cursor.execute("select * from retention_redact(array['Karin Holm'])")
    with as_owner():
        now = Interaction.objects.get(pk=row.pk)
        assert (now.text, now.version) == ("Ring til [slettet]", 2)
        assert now.updated_at > row.updated_at
        assert Interaction.objects.get(pk=kept.pk).updated_at == kept.updated_at
        Interaction.objects.filter(pk=kept.pk).update(company=companies.company())
        moved = Interaction.objects.get(pk=kept.pk)
        assert moved.updated_at > kept.updated_at
        # A change that is no change moves nothing, and one's own time stays.
        Interaction.objects.filter(pk=kept.pk).update(text=moved.text, external_ref="A-1")
        assert Interaction.objects.get(pk=kept.pk).updated_at == moved.updated_at
        later = NOON + datetime.timedelta(days=400)
        Interaction.objects.filter(pk=kept.pk).update(text="x", updated_at=later)
        assert Interaction.objects.get(pk=kept.pk).updated_at == later


def test_a_page_that_was_open_cannot_write_back_what_was_taken_out(mette: Actor) -> None:
    row = note(mette, companies.company(), text="Karin Holm vil have to.")
    with acting_as(mette), as_worker(), connection.cursor() as cursor:
        cursor.execute("select * from retention_redact(array['Karin Holm'])")
    with acting_as(mette), pytest.raises(EditedMeanwhile):
        interaction_change(
            actor=mette, interaction=row, data=data(text="Karin Holm vil have tre."), version=row.version
        )
    with as_owner():
        now = Interaction.objects.get(pk=row.pk)
        assert (now.text, now.version) == ("[slettet] vil have to.", row.version + 1)
