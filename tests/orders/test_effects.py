"""T12: what starts and stops a promise is a closed table of channel, party and promise, and the services follow it."""

import datetime
from collections.abc import Callable
from itertools import product
from uuid import uuid4

import pytest

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.tenancy import acting_as
from companies.models import Company
from notifications.models import OutboxMail
from orders.effects import EFFECTS, VIA_OF, Effect, Via, Who, effects, stops
from orders.enums import AnswerKind, Channel, ClockState, EventKind
from orders.models import Clock, Order, Request
from orders.promises import PROMISES, Act, PromiseCode
from orders.services.clocks import clock_start, clock_stop
from orders.services.messages import message_receive
from orders.services.orders import LineData, OrderData, order_answer, order_note, order_register
from orders.services.pauses import company_ask
from orders.services.plan import alternative_decide, alternative_offer, delivery_plan, delivery_report
from orders.services.requests import heads_ups_send, request_answer
from orders.services.training import training_ask, training_settle
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import sweep_as_worker
from tests.orders.test_agreement_clocks import REFUGEES, agreed

ORDINARY = LineData(occupation="montører", places=4)
ASKED = {"D1": "starts", "D3": "starts", "D4": "starts", "D5": "starts"}

# Written by hand from the sources, not from the table: whatever is not here has no effect on any promise.
EXPECTED: dict[tuple[str, str], dict[str, str]] = {
    ("portal", "company"): ASKED | {"D4": "starts stops", "D5": "starts stops"},
    ("mail", "company"): ASKED,
    ("phone", "company"): ASKED,
    ("visit", "company"): ASKED,
    ("national", "company"): ASKED,
    ("phone", "consultant"): {"D1": "stops", "D3": "stops"},
    ("mail", "consultant"): {"D1": "stops", "D3": "stops"},
    ("visit", "consultant"): {"D1": "stops", "D3": "stops"},
    ("portal", "consultant"): {"D2": "starts", "D4": "stops", "D5": "stops", "D6": "starts stops"},
    ("portal", "other_jobcenter"): {"D2": "stops", "D4": "stops", "D5": "stops", "D6": "starts"},
    ("answer_link", "other_jobcenter"): {"D2": "stops"},
    # Another system says what its organisation's people did.
    ("api", "company"): ASKED,
    ("api", "consultant"): {
        "D1": "stops",
        "D2": "starts",
        "D3": "stops",
        "D4": "stops",
        "D5": "stops",
        "D6": "starts stops",
    },
    ("api", "other_jobcenter"): {"D2": "stops", "D4": "stops", "D5": "stops", "D6": "starts"},
}


def test_t12_every_channel_has_a_row_for_every_party() -> None:
    """A new channel, or a new party, fails here until somebody has decided what it does."""
    assert set(EFFECTS) == set(product(Via, Who))
    assert set(VIA_OF) == set(Channel)
    assert all(row.source for row in EFFECTS.values())


@pytest.mark.parametrize(("via", "who"), list(product(Via, Who)))
def test_t12_the_matrix(via: Via, who: Who) -> None:
    wanted = EXPECTED.get((via.value, who.value), {})
    for code in PromiseCode:
        found = effects(via, who, code)
        assert found == {Effect(word) for word in wanted.get(code.value, "").split()}, code


def test_every_act_that_keeps_a_promise_can_be_done_by_somebody() -> None:
    carried = {act for row in EFFECTS.values() for act in row.acts}
    assert carried == {act for promised in PROMISES.values() for act in promised.stops}


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("code", list(PromiseCode))
def test_the_system_starts_and_keeps_nothing(act: Act, code: PromiseCode) -> None:
    for via in Via:
        assert not stops(via, Who.SYSTEM, act, PROMISES[code])


# --- the services ------------------------------------------------------------------------------------------


