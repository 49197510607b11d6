"""A network's agreement: who may change it, what cannot be, and what stays as history."""

import datetime
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import MeetingState
from agreements.models import NetworkMeeting
from agreements.services.networks import (
    network_meeting_cancel,
    network_meeting_change,
    network_meeting_record,
    network_meetings_plan,
)
from jobcenters.calendar import NATIONAL, CalendarDays, OpeningDayHours, WorkingDays, local_date
from jobcenters.models import Jobcenter, Network, NetworkMember, NetworkRule
from jobcenters.network_promises import PROMISES
from jobcenters.selectors import network_rules
from jobcenters.services.networks import (
    Terms,
    network_coordinator_choose,
    network_member_add,
    network_member_forget,
    network_member_leave,
    network_rules_change,
    network_services_change,
)
from orders import promises as clocks
from tests.factories import accounts, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())
NEXT = TODAY + timedelta(days=20)
TERMS = Terms(
    search_required=False,
    search_valid_working_days=3,
    follow_up_working_days=1,
    calendar_days_roll=True,
)


@pytest.fixture
def network() -> Network:
    return networks.east_jutland("Horsens")


@pytest.fixture
def birthe() -> Actor:
    return accounts.actor(make.jobcenter("Horsens"), role=Role.ADMINISTRATOR)


def jobcenter(place: str) -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.select_related("organisation").get(place=place)


def change(actor: Actor, network: Network, day: datetime.date, **promises: object) -> None:
    with acting_as(actor):
        network_rules_change(
            actor=actor, network=network, promises=promises, terms=TERMS, valid_from=day, today=TODAY
        )


def test_the_table_of_promises_is_the_clocks_own() -> None:
    assert {one.code: (str(one.title), one.standard) for one in PROMISES} == {
        str(code): (one.title_text, one.unit) for code, one in clocks.PROMISES.items()
    }


def test_new_rules_hold_from_their_day_and_the_old_ones_stay(network: Network, birthe: Actor) -> None:
    change(birthe, network, NEXT, D1=OpeningDayHours(48), D4=WorkingDays(2))
    with acting_as(birthe):
        before, after = network_rules(network, NEXT - timedelta(days=1)), network_rules(network, NEXT)
    assert before.promises == {"D1": OpeningDayHours(24), "D2": OpeningDayHours(24)}
    assert before.search_required
    assert after.promises == {"D1": OpeningDayHours(48), "D4": WorkingDays(2)}
    assert (after.search_required, after.search_valid_working_days, after.calendar_days_roll) == (
        False,
        3,
        True,
    )


def test_a_rule_that_stays_keeps_its_first_day(network: Network, birthe: Actor) -> None:
    change(birthe, network, NEXT, D1=OpeningDayHours(24), D2=OpeningDayHours(12))
    with acting_as(birthe):
        assert network.rules.filter(promise="D1").count() == 1
        assert network.rules.filter(promise="D2").count() == 2


