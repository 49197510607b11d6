"""The company's yes to another solution: who says it, when, and which promises it keeps (A10)."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from companies.models import Company
from jobcenters.calendar import local_date
from orders.enums import ClockState, Decision
from orders.models import Alternative, Clock, ClockEvent, Order
from orders.services.plan import alternative_decide, alternative_offer
from tests.factories import companies
from tests.factories import orders as make
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 3, 17, 11, 0, tzinfo=datetime.UTC)  # a Tuesday
DAY = datetime.timedelta(days=1)


@pytest.fixture
def gudenaa() -> Company:
    return companies.company("Gudenå Maskinfabrik")


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens")


def offered(mette: Actor, order: Order) -> Alternative:
    with acting_as(mette):
        return alternative_offer(actor=mette, order=order, line=None, kind="internship", text="Praktik først")


def decide(actor: Actor, alternative: Alternative, *, accepted: bool = True, **fields: object) -> None:
    with acting_as(actor):
        alternative_decide(
            actor=actor,
            alternative=alternative,
            accepted=accepted,
            by_name="Karin Friis",
            channel="telefon",
            **fields,  # type: ignore[arg-type]
        )


def state_of(mette: Actor, clock: Clock) -> tuple[str, bool | None]:
    with acting_as(mette):
        clock.refresh_from_db()
        return clock.state, clock.kept


def test_the_companys_own_yes_keeps_the_tovholders_promises(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    other = make.order(mette, company=gudenaa)
    d4, d5, elsewhere = (make.promise(mette, *case) for case in ((order, "D4"), (order, "D5"), (other, "D4")))
    decide(companies.user_of(gudenaa), offered(mette, order))
    assert state_of(mette, d4) == state_of(mette, d5) == (ClockState.STOPPED, True)
    assert state_of(mette, elsewhere) == (ClockState.OPEN, None)
    with acting_as(mette):
        # A yes is no call: the promise to answer runs on.
        assert order.clocks.get(promise="D1").state == ClockState.OPEN
        stop = ClockEvent.objects.get(clock=d4, kind="stop")
        assert (stop.organisation_id, stop.data) == (
            gudenaa.pk,
            {"act": "alternative_accepted", "via": "portal", "who": "company"},
        )


def test_the_press_in_the_portal_does_the_same(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    clock, alternative = make.promise(mette, order, "D4"), offered(mette, order)
    address = reverse("orders:portal_alternative", args=[alternative.uuid])
    client_of(companies.user_of(gudenaa)).post(address, {"answer": "yes"})
    assert state_of(mette, clock) == (ClockState.STOPPED, True)


def test_a_late_yes_leaves_one_breach(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    clock = make.promise(mette, order, "D4", received_at=timezone.now() - 20 * DAY)
    decide(companies.user_of(gudenaa), offered(mette, order))
    assert state_of(mette, clock) == (ClockState.STOPPED, False)
    assert make.rows(
        "select organisation_id, owed_to_id from orders_breach where clock_id = %s", clock.pk
    ) == [(mette.organisation_id, gudenaa.pk)]


def test_a_no_and_another_company_stop_nothing(gudenaa: Company, mette: Actor) -> None:
    order = make.order(mette, company=gudenaa)
    clock, alternative = make.promise(mette, order, "D4"), offered(mette, order)
    stranger = companies.user_of(companies.company("Anden virksomhed"))
    with pytest.raises((PermissionDenied, Alternative.DoesNotExist)):
        decide(stranger, alternative)
    decide(companies.user_of(gudenaa), alternative, accepted=False)
    assert state_of(mette, clock) == (ClockState.OPEN, None)


def test_yesterdays_telephone_call_counts_from_yesterday(gudenaa: Company, mette: Actor) -> None:
    with playing(NOON):
        order = make.order(mette, company=gudenaa, received_at=NOON)
        clock, alternative = make.promise(mette, order, "D4", received_at=NOON), offered(mette, order)
    accepted_at = clock.due_at - datetime.timedelta(hours=8)
    with playing(clock.due_at + datetime.timedelta(hours=9)):
        decide(mette, alternative, at=accepted_at)
    with acting_as(mette):
        alternative.refresh_from_db()
    assert alternative.decided_at == accepted_at
    assert state_of(mette, clock) == (ClockState.STOPPED, True)


@pytest.mark.parametrize("hours", [-1, 25])
def test_a_yes_lies_between_the_offer_and_now(gudenaa: Company, mette: Actor, hours: int) -> None:
    with playing(NOON):
        alternative = offered(mette, make.order(mette, company=gudenaa, received_at=NOON))
    with playing(NOON + DAY), pytest.raises(ValueError, match="før forslaget"):
        decide(mette, alternative, at=NOON + datetime.timedelta(hours=hours))
    with acting_as(mette):
        alternative.refresh_from_db()
        assert alternative.decision == Decision.OFFERED


def test_the_form_asks_for_the_day(gudenaa: Company, mette: Actor) -> None:
    now = timezone.now()
    yesterday = local_date(now) - DAY
    order = make.order(mette, company=gudenaa)
    with playing(now - 2 * DAY):
        alternative = offered(mette, order)
    address = reverse("orders:alternative_answer", args=[alternative.uuid])
    form = {"answer": "yes", "by_name": "Karin Friis", "channel": "telefon", "on": yesterday.isoformat()}
    assert client_of(mette).post(address, form).status_code == 302
    with acting_as(mette):
        alternative.refresh_from_db()
    assert alternative.decided_at is not None
    assert local_date(alternative.decided_at) == yesterday
    assert alternative.decided_channel == "telefon"
