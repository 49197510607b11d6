"""The main job through the services: received, answered, searched, asked across the border, answered, closed."""

import datetime
import uuid

import pytest
from django.core.exceptions import PermissionDenied

from accounts.tenancy import acting_as
from jobcenters.calendar import NATIONAL, local_date
from orders.enums import AnswerKind, ClockState, EventKind, OrderState, RequestReason, RequestState
from orders.evidence import GateClosedError
from orders.models import Clock, Delivery, Order, OrderEvent, Request
from orders.services.orders import (
    ChangedByAnotherError,
    LineData,
    OrderData,
    order_answer,
    order_cancel,
    order_clarify,
    order_close,
    order_note,
    order_register,
)
from orders.services.requests import heads_ups_send, request_answer, request_withdraw, requests_send
from orders.services.tovholder import order_assign, tovholder_decide, tovholder_propose
from orders.status import Status
from tests.factories import accounts, companies
from tests.factories import orders as make
from tests.helpers.sweeping import fires_at, next_fire_at

pytestmark = pytest.mark.django_db


def clock_of(order: Order, promise: str = "D1") -> Clock:
    return Clock.objects.filter(order=order, promise=promise).latest("id")


def test_the_receiver_is_tovholder_and_d1_runs() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        clock = clock_of(order)
        assert order.tovholder_id == mette.organisation_id
        assert order.state == OrderState.RECEIVED
        assert clock.state == ClockState.OPEN
        assert next_fire_at(clock) == fires_at(clock, 1) < clock.due_at < fires_at(clock, 3)


def test_the_same_form_twice_is_one_order() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        again = order_register(
            actor=mette,
            company=order.company,
            workplace=order.workplace,
            contact=order.contact,
            channel=order.channel,
            lines=[LineData("montører", 4)],
            data=OrderData(),
            received_by=order.received_by,
            tovholder=order.tovholder,
            owner_user_id=mette.user_id,
            submit_key=order.submit_key,
        )
    assert again.pk == order.pk
    assert make.rows("select count(*) from orders_order where company_id = %s", order.company_id) == [(1,)]


def test_only_a_human_outbound_act_stops_d1() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    with acting_as(mette):
        order_note(actor=mette, order=order, text="Husk at ringe")
        assert clock_of(order).state == ClockState.OPEN
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talte om 4 montører")
        clock = clock_of(order)
        assert (clock.state, clock.kept, next_fire_at(clock)) == (ClockState.STOPPED, True, None)
        order.refresh_from_db()
        assert order.state == OrderState.CLARIFYING


def test_a_late_answer_is_a_breach_recorded_once() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, received_at=datetime.datetime(2026, 3, 2, 9, 30, tzinfo=datetime.UTC))
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        assert clock_of(order).kept is False
    assert make.rows(
        "select count(*) from orders_breach b join orders_clock c on c.id = b.clock_id where c.order_id = %s",
        order.pk,
    ) == [(1,)]


def test_clarification_moves_on_and_refuses_a_stale_form() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette)
    data = OrderData(
        job_description="Montage",
        candidate_profile="Svejsecertifikat",
        start_on=datetime.date(2027, 5, 1),
        cvs_wanted=8,
    )
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        saved = order_clarify(actor=mette, order=order, version=order.version, data=data)
        assert saved.state == OrderState.SEARCHING
        with pytest.raises(ChangedByAnotherError):
            order_clarify(actor=mette, order=order, version=order.version, data=OrderData())
        order.refresh_from_db()
        assert order.cvs_wanted == 8


def test_the_gate_is_closed_until_oneself_has_searched() -> None:
    mette, odder = make.consultant("Horsens"), make.jobcenter("Odder")
    order = make.order(mette)
    with acting_as(mette):
        line = order.lines.get()
        send = {
            "actor": mette,
            "order": order,
            "line": line,
            "to": [odder],
            "text": "Mangler 1",
            "number_wanted": 1,
        }
        with pytest.raises(GateClosedError, match="Søg selv først"):
            requests_send(reason=RequestReason.SEARCH_FAILED, **send)
        with pytest.raises(GateClosedError, match="skal begrundes"):
            requests_send(reason=RequestReason.SPARRING, **{**send, "text": " "})
    make.search(mette, order, unsuitable_reason="", hits=5, suitable=5)
    with acting_as(mette), pytest.raises(GateClosedError):
        requests_send(reason=RequestReason.SEARCH_FAILED, **send)
    make.search(mette, order)
    with acting_as(mette):
        (request,) = requests_send(reason=RequestReason.SEARCH_FAILED, **send)
        assert request.evidence is not None


