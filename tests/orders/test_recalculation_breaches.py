"""T11: what a change makes overdue is told once, together; what it saves is no breach, and may become one again."""

import datetime
from typing import Any

import pytest

from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.moved import Moved
from notifications.models import OutboxMail
from orders.enums import EventKind
from orders.models import Breach, BreachCorrection, Clock, Escalation, OrderEvent
from orders.selectors.sla import Standing, classified
from orders.services.orders import order_answer
from orders.sweep.recalculated import breaches_stand_again
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import at, fired, ledger, sweep_as_worker
from tests.orders.recalculating import MONDAY, Horsens, changes, now_of, recalculate_as_worker

pytestmark = pytest.mark.django_db

FRIDAY, CLOSED_AT, REOPENED_AT = at(27, "12.00"), at(27, "12.30"), at(30, "14.00")


def mails(prefix: str = "orders.") -> list[OutboxMail]:
    with as_owner():
        found = OutboxMail.objects.filter(name__startswith=prefix)
        return list(found.exclude(name__in=["orders.order_received", "orders.order_new"]).order_by("id"))


def corrections(clock: Clock) -> list[BreachCorrection]:
    with as_owner():
        return list(BreachCorrection.objects.filter(breach__clock=clock).order_by("id"))


def standing(horsens: Horsens, clock: Clock, now: datetime.datetime) -> str:
    with acting_as(horsens.mette):
        row: Any = classified(horsens.mette.organisation_id, now).get(pk=clock.pk)
        return str(row.standing)


def answer(horsens: Horsens, clock: Clock, now: datetime.datetime) -> None:
    with playing(now), acting_as(horsens.mette):
        order_answer(actor=horsens.mette, order=now_of(clock).order, kind=EventKind.CALL, note="")


def made_late(count: int) -> tuple[Horsens, list[Clock]]:
    """Monday was to be closed, so D1 was due on Tuesday; on Monday at 14 it is open after all."""
    horsens = Horsens()
    clocks = horsens.orders(count, FRIDAY)
    closed = horsens.close(MONDAY, CLOSED_AT)
    recalculate_as_worker(CLOSED_AT)
    shown = Moved.of(horsens.opening_preview(closed, REOPENED_AT))
    assert (shown.number, shown.late, shown.in_time) == (count, count, 0)
    horsens.open_again(closed, REOPENED_AT)
    return horsens, clocks


def test_t11_newly_overdue_clocks_are_one_mail_each_and_climb_no_ladder() -> None:
    _horsens, clocks = made_late(7)
    assert Moved(number=7, late=7).sentence == "7 åbne frister flytter sig. 7 bliver overskredet."
    recalculate_as_worker(REOPENED_AT, batch=2)
    change = changes()[-1]
    assert (change.moved, change.late) == (7, 7)
    # All levels that the new deadline has passed are in the ledger, with the breach, before anything is mailed.
    for clock in clocks:
        assert fired(clock) == [1, 2]
        assert {row.level for row in ledger(clock)} == {1, 2}
        with as_owner():
            assert Breach.objects.get(clock=clock).due_at == now_of(clock).due_at
            assert OrderEvent.objects.filter(order_id=clock.order_id, kind=EventKind.ESCALATED).count() == 1
    assert mails() == []
    for _again in range(3):
        sweep_as_worker(REOPENED_AT)
    found = mails()
    assert {mail.name for mail in found} == {"orders.recalculation_digest"}
    recipients = [mail.recipient for mail in found]
    assert len(recipients) == len(set(recipients)) == 2, (
        "Mette, and the mailbox that stands in for her manager"
    )
    for mail in found:
        assert mail.subject == "Følg op på 7 frister, der er regnet om"
        assert "Jobcenter Horsens har ændret noget" in mail.text
        assert "Åbent igen mandag 30. marts 2026" in mail.text
    # Who has the cases is told whom to call.
    (hers,) = [mail for mail in found if mail.text.startswith("Hej Mette")]
    assert hers.text.count("Ring til") >= 7
    # The next level is still to come, and comes as it would have.
    sweep_as_worker(at(31, "12.01"))
    assert [fired(clock) for clock in clocks] == [[1, 2, 3]] * 7


def test_t11_even_one_is_told_in_the_same_way_and_in_the_morning() -> None:
    """T6: what is changed in the evening is read in the morning; G3: unless it has been answered by then."""
    horsens = Horsens()
    first, _second = horsens.orders(2, FRIDAY)
    closed = horsens.close(MONDAY, CLOSED_AT)
    recalculate_as_worker(CLOSED_AT)
    evening = at(30, "19.00")
    horsens.open_again(closed, evening)
    recalculate_as_worker(evening)
    sweep_as_worker(evening)
    assert mails() == []
    answer(horsens, first, at(30, "20.00"))
    assert now_of(first).kept is False
    sweep_as_worker(at(31, "09.00"))
    found = mails()
    assert {mail.subject for mail in found} == {"Følg op på 1 frist, der er regnet om"}
    assert len(found) == 2


