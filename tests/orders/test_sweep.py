"""The ladder fired by the sweep: who is told, when, once, and by whose opening hours (T1, T3, T6)."""

import datetime

import pytest

from accounts.enums import Role
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.models import ContactEntry
from notifications.enums import MailState
from orders.enums import AnswerKind, BreachCause, EventKind
from orders.models import Clock
from orders.services.orders import order_answer
from orders.services.requests import request_answer, request_withdraw
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import (
    Border,
    at,
    clock_of,
    fired,
    fires_at,
    ledger,
    mails,
    next_fire_at,
    person,
    set_timers,
    sweep_as_worker,
    waiting,
)

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)


def breaches(clock: Clock) -> list[tuple[object, ...]]:
    return make.rows("select due_at, detected_at, cause from orders_breach where clock_id = %s", clock.pk)


def test_nothing_fires_before_its_time() -> None:
    border = Border()
    result = sweep_as_worker(fires_at(border.clock, 1) - MINUTE)
    assert (result.counts.levels.total(), result.pages) == (0, 0)
    assert ledger(border.clock) == []


def test_the_owner_alone_is_warned_two_opening_hours_before() -> None:
    border = Border()
    assert border.clock.due_at == at(31, "09.00")
    sweep_as_worker(at(30, "12.00"))
    clock = border.clock
    assert (fired(clock), next_fire_at(clock)) == ([1], clock.due_at)
    (told,) = ledger(clock)
    assert (told.level, told.recipient, told.email) == (1, border.key(border.jonas), border.jonas.user.email)
    assert told.due_at == fires_at(clock, 1) == told.mail_not_before
    assert breaches(clock) == []


def test_a_breach_crosses_the_border_each_in_their_own_opening_hours() -> None:
    border = Border()
    # Found on a Thursday evening: Horsens opens on Friday, Odder, closed on Fridays, on Monday.
    late = at(2, "18.00", month=4)
    due_at = at(2, "17.55", month=4)
    set_timers(border.clock, due_at, breach=due_at, later=at(10, "09.00", month=4))
    sweep_as_worker(late)
    told = {row.recipient: row for row in ledger(border.clock)}
    assert set(told) == set(border.keys(border.jonas, border.karen, border.mette))
    # 3 April 2026 is Good Friday, 6 April Easter Monday: both open on Tuesday, at nine.
    assert {row.mail_not_before for row in told.values()} == {at(7, "09.00", month=4)}
    assert breaches(border.clock) == [(at(2, "17.55", month=4), late, BreachCause.AWAITING_JOBCENTER)]


def test_the_two_sides_have_each_their_own_next_opening() -> None:
    border = Border()
    friday = at(27, "08.00")
    set_timers(border.clock, friday, breach=friday)
    sweep_as_worker(friday + MINUTE)
    told = {row.recipient: row.mail_not_before for row in ledger(border.clock)}
    assert told == {
        border.key(border.mette): at(27, "09.00"),
        border.key(border.jonas): at(30, "09.00"),
        border.key(border.karen): at(30, "09.00"),
    }


def test_the_second_level_goes_to_both_managers_and_the_one_who_waits() -> None:
    border = Border()
    for instant in (at(30, "12.00"), at(31, "09.01"), at(1, "09.01", month=4)):
        sweep_as_worker(instant)
    clock = border.clock
    assert (fired(clock), next_fire_at(clock)) == ([1, 2, 3], None)
    assert {row.recipient for row in ledger(clock) if row.level == 3} == set(
        border.keys(border.karen, border.mette, border.lars)
    )
    assert len(mails(clock)) == 1 + 3 + 3
    assert sweep_as_worker(at(1, "09.01", month=5)).counts.levels.total() == 0


def test_a_hundred_sweeps_are_one() -> None:
    border = Border()
    for _n in range(100):
        sweep_as_worker(at(31, "09.01"), page=3)
    assert [(row.level, row.recipient) for row in ledger(border.clock)] == sorted(
        [
            (1, border.key(border.jonas)),
            *((2, key) for key in border.keys(border.jonas, border.karen, border.mette)),
        ]
    )
    assert len(breaches(border.clock)) == 1
    assert sorted(mails(border.clock)) == sorted(
        f"2:{key}" for key in border.keys(border.jonas, border.karen, border.mette)
    )


