"""Rounds of calls: made once, added to, reworded, ended and taken up again; whom to ring, and how far it has come."""

import datetime
from collections.abc import Sequence

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import Actor
from accounts.models import User
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from companies.models import Company, ConsentChannel, ConsentKind
from companies.services import consent_record
from tests.factories import accounts, agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.visits.notes import NOON, TODAY, client_of, note
from visits.models import CallRound, Task
from visits.selectors.rounds import (
    PAGE_SIZE,
    Wanted,
    choice_page,
    companies_to_ring,
    own_municipalities,
    round_get,
    round_page,
    rounds_of,
    rounds_to_ring,
    running_rounds,
)
from visits.services.rounds import round_change, round_end, round_make, round_resume
from visits.services.tasks import task_done, task_reopen
from visits.sources import Asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("friday")]
LATER = TODAY + datetime.timedelta(days=7)


def made(actor: Actor, chosen: Sequence[Company], name: str = "Metal 2026", **fields: object) -> CallRound:
    asked = {"due_on": LATER, **fields}
    with acting_as(actor):
        return round_make(actor=actor, companies=[one.pk for one in chosen], name=name, **asked).round  # type: ignore[arg-type]


def test_each_company_is_asked_for_once_whatever_is_pressed_twice(mette) -> None:
    chosen = [companies.company() for _ in range(3)]
    keys = [one.pk for one in chosen]
    with acting_as(mette):
        first = round_make(actor=mette, companies=keys[:2], name=" Metal  2026", due_on=TODAY)
        again = round_make(actor=mette, companies=keys, name="metal 2026", due_on=LATER)
        assert (first.made, first.passed, again.made, again.passed) == (2, 0, 1, 2)
        assert first.round == again.round == CallRound.objects.get()
        assert CallRound.objects.get().due_on == LATER
        assert set(Task.objects.values_list("company", "text", "campaign", "round")) == {
            (key, "Ring: Metal 2026", "Metal 2026", first.round.pk) for key in keys
        }
        # Who has been rung is not asked for again.
        task_done(actor=mette, task=Task.objects.get(company=chosen[0]))
        assert round_make(actor=mette, companies=keys, name="Metal 2026", due_on=LATER).made == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"companies": []}, "companies"),
        ({"companies": range(1, 1002)}, "companies"),
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "Ring om 010190-1234"}, "name"),
        ({"due_on": TODAY - datetime.timedelta(days=1)}, "due_on"),
    ],
)
def test_what_cannot_be_right_is_refused_and_leaves_no_round(mette, company, fields, field) -> None:
    asked = {"companies": [company.pk], "name": "Ny", "due_on": TODAY, **fields}
    with acting_as(mette):
        with pytest.raises(ValidationError) as refused:
            round_make(actor=mette, **asked)
        assert list(refused.value.message_dict) == [field]
        assert not CallRound.objects.exists()


def test_a_company_has_no_rounds(company) -> None:
    person = companies.user_of(company)
    with acting_as(person), pytest.raises(NotAllowed):
        round_make(actor=person, companies=[company.pk], name="Ny", due_on=TODAY)


def test_the_rest_is_given_up_and_taken_up_again(mette) -> None:
    chosen = [companies.company() for _ in range(3)]
    called = made(mette, chosen)
    with acting_as(mette):
        task_done(actor=mette, task=Task.objects.get(company=chosen[0]))
        assert round_end(actor=mette, call_round=called) == 2
        assert round_end(actor=mette, call_round=called) == 0
        now = round_get(mette, called.uuid)
        assert (now.called, now.waiting, now.many, now.ended_at) == (1, 0, 1, NOON)
        assert not Task.objects.open().exists()
        assert round_resume(actor=mette, call_round=called) == 2
        assert round_resume(actor=mette, call_round=called) == 0
        now = round_get(mette, called.uuid)
        assert (now.called, now.waiting, now.ended_at) == (1, 2, None)
        # Whoever adds to an ended round goes on with it; who was given up may be chosen again.
        round_end(actor=mette, call_round=called)
        again = round_make(actor=mette, companies=[chosen[1].pk], name=called.name, due_on=LATER)
        now = round_get(mette, called.uuid)
        assert (again.made, now.called, now.waiting, now.ended_at) == (1, 1, 1, None)


def test_an_ended_round_to_which_nobody_new_comes_stays_ended(mette) -> None:
    chosen = [companies.company() for _ in range(2)]
    called = made(mette, chosen)
    with acting_as(mette):
        task_done(actor=mette, task=Task.objects.get(company=chosen[0]))
        round_end(actor=mette, call_round=called)
        again = round_make(actor=mette, companies=[chosen[0].pk], name=called.name, due_on=TODAY)
        now = round_get(mette, called.uuid)
        assert (again.made, again.passed, now.ended_at, now.due_on) == (0, 1, NOON, LATER)
        # So the rest can still be taken up again.
        assert round_resume(actor=mette, call_round=called) == 1


