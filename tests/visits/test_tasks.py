"""Tasks: made, done and taken back, given away; the secret address of a calendar."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import User
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from accounts.tokens import token_hash
from tests.factories import accounts, companies
from tests.helpers.db import as_owner
from tests.visits.notes import NOON, TODAY, data, note
from visits.models import CalendarLink, Task
from visits.services.interactions import interaction_change
from visits.services.tasks import (
    calendar_link_make,
    calendar_link_revoke,
    task_add,
    task_change,
    task_done,
    task_reopen,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]


@pytest.fixture
def horsens():
    return accounts.organisation("Jobcenter Horsens")


@pytest.fixture
def mette(horsens):
    return accounts.actor(horsens)


def test_a_task_is_done_and_taken_back(mette) -> None:
    with acting_as(mette):
        task = task_add(actor=mette, text=" Send  CV'er ", due_on=TODAY, company=companies.company())
        assert task.text == "Send CV'er"
        task_done(actor=mette, task=task)
        assert Task.objects.values_list("done_at", "done_by").get() == (NOON, mette.user_id)
        assert not Task.objects.open().exists()
        task_reopen(actor=mette, task=task)
        assert Task.objects.open().get().done_by is None


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"text": " "}, "text"),
        ({"text": "x" * 201}, "text"),
        ({"text": "Ring om 010190-1234"}, "text"),
        ({"due_on": datetime.date(2026, 3, 26)}, "due_on"),
        ({"due_on": datetime.date(2066, 3, 26)}, "due_on"),
    ],
)
def test_what_cannot_be_right_is_refused(mette, fields, field) -> None:
    with acting_as(mette):
        with pytest.raises(ValidationError) as refused:
            task_add(actor=mette, **{"text": "Ring", "due_on": TODAY, **fields})
        assert list(refused.value.message_dict) == [field]


def test_a_task_is_given_to_colleagues_only(mette, horsens) -> None:
    colleague, stranger = accounts.actor(horsens), accounts.actor(accounts.organisation())
    with acting_as(mette):
        task = task_add(
            actor=mette, text="Ring", due_on=TODAY, assigned=User.objects.get(pk=colleague.user_id)
        )
        with pytest.raises(ValidationError, match="kollega"):
            task_change(
                actor=mette,
                task=task,
                text="Ring",
                due_on=TODAY,
                assigned=User.objects.get(pk=stranger.user_id),
            )
        task_change(actor=mette, task=task, text="Ring igen", due_on=TODAY, assigned=None)
        assert Task.objects.values_list("text", "assigned").get() == ("Ring igen", None)


def test_an_overdue_task_can_be_reworded_without_being_moved(mette) -> None:
    with acting_as(mette):
        task = task_add(actor=mette, text="Ring", due_on=TODAY)
        Task.objects.update(due_on=TODAY - datetime.timedelta(days=9))
        task.refresh_from_db()
        task_change(actor=mette, task=task, text="Ring snart", due_on=task.due_on, assigned=None)
        assert Task.objects.get().text == "Ring snart"


def test_a_stranger_cannot_tick_it_off(mette) -> None:
    with acting_as(mette):
        task = task_add(actor=mette, text="Ring", due_on=TODAY)
    stranger = accounts.actor(accounts.organisation())
    with acting_as(stranger):
        task_done(actor=stranger, task=task)
    company = companies.user_of(companies.company())
    with acting_as(company), pytest.raises(NotAllowed):
        task_done(actor=company, task=task)
    with as_owner():
        assert Task.objects.get().done_at is None


def test_a_tick_is_not_taken_back_over_a_new_next_visit(mette) -> None:
    row = note(mette, companies.company(), next_visit_on=TODAY)
    with acting_as(mette):
        task = Task.objects.get()
        task_done(actor=mette, task=task)
        interaction_change(
            actor=mette, interaction=row, data=data(next_visit_on=TODAY + datetime.timedelta(days=30))
        )
        with pytest.raises(ValidationError, match="nyt næste besøg"):
            task_reopen(actor=mette, task=task)


def owner_of(token: str) -> tuple[int, int] | None:
    with connection.cursor() as cursor:
        cursor.execute("select user_id, organisation_id from visits_calendar_of(%s)", [token_hash(token)])
        return cursor.fetchone()


def test_a_calendar_link_is_stored_as_a_hash_and_ends_at_once(mette, horsens) -> None:
    with acting_as(mette):
        first = calendar_link_make(actor=mette)
        assert CalendarLink.objects.get().token_hash == token_hash(first)
    assert owner_of(first) == (mette.user_id, mette.organisation_id)
    with acting_as(mette):
        second = calendar_link_make(actor=mette)
    assert owner_of(first) is None
    assert owner_of(second) == (mette.user_id, mette.organisation_id)
    with acting_as(mette):
        calendar_link_revoke(actor=mette)
    assert owner_of(second) is None


def test_who_has_left_has_no_calendar(mette, horsens) -> None:
    with acting_as(mette):
        token = calendar_link_make(actor=mette)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update accounts_membership set is_active = false where user_id = %s", [mette.user_id])
    assert owner_of(token) is None