def test_a_promise_to_a_company_stays_in_the_house() -> None:
    mette, lars = make.consultant("Horsens"), person(make.jobcenter("Horsens"), "Lars Holm", Role.MANAGER)
    with playing(at(27, "12.30")):
        order = make.order(mette)
    clock = clock_of(order, "D1")
    for instant in (fires_at(clock, 1), clock.due_at + MINUTE, fires_at(clock, 3)):
        sweep_as_worker(instant)
    owner, manager = f"user:{mette.user_id}", f"user:{lars.user_id}"
    assert [(row.level, row.recipient) for row in ledger(clock)] == sorted(
        [(1, owner), (2, owner), (2, manager), (3, manager)]
    )
    assert breaches(clock)[0][2] == BreachCause.NOT_CALLED
    company = make.rows("select email from companies_contactperson where company_id = %s", order.company_id)[
        0
    ][0]
    assert company not in {mail.recipient for mail in mails(clock).values()}


def test_without_an_owner_the_managers_are_told_once() -> None:
    border = Border()
    with as_owner():
        Clock.objects.filter(pk=border.clock.pk).update(owner_user=None)
    sweep_as_worker(at(31, "09.01"))
    assert {row.recipient for row in ledger(border.clock)} == set(border.keys(border.karen, border.mette))
    assert sorted(mails(border.clock)) == sorted(
        f"2:{key}" for key in border.keys(border.karen, border.mette)
    )


def test_a_person_who_has_left_is_not_told() -> None:
    border = Border()
    with as_owner():
        Membership.objects.filter(pk=border.jonas.pk).update(is_active=False)
    sweep_as_worker(at(30, "12.00"))
    assert [row.recipient for row in ledger(border.clock)] == [border.key(border.karen)]


def test_without_a_manager_the_organisations_own_mailbox_is_told() -> None:
    border = Border()
    with as_owner():
        Membership.objects.filter(organisation=border.odder).delete()
        Clock.objects.filter(pk=border.clock.pk).update(owner_user=None)
        mailbox = border.odder.jobcenter.company_email or border.odder.email
    sweep_as_worker(at(31, "09.01"))
    told = {row.recipient: row.email for row in ledger(border.clock) if row.level == 2}
    assert told == {
        f"organisation:{border.odder.pk}": mailbox,
        border.key(border.mette): border.mette.user.email,
    }
    mail = mails(border.clock)[f"2:organisation:{border.odder.pk}"]
    assert (mail.recipient, mail.state) == (mailbox, MailState.QUEUED)


def test_nobody_to_reach_is_in_the_ledger_and_counted() -> None:
    border = Border()
    with as_owner():
        Membership.objects.filter(organisation=border.odder).delete()
        # Nor can anybody who would be told instead: no coordinator, no Jobservice Danmark.
        type(border.odder).objects.update(email="")
        type(border.odder.jobcenter).objects.update(company_email="")
        ContactEntry.objects.all().delete()
    result = sweep_as_worker(at(30, "12.00"))
    assert result.counts.unreachable == 1
    (told,) = ledger(border.clock)
    assert (told.recipient, told.email) == (f"organisation:{border.odder.pk}", "")
    assert mails(border.clock) == {}


def test_a_warning_found_too_late_is_recorded_and_not_sent() -> None:
    border = Border()
    result = sweep_as_worker(at(31, "09.05"))
    assert result.counts.moot == 1
    warning = ledger(border.clock)[0]
    assert (warning.level, warning.email, warning.due_at) == (1, "", fires_at(border.clock, 1))
    assert not any(key.startswith("1:") for key in mails(border.clock))


def test_a_warning_that_could_only_arrive_after_the_deadline_is_not_sent() -> None:
    border = Border()
    # Monday evening after closing; the next opening is the deadline itself, Tuesday 09.00: the last moment to be told.
    sweep_as_worker(at(30, "20.00"))
    assert ledger(border.clock)[0].mail_not_before == at(31, "09.00")
    other = Border()
    with as_owner():
        Clock.objects.filter(pk=other.clock.pk).update(due_at=at(31, "08.30"))
    sweep_as_worker(at(30, "20.00"))
    assert ledger(other.clock)[0].email == ""


def test_after_three_days_without_a_sweep_every_level_is_there_with_its_true_time() -> None:
    border = Border()
    back = at(3, "11.00", month=4)
    sweep_as_worker(back, page=1)
    clock = border.clock
    assert fired(clock) == [1, 2, 3]
    assert {(row.level, row.due_at, row.detected_at) for row in ledger(clock)} == {
        (1, fires_at(clock, 1), back),
        (2, clock.due_at, back),
        (3, fires_at(clock, 3), back),
    }
    assert [row[:2] for row in breaches(clock)] == [(clock.due_at, back)]


