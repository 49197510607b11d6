"""G4: what each organisation has had of a clock adds up to the whole, to the second."""

import datetime
from datetime import UTC, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.moment import playing
from accounts.tenancy import acting_as
from orders.consumed import Stretch, consumed_by, total
from orders.models import Clock, ClockEvent
from orders.promises import Act
from orders.selectors.deadlines import deadlines_of
from orders.selectors.owners import consumed_of
from orders.services.clocks import clock_hand_over, clock_stop
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import at
from ui import danish

START = datetime.datetime(2026, 3, 2, 9, tzinfo=UTC)
SECONDS = st.integers(0, 40 * 24 * 3600)


def after(seconds: int) -> datetime.datetime:
    return START + timedelta(seconds=seconds)


@given(
    end=SECONDS,
    moves=st.lists(st.tuples(SECONDS, st.integers(1, 4)), max_size=6),
    edges=st.sets(SECONDS, max_size=8),
)
def test_g4_the_parts_are_the_whole_to_the_second(
    end: int, moves: list[tuple[int, int]], edges: set[int]
) -> None:
    """Whatever happens: handed to and fro, also after the stop, with pauses that reach over hand-overs."""
    whole = Stretch(START, after(end))
    owners = [(START, 9), *((after(s), owner) for s, owner in sorted(moves))]
    bounds = sorted(edges)
    pauses = [Stretch(after(a), after(b)) for a, b in zip(bounds[::2], bounds[1::2], strict=False)]
    found = consumed_by(whole, owners, pauses)
    assert sum(found.values(), timedelta(0)) == total(whole, pauses)
    assert all(part >= timedelta(0) for part in found.values())
    # Second by second would take for ever; every border is a whole second, so the stretches between them do.
    borders = sorted(
        {START, whole.last, *(at for at, _owner in owners), *(b for p in pauses for b in (p.first, p.last))}
    )
    counted: dict[int, timedelta] = {}
    for first, last in pairwise(borders):
        if first >= whole.last or any(p.first <= first < p.last for p in pauses):
            continue
        owner = [who for since, who in owners if since <= first][-1]
        counted[owner] = counted.get(owner, timedelta(0)) + (last - first)
    assert {who: part for who, part in found.items() if part} == counted


def test_a_clock_is_somebodys() -> None:
    with pytest.raises(ValueError, match="somebody's"):
        consumed_by(Stretch(START, START), [], [])


@pytest.mark.django_db
def test_g4_a_clock_that_changed_hands_tells_who_had_it_how_long() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    with playing(at(2, "10.00")):
        order = make.order(mette)
        clock = make.promise(mette, order, "D4")
    with acting_as(mette):
        clock_hand_over(
            actor=mette,
            clock=clock,
            owner_organisation_id=bo.organisation_id,
            owner_user_id=None,
            at=at(3, "13.00"),
            reason="Ny tovholder",
        )
    with as_owner():
        clock_stop(
            actor=bo, clock=Clock.objects.get(pk=clock.pk), act=Act.CANDIDATES_DELIVERED, at=at(9, "10.30")
        )
        clock = Clock.objects.select_related("owner_organisation__jobcenter").get(pk=clock.pk)
        events = list(ClockEvent.objects.filter(clock=clock))
        found = consumed_of(clock, events, None, at(31, "12.00"))
        shown = deadlines_of([clock], at(31, "12.00"), bo.organisation_id)
    assert found == {
        mette.organisation_id: timedelta(hours=27),
        bo.organisation_id: timedelta(days=5, hours=21, minutes=30),
    }
    assert clock.stopped_at is not None
    assert sum(found.values(), timedelta(0)) == clock.stopped_at - clock.received_at
    assert "Hvem har haft sagen: Horsens i 1 dag og 3 timer og Odder i 5 dage og 21 timer." in danish.plain(
        str(shown[0].why)
    )
