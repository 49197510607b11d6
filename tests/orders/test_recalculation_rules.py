"""T11: new rules of play that running deadlines follow, and a new tovholder whom they follow without moving."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from jobcenters.calendar import OpeningDayHours, local_date
from jobcenters.models import Network
from jobcenters.moved import Moved
from jobcenters.services.networks import Terms, network_rules_change
from orders.clock import EventKind as ClockEventKind
from orders.enums import RecalculationKind
from orders.models import Clock, ClockEvent
from orders.selectors.following import following
from orders.selectors.recalculation_network import network_moves, network_terms
from orders.selectors.replay import reading_of
from orders.services.tovholder import tovholder_decide, tovholder_propose
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.helpers.sweeping import at, clock_of, fires_at
from tests.orders.pages import client_of, url
from tests.orders.recalculating import changes, moves, now_of, recalculate_as_worker

pytestmark = pytest.mark.django_db

TERMS = Terms(
    search_required=True,
    search_valid_working_days=5,
    follow_up_working_days=1,
    calendar_days_roll=False,
)
NOW = at(27, "12.30")


class East:
    """East Jutland, kept by Birthe in Horsens. An order in Horsens and one in Odder, both of Thursday at 11, and one in
    Nyborg, which is no member. On Friday at 12.30 Horsens is late by its 24 hours; Odder, closed on Fridays, is not.
    """

    def __init__(self) -> None:
        self.network: Network = networks.east_jutland("Horsens")
        self.birthe: Actor = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
        self.clocks: dict[str, Clock] = {}
        for place in ("Horsens", "Odder", "Nyborg"):
            with playing(at(26, "11.00")):
                self.clocks[place] = clock_of(make.order(make.consultant(place)), "D1")

    def seen(self, hours: int) -> Moved:
        with playing(NOW), acting_as(self.birthe):
            terms = network_terms({"D1": OpeningDayHours(hours)}, rolls=False)
            return network_moves(self.birthe, self.network, terms, NOW)

    def change(self, hours: int, *, running: bool = True, ahead: int = 0) -> None:
        with playing(NOW), acting_as(self.birthe):
            network_rules_change(
                actor=self.birthe,
                network=self.network,
                promises={"D1": OpeningDayHours(hours)},
                terms=TERMS,
                valid_from=local_date(NOW) + datetime.timedelta(days=ahead),
                today=local_date(NOW),
                running=running,
            )


def test_t11_running_deadlines_follow_new_rules_where_the_network_says_so() -> None:
    east = East()
    before = {place: now_of(clock).due_at for place, clock in east.clocks.items()}
    shown = east.seen(48)
    # Both members' are counted; the row of the other jobcentre's case is not shown.
    assert (shown.number, len(shown.rows)) == (2, 1)
    assert (shown.late, shown.in_time) == (0, 1)
    east.change(48)
    recalculate_as_worker(NOW)
    (change,) = changes()
    assert change.kind == RecalculationKind.NETWORK
    assert (change.moved, change.late, change.in_time) == (shown.number, shown.late, shown.in_time)
    assert {row.clock_id for row in moves()} == {east.clocks[place].pk for place in ("Horsens", "Odder")}
    assert now_of(east.clocks["Nyborg"]).due_at == before["Nyborg"]
    for place in ("Horsens", "Odder"):
        clock = now_of(east.clocks[place])
        assert clock.due_at > before[place]
        assert fires_at(clock, 2) == clock.due_at
        with as_owner():
            reading = reading_of(clock)
        assert reading is not None
        assert reading.due_at == clock.due_at
        assert reading.promise.unit == OpeningDayHours(48)
        assert reading.promise.overridden_by == "Netværkets spilleregler"
    # What comes afterwards is counted by the same rules, and a second turn changes nothing.
    recalculate_as_worker(NOW)
    assert len(moves()) == 2


def test_t11_shorter_rules_make_overdue_what_is_older_than_they_allow() -> None:
    east = East()
    shown = east.seen(4)
    assert (shown.number, shown.late) == (2, 1), "Horsens was overdue before"
    east.change(4)
    recalculate_as_worker(NOW)
    assert (changes()[0].moved, changes()[0].late) == (2, 1)
    with as_owner():
        assert ClockEvent.objects.filter(kind=ClockEventKind.RETARGET).count() == 2


def test_t11_rules_that_are_not_for_running_deadlines_move_none() -> None:
    east = East()
    before = now_of(east.clocks["Horsens"]).due_at
    east.change(48, running=False)
    recalculate_as_worker(NOW)
    assert changes() == []
    assert now_of(east.clocks["Horsens"]).due_at == before
    with pytest.raises(ValidationError, match="gælder fra i dag"):
        east.change(36, ahead=10)


def test_t11_only_who_keeps_the_network_learns_the_numbers() -> None:
    east = East()
    other = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    with acting_as(other), connection.cursor() as cursor:
        query = "select count(*) from orders_running_in_network(%s, %s, %s)"
        cursor.execute(query, [east.network.pk, local_date(NOW), ["D1", "D2"]])
        assert cursor.fetchone()[0] == 0


def test_t11_the_rules_page_shows_the_consequence_before_it_saves() -> None:
    network = networks.east_jutland("Horsens")
    birthe = accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)
    clock = clock_of(make.order(make.consultant("Horsens")), "D1")
    client = client_of(birthe)
    address = reverse("agreements:network_rules", args=[network.uuid])
    page = client.get(address)
    fields = {
        **{name: value for name, value in page.context["form"].initial.items() if value is not None},
        "length_D1": "72",
        "running": "on",
        "valid_from": page.context["form"].initial["valid_from"].isoformat(),
    }
    fields = {name: value for name, value in fields.items() if value is not False}
    for code, kind in (("D3", "working_days"), ("D4", "working_days"), ("D5", "working_days")):
        fields.setdefault(f"unit_{code}", kind)
    fields.setdefault("unit_D6", "calendar_days")
    look = client.post(address, fields)
    text = look.content.decode()
    assert "Intet er gemt endnu." in text
    assert "1 åben frist flytter sig. Ingen bliver overskredet." in text
    assert changes() == []
    with as_owner():
        assert not network.rules.filter(length=72).exists()
    saved = client.post(address, {**fields, "gem": "1"}, follow=True)
    assert "regnes om nu" in saved.content.decode()
    (change,) = changes()
    recalculate_as_worker(change.at)
    assert [row.clock_id for row in moves()] == [clock.pk]
    assert "1 åben frist flyttede sig." in client.get(f"/omregninger/{change.uuid}/").content.decode()


def test_t11_a_new_tovholder_sees_what_follows_and_nothing_moves() -> None:
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    with playing(at(27, "12.00")):
        order = make.order(mette)
    clock = clock_of(order, "D1")
    later = at(30, "13.00")
    with acting_as(mette):
        found = following(mette, order, later)
        assert found.sentence == (
            "1 åben frist følger med. Den flytter sig ikke, og 1 er allerede overskredet."
            " Det tæller ikke for den nye tovholder."
        )
        change = tovholder_propose(
            actor=mette,
            order=order,
            to=make.jobcenter("Odder"),
            reason="Tættere på",
            consent_by="Karin",
            consent_on=datetime.date(2026, 3, 27),
            consent_channel="telefon",
        )
    with acting_as(bo):
        assert following(bo, order, later) == found, "also for the one who is asked"
    page = client_of(bo).get(url("tovholder_decide", change)).content.decode()
    assert "1 åben frist følger med." in page
    before = now_of(clock)
    with playing(at(27, "12.40")), acting_as(bo):
        tovholder_decide(actor=bo, change=change, accepted=True)
    after = now_of(clock)
    assert after.owner_organisation_id == bo.organisation_id
    assert after.due_at == before.due_at