def test_a_call_that_is_taken_back_on_an_ended_round_waits_and_can_be_given_up(mette) -> None:
    chosen = [companies.company() for _ in range(2)]
    called = made(mette, chosen)
    client, address = client_of(mette), f"/opgaver/rundringninger/{called.uuid}/"
    with acting_as(mette):
        task_done(actor=mette, task=Task.objects.get(company=chosen[0]))
        round_end(actor=mette, call_round=called)
    assert "Resten er opgivet." in client.get(address).content.decode()
    with acting_as(mette):
        task_reopen(actor=mette, task=Task.objects.get(company=chosen[0]))
    html = client.get(address).content.decode()
    assert "Resten er opgivet." not in html and "Opgiv den 1, der mangler" in html
    assert "Slut, resten" not in client.get("/opgaver/").content.decode()
    with acting_as(mette):
        assert round_end(actor=mette, call_round=called) == 1
        assert round_end(actor=mette, call_round=called) == 0
        assert round_resume(actor=mette, call_round=called) == 2


def test_name_day_and_caller_are_changed_for_those_who_wait(mette) -> None:
    chosen = [companies.company() for _ in range(2)]
    called, other = made(mette, chosen), made(mette, chosen, "Træ")
    with acting_as(mette):
        mine = User.objects.get(pk=mette.user_id)
        done = called.tasks.get(company=chosen[0])
        task_done(actor=mette, task=done)
        round_change(actor=mette, call_round=called, name="Metal, forår", due_on=TODAY, assigned=mine)
        assert set(called.tasks.values_list("text", "campaign", "due_on", "assigned")) == {
            ("Ring: Metal, forår", "Metal, forår", LATER, None),
            ("Ring: Metal, forår", "Metal, forår", TODAY, mine.pk),
        }
        with pytest.raises(ValidationError) as refused:
            round_change(actor=mette, call_round=called, name="TRÆ", due_on=TODAY, assigned=None)
        assert list(refused.value.message_dict) == ["name"]
        round_change(actor=mette, call_round=other, name="træ", due_on=LATER, assigned=None)


def test_a_stranger_neither_sees_nor_ends_it(mette) -> None:
    called = made(mette, [companies.company()])
    bo = accounts.actor(accounts.organisation("Jobcenter Odder"))
    with acting_as(bo):
        assert not CallRound.objects.exists() and not rounds_of(bo)
        for call in (round_end, round_resume):
            with pytest.raises(CallRound.DoesNotExist):
                call(actor=bo, call_round=called)
        # The same name is another round of one's own.
        assert made(bo, [companies.company()]).pk != called.pk
    with as_owner():
        assert Task.objects.get(round=called).done_at is None


def test_whom_to_ring_by_place_industry_and_silence(mette) -> None:
    metal = companies.company("Metal A/S", industry_code="251100", industry="Metal")
    companies.company("Kro ApS", industry_code="561010", industry="Restaurant")
    far = companies.company("Metal Fyn A/S", industry_code="251100", industry="Metal", workplace_code="5800")
    talked = companies.company("Talt Med A/S", industry_code="251100", industry="Metal")
    note(mette, talked, held_on=TODAY - datetime.timedelta(days=10))
    note(mette, far, held_on=TODAY - datetime.timedelta(days=100))
    with as_owner():
        here = metal.workplaces.get().postcode.municipality_id
        there = far.workplaces.get().postcode.municipality_id

    def names(**fields: object) -> list[str]:
        with acting_as(mette):
            return [one.name for one in companies_to_ring(mette, Wanted(**fields))]  # type: ignore[arg-type]

    long_ago = TODAY - datetime.timedelta(days=29)
    assert names(municipalities=[here], section="C", silent_since=long_ago) == ["Metal A/S"]
    assert names(municipalities=[here, there], section="C", silent_since=long_ago) == [
        "Metal A/S",
        "Metal Fyn A/S",
    ]
    # Exactly ten days ago is no silence of eleven days.
    assert "Talt Med A/S" in names(section="C", silent_since=TODAY - datetime.timedelta(days=9))
    assert "Talt Med A/S" not in names(section="C", silent_since=TODAY - datetime.timedelta(days=10))
    called = made(mette, [metal])
    assert names(section="C", of_round=called) == ["Metal Fyn A/S", "Talt Med A/S"]


