"""A promise that was not kept stays in the numbers of who had it, whatever ends or takes it over later (T10)."""

import uuid
from datetime import datetime, timedelta

import pytest
from django.db import ProgrammingError, connection, transaction

from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import Channel
from orders.models import Clock, ClockEvent, Order
from orders.selectors.sla import ClockFilter, Show
from orders.services.breaches import breach_record
from orders.services.orders import LineData, OrderData, order_cancel, order_close, order_register
from orders.services.requests import request_withdraw
from orders.services.tovholder import order_assign, tovholder_decide, tovholder_propose
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified
from tests.orders.sla_world import answered, at, received

pytestmark = pytest.mark.django_db

MONDAY = at(2026, 3, 2, 9)
NOW = at(2026, 3, 27, 10)


def numbers(actor, show: Show = Show.BROKEN) -> int:
    with acting_as(actor):
        return ClockFilter(actor.organisation_id, NOW, show=show).count()


def test_cancelling_after_the_deadline_does_not_clean_the_number() -> None:
    mette = make.consultant("Horsens")
    for late, broken in ((-1, 0), (1, 1)):
        clock = received(mette, MONDAY)
        end = clock.due_at + timedelta(hours=late)
        if late > 0:
            with acting_as(mette):
                breach_record([clock.pk], detected_at=end)
        with playing(end), acting_as(mette):
            order_cancel(actor=mette, order=clock.order, reason="Virksomheden ville ikke vente")
        assert (numbers(mette), numbers(mette, Show.ALL)) == (broken, broken)


def test_closing_neither() -> None:
    mette = make.consultant("Horsens")
    clock = received(mette, MONDAY)
    answered(mette, clock, MONDAY + timedelta(hours=1))
    with acting_as(mette):
        promised = make.promise(mette, clock.order, "D5", received_at=MONDAY)
    assert promised.due_at < NOW
    with playing(NOW - timedelta(hours=1)), acting_as(mette):
        order = Order.objects.get(pk=clock.order_id)
        order_close(
            actor=mette, order=order, outcomes={line.pk: ("not_filled", 0) for line in order.lines.all()}
        )
    assert (numbers(mette, Show.KEPT), numbers(mette)) == (1, 1)


def test_a_request_withdrawn_after_its_deadline_was_not_answered() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    with playing(MONDAY):
        order = clarified(mette, received_at=MONDAY)
        request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(bo):
        due = Clock.objects.get(request=request).due_at
    with playing(due + timedelta(hours=3)), acting_as(mette):
        request_withdraw(actor=mette, request=request)
    assert numbers(bo) == 1


def handed_over_late(mette, bo, clock: Clock) -> datetime:
    """The case becomes Odder's five hours after the deadline; when that was."""
    late = clock.due_at + timedelta(hours=5)
    with playing(late), acting_as(mette):
        change = tovholder_propose(
            actor=mette, order=Order.objects.get(pk=clock.order_id), to=make.jobcenter("Odder"), reason="De har folk",
            consent_by="Karin", consent_on=local_date(late), consent_channel="telefon",
        )  # fmt: skip
    with playing(late), acting_as(bo):
        tovholder_decide(actor=bo, change=change, accepted=True)
    return late


def test_a_hand_over_after_the_deadline_leaves_the_number_where_it_was() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    clock = received(mette, MONDAY)
    late = handed_over_late(mette, bo, clock)
    assert (numbers(mette), numbers(bo)) == (1, 0)
    with acting_as(bo):
        theirs = Clock.objects.select_related("order").get(pk=clock.pk)
    answered(bo, theirs, late + timedelta(hours=1))
    assert (numbers(mette), numbers(bo)) == (1, 0)
    with acting_as(mette):
        seen = Clock.objects.get(pk=clock.pk)
        assert not Clock.objects.visible_to(mette).filter(pk=seen.pk).exists()
        # It is read for the numbers; nothing is added to it any more.
        with pytest.raises(ProgrammingError), transaction.atomic():
            ClockEvent.objects.create(clock=seen, kind="resume", at=late)


def test_a_deadline_that_moves_past_the_hand_over_is_the_new_owners() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    clock = received(mette, MONDAY)
    late = handed_over_late(mette, bo, clock)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update orders_clock set due_at = %s where id = %s", [late + timedelta(days=1), clock.pk]
        )
    assert (numbers(mette), numbers(bo)) == (0, 1)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("update orders_clock set due_at = %s where id = %s", [clock.due_at, clock.pk])
    assert (numbers(mette), numbers(bo)) == (1, 0)


def test_jobservice_danmark_that_hands_over_too_late_answers_for_it() -> None:
    national = make.national_actor()
    make.consultant("Horsens")
    company = companies.company("Landsfirma")
    with playing(MONDAY), acting_as(national):
        order = order_register(
            actor=national, company=company, workplace=company.workplaces.first(), contact=None, channel=Channel.PHONE,
            lines=[LineData("montører", 4)], data=OrderData(), received_by=make.national(), tovholder=None,
            owner_user_id=national.user_id, submit_key=uuid.uuid4(), received_at=MONDAY,
        )  # fmt: skip
    with acting_as(national):
        due = Clock.objects.get(order=order, promise="D1").due_at
    with playing(due + timedelta(days=3)), acting_as(national):
        order_assign(actor=national, order=order, to=make.jobcenter("Horsens"), reason="Nærmest")
    horsens = accounts.actor(make.jobcenter("Horsens"), role="manager")
    assert (numbers(national), numbers(horsens)) == (1, 0)