class Case:
    """An order of a company under agreement with all five promises to it, and a request to Odder."""

    def __init__(self, channel: str = Channel.PHONE) -> None:
        self.company: Company = companies.company()
        agreed(self.company)
        self.mette: Actor = make.consultant("Horsens")
        self.bo: Actor = make.consultant("Odder")
        self.employer: Actor = companies.user_of(self.company)
        self.order = self.register(channel)
        self.request: Request | None = None

    def register(self, channel: str) -> Order:
        by = {Channel.PORTAL: self.employer, Channel.NATIONAL: make.national_actor()}.get(
            Channel(channel), self.mette
        )
        horsens = make.jobcenter("Horsens")
        is_national = channel == Channel.NATIONAL
        with acting_as(by):
            return order_register(
                actor=by,
                company=self.company,
                workplace=self.company.workplaces.get(),
                contact=self.company.contacts.get(),
                channel=channel,
                lines=(ORDINARY, REFUGEES),
                data=OrderData(),
                received_by=Organisation.objects.get(pk=by.organisation_id) if is_national else horsens,
                tovholder=None if is_national else horsens,
                owner_user_id=None,
                submit_key=uuid4(),
                hand_to=horsens if is_national else None,
            )

    def ask(self) -> Request:
        self.request = make.request_on(self.mette, self.order, make.jobcenter("Odder"))
        return self.request

    def open(self) -> set[str]:
        with as_owner():
            return set(
                Clock.objects.filter(order=self.order, state=ClockState.OPEN).values_list(
                    "promise", flat=True
                )
            )


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("channel", list(Channel))
def test_t12_an_order_starts_the_same_promises_whichever_way_it_came(channel: Channel) -> None:
    case = Case(channel)
    assert case.open() == {"D1", "D3", "D4", "D5"}
    rows = make.rows(
        "select distinct e.data->>'via', e.data->>'who' from orders_clockevent e join orders_clock c"
        " on c.id = e.clock_id where c.order_id = %s and e.kind = 'start'",
        case.order.pk,
    )
    assert rows == [(VIA_OF[channel].value, "company")]


@pytest.mark.parametrize("by_company", [True, False])
def test_t12_a_message_starts_the_answers_alone(by_company: bool) -> None:
    """D1 and D3 (A22); what has been searched for or asked for runs on as it was."""
    case = Case()
    with acting_as(case.mette):
        order_answer(actor=case.mette, order=case.order, kind=EventKind.CALL, note="")
    assert case.open() == {"D4", "D5"}
    actor = case.employer if by_company else case.mette
    with acting_as(actor):
        message_receive(actor=actor, order=case.order, text="Hvornår?", by_name="Karin")
    assert case.open() == {"D1", "D3", "D4", "D5"}


Doing = Callable[[Case], object]


def call(case: Case) -> object:
    return order_answer(actor=case.mette, order=case.order, kind=EventKind.CALL, note="")


def reply(case: Case) -> object:
    return order_answer(actor=case.mette, order=case.order, kind=EventKind.REPLY, note="")


def meeting(case: Case) -> object:
    return order_answer(actor=case.mette, order=case.order, kind=EventKind.MEETING, note="")


def note(case: Case) -> object:
    return order_note(actor=case.mette, order=case.order, text="Ring i morgen")


def ask_company(case: Case) -> object:
    return company_ask(actor=case.mette, order=case.order, text="Hvornår?", key=uuid4())


def alert(case: Case) -> object:
    return heads_ups_send(actor=case.mette, order=case.order, to=[make.jobcenter("Vejle")], text="Måske")


def offer(case: Case) -> object:
    return alternative_offer(actor=case.mette, order=case.order, line=None, kind="internship", text="Praktik")


def accept(case: Case) -> object:
    return _accept(case, case.mette)


def accept_in_portal(case: Case) -> object:
    return _accept(case, case.employer)


def _accept(case: Case, actor: Actor) -> object:
    offered = alternative_offer(
        actor=case.mette, order=case.order, line=None, kind="internship", text="Praktik"
    )
    with acting_as(actor):
        return alternative_decide(
            actor=actor, alternative=offered, accepted=True, by_name="Karin", channel="telefon"
        )


