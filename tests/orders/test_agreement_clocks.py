"""Orders of a company under agreement: to whom they go, and which clocks run for how long."""

import datetime
import re
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from accounts.models import User
from accounts.tenancy import acting_as
from agreements.enums import AgreementState
from agreements.models import Agreement, AgreementVersion, VersionGoal
from companies.models import Company
from jobcenters.calendar import local_date
from orders.agreed import Terms
from orders.enums import ClockState, EventKind, TargetGroup
from orders.models import Clock, Delivery, Order
from orders.selectors.sla import GROUPS
from orders.services.orders import LineData, OrderData, order_answer, order_clarify
from orders.services.plan import (
    alternative_decide,
    alternative_offer,
    delivery_plan,
    delivery_report,
)
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_intake import client_of
from ui import danish

pytestmark = pytest.mark.django_db

ORDINARY = LineData(occupation="montører", places=4)
REFUGEES = LineData(occupation="medhjælpere", places=2, target_group=TargetGroup.REFUGEE)
PRACTICE = LineData(occupation="praktikanter", places=1, form="internship")
LONG_AGO = datetime.date(2025, 1, 1)


def at(text: str) -> datetime.datetime:
    """A Danish wall clock time."""
    return datetime.datetime.fromisoformat(text).replace(tzinfo=danish.COPENHAGEN)


def agreed(company: Company, **fields: Any) -> Agreement:
    """An agreement with Horsens for the whole country that held all through 2025 and 2026."""
    fields.setdefault("starts_on", LONG_AGO)
    fields.setdefault("ends_on", datetime.date(2028, 12, 31))
    return agreements.agreement_in_force(company, **fields)


def clocks(order: Order) -> dict[str, Clock]:
    """Promise (with its line's position where it has one) to clock."""
    with as_owner():
        rows = Clock.objects.filter(order=order).select_related("line")
        return {f"{row.promise}/{row.line.position}" if row.line else row.promise: row for row in rows}


def last_day(clock: Clock) -> datetime.date:
    return local_date(clock.due_at)


@pytest.fixture
def company() -> Company:
    return companies.company()


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens")


@pytest.mark.parametrize(
    ("received", "line", "code", "due"),
    [
        ("2026-04-01T23:10", ORDINARY, "D3", "2026-04-07"),  # X5
        ("2026-03-21T12:00", ORDINARY, "D3", "2026-03-23"),  # X6
        ("2026-04-01T11:00", ORDINARY, "D4/1", "2026-04-09"),  # X7
        ("2026-05-08T10:00", REFUGEES, "D5/1", "2026-06-01"),  # X8
        ("2026-12-10T10:00", REFUGEES, "D5/1", "2027-01-05"),  # X9
        ("2026-06-04T10:00", ORDINARY, "D3", "2026-06-08"),  # X12
    ],
)
def test_due_days(company: Company, mette: Actor, received: str, line: LineData, code: str, due: str) -> None:
    agreed(company)
    order = make.order(mette, company=company, lines=(line,), received_at=at(received))
    found = clocks(order)
    assert last_day(found[code]).isoformat() == due
    assert danish.local(found[code].due_at).time() == datetime.time(23, 59, 59)


def test_a_mixed_order_has_a_clock_per_line(company: Company, mette: Actor) -> None:
    """A8: 3 and 14 working days at once; supported employment of others has no promise in days."""
    agreement = agreed(company)
    order = make.order(
        mette, company=company, lines=(ORDINARY, REFUGEES, PRACTICE), received_at=at("2026-04-01T11:00")
    )
    found = clocks(order)
    assert sorted(found) == ["D1", "D3", "D4/1", "D5/2"]
    assert found["D4/1"].subject == "4 montører"
    assert found["D5/2"].subject == "2 medhjælpere (flygtninge)"
    with as_owner():
        order.refresh_from_db()
    assert order.agreement_id == agreement.pk
    assert Terms.of(order.agreement_terms).source == f"Aftale {agreement.number}"


def test_d1_and_d3_overlap_and_one_call_keeps_both(company: Company, mette: Actor) -> None:
    """A22: both run, each with its own instant; the first of them is what the company was told."""
    agreed(company)
    order = make.order(mette, company=company)
    before = clocks(order)
    assert {"D1", "D3"} <= set(before)
    assert before["D1"].due_at != before["D3"].due_at
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="Talt med")
    after = clocks(order)
    assert after["D1"].state == after["D3"].state == ClockState.STOPPED
    assert after["D4/1"].state == ClockState.OPEN, "a call finds no candidates"