def test_t11_a_deadline_that_is_moved_ahead_is_no_breach_and_its_letters_are_not_sent() -> None:
    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    evening = at(30, "16.00")
    sweep_as_worker(evening)  # overdue since 12.00; the letters wait for the morning
    with as_owner():
        breach = Breach.objects.get(clock=clock)
    shown = Moved.of(horsens.closing_preview(MONDAY, evening))
    assert shown.sentence == "1 åben frist flytter sig. 1 er ikke længere overskredet."
    horsens.close(MONDAY, evening)
    recalculate_as_worker(evening)
    assert changes()[-1].in_time == 1
    assert now_of(clock).due_at == at(31, "12.00")
    assert standing(horsens, clock, evening) == Standing.RUNNING
    (correction,) = corrections(clock)
    assert (correction.kept, correction.moved, correction.user_id) == (True, True, horsens.birthe.user_id)
    with as_owner():
        assert Breach.objects.get(clock=clock).due_at == breach.due_at == at(30, "12.00")
    sweep_as_worker(at(31, "09.00"))
    assert mails() == []
    answer(horsens, clock, at(31, "11.00"))
    assert now_of(clock).kept is True
    assert standing(horsens, clock, at(31, "12.30")) == Standing.KEPT
    (counted,) = make.rows(
        "select count(*) filter (where kept), count(*) from orders_clock where id = %s", clock.pk
    )
    assert counted == (1, 1)


def saved() -> tuple[Horsens, Clock]:
    """A breach of Monday that is none, because Monday was closed afterwards: due on Tuesday at 12."""
    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    sweep_as_worker(at(30, "13.00"))
    horsens.close(MONDAY, at(30, "13.30"))
    recalculate_as_worker(at(30, "13.30"))
    with as_owner():
        OutboxMail.objects.all().delete()
    return horsens, clock


def test_t11_a_breach_that_was_lifted_is_recorded_anew_when_the_new_deadline_passes() -> None:
    horsens, clock = saved()
    with as_worker():
        assert breaches_stand_again(at(31, "11.59")) == 0
    now = at(31, "12.05")
    sweep_as_worker(now)
    with as_worker():
        assert breaches_stand_again(now) == 1
        assert breaches_stand_again(now) == 0
    _lifted, again = corrections(clock)
    assert (again.kept, again.moved, again.user_id) == (False, True, None)
    assert standing(horsens, clock, now) == Standing.LATE
    found = mails("orders.deadline_again")
    assert len(found) == len({mail.recipient for mail in found}) == 2
    assert "tirsdag 31. marts kl. 12.00" in found[0].text
    answer(horsens, clock, at(31, "13.00"))
    assert now_of(clock).kept is False
    assert len(corrections(clock)) == 2


def test_t11_an_answer_after_the_moved_deadline_records_it_too() -> None:
    """Whoever comes first: here the answer, before the worker has looked."""
    horsens, clock = saved()
    answer(horsens, clock, at(31, "12.02"))
    assert now_of(clock).kept is False
    assert [row.kept for row in corrections(clock)] == [True, False]
    with as_worker():
        assert breaches_stand_again(at(31, "12.05")) == 0
    assert mails("orders.deadline_again") == []


def test_t11_to_and_fro_in_one_afternoon() -> None:
    """Closed, and open again: overdue as before, with one more row for each turn and the breach as it was."""
    horsens, clock = saved()
    with as_owner():
        closed = horsens.jobcenter.closing_days.get()
        told = Escalation.objects.filter(clock=clock).count()
    horsens.open_again(closed, at(30, "14.30"))
    recalculate_as_worker(at(30, "14.30"))
    assert now_of(clock).due_at == at(30, "12.00")
    assert [row.kept for row in corrections(clock)] == [True, False]
    assert standing(horsens, clock, at(30, "14.31")) == Standing.LATE
    with as_owner():
        assert Breach.objects.filter(clock=clock).count() == 1
        assert Escalation.objects.filter(clock=clock).count() == told


def test_t11_reports_agree_with_the_page_after_a_move() -> None:
    """T10: a deadline that was moved was taken over from nobody; the database counts it as the page does."""
    horsens, (late, kept) = made_late(2)
    recalculate_as_worker(REOPENED_AT)
    now = at(30, "14.30")
    assert standing(horsens, late, now) == Standing.LATE
    answer(horsens, kept, now)
    with acting_as(horsens.mette):
        rows = make_report(horsens, at(31, "09.00"))
    assert rows == {"late": 1, "missed": 1}


def make_report(horsens: Horsens, now: datetime.datetime) -> dict[str, int]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select standing, sum(number)::int from orders_report('own', null, null, %s, %s, %s, %s, %s, null, null,"
            " array[%s], array[0], date '2026-03-01', 60, array_fill(0, array[62]))"
            " where cut = 'promise' group by standing",
            [at(1, "00.00"), now, now, now, ["D1"], horsens.mette.organisation_id],
        )
        return dict(cursor.fetchall())


def test_t11_a_level_that_had_fired_but_was_not_told_waits_for_the_new_deadline() -> None:
    """The sweep had moved it to the ledger and was killed before it told anybody; then the deadline moved ahead."""
    from orders.sweep.claims import fire

    horsens = Horsens()
    (clock,) = horsens.orders(1, FRIDAY)
    now = at(30, "12.01")
    with as_worker():
        assert fire(now, limit=10) == 2
    horsens.close(MONDAY, now)
    recalculate_as_worker(now)
    sweep_as_worker(now)
    with as_owner():
        assert not Breach.objects.filter(clock=clock).exists()
        assert not Escalation.objects.filter(clock=clock, level=2).exists()
    sweep_as_worker(at(31, "12.01"))
    with as_owner():
        assert Breach.objects.get(clock=clock).due_at == at(31, "12.00")
