"""F12: robot answers stop no clock, and human answers do. T12 has the whole table (test_effects.py); here the robots
write for real: what an autoresponder, a mail server and the product's own mails send while D1 or D2 runs.
"""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from accounts.tenancy import acting_as
from notifications.bounces import Taken, bounce_receive
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.return_path import return_path
from orders.clock import EventKind as ClockEventKind
from orders.enums import ClockState, EventKind
from orders.models import Clock, ClockEvent
from orders.services.orders import order_answer
from tests.factories import orders as make
from tests.helpers.db import as_owner, as_worker
from tests.helpers.sweeping import fired, sweep_as_worker
from tests.notifications.reports import OUT_OF_OFFICE, plain, report
from tests.orders.answering import YES, asked, d2_of, link_in

pytestmark = pytest.mark.django_db

ROBOTS = {
    "out of office": (OUT_OF_OFFICE, Taken.NOTHING),
    "receipt of the case system": (
        plain(
            "Vi har modtaget din henvendelse",
            "Sag 2026-117. I hører fra os.",
            Auto_Submitted="auto-generated",
        ),
        Taken.NOTHING,
    ),
    "read receipt": (report(kind="disposition-notification"), Taken.NOTHING),
    "delayed": (report(action="delayed", status="4.4.1"), Taken.NOTHING),
    "came back": (report(), Taken.BOUNCED),
}
robots = pytest.mark.parametrize("robot", ROBOTS)


def mail_about(name: str, **where: object) -> OutboxMail:
    """The newest mail of that name, as it is when it has left."""
    with as_owner():
        mail = OutboxMail.objects.filter(name=name, **where).latest("created_at")
        OutboxMail.objects.filter(pk=mail.pk).update(
            state=MailState.SENT, sent_at=timezone.now(), leased_until=None
        )
        return mail


def answers_by_itself(mail: OutboxMail, robot: str) -> None:
    content, taken = ROBOTS[robot]
    with as_worker():
        assert bounce_receive(address=return_path(mail.pk), content=content) is taken


def ladder_mails(clock: Clock) -> None:
    """Warning, breach and what comes after: the product's own mails about the clock, read by nobody yet."""
    for hours in (-3, 1, 24 * 8, 24 * 16):
        sweep_as_worker(clock.due_at + datetime.timedelta(hours=hours))
    assert len(fired(clock)) >= 3


def is_open(clock: Clock) -> bool:
    with as_owner():
        clock.refresh_from_db()
        stops = ClockEvent.objects.filter(clock=clock, kind=ClockEventKind.STOP)
        assert stops.exists() is (clock.state == ClockState.STOPPED)
        return clock.state == ClockState.OPEN


@robots
def test_f12_t12_a_robot_leaves_d2_running_and_a_human_stops_it(robot: str) -> None:
    _mette, _order, request = asked()
    clock = d2_of(request)
    mail = mail_about("orders.request_received", dedupe_key__contains=request.uuid)
    link = link_in(mail)
    answers_by_itself(mail, robot)
    # The scanner in front of the mailbox opens the link too.
    Client(headers={"sec-purpose": "prefetch"}).get(link)
    assert is_open(clock)
    assert Client().post(link, YES).status_code == 302
    assert not is_open(clock)
    with as_owner():
        assert ClockEvent.objects.get(clock=clock, kind=ClockEventKind.STOP).organisation == (
            request.to_organisation
        )
    # Nobody is told of a deadline that has been answered.
    before = fired(clock)
    sweep_as_worker(clock.due_at + datetime.timedelta(days=20))
    assert fired(clock) == before


@robots
def test_f12_t12_a_robot_leaves_d1_running_and_a_human_stops_it(robot: str) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with as_owner():
        clock = Clock.objects.get(order=order, promise="D1")
    answers_by_itself(mail_about("orders.order_received"), robot)
    assert is_open(clock)
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talt med")
    assert not is_open(clock)


def test_f12_t12_our_own_mails_about_a_clock_are_no_answer_to_it() -> None:
    _mette, _order, request = asked()
    d2 = d2_of(request)
    ladder_mails(d2)
    escalated = mail_about("orders.escalation_breach_owner", dedupe_key__startswith=f"clock:{d2.pk}:")
    for robot in ROBOTS:
        if robot != "came back":
            answers_by_itself(escalated, robot)
    assert is_open(d2)
    # The answer that comes after the escalation still counts, and is late.
    assert Client().post(link_in(escalated), YES).status_code == 302
    assert not is_open(d2)