def test_lengths_of_the_agreement_count(company: Company, mette: Actor) -> None:
    version = agreements.agreement_draft(company, starts_on=LONG_AGO)
    with as_owner():
        VersionGoal.objects.create(version=version, promise="D4", unit="working_days", length=5)
    agreement = agreements.conclude(agreements.send(version))
    order = make.order(mette, company=company, received_at=at("2026-04-01T11:00"))
    clock = clocks(order)["D4/1"]
    assert last_day(clock) == datetime.date(2026, 4, 13)
    with as_owner():
        assert clock.events.get(kind="start").data["overridden_by"] == f"Aftale {agreement.number}"


def test_only_what_is_ticked_is_promised(company: Company, mette: Actor) -> None:
    """N9: no refugee tick, no D5; no ordinary tick, no D4. Every agreement promises a return (D3)."""
    agreed(company, ticks=("internship",))
    order = make.order(mette, company=company, lines=(ORDINARY, REFUGEES))
    assert sorted(clocks(order)) == ["D1", "D3"]


@pytest.mark.parametrize(("starts", "ends"), [("2026-05-01", "2027-05-01"), ("2025-01-01", "2026-03-31")])
def test_outside_the_period_nothing_is_promised(
    company: Company, mette: Actor, starts: str, ends: str
) -> None:
    day = datetime.date.fromisoformat
    agreed(company, starts_on=day(starts), ends_on=day(ends))
    order = make.order(mette, company=company, received_at=at("2026-04-01T11:00"))
    assert list(clocks(order)) == ["D1"] and order.agreement_id is None


def test_an_agreement_that_is_only_sent_promises_nothing(company: Company, mette: Actor) -> None:
    agreements.send(agreements.agreement_draft(company))
    assert list(clocks(make.order(mette, company=company))) == ["D1"]


# --- from the clarified order (A5) --------------------------------------------------------------------------

KNOWN = OrderData(
    job_description="Montage", candidate_profile="Svejsning", start_on=datetime.date(2027, 1, 4), cvs_wanted=4
)


def test_candidates_may_be_promised_from_clarification(company: Company, mette: Actor) -> None:
    agreed(company, search_promise_starts="clarified")
    order = make.order(mette, company=company, received_at=at("2026-04-01T11:00"))
    assert sorted(clocks(order)) == ["D1", "D3"]
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        order.refresh_from_db()
        order_clarify(actor=mette, order=order, version=order.version, data=KNOWN)
    clock = clocks(order)["D4/1"]
    assert clock.received_at > timezone.now() - datetime.timedelta(minutes=1)
    with acting_as(mette):
        order.refresh_from_db()
        order_clarify(actor=mette, order=order, version=order.version, data=KNOWN)
    with as_owner():
        assert Clock.objects.filter(order=order, promise="D4").count() == 1, "it starts once"


# --- what stops them (A9, A10) ------------------------------------------------------------------------------


def deliver(actor: Actor, order: Order, position: int, presented: int) -> Delivery:
    with acting_as(actor):
        line = order.lines.get(position=position)
        delivery = delivery_plan(actor=actor, order=order, line=line, number=2, by=local_date(timezone.now()))
        return delivery_report(actor=actor, delivery=delivery, presented=presented, hired=0)


def mixed(company: Company, actor: Actor) -> Order:
    agreed(company)
    order = make.order(actor, company=company, lines=(ORDINARY, REFUGEES))
    with acting_as(actor):
        order_answer(actor=actor, order=order, kind=EventKind.CALL, note="")
    return order


def states(order: Order) -> dict[str, str]:
    return {key: clock.state for key, clock in clocks(order).items() if key[:2] in ("D4", "D5")}


def test_a_line_is_delivered_by_search_and_presentation(company: Company, mette: Actor) -> None:
    order = mixed(company, mette)
    make.search(mette, order)
    assert states(order) == {"D4/1": "open", "D5/2": "open"}, "a search alone stops nothing"
    deliver(mette, order, 1, 0)
    assert states(order)["D4/1"] == "open", "nobody was presented"
    deliver(mette, order, 1, 1)
    assert states(order) == {"D4/1": "stopped", "D5/2": "open"}


def test_a_presentation_without_a_search_waits_for_it(company: Company, mette: Actor) -> None:
    order = mixed(company, mette)
    deliver(mette, order, 2, 1)
    assert states(order)["D5/2"] == "open"
    make.search(mette, order)
    assert states(order) == {"D4/1": "open", "D5/2": "stopped"}


def test_only_acceptance_of_an_alternative_stops_its_line(company: Company, mette: Actor) -> None:
    order = mixed(company, mette)
    with acting_as(mette):
        offered = alternative_offer(
            actor=mette, order=order, line=order.lines.get(position=1), kind="internship", text="Praktik"
        )
    assert states(order) == {"D4/1": "open", "D5/2": "open"}
    with acting_as(mette):
        alternative_decide(
            actor=mette, alternative=offered, accepted=True, by_name="Karin", channel="telefon"
        )
    assert states(order) == {"D4/1": "stopped", "D5/2": "open"}


