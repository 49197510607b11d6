"""Dates that pass take effect on who sees an agreement: from midnight in Denmark, and made up for after a stop."""

import datetime
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actor import Actor
from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.models import AccessDay, Agreement
from agreements.services.access import access_follow_dates
from agreements.tasks import follow_dates
from config.celery import app
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, JobcenterMunicipality, Network, NetworkMember
from tests.factories import agreements, companies, networks, orders
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

TODAY = local_date(timezone.now())
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def midnight(day: datetime.date) -> datetime.datetime:
    """The first instant of a Danish day, told in UTC."""
    return datetime.datetime.combine(day, datetime.time(), COPENHAGEN).astimezone(datetime.UTC)


def run(now: datetime.datetime) -> int:
    with as_worker(), playing(now):
        return access_follow_dates()


def settle(day: datetime.date = TODAY) -> None:
    """As if every day up to this one had been seen to."""
    with as_owner():
        AccessDay.objects.update_or_create(pk=1, defaults={"day": day})


def sees(actor: Actor, agreement: Agreement) -> bool:
    with acting_as(actor):
        return Agreement.objects.visible_to(actor).filter(pk=agreement.pk).exists()


def link(place: str) -> JobcenterMunicipality:
    return JobcenterMunicipality.objects.get(jobcenter__place=place)


@pytest.fixture
def agreement() -> Agreement:
    return agreements.agreement_in_force(companies.company())


@pytest.mark.parametrize(
    "day", [TODAY + timedelta(days=3), datetime.date(2027, 3, 28), datetime.date(2027, 10, 31)]
)
def test_a_link_that_begins_and_one_that_ends_at_midnight(agreement: Agreement, day: datetime.date) -> None:
    """Also on the days that have 23 and 25 hours: to the second, by Danish time."""
    odder, skanderborg = orders.consultant("Odder"), orders.consultant("Skanderborg")
    with as_owner():
        former = link("Odder")
        former.valid_to = day - timedelta(days=1)
        former.save()
        own = link("Skanderborg")
        own.valid_from = day
        own.save()
    settle(day - timedelta(days=1))
    assert (sees(odder, agreement), sees(skanderborg, agreement)) == (True, False)
    assert run(midnight(day) - timedelta(seconds=1)) == 0
    assert (sees(odder, agreement), sees(skanderborg, agreement)) == (True, False)
    assert run(midnight(day)) == 1
    assert (sees(odder, agreement), sees(skanderborg, agreement)) == (False, True)


def test_a_day_is_settled_ten_minutes_after_midnight_and_then_costs_one_query(agreement: Agreement) -> None:
    day = TODAY + timedelta(days=1)
    with as_owner():
        former = link("Odder")
        former.valid_to = TODAY
        former.save()
    settle()
    assert run(midnight(day)) == 1
    # A transaction that was under way at midnight wrote by the day before; it is mended by the next run.
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select agreements_refresh_access(%s, %s)", [agreement.pk, TODAY])
    odder = orders.consultant("Odder")
    assert sees(odder, agreement)
    assert run(midnight(day) + timedelta(seconds=30)) == 1
    assert not sees(odder, agreement)
    assert run(midnight(day) + timedelta(minutes=10)) == 1
    assert run(midnight(day) + timedelta(minutes=11)) == 0
    with (
        as_worker(),
        playing(midnight(day) + timedelta(hours=5)),
        CaptureQueriesContext(connection) as queries,
    ):
        access_follow_dates()
    assert len(queries) == 1


def test_days_without_a_run_are_made_up_for(agreement: Agreement) -> None:
    """Ended on a day in between and begun on another, while nobody looked for a week."""
    odder, skanderborg = orders.consultant("Odder"), orders.consultant("Skanderborg")
    with as_owner():
        former, own = link("Odder"), link("Skanderborg")
        former.valid_to = TODAY + timedelta(days=2)
        own.valid_from = TODAY + timedelta(days=4)
        former.save()
        own.save()
    settle()
    assert run(midnight(TODAY + timedelta(days=7)) + timedelta(hours=9)) == 1
    assert (sees(odder, agreement), sees(skanderborg, agreement)) == (False, True)
    assert run(midnight(TODAY + timedelta(days=7)) + timedelta(hours=10)) == 0


def test_only_the_agreements_whose_area_holds_the_place_are_looked_at() -> None:
    east = agreements.eastern()
    agreements.agreement_in_force(companies.company(), tovholders=[(east, "east", ())])
    west = agreements.agreement_in_force(
        companies.company(), tovholders=[(orders.jobcenter("Horsens"), "west", ())]
    )
    draft = agreements.agreement_draft(companies.company())
    with as_owner():
        former = link("Odder")
        former.valid_to = TODAY
        former.save()
    settle()
    assert run(midnight(TODAY + timedelta(days=1))) == 1
    odder = orders.consultant("Odder")
    assert not sees(odder, west) and not sees(odder, draft.agreement)


def test_a_membership_that_begins_and_one_that_ends_in_a_networks_agreement() -> None:
    network: Network = networks.network(members=("Nyborg", "Horsens"))
    made = agreements.conclude(agreements.send(agreements.network_draft(network)))
    odder, vejle = orders.consultant("Odder"), orders.consultant("Vejle")
    with as_owner():
        for place, first, last in (("Odder", 5, None), ("Vejle", -5, 2)):
            NetworkMember.objects.create(
                network=network,
                jobcenter=Jobcenter.objects.get(place=place),
                valid_from=TODAY + timedelta(days=first),
                valid_to=None if last is None else TODAY + timedelta(days=last),
            )
    settle()
    assert (sees(odder, made), sees(vejle, made)) == (False, True)
    assert run(midnight(TODAY + timedelta(days=3))) == 1
    assert (sees(odder, made), sees(vejle, made)) == (False, False)
    run(midnight(TODAY + timedelta(days=5)) - timedelta(seconds=1))
    assert not sees(odder, made)
    assert run(midnight(TODAY + timedelta(days=5))) == 1
    assert sees(odder, made)
    # Whoever has signed stays a party, member or not.
    with as_owner():
        NetworkMember.objects.filter(network=network, jobcenter__place="Horsens").update(valid_to=TODAY)
    assert sees(orders.consultant("Horsens"), made)


def test_beat_asks_for_it_and_it_can_be_done_by_hand(
    agreement: Agreement, capsys: pytest.CaptureFixture[str]
) -> None:
    assert follow_dates.name in {entry["task"] for entry in app.conf.beat_schedule.values()}
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select agreements_refresh_access(%s, %s)", [agreement.pk, datetime.date(1999, 1, 1)])
    odder = orders.consultant("Odder")
    assert not sees(odder, agreement)
    with as_worker():
        call_command("refresh_agreement_access")
    assert "Gennemgået: 1 aftale." in capsys.readouterr().out
    assert sees(odder, agreement)
    with pytest.raises(CommandError, match="JO_DB_ROLE=worker"), transaction.atomic():
        call_command("refresh_agreement_access")