def test_across_the_border_and_back() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    with acting_as(bo):
        assert not Order.objects.visible_to(bo).exists()
        assert not Order.objects.filter(pk=order.pk).exists()
    request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        clock = clock_of(order, "D2")
        assert clock.owner_organisation_id == bo.organisation_id
        assert clock.owed_to_id == mette.organisation_id
    with acting_as(bo):
        assert Order.objects.visible_to(bo).get().pk == order.pk
        # The asked jobcentre reads what concerns it, never the tovholder's own talk.
        kinds = set(OrderEvent.objects.values_list("kind", flat=True))
        assert kinds == {EventKind.REQUESTED}
        request_answer(
            actor=bo,
            request=request,
            answer=AnswerKind.YES,
            number=1,
            by=local_date(clock.due_at),
            text="Vi har en",
        )
        assert clock_of(order, "D2").kept is True
        with pytest.raises(PermissionDenied):
            request_answer(actor=bo, request=request, answer=AnswerKind.NO)
    with acting_as(mette):
        assert Delivery.objects.get(order=order).promised == 1
        assert Request.objects.get(pk=request.pk).state == RequestState.ANSWERED
    assert ("orders.request_answered",) in make.rows("select name from notifications_outboxmail")


def test_a_withdrawn_request_is_never_heard_of_within_ten_seconds() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        request_withdraw(actor=mette, request=request)
        assert clock_of(order, "D2").state == ClockState.CANCELLED
    with acting_as(bo):
        assert not Order.objects.visible_to(bo).exists()
        assert not Request.objects.visible_to(bo).exists()
    assert make.rows("select state from notifications_outboxmail where name = 'orders.request_received'") == [
        ("cancelled",)
    ]
    assert make.rows("select 1 from notifications_outboxmail where name = 'orders.request_withdrawn'") == []


def test_a_heads_up_needs_no_search_and_starts_no_clock() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    with acting_as(mette):
        heads_ups_send(actor=mette, order=order, to=[make.jobcenter("Odder")], text="40 montører til maj")
    with acting_as(bo):
        assert Order.objects.visible_to(bo).get().pk == order.pk
        assert not Clock.objects.visible_to(bo).exists()


def test_tovholder_changes_with_consent_and_history() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    with acting_as(mette):
        due = clock_of(order).due_at
        change = tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Odder"),
            reason="Arbejdsstedet ligger i Odder",
            consent_by="Karin Friis",
            consent_on=datetime.date(2026, 3, 27),
            consent_channel="telefon",
        )
    with acting_as(bo):
        tovholder_decide(actor=bo, change=change, accepted=True)
        order.refresh_from_db()
        assert order.tovholder_id == bo.organisation_id
        clock = clock_of(order)
        assert (clock.owner_organisation_id, clock.due_at) == (bo.organisation_id, due)
        assert OrderEvent.objects.filter(order=order, kind=EventKind.RECEIVED).exists()
        order_answer(actor=bo, order=order, kind=EventKind.CALL, note="")
        assert clock_of(order).state == ClockState.STOPPED
    with acting_as(mette), pytest.raises(PermissionDenied):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")


def test_jobservice_danmark_hands_an_order_over() -> None:
    lise, mette = accounts.actor(make.national()), make.consultant("Horsens")
    company = companies.company()
    with acting_as(lise):
        order = order_register(
            actor=lise,
            company=company,
            workplace=company.workplaces.first(),
            contact=company.contacts.first(),
            channel="national",
            lines=[LineData("lagermedarbejdere", 8)],
            data=OrderData(),
            received_by=make.national(),
            tovholder=None,
            owner_user_id=None,
            submit_key=uuid.uuid4(),
        )
        due = clock_of(order).due_at
        order_assign(actor=lise, order=order, to=make.jobcenter("Horsens"), reason="Har arbejdsstedet")
    with acting_as(mette):
        clock = clock_of(order)
        assert (clock.owner_organisation_id, clock.due_at) == (mette.organisation_id, due)
        assert Order.objects.visible_to(mette).get().state == OrderState.RECEIVED


def test_closing_ends_clocks_and_requests() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    order = make.order(mette)
    request = make.request(mette, order, make.jobcenter("Odder"))
    with acting_as(mette):
        order = order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        order_close(actor=mette, order=order, outcomes={order.lines.get().pk: ("hired", 4)})
        assert not Clock.objects.running().filter(order=order).exists()
        request.refresh_from_db()
        assert request.state == RequestState.WITHDRAWN
    with acting_as(bo):
        assert not Order.objects.visible_to(bo).exists()


def test_cancelling_takes_back_what_others_were_asked() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    company = companies.company()
    order = make.order(mette, company=company)
    request = make.request(mette, order, make.jobcenter("Odder"))
    karin = companies.user_of(company)
    with acting_as(karin), pytest.raises(PermissionDenied):
        order_cancel(actor=karin, order=order, reason="Fandt selv")
    with acting_as(mette):
        order_cancel(actor=mette, order=order, reason="Fandt selv")
        request.refresh_from_db()
        assert request.state == RequestState.WITHDRAWN
        assert not Clock.objects.running().filter(order=order).exists()
    with acting_as(bo):
        assert not Order.objects.visible_to(bo).exists()


def test_follow_up_two_working_days_before_the_application_deadline() -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, application_deadline=datetime.date(2026, 4, 7))
    with acting_as(mette):
        assert order.follow_ups.get().due_on == NATIONAL.shift(datetime.date(2026, 4, 7), -2)


def test_status_words() -> None:
    assert Status.HASTER.text == "Haster"