# --- new terms are for new orders ---------------------------------------------------------------------------


def test_a_changed_agreement_rewrites_no_clock(company: Company, mette: Actor) -> None:
    agreement = agreed(company)
    closed = make.order(mette, company=company, received_at=at("2026-04-01T11:00"))
    with acting_as(mette):
        order_answer(actor=mette, order=closed, kind=EventKind.CALL, note="")
    running = make.order(mette, company=company)
    before = (
        make.rows("select * from orders_clock order by id"),
        make.rows("select * from orders_clockevent order by id"),
    )
    with as_owner():
        version = AgreementVersion.objects.get(agreement=agreement)
        version.state = AgreementState.EXTENDED
        version.save()
        Agreement.objects.filter(pk=agreement.pk).update(
            state=AgreementState.EXTENDED, ends_on=datetime.date(2029, 1, 1)
        )
        version.state = AgreementState.SUPERSEDED
        version.save()
    newer = agreements.agreement_draft(company, ticks=("ordinary",), starts_on=LONG_AGO)
    with as_owner():
        VersionGoal.objects.create(version=newer, promise="D4", unit="working_days", length=10)
    agreements.conclude(agreements.send(newer))
    with as_owner():
        Agreement.objects.filter(pk=agreement.pk).update(state=AgreementState.CANCELLED)
    after = (
        make.rows("select * from orders_clock order by id"),
        make.rows("select * from orders_clockevent order by id"),
    )
    assert before == after
    with as_owner():
        assert Clock.objects.filter(order=running, promise="D4", state=ClockState.OPEN).exists()
    fresh = clocks(make.order(mette, company=company, received_at=at("2026-04-01T11:00")))
    assert last_day(fresh["D4/1"]) == datetime.date(2026, 4, 20), "10 working days, for orders from now on"


# --- to whom it goes ----------------------------------------------------------------------------------------


def test_an_order_cannot_be_under_another_companys_agreement(company: Company, mette: Actor) -> None:
    other = agreed(companies.company())
    order = make.order(mette, company=company)
    with pytest.raises(IntegrityError), as_owner():
        Order.objects.filter(pk=order.pk).update(agreement=other)
        with connection.cursor() as cursor:
            cursor.execute("set constraints all immediate")


# --- on the pages -------------------------------------------------------------------------------------------


def test_the_pages_name_every_line_and_the_agreement(company: Company, mette: Actor) -> None:
    agreement = agreed(company)
    order = make.order(mette, company=company, lines=(ORDINARY, REFUGEES))
    text = client_of(make.jobcenter("Horsens")).get(f"/ordrer/{order.uuid}/").content.decode()
    for words in (
        f"Efter aftale {agreement.number}.",
        "Svar til aftalevirksomheden",
        "4 montører. Modtaget",
        "2 medhjælpere (flygtninge). Modtaget",
    ):
        assert words in text
    karin = companies.user_of(company)
    browser = Client()
    with as_owner():
        browser.force_login(User.objects.get(pk=karin.user_id))
    portal = browser.get(f"/portal/ordrer/{order.uuid}/").content.decode()
    assert f"Efter aftale {agreement.number}." in portal and not re.search(r"\bD4\b", portal)


def test_both_dates_are_shown_before_and_after_clarification(company: Company, mette: Actor) -> None:
    """A5: what counts, and what the receipt would have given."""
    agreed(company, search_promise_starts="clarified")
    order = make.order(mette, company=company, received_at=at("2026-04-01T11:00"))
    client = client_of(make.jobcenter("Horsens"))
    before = danish.plain(client.get(f"/ordrer/{order.uuid}/").content.decode())
    assert "fristen begynder, når ordren er afklaret" in before and "9. april" in before
    with acting_as(mette):
        order_answer(actor=mette, order=order, kind=EventKind.CALL, note="")
        order.refresh_from_db()
        order_clarify(actor=mette, order=order, version=order.version, data=KNOWN)
    after = danish.plain(client.get(f"/ordrer/{order.uuid}/").content.decode())
    assert "fristen regnes fra afklaringen" in after and "9. april" in after


@pytest.mark.parametrize("address", ["/min-dag/", "/ordrer/"])
def test_as_many_queries_for_ten_agreement_orders_as_for_two(
    company: Company, mette: Actor, address: str
) -> None:
    agreed(company)
    client = client_of(make.jobcenter("Horsens"))

    def count(orders: int) -> int:
        for _one in range(orders):
            make.order(mette, company=company, lines=(ORDINARY, REFUGEES))
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    assert count(2) == count(8)


def test_reports_keep_d1_and_d3_apart() -> None:
    """A22: two promises, and no group of the report adds them together."""
    groups = {group.slug: group.promises for group in GROUPS}
    assert groups["virksomheder"] == ("D1",) and "D3" in groups["arbejdsdage"]