def test_a_page_of_companies_and_the_others(mette) -> None:
    for n in range(PAGE_SIZE + 3):
        companies.company(f"Firma {n:03d}", with_contact=False)
    with acting_as(mette):

        def page(number: int) -> tuple[int, int, int, int]:
            found = choice_page(mette, Wanted(), number)
            return len(found.choices), found.number, found.pages, found.others

        assert page(1) == (PAGE_SIZE, 1, 2, 3)
        assert page(2) == page(99) == (3, 2, 2, PAGE_SIZE)
        assert page(0) == page(1)
        seen = [row.company.name for n in (1, 2) for row in choice_page(mette, Wanted(), n).choices]
        assert seen == sorted(set(seen)) and len(seen) == PAGE_SIZE + 3


def test_a_jobcentre_begins_with_its_own_municipalities() -> None:
    horsens = make.consultant("Horsens")
    with acting_as(horsens):
        assert own_municipalities(horsens, TODAY) == ["0615"]
    national = make.national_actor()
    with acting_as(national):
        assert own_municipalities(national, TODAY) == []


def test_whom_a_round_rings_and_whose_number_is_not_told() -> None:
    bo = make.consultant("Odder")
    free, guarded = companies.company("Fri ApS"), companies.company("Vogtet ApS")
    agreements.agreement_in_force(guarded)
    called = made(bo, [free, guarded])
    with acting_as(bo):
        rows = {row.task.company.name: row for row in round_page(bo, called, is_done=False).rows}  # type: ignore[union-attr]
    person = rows["Fri ApS"].contact
    assert person is not None and rows["Fri ApS"].phone_url == f"tel:+45{person.phone.replace(' ', '')}"
    assert rows["Vogtet ApS"].contact is None and rows["Vogtet ApS"].phone_url == ""


def test_who_wants_no_contact_any_more_is_told_on_a_round_made_before(mette) -> None:
    chosen = [companies.company(f"Firma {n}") for n in range(2)]
    called = made(mette, chosen)
    with as_owner():
        person = chosen[0].contacts.get()
    with acting_as(mette):
        word = {"kind": ConsentKind.CONTACT, "given_by": "Karin Holm", "given_on": TODAY, "is_given": False}
        consent_record(actor=mette, contact=person, channel=ConsentChannel.PHONE, **word)
        rows = round_page(mette, called, is_done=None).rows
        assert [(row.contact is None, row.refuses) for row in rows] == [(True, True), (False, False)]
    html = client_of(mette).get(f"/opgaver/rundringninger/{called.uuid}/").content.decode()
    assert html.count("Ingen her vil kontaktes") == 1


def test_those_who_wait_come_first_and_the_round_asks_as_often_for_40_as_for_one(mette) -> None:
    chosen = [companies.company(f"Firma {n:02d}") for n in range(40)]
    called = made(mette, chosen[:1])

    def asked() -> int:
        with acting_as(mette), CaptureQueriesContext(connection) as queries:
            assert round_page(mette, called, is_done=None).rows
        return len(queries)

    few = asked()
    made(mette, chosen)
    assert asked() == few
    with acting_as(mette):
        task_done(actor=mette, task=called.tasks.get(company=chosen[0]))
        rows = [
            (row.task.company_id, bool(row.task.done_at))
            for row in round_page(mette, called, is_done=None).rows
        ]
        assert rows == [*((one.pk, False) for one in chosen[1:]), (chosen[0].pk, True)]
        assert [len(round_page(mette, called, is_done=done).rows) for done in (True, False)] == [1, 39]


def test_a_round_is_one_line_of_the_list_of_tasks(mette) -> None:
    chosen = [companies.company() for _ in range(3)]
    with acting_as(mette):
        mine = User.objects.get(pk=mette.user_id)
    called = made(mette, chosen[:2], assigned=mine)
    made(mette, chosen[2:], due_on=TODAY)
    with acting_as(mette):
        (line,) = rounds_to_ring(mette, Asked())
        assert (line.text, line.due_on, line.who) == ("Ring til 3 virksomheder: Metal 2026", TODAY, "")
        (line,) = rounds_to_ring(mette, Asked(user_id=mette.user_id))
        assert (line.text, line.due_on, line.who) == ("Ring til 2 virksomheder: Metal 2026", LATER, mine.name)
        # Nothing typed lies on other people's calendar servers.
        assert "Metal" not in str(line.calendar_text)
        assert rounds_to_ring(mette, Asked(company=chosen[0])) == []
        assert [one.pk for one in running_rounds(mette)] == [called.pk]
        for task in called.tasks.all():
            task_done(actor=mette, task=task)
        assert rounds_to_ring(mette, Asked()) == [] and running_rounds(mette) == []
        task_reopen(actor=mette, task=called.tasks.first())
        assert rounds_to_ring(mette, Asked())[0].text == "Ring til 1 virksomhed: Metal 2026"
