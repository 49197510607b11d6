"""A company under agreement reaches the tovholder of its side of Storebælt, with every due instant (A14, A15)."""

import datetime
import uuid

import pytest

from accounts.models import Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import Area
from companies.models import Company
from jobcenters.models import OpeningHours
from orders.enums import OrderState
from orders.services.orders import OrderData, order_submit
from tests.factories import agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_agreement_clocks import ORDINARY, REFUGEES, agreed, at, clocks

pytestmark = pytest.mark.django_db


def east_and_west(company: Company) -> tuple[Organisation, Organisation]:
    west, east = make.jobcenter("Horsens"), agreements.eastern("Køge")
    with as_owner():
        for weekday in range(5):
            OpeningHours.objects.get_or_create(
                jobcenter_id=east.pk,
                weekday=weekday,
                defaults={
                    "opens": datetime.time(9),
                    "closes": datetime.time(15),
                    "valid_from": datetime.date(2015, 1, 1),
                },
            )
    agreed(company, tovholders=[(west, Area.WEST, ()), (east, Area.EAST, ())])
    return west, east


@pytest.mark.parametrize(("code", "side"), [("8700", "west"), ("4600", "east"), ("5000", "west")])
def test_a_companys_order_reaches_its_side(code: str, side: str) -> None:
    """A15: Horsens and Odense west, Køge east; whichever jobcentre serves the place itself."""
    company = companies.company(workplace_code=code)
    west, east = east_and_west(company)
    actor = companies.user_of(company)
    with acting_as(actor):
        order = order_submit(
            actor=actor,
            workplace=company.workplaces.get(),
            contact=company.contacts.get(),
            lines=[ORDINARY],
            data=OrderData(),
            submit_key=uuid.uuid4(),
        )
    leader = west if side == "west" else east
    found = clocks(order)
    assert order.tovholder_id == leader.pk and order.state == OrderState.RECEIVED
    assert {clock.owner_organisation_id for clock in found.values()} == {leader.pk}
    assert sorted(found) == ["D1", "D3", "D4/1"]


@pytest.mark.parametrize(("code", "side"), [("8700", "west"), ("4600", "east"), ("5000", "west")])
def test_the_due_instants_of_a_companys_order(code: str, side: str) -> None:
    """By hand, for an order of Thursday 26 March 2026 at 10.20 Danish time (UTC+1). Summer time (UTC+2) begins on
    Sunday 29 March, Maundy Thursday is 2 April.

    D1: 24 hours later it is Friday 10.20, when both are open. D3: one working day, to the end of Friday. D4: three, of
    which the first is Friday: to the end of Tuesday 31 March. D5: fourteen, Friday 27 March the first, without 2, 3 and
    6 April: to the end of Monday 20 April.
    """
    company = companies.company(workplace_code=code)
    west, east = east_and_west(company)
    actor = companies.user_of(company)
    with playing(at("2026-03-26T10:20")), acting_as(actor):
        order = order_submit(
            actor=actor,
            workplace=company.workplaces.get(),
            contact=company.contacts.get(),
            lines=[ORDINARY, REFUGEES],
            data=OrderData(),
            submit_key=uuid.uuid4(),
        )
    found = clocks(order)
    assert {key: f"{clock.due_at:%Y-%m-%d %H:%M:%S %Z}" for key, clock in found.items()} == {
        "D1": "2026-03-27 09:20:00 UTC",
        "D3": "2026-03-27 22:59:59 UTC",
        "D4/1": "2026-03-31 21:59:59 UTC",
        "D5/2": "2026-04-20 21:59:59 UTC",
    }
    owner = west if side == "west" else east
    assert {clock.owner_organisation_id for clock in found.values()} == {owner.pk} == {order.tovholder_id}