def test_an_answer_in_time_fires_nothing() -> None:
    border = Border()
    with playing(at(30, "10.00")), acting_as(border.jonas.actor()):
        request_answer(
            actor=border.jonas.actor(), request=border.request, answer=AnswerKind.NO, text="Ingen ledige"
        )
    sweep_as_worker(at(10, "12.00", month=4))
    assert ledger(border.clock) == []
    assert breaches(border.clock) == []


def test_a_late_answer_records_the_breach_once_and_the_sweep_adds_nothing() -> None:
    border = Border()
    with playing(at(31, "10.00")), acting_as(border.jonas.actor()):
        request_answer(
            actor=border.jonas.actor(), request=border.request, answer=AnswerKind.NO, text="Ingen ledige"
        )
    sweep_as_worker(at(31, "10.01"))
    assert breaches(border.clock) == [(at(31, "09.00"), at(31, "10.00"), BreachCause.AWAITING_JOBCENTER)]
    assert ledger(border.clock) == []


@pytest.mark.parametrize("act", ["answer", "withdraw"])
def test_a_letter_that_waits_for_the_morning_is_not_sent_when_the_case_is_over(act: str) -> None:
    border = Border()
    evening = at(30, "20.00", year=2099)
    set_timers(border.clock, evening, breach=evening)
    sweep_as_worker(evening + MINUTE)
    assert len(waiting(border.clock)) == 3
    if act == "answer":
        with acting_as(border.jonas.actor()):
            request_answer(
                actor=border.jonas.actor(), request=border.request, answer=AnswerKind.NO, text="Ingen"
            )
    else:
        with acting_as(border.mette.actor()):
            request_withdraw(actor=border.mette.actor(), request=border.request)
    morning = at(31, "09.00", year=2099)
    assert sweep_as_worker(morning).counts.overtaken == 3
    assert (mails(border.clock), waiting(border.clock)) == ({}, [])
    assert len(ledger(border.clock)) == 3
    assert sweep_as_worker(morning).counts.overtaken == 0


def test_the_timeline_says_what_happened_to_those_it_concerns() -> None:
    border = Border()
    sweep_as_worker(at(31, "09.01"))
    query = "select title, text, at, about_id from orders_orderevent where order_id = %s and kind = %s"
    assert make.rows(query, border.order.pk, EventKind.ESCALATED.value) == [
        (
            f"{border.odder.name} har ikke svaret inden fristen",
            "Besked til Jonas Krogh, Karen Lind og Mette Dahl",
            at(31, "09.00"),
            border.odder.pk,
        )
    ]


def test_mail_of_a_future_leaves_as_if_it_were_that_time() -> None:
    border = Border()
    morning, evening = at(31, "09.01", year=2099), at(31, "20.00", year=2099)
    set_timers(border.clock, morning, breach=morning, later=evening)
    sweep_as_worker(morning)
    assert all(abs(mail.not_before - mail.created_at) < MINUTE for mail in mails(border.clock).values())
    sweep_as_worker(evening)
    assert {key[0] for key in mails(border.clock)} == {"2"}
    assert {key[0] for key in waiting(border.clock)} == {"3"}
    sweep_as_worker(at(1, "09.00", month=4, year=2099))
    assert sorted(key[0] for key in mails(border.clock)) == ["2"] * 3 + ["3"] * 3


def test_mail_of_a_history_is_dated_in_it() -> None:
    border = Border()
    long_ago = at(31, "09.01", year=2020)
    set_timers(border.clock, long_ago, breach=long_ago)
    sweep_as_worker(long_ago)
    assert {mail.created_at for mail in mails(border.clock).values()} == {long_ago}
    assert {mail.not_before for mail in mails(border.clock).values()} == {long_ago}


def test_answering_d1_takes_it_off_the_ladder() -> None:
    mette = make.consultant("Horsens")
    with playing(at(27, "12.30")):
        order = make.order(mette)
    sweep_as_worker(fires_at(clock_of(order, "D1"), 1))
    with playing(at(30, "12.00")), acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
    sweep_as_worker(at(15, "12.00", month=4))
    assert [row.level for row in ledger(clock_of(order, "D1"))] == [1]
