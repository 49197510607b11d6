"""Companies that are merged while they stand on a round of calls."""

import datetime

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from accounts.tenancy import acting_as
from companies.models import Company, Merge
from companies.services.merging import companies_merge, merge_undo
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.visits.notes import TODAY
from visits.models import CallRound, Task
from visits.selectors.rounds import round_get
from visits.services.rounds import round_end, round_make, round_resume
from visits.services.tasks import task_done

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
LATER = TODAY + datetime.timedelta(days=7)


@pytest.fixture
def boss() -> Actor:
    return accounts.actor(make.national(), role=Role.ADMINISTRATOR)


def called(actor: Actor, *chosen: Company) -> CallRound:
    with acting_as(actor):
        keys = [one.pk for one in chosen]
        return round_make(actor=actor, companies=keys, name="Metal 2026", due_on=LATER).round


def merged(boss: Actor, kept: Company, away: Company) -> Merge:
    with acting_as(boss):
        return companies_merge(actor=boss, kept=kept, away=away, reason="Registreret to gange.")


def test_two_of_the_same_round_are_merged_and_rung_once(mette, boss) -> None:
    kept, away, third = (companies.company() for _ in range(3))
    called(mette, kept, away, third)
    with as_owner():
        before = list(Task.objects.order_by("id").values())
    # Another organisation's round of the same companies, and a task of no round.
    bo = accounts.actor(accounts.organisation("Jobcenter Odder"))
    called(bo, kept, away)
    merge = merged(boss, kept, away)
    for actor, waiting in ((mette, 2), (bo, 1)):
        with acting_as(actor):
            row = round_get(actor, CallRound.objects.get().uuid)
            assert (row.called, row.waiting) == (0, waiting)
            assert Task.objects.filter(company=kept).count() == 2
            assert Task.objects.open().filter(company=kept).count() == 1
    with acting_as(boss):
        assert merge_undo(actor=boss, merge=merge, reason="Det var to.") == []
    # Undone exactly: the one that comes back waits as before.
    with acting_as(mette):
        assert round_get(mette, CallRound.objects.get().uuid).waiting == 3
    with as_owner():
        assert [
            row for row in Task.objects.order_by("id").values() if row["id"] <= before[-1]["id"]
        ] == before
        assert not Task.objects.filter(is_given_up=True).exists()


def test_one_that_somebody_gave_up_stays_so_through_a_merge_and_back(mette, boss) -> None:
    kept, away = companies.company(), companies.company()
    row = called(mette, away)
    with acting_as(mette):
        assert round_end(actor=mette, call_round=row) == 1
    merge = merged(boss, kept, away)
    with acting_as(boss):
        assert merge_undo(actor=boss, merge=merge, reason="Det var to.") == []
    with acting_as(mette):
        task = Task.objects.get(company=away)
        assert task.is_given_up and task.done_by_id == mette.user_id


def test_a_call_follows_through_two_merges_and_waits_once(mette, boss) -> None:
    first, second, third = (companies.company() for _ in range(3))
    called(mette, first, second)
    merged(boss, second, first)
    merged(boss, third, second)
    with acting_as(mette):
        assert Task.objects.open().get().company_id == third.pk
        assert Task.objects.filter(company=third).count() == 2


@pytest.mark.parametrize(("done", "still"), [("kept", 0), ("away", 1)])
def test_who_has_been_rung_does_not_get_another_call_from_the_one_merged_into_it(
    mette, boss, done, still
) -> None:
    """Where the one that stands waits itself, it goes on waiting."""
    both = {"kept": companies.company(), "away": companies.company()}
    called(mette, *both.values())
    with acting_as(mette):
        task_done(actor=mette, task=Task.objects.get(company=both[done]))
    merged(boss, **both)
    with acting_as(mette):
        assert Task.objects.filter(company=both["kept"]).count() == 2
        assert Task.objects.open().count() == still


def test_two_that_were_given_up_and_then_merged_come_back_as_one(mette, boss) -> None:
    kept, away = companies.company(), companies.company()
    row = called(mette, kept, away)
    with acting_as(mette):
        assert round_end(actor=mette, call_round=row) == 2
    merged(boss, kept, away)
    with acting_as(mette):
        assert round_resume(actor=mette, call_round=row) == 1
        assert Task.objects.open().get().company_id == kept.pk


def test_one_that_stands_alone_on_it_moves_and_still_waits(mette, boss) -> None:
    kept, away = companies.company(), companies.company()
    row = called(mette, away)
    merged(boss, kept, away)
    with acting_as(mette):
        task = Task.objects.get()
        assert (task.company_id, task.done_at) == (kept.pk, None)
        # Who was merged away is no longer taken on.
        again = round_make(actor=mette, companies=[away.pk], name="Metal 2026", due_on=LATER)
        assert (again.made, again.passed) == (0, 1)
        assert round_end(actor=mette, call_round=row) == 1
        assert round_resume(actor=mette, call_round=row) == 1