def deliver(case: Case) -> object:
    make.search(case.mette, case.order)
    done = []
    with acting_as(case.mette):
        for line in case.order.lines.all():
            planned = delivery_plan(
                actor=case.mette, order=case.order, line=line, number=1, by=case.order.received_at.date()
            )
            done.append(delivery_report(actor=case.mette, delivery=planned, presented=1, hired=0))
    return done


def want_training(case: Case) -> object:
    return training_ask(actor=case.mette, order=case.order, line=None)


def settle_training(case: Case) -> object:
    training_ask(actor=case.mette, order=case.order, line=None)
    return training_settle(actor=case.mette, order=case.order, line=None)


ALL = {"D1", "D3", "D4", "D5"}


@pytest.mark.parametrize(
    ("doing", "left"),
    [
        (call, {"D4", "D5"}),
        (reply, {"D4", "D5"}),
        (meeting, {"D4", "D5"}),
        (note, ALL),
        (ask_company, ALL),
        (alert, ALL),
        (offer, ALL),
        (accept, {"D1", "D3"}),
        (accept_in_portal, {"D1", "D3"}),
        (deliver, {"D1", "D3"}),
        (want_training, ALL | {"D6"}),
        (settle_training, ALL),
    ],
)
def test_t12_what_is_done_by_the_tovholder_and_the_company(doing: Doing, left: set[str]) -> None:
    case = Case()
    with acting_as(case.mette):
        doing(case)
    assert case.open() == left


@pytest.mark.parametrize("answer", list(AnswerKind))
def test_t12_every_answer_of_another_jobcentre_stops_d2_and_nothing_else(answer: AnswerKind) -> None:
    case = Case()
    request = case.ask()
    assert case.open() == ALL | {"D2"}
    with acting_as(case.bo):
        request_answer(
            actor=case.bo,
            request=request,
            answer=answer,
            number=1,
            by=case.order.received_at.date() + datetime.timedelta(days=30),
            text="Svar",
            referred_to=make.jobcenter("Vejle"),
        )
    assert case.open() == ALL


def test_t12_no_mail_of_ours_stops_anything() -> None:
    """The receipt, the mails about the order, and those of the ladder itself."""
    case = Case()
    with as_owner():
        assert OutboxMail.objects.filter(name="orders.order_received").exists()
        clock = Clock.objects.get(order=case.order, promise="D1")
    # At all hours of ten days: letters wait for the recipient's morning, and over Christmas or Easter for days.
    for hours in range(0, 240, 4):
        sweep_as_worker(clock.due_at + datetime.timedelta(days=30, hours=hours))
    with as_owner():
        assert OutboxMail.objects.filter(name__startswith="orders.escalation").exists()
    assert case.open() == ALL


@pytest.mark.parametrize(
    "act", [Act.AUTO_RECEIPT, Act.SYSTEM_MAIL, Act.INTERNAL_NOTE, Act.ASSIGNED, Act.OPENED]
)
def test_t12_the_services_ask_the_table(act: Act) -> None:
    case = Case()
    with acting_as(case.mette):
        for clock in Clock.objects.filter(order=case.order):
            assert not clock_stop(actor=case.mette, clock=clock, act=act, at=clock.received_at)
            for via in (Via.SYSTEM_MAIL, Via.AUTO_RECEIPT, Via.INTERNAL_NOTE):
                for kept in PROMISES[PromiseCode(clock.promise)].stops:
                    assert not clock_stop(
                        actor=case.mette, clock=clock, act=kept, at=clock.received_at, via=via
                    )
        with pytest.raises(ValueError, match="not started by"):
            clock_start(
                actor=case.mette,
                order=case.order,
                code="D6",
                received_at=case.order.received_at,
                owner_organisation_id=case.mette.organisation_id,
                owner_user_id=None,
                owed_to_id=case.company.pk,
                via=Via.PHONE,
                subject="",
                counterpart="",
            )
    assert case.open() == ALL
