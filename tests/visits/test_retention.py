"""What is old goes with all that hangs on it; what is not stays."""

import datetime

import pytest
from django.db import connection

from accounts.models import User
from accounts.tenancy import acting_as
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import NOON, TODAY, data, note
from visits.models import Interaction, InteractionCorrection, InteractionNeed, JointVisit, Task
from visits.services.interactions import NeedData, interaction_change
from visits.services.joint_visits import JointVisitData, joint_visit_invite
from visits.services.tasks import task_add, task_done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


def carry_out(rule: str, before: datetime.datetime) -> int:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"select retention_do_visits_{rule}(%s, 100)", [before])
        return cursor.fetchone()[0]


@pytest.fixture
def mette():
    return accounts.actor(accounts.organisation("Jobcenter Horsens"))


def test_an_old_note_goes_with_its_needs_corrections_and_tasks(mette) -> None:
    company = companies.company()
    old = note(mette, company, needs=[NeedData("Smed", 2)], next_visit_on=TODAY)
    with acting_as(mette):
        interaction_change(actor=mette, interaction=old, data=data(text="Rettet", needs=[NeedData("Smed")]))
    # The rule asks for instants before the day has begun in Denmark.
    midnight = datetime.datetime(2026, 3, 26, 23, tzinfo=datetime.UTC)
    assert carry_out("interactions", midnight - datetime.timedelta(seconds=1)) == 0
    assert carry_out("interactions", midnight) == 1
    with as_owner():
        left = [m for m in (Interaction, InteractionNeed, InteractionCorrection, Task) if m.objects.exists()]
    assert left == []


def test_open_tasks_stay_and_done_ones_go(mette) -> None:
    with acting_as(mette):
        mine = User.objects.get(pk=mette.user_id)
        kept = task_add(actor=mette, text="Åben", due_on=TODAY, assigned=mine)
        gone = task_add(actor=mette, text="Gjort", due_on=TODAY)
        task_done(actor=mette, task=gone)
    assert carry_out("tasks", NOON) == 1
    with as_owner():
        assert list(Task.objects.all()) == [kept]


def test_a_joint_visit_goes_with_its_answers_and_pseudonyms(mette) -> None:
    guest = accounts.organisation("Jobcenter Odder")
    times = [NOON + datetime.timedelta(days=n) for n in (1, 2, 3)]
    company = companies.company()
    with acting_as(mette):
        joint_visit_invite(
            actor=mette,
            company=company,
            data=JointVisitData(purpose="Svejsere"),
            guests=[guest],
            times=times,
            citizens="H-48213",
        )
    assert carry_out("joint_visits", NOON - datetime.timedelta(hours=1)) == 0
    assert carry_out("joint_visits", NOON) == 1
    with as_owner(), connection.cursor() as cursor:
        assert not JointVisit.objects.exists()
        for table in ("time", "guest", "answer", "citizen"):
            cursor.execute(f"select count(*) from visits_jointvisit{table}")
            assert cursor.fetchone() == (0,), table