@pytest.mark.parametrize(
    ("day", "promises", "field"),
    [
        (TODAY - timedelta(days=1), {}, "valid_from"),
        (TODAY + timedelta(days=5000), {}, "valid_from"),
        (NEXT, {"D9": WorkingDays(1)}, "D9"),
        (NEXT, {"D1": OpeningDayHours(241)}, "D1"),
        (NEXT, {"D6": CalendarDays(121)}, "D6"),
    ],
)
def test_bad_rules_are_refused_at_their_field(
    network: Network, birthe: Actor, day: datetime.date, promises: dict[str, object], field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        change(birthe, network, day, **promises)
    assert list(refused.value.message_dict) == [field]


def test_overlapping_dates_are_refused_and_the_planned_day_can_be_mended(
    network: Network, birthe: Actor
) -> None:
    change(birthe, network, NEXT, D1=OpeningDayHours(48))
    with pytest.raises(ValidationError, match="overlappe"):
        change(birthe, network, NEXT - timedelta(days=3), D1=OpeningDayHours(12))
    change(birthe, network, NEXT, D1=OpeningDayHours(36))
    with acting_as(birthe):
        assert network_rules(network, NEXT).promises["D1"] == OpeningDayHours(36)


def editors() -> list[tuple[str, Actor, bool]]:
    horsens, odder = make.jobcenter("Horsens"), make.jobcenter("Odder")
    return [
        ("administrator", accounts.actor(horsens, role=Role.ADMINISTRATOR), True),
        ("manager", accounts.actor(horsens, role=Role.MANAGER), False),
        ("consultant", accounts.actor(horsens), False),
        ("other administrator", accounts.actor(odder, role=Role.ADMINISTRATOR), False),
        ("national", accounts.actor(make.national()), True),
        (
            "labour market office",
            accounts.actor(accounts.organisation(kind=OrganisationKind.LABOUR_MARKET_OFFICE)),
            False,
        ),
    ]


def test_who_may_change_what_a_network_has_agreed(network: Network) -> None:
    for name, actor, may in editors():
        client = client_of(actor)
        for route in ("rules", "minimum", "member_new", "meetings"):
            address = reverse(f"agreements:network_{route}", args=[network.uuid])
            assert client.get(address).status_code == (200 if may else 404), (name, route)
        assert client.get(reverse("agreements:network", args=[network.uuid])).status_code == 200, name
        if not may:
            with pytest.raises(PermissionDenied):
                change(actor, network, NEXT)


def test_the_database_refuses_every_other_organisation(network: Network) -> None:
    odder = accounts.actor(make.jobcenter("Odder"), role=Role.ADMINISTRATOR)
    with acting_as(odder):
        assert NetworkRule.objects.filter(network=network).update(length=1) == 0
        assert NetworkMember.objects.filter(network=network).delete()[0] == 0
        for model, fields in (
            (NetworkRule, {"promise": "D4", "unit": "working_days", "length": 1}),
            (NetworkMember, {"jobcenter": jobcenter("Vejle")}),
        ):
            with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
                model.objects.create(network=network, valid_from=TODAY, **fields)  # type: ignore[attr-defined]
        assert Network.objects.filter(pk=network.pk).update(coordinator=odder.organisation_id) == 0


def test_only_jobservice_danmark_chooses_the_coordinator(network: Network, birthe: Actor) -> None:
    with acting_as(birthe), pytest.raises(PermissionDenied):
        network_coordinator_choose(actor=birthe, network=network, organisation=None)
    lise = accounts.actor(make.national())
    with acting_as(lise):
        network_coordinator_choose(actor=lise, network=network, organisation=make.jobcenter("Odder"))
        assert Network.objects.get(pk=network.pk).coordinator_id == make.jobcenter("Odder").pk


# --- members --------------------------------------------------------------------------------------------------


def test_a_member_joins_and_leaves_and_its_history_stays(network: Network, birthe: Actor) -> None:
    vejle = jobcenter("Vejle")
    with acting_as(birthe):
        member = network_member_add(
            actor=birthe, network=network, jobcenter=vejle, valid_from=TODAY, today=TODAY
        )
        with pytest.raises(ValidationError, match="allerede medlem"):
            network_member_add(actor=birthe, network=network, jobcenter=vejle, valid_from=NEXT, today=TODAY)
        with pytest.raises(ValidationError, match="kan ikke ligge før"):
            network_member_leave(actor=birthe, member=member, last_day=TODAY - timedelta(days=1), today=TODAY)
        network_member_leave(actor=birthe, member=member, last_day=NEXT, today=TODAY)
        with pytest.raises(ValidationError, match="er medlem til og med"):
            network_member_add(actor=birthe, network=network, jobcenter=vejle, valid_from=NEXT, today=TODAY)
        again = network_member_add(
            actor=birthe, network=network, jobcenter=vejle, valid_from=NEXT + timedelta(days=9), today=TODAY
        )
        with pytest.raises(ValidationError, match="begyndt"):
            network_member_forget(actor=birthe, member=member, today=TODAY)
        network_member_forget(actor=birthe, member=again, today=TODAY)
        assert network.members.filter(jobcenter=vejle).count() == 1


def test_the_form_says_what_is_wrong_and_keeps_what_was_typed(network: Network, birthe: Actor) -> None:
    client = client_of(birthe)
    address = reverse("agreements:network_rules", args=[network.uuid])
    data = {
        "length_D1": "0",
        "unit_D1": "opening_day_hours",
        "unit_D2": "opening_day_hours",
        "search_valid_working_days": "5",
        "follow_up_working_days": "2",
        "valid_from": NEXT.isoformat(),
    }
    response = client.post(address, data)
    assert response.status_code == 422
    page = response.text
    assert "Skriv et tal mellem 1 og 240" in page
    assert f'value="{NEXT.isoformat()}"' in page
    good = client.post(address, {**data, "length_D1": "12"})
    assert good.status_code == 302
    member = client.post(
        reverse("agreements:network_member_new", args=[network.uuid]),
        {"jobcenter": jobcenter("Odder").pk, "valid_from": NEXT.isoformat()},
    )
    assert (member.status_code, "Odder er allerede medlem." in member.text) == (422, True)


def test_the_minimum_is_written_line_by_line(network: Network, birthe: Actor) -> None:
    def save(*titles: str, day: datetime.date = TODAY) -> None:
        network_services_change(actor=birthe, network=network, titles=titles, valid_from=day, today=TODAY)

    with acting_as(birthe):
        save("Screening", "  Svar  på 24 timer ", "")
        with pytest.raises(ValidationError, match="to gange"):
            save("Screening", "screening", day=NEXT)
        save("Sambesøg", "Screening", day=NEXT)
        assert [one.title for one in network.services.on(NEXT)] == ["Sambesøg", "Screening"]
        assert {one.title for one in network.services.on(TODAY)} == {"Screening", "Svar på 24 timer"}
    page = client_of(make.consultant("Odder")).get(
        reverse("jobcenters:detail", args=[jobcenter("Odder").organisation.uuid])
    )
    assert "Svar på 24 timer" in page.text


# --- the leaders' meetings ------------------------------------------------------------------------------------


def test_meetings_come_every_half_year_on_working_days(network: Network, birthe: Actor) -> None:
    first = datetime.date(TODAY.year + 1, 1, 1)
    with acting_as(birthe):
        made = network_meetings_plan(actor=birthe, network=network, first_on=first)
        days = [local_date(one.starts_at) for one in made]
        assert len(days) == 4
        assert all(NATIONAL.is_working_day(day) for day in days)
        assert (days[1].year, days[1].month) == (first.year, 7)
        network_meeting_change(
            actor=birthe,
            meeting=made[0],
            starts_at=made[0].starts_at + timedelta(days=1),
            minutes_long=120,
            place="Her",
            agenda="A",
        )
        network_meeting_cancel(actor=birthe, meeting=made[1])
        network_meetings_plan(actor=birthe, network=network, first_on=first + timedelta(days=40))
        planned = NetworkMeeting.objects.filter(network=network, state=MeetingState.PLANNED)
        assert planned.count() == 5  # four new ones, and the one that was changed by hand
        with pytest.raises(ValidationError, match="ikke holdt endnu"):
            network_meeting_record(actor=birthe, meeting=made[0], minutes="Referat")
        with playing(made[0].starts_at + timedelta(days=2)):
            network_meeting_record(actor=birthe, meeting=made[0], minutes="Referat")
        with pytest.raises(PermissionDenied):
            network_meeting_record(actor=birthe, meeting=made[0], minutes="Igen")


def test_members_read_the_meetings_and_others_do_not(network: Network) -> None:
    meeting = networks.meeting(network)
    address = reverse("agreements:network_meeting", args=[meeting.uuid])
    assert client_of(make.consultant("Odder")).get(address).status_code == 200
    assert client_of(make.consultant("Nyborg")).get(address).status_code == 404
    nyborg = make.consultant("Nyborg")
    with acting_as(nyborg):
        assert not NetworkMeeting.objects.exists()


def test_the_pages_cost_the_same_however_many_members(network: Network, birthe: Actor) -> None:
    client = client_of(birthe)
    counts = []
    for more in ((), ("Vejle", "Nyborg")):
        for place in more:
            with as_owner():
                NetworkMember.objects.create(network=network, jobcenter=jobcenter(place), valid_from=TODAY)
        for name in ("network", "network_offers"):
            address = reverse(f"agreements:{name}", args=[network.uuid])
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(address).status_code == 200
            counts.append(len(queries))
    assert counts[:2] == counts[2:]
