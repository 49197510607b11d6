"""Who carries how many orders in a network, whom the next is proposed to, and the leaders' meeting pack."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.tenancy import acting_as
from agreements.enums import Area
from jobcenters.calendar import local_date
from jobcenters.models import NetworkMember, Postcode
from orders.selectors.distribution import Carrier, carriers_of, distribution, propose
from orders.selectors.network_pack import network_pack, pack_sheet
from orders.selectors.sla import ClockFilter, Show, ledger
from tests.factories import accounts, agreements, companies, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of
from tests.orders.sla_world import answered, received
from tests.orders.test_national_pages import inquiry

pytestmark = pytest.mark.django_db


def carrier(pk: int, place: str, open_now: int, size: int) -> Carrier:
    return Carrier(pk, place, open_now, 0, size)


def test_the_workplaces_own_jobcentre_goes_first() -> None:
    members = [carrier(1, "Odder", 0, 3), carrier(2, "Horsens", 9, 3)]
    found = propose(members, own_id=2)
    assert found and found.carrier.place == "Horsens"
    assert "egen kommune" in found.why


@pytest.mark.parametrize(
    ("members", "place", "words"),
    [
        ([carrier(1, "A", 4, 4), carrier(2, "B", 3, 1)], "A", "1,0 pr. konsulent er færrest"),
        ([carrier(1, "B", 2, 2), carrier(2, "A", 1, 1)], "A", "lige så få som B"),
        ([carrier(1, "A", 1, 0), carrier(2, "B", 1, 2)], "B", "0,5 pr. konsulent"),
        ([carrier(1, "Å", 0, 1), carrier(2, "A", 0, 5)], "A", "efter navn"),
    ],
)
def test_else_the_fewest_open_orders_relative_to_size(members: list[Carrier], place: str, words: str) -> None:
    found = propose(members)
    assert found and found.carrier.place == place
    assert words in found.why.replace("\xa0", " ")
    assert "orden" not in found.reason.replace("ordren", "")  # nobody's load is told to the company


def test_no_members_no_proposal() -> None:
    assert propose([]) is None


def test_orders_are_counted_for_every_member_and_seen_by_those_inside() -> None:
    network = networks.east_jutland()
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    for _n in range(3):
        make.order(mette)
    make.order(bo)
    now = timezone.now()
    with acting_as(bo):
        found = {one.place: one for one in carriers_of(bo, network, now)}
    assert (found["Horsens"].open_now, found["Horsens"].taken, found["Horsens"].size) == (3, 3, 1)
    assert (found["Odder"].open_now, found["Aarhus"].open_now) == (1, 0)
    assert len(found) == 11
    # Only one's own number leads to rows.
    assert [one.place for one in found.values() if one.url] == ["Odder"]
    nyborg = make.consultant("Nyborg")
    with acting_as(nyborg):
        assert carriers_of(nyborg, network, now) == []


def test_who_may_open_the_pages() -> None:
    network = networks.east_jutland("Horsens")
    people = {
        make.consultant("Odder"): 200,
        accounts.actor(make.jobcenter("Aarhus"), role=Role.MANAGER): 200,
        accounts.actor(make.national()): 200,
        make.consultant("Nyborg"): 404,
        accounts.actor(accounts.organisation(kind=OrganisationKind.LABOUR_MARKET_OFFICE)): 404,
        companies.user_of(companies.company()): 404,
    }
    for actor, status in people.items():
        client = client_of(actor)
        for name in ("network_pack", "network_distribution"):
            assert client.get(reverse(f"orders:{name}", args=[network.uuid])).status_code == status


def test_a_former_member_sees_no_numbers() -> None:
    network = networks.east_jutland()
    bo = make.consultant("Odder")
    with as_owner():
        NetworkMember.objects.filter(network=network, jobcenter_id=bo.organisation_id).update(
            valid_to=local_date(timezone.now()) - timedelta(days=1)
        )
    with acting_as(bo):
        assert carriers_of(bo, network, timezone.now()) == []
    assert client_of(bo).get(reverse("orders:network_pack", args=[network.uuid])).status_code == 404


def test_the_proposal_follows_the_postcode() -> None:
    network = networks.east_jutland()
    bo = make.consultant("Odder")
    with acting_as(bo):
        own = distribution(bo, network, timezone.now(), Postcode.objects.get(pk="8700"))
        outside = distribution(bo, network, timezone.now(), Postcode.objects.get(pk="4600"))
    assert own.proposal and own.proposal.carrier.place == "Horsens"
    assert outside.proposal and outside.proposal.carrier.place == "Aarhus"
    page = client_of(bo).get(reverse("orders:network_distribution", args=[network.uuid]), {"postnr": "0000"})
    assert "Postnummeret findes ikke" in page.text


# --- the pack -------------------------------------------------------------------------------------------------


def test_the_packs_numbers_are_the_managers_own() -> None:
    network = networks.east_jutland()
    mette = make.consultant("Horsens")
    now = timezone.now()
    first, second, _late = (received(mette, now - timedelta(days=days)) for days in (40, 30, 20))
    answered(mette, first, first.received_at + timedelta(minutes=50))
    answered(mette, second, second.due_at + timedelta(hours=3))
    last = local_date(now)
    start = last - timedelta(days=180)
    with acting_as(mette):
        pack = network_pack(mette, network, start, last, now)
        books = ledger(
            ClockFilter(mette.organisation_id, now, show=Show.ALL).but(first=start, last=last)
        ).tally("", start, last)
    (table,) = [one for one in pack.promises if one.code == "D1"]
    (row,) = table.rows
    assert (row.place, row.tally.kept, row.tally.broken) == ("Horsens", 1, 2)
    assert (books.kept, books.broken) == (1, 2)
    assert row.held == "1 af 3"
    assert pack.broken == 2
    assert {one.place for one in pack.contacts} == {one.place for one in pack.carriers}
    sheet = pack_sheet(pack)
    assert sheet.startswith("\ufeff")
    assert "Horsens;Der handles på virksomhedens henvendelse;1;3;" in sheet


def test_the_pack_names_no_case_and_costs_the_same_however_many_orders() -> None:
    network = networks.east_jutland()
    mette, bo = make.consultant("Horsens"), make.consultant("Odder")
    client = client_of(bo)
    address = reverse("orders:network_pack", args=[network.uuid])
    counts = []
    for n in (1, 4):
        for k in range(n):
            company = companies.company(f"Hemmelig {n}{k} A/S")
            received(mette, timezone.now() - timedelta(days=20 + k), company=company)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
        counts.append(len(queries))
        assert "Hemmelig" not in response.text
        assert "Hemmelig" not in client.get(address, {"format": "csv"}).text
    assert counts[0] == counts[1]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"fra": "2026-05-02", "til": "2026-05-01"}, "Byt om på dem"),
        ({"fra": "2023-01-01", "til": "2026-05-01"}, "højst tre år"),
        ({"fra": "i går"}, "Skriv en dato"),
    ],
)
def test_a_period_that_cannot_be_is_told(query: dict[str, str], words: str) -> None:
    network = networks.east_jutland()
    page = client_of(make.consultant("Odder")).get(reverse("orders:network_pack", args=[network.uuid]), query)
    assert words in page.text


# --- the national overview ----------------------------------------------------------------------------------


def test_the_national_overview_tells_what_waits_and_both_sides() -> None:
    lise = accounts.actor(make.national())
    horsens, odder = make.jobcenter("Horsens"), make.jobcenter("Odder")
    agreements.agreement_in_force(
        companies.company("Begge Sider A/S"), tovholders=[(horsens, Area.WEST, ()), (odder, Area.EAST, ())]
    )
    agreements.agreement_in_force(
        companies.company("Kun Vest A/S"), tovholders=[(horsens, Area.MUNICIPALITIES, ("0615",))]
    )
    agreements.send(agreements.agreement_draft(companies.company("Venter A/S"), title="Venter på navne"))
    client = client_of(lise)
    address = reverse("orders:national")
    page = client.get(address).text
    assert "Venter på navne" in page
    assert '<th scope="row">Aftaler i kraft</th><td class="jo-num">2</td><td class="jo-num">1</td>' in page
    assert "1 aftale gælder på begge sider." in page
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for n in range(3):
        agreements.agreement_in_force(companies.company(f"Flere {n} A/S"))
        agreements.send(agreements.agreement_draft(companies.company(f"Venter {n} A/S")))
    with CaptureQueriesContext(connection) as many:
        client.get(address)
    assert len(many) <= len(few)


def test_a_year_is_a_year() -> None:
    network = networks.east_jutland()
    mette = make.consultant("Horsens")
    now = timezone.now()
    received(mette, now - timedelta(days=400))
    with acting_as(mette):
        found = next(one for one in carriers_of(mette, network, now) if one.place == "Horsens")
    assert (found.open_now, found.taken) == (1, 0)


def test_the_assign_page_tells_what_the_network_would_propose() -> None:
    lise = accounts.actor(make.national())
    order = inquiry(lise, companies.company("Nær Odder", workplace_code="8300"))
    outside = inquiry(lise, companies.company("Nær Nyborg", workplace_code="5800"))
    client = client_of(lise)
    page = client.get(reverse("orders:national_assign", args=[order.uuid])).text
    assert "<strong>Odder</strong>: arbejdsstedet ligger i jobcentrets egen kommune" in page
    assert (
        "Netværkets fordeling" not in client.get(reverse("orders:national_assign", args=[outside.uuid])).text
    )
