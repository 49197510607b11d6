"""The rules carried out by the worker: to the second, in batches, again after a kill, and never what is held back."""

import datetime

import pytest
from django.db import DatabaseError, connection
from django.utils import timezone

from accounts.models import Hold
from accounts.tenancy import acting_as
from notifications.models import OutboxMail
from retention.catalogue import rule_named
from retention.models import Run
from retention.services import running
from retention.services.running import rule_carry_out, rules_carry_out
from tests.factories import accounts
from tests.factories import notifications as mails
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

_TABLE, MAILS = rule_named("notifications.mails")
SENT = datetime.datetime(2027, 1, 31, 23, 30, tzinfo=datetime.UTC)  # 1 February, 00.30 in Denmark
OVER = datetime.datetime(2029, 1, 31, 23, 30, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)


def sent(at: datetime.datetime, number: int = 1) -> None:
    house = accounts.organisation("Jobcenter Prøve")
    for _n in range(number):
        mails.queued(house, state="sent", sent_at=at)


def left() -> int:
    with as_owner():
        return OutboxMail.objects.filter(name="tests.hello").count()


def test_a_mail_goes_at_its_second_and_its_neighbour_stays() -> None:
    sent(SENT)
    sent(SENT + SECOND)
    with as_worker():
        assert rule_carry_out(MAILS, now=OVER - SECOND) == (0, True)
        assert rule_carry_out(MAILS, now=OVER) == (1, True)
    assert left() == 1
    with as_worker():
        assert Run.objects.get().done == 1
        assert rule_carry_out(MAILS, now=OVER + SECOND) == (1, True)


def test_what_waits_is_never_taken() -> None:
    mails.queued(accounts.organisation("Jobcenter Prøve"))
    with as_worker():
        assert rule_carry_out(MAILS, now=OVER + datetime.timedelta(days=9_000)) == (0, True)
    assert left() == 1


def test_batches_count_to_the_sum() -> None:
    sent(SENT, 7)
    with as_worker():
        assert rule_carry_out(MAILS, now=OVER, batch=3) == (7, True)
        run = Run.objects.get()
    assert (run.done, run.rule, run.before) == (7, "notifications.mails", SENT)
    assert run.finished_at is not None
    assert left() == 0


def test_a_kill_in_the_middle_is_done_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent(SENT, 5)
    real, calls = running._some, []

    def killed(*arguments: object) -> int:
        if calls:
            raise SystemExit
        calls.append(1)
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_some", killed)
    with as_worker():
        with pytest.raises(SystemExit):
            rule_carry_out(MAILS, now=OVER, batch=2)
        # The first batch is a transaction of its own: it stays when the second dies.
        assert Run.objects.get().done == 2
        assert Run.objects.get().finished_at is None
        monkeypatch.setattr(running, "_some", real)
        assert rule_carry_out(MAILS, now=OVER, batch=2) == (3, True)
    assert left() == 0


def test_time_that_is_up_leaves_the_rest_for_the_next_turn() -> None:
    sent(SENT, 4)
    with as_worker():
        assert rule_carry_out(MAILS, now=OVER, batch=2, until=0.0) == (2, False)
        assert rule_carry_out(MAILS, now=OVER, batch=2) == (2, True)


def test_one_rule_that_fails_does_not_stop_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    sent(SENT)
    real = running._some

    def failing(rule: object, *arguments: object) -> int:
        if rule.code == "accounts.absences":  # type: ignore[attr-defined]
            raise DatabaseError
        return real(rule, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(running, "_some", failing)
    with as_worker():
        assert rules_carry_out(now=OVER)
        assert "næste kørsel" in Run.objects.get(rule="accounts.absences").problem
    assert left() == 0


def test_a_rule_is_not_carried_out_before_it_is_in_force() -> None:
    sent(timezone.now() - datetime.timedelta(days=3_000))
    early = datetime.datetime(MAILS.valid_from.year, MAILS.valid_from.month, 1, tzinfo=datetime.UTC)
    with as_worker():
        rules_carry_out(now=early - datetime.timedelta(days=2))
    assert left() == 1


def test_no_role_of_the_application_may_do_it_otherwise() -> None:
    sent(SENT)
    with connection.cursor() as cursor:
        cursor.execute(
            "select has_function_privilege('jo_web', 'retention_do_notifications_mails(timestamptz, int)', 'execute')"
        )
        assert cursor.fetchone() == (False,)
        cursor.execute("select has_table_privilege('jo_worker', 'orders_clockevent', 'delete')")
        assert cursor.fetchone() == (False,)


def test_what_is_held_back_stays_until_it_is_lifted() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    other = make.order(mette)
    closed = SENT
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update orders_order set state = 'cancelled', closed_at = %s, job_description = 'Ring til Karin',"
            " closing_note = 'Karin sagde nej' where id = any(%s)",
            [closed, [order.pk, other.pk]],
        )
    with acting_as(mette):
        Hold.objects.create(
            kind="order",
            object_id=order.pk,
            label=order.number,
            reason="Klagesag",
            organisation_id=mette.organisation_id,
            at=timezone.now(),
        )
    _table, texts = rule_named("orders.texts")
    now = datetime.datetime(2032, 2, 2, tzinfo=datetime.UTC)
    with as_worker():
        assert rule_carry_out(texts, now=now) == (1, True)
    with acting_as(mette):
        order.refresh_from_db()
        other.refresh_from_db()
        assert (order.job_description, other.job_description) == ("Ring til Karin", "[slettet]")
        assert other.title
        assert other.closing_note == "[slettet]"
        Hold.objects.update(lifted_at=timezone.now())
    with as_worker():
        assert rule_carry_out(texts, now=now) == (1, True)
        assert rule_carry_out(texts, now=now) == (0, True)  # nothing is left to blank
