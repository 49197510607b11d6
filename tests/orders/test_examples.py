"""X1-X4 and X13 of the requirements through the services: an order or a message comes in, and the clock says when.

X5-X9 and X12 stand in test_agreement_clocks.py, X10 and X11 in test_agreement_training.py; all of them, without the
database, in tests/jobcenters/test_calendar.py.
"""

import datetime

import pytest

from orders.models import Clock
from orders.selectors.deadlines import deadlines_of
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.test_agreement_clocks import at
from ui import danish

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("received", "due", "because"),
    [
        ("2026-04-01T11:00", "2026-04-07T11:00", "påske"),
        ("2026-03-27T12:30", "2026-03-30T12:30", "weekenden ikke tæller med"),
        ("2026-03-27T16:30", "2026-03-31T09:00", "hvor vi havde lukket"),
        ("2026-10-23T12:30", "2026-10-26T12:30", "weekenden ikke tæller med"),
    ],
    ids=["X1-easter", "X2-summer-time-begins", "X3-received-while-closed", "X4-summer-time-ends"],
)
def test_d1_of_an_order(received: str, due: str, because: str) -> None:
    mette = make.consultant("Horsens")
    order = make.order(mette, received_at=at(received))
    with as_owner():
        clock = Clock.objects.select_related("owner_organisation__jobcenter").get(order=order, promise="D1")
        (shown,) = deadlines_of([clock], at(received) + datetime.timedelta(days=2), mette.organisation_id)
    assert clock.due_at == at(due)
    assert because in danish.plain(str(shown.why)).lower()


@pytest.mark.parametrize(
    ("received", "due"),
    [("2026-04-30T12:00", "2026-05-01"), ("2023-05-04T12:00", "2023-05-08")],
    ids=["X13-store-bededag-abolished", "X13-store-bededag-in-2023"],
)
def test_d3_on_both_sides_of_store_bededag(received: str, due: str) -> None:
    mette = make.consultant("Horsens")
    clock = make.promise(mette, make.order(mette), "D3", received_at=at(received))
    assert danish.local(clock.due_at).date().isoformat() == due
