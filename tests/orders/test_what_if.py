"""What would be due when, told before anything is sent or saved: it is the very deadline that the clock then gets."""

import datetime
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements.selectors.routing import route_to
from jobcenters.calendar import local_date
from jobcenters.hours_text import parse_hours
from jobcenters.models import (
    ClosingDay,
    Jobcenter,
    JobcenterMunicipality,
    Municipality,
    NetworkRule,
    OpeningHours,
    Postcode,
)
from jobcenters.services.reference import PROFILE, starting_jobcenter
from orders.calendars import deadline_for, promise_for, promises_for
from orders.models import Clock
from orders.selectors.agreed import agreed_dues
from orders.selectors.suggestions import last_answer, suggestions
from tests.factories import companies, networks
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified, client_of, url
from tests.orders.test_agreement_clocks import agreed, at
from tests.orders.test_order_page_across import ask_form, text
from ui import danish

pytestmark = pytest.mark.django_db

# When Odder's hours and Bornholm's rules of the fixture hold.
NOW = timezone.now()


@pytest.fixture
def mette() -> Actor:
    return make.consultant("Horsens")


@pytest.fixture
def country(db: None) -> None:
    """One jobcentre for each of the 98 municipalities. Odder opens on Mondays and Thursdays alone and is closed on a
    day; Bornholm's network promises 30 hours.
    """
    today = local_date(timezone.now())
    with as_owner():
        served = set(JobcenterMunicipality.objects.values_list("municipality_id", flat=True))
        codes = {row.municipality_id: row.pk for row in Postcode.objects.filter(lat__isnull=False)}
        hours = dict.fromkeys(("vej",), "Torvet 1") | dict.fromkeys(
            [column for column, *_rest in PROFILE], "ja"
        )
        for municipality in Municipality.objects.exclude(pk__in=served):
            row = {
                "sted": municipality.name,
                "kommunekoder": municipality.pk,
                "postnummer": codes.get(municipality.pk, "8700"),
                "aabningstid": "man-ons 08-14, tor 09-17, fre 10-12",
            }
            starting_jobcenter(uuid4(), row | hours, phone="00 00 00 00")
        odder = Jobcenter.objects.get(place="Odder")
        OpeningHours.objects.filter(jobcenter=odder).delete()
        for span in parse_hours("man 10-12, tor 09-17"):
            OpeningHours.objects.create(
                jobcenter=odder, weekday=span.weekday, opens=span.opens, closes=span.closes, valid_from=today
            )
        ClosingDay.objects.create(jobcenter=odder, date=today + datetime.timedelta(days=4), reason="Flytning")
        network = networks.network("Nord", coordinator="Bornholm", members=("Bornholm",))
        NetworkRule.objects.create(
            network=network, promise="D2", unit="opening_day_hours", length=30, valid_from=today
        )


def everywhere(now: datetime.datetime, *without: int) -> list[Any]:
    return suggestions(
        postcode=Postcode.objects.get(pk="8700"), now=now, without=set(without), within_km=None
    )


def test_what_is_told_before_is_what_each_clock_gets(mette: Actor, country: None) -> None:
    order = clarified(mette)
    make.search(mette, order)
    places = ("Odder", "Hedensted", "Skanderborg", "Bornholm")
    page = client_of(mette).post(url("ask", order), ask_form(order, *places, landet="1"), follow=True)
    assert "Sendt til" in text(page)
    with acting_as(mette):
        clocks = list(Clock.objects.filter(order=order, promise="D2").order_by("id"))
        assert len(clocks) == len(places)
        told = {item.organisation_id: item.due_at for item in everywhere(clocks[0].received_at)}
        assert {clock.owner_organisation_id: clock.due_at for clock in clocks} == {
            clock.owner_organisation_id: told[clock.owner_organisation_id] for clock in clocks
        }
    due = {clock.owner_organisation_id: clock.due_at for clock in clocks}
    assert due[make.jobcenter("Odder").pk] > due[make.jobcenter("Hedensted").pk]


def test_every_jobcentre_of_the_country_costs_no_more_questions_than_one(mette: Actor, country: None) -> None:
    now = NOW
    with acting_as(mette):
        all_of_them = everywhere(now, mette.organisation_id)
        assert len(all_of_them) == Jobcenter.objects.on(local_date(now)).count() - 1 >= 97
        assert all(item.due_at for item in all_of_them)
        but_one = [item.organisation_id for item in all_of_them[1:]]
        counts = []
        for without in ([], but_one):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                everywhere(now, mette.organisation_id, *without)
            counts.append(len(asked))
        # The calendars are known here by now; where they are not, it is two questions for all of them.
        assert counts[0] == counts[1] <= 8


def test_one_promise_for_one_and_for_many(country: None) -> None:
    today = local_date(timezone.now())
    with as_owner():
        ids = list(Jobcenter.objects.on(today).values_list("pk", flat=True))
        many = promises_for("D2", ids, today)
        assert many == {pk: promise_for("D2", pk, today) for pk in ids}
        assert many[make.jobcenter("Bornholm").pk].unit.n == 30


def test_the_page_shows_each_its_own_time_and_then_the_whole_country(mette: Actor, country: None) -> None:
    order = clarified(mette)
    make.search(mette, order)
    client = client_of(mette)
    near = text(client.get(url("ask", order)))
    rows = near.count('class="jo-pick"')
    assert near.count("Svar senest") == rows
    far = str(make.jobcenter("Bornholm").uuid)
    assert far not in near and "Vis alle jobcentre i landet" in near
    # Without scripts it is a button of the form: what was typed stands, and nothing is refused.
    form = ask_form(order, "Odder", text="To montører med truckcertifikat", number_wanted="2", landet="vis")
    page = client.post(url("ask", order), form)
    assert page.status_code == 200
    shown = text(page)
    assert far in shown and "To montører med truckcertifikat" in shown and 'value="2"' in shown
    assert shown.count("Svar senest") == shown.count('class="jo-pick"') > rows
    assert re.search(rf'value="{make.jobcenter("Odder").uuid}"[^>]* checked', shown)
    assert "Sender I nu, skal Odder svare senest" in shown
    assert not Clock.objects.filter(order=order, promise="D2").exists()


def test_the_last_answer_of_those_ticked(mette: Actor, country: None) -> None:
    now = NOW
    with acting_as(mette):
        offered = everywhere(now, mette.organisation_id)
        assert last_answer([], now) == ""
        assert last_answer(offered[:1], now).startswith(f"Sender I nu, skal {offered[0].place} svare senest ")
        assert last_answer(offered[:3], now).startswith("Sender I nu, har alle svaret senest ")


@pytest.mark.parametrize("from_clarified", [False, True])
def test_the_intake_says_what_an_agreement_would_promise(mette: Actor, from_clarified: bool) -> None:
    company = companies.company()
    agreed(company, search_promise_starts="clarified" if from_clarified else "received")
    with acting_as(mette):
        workplace = company.workplaces.get()
        route = route_to(workplace, local_date(timezone.now()))
        assert route is not None
        dues = {
            danish.plain(what): danish.plain(when)
            for what, when in agreed_dues(route, at("2026-04-01T11:00"))
        }
    ending = ", hvis ordren bliver afklaret i dag" if from_clarified else ""
    assert dues["Kontaktpersonen vender tilbage"] == "senest tirsdag"
    assert dues["Kandidater til ordinære job er udsøgt og screenet"] == f"senest torsdag 9. april{ending}"
    assert dues["Flygtninge er udsøgt og screenet"].startswith("senest ")
    assert dues["Opkvalificering af nyansatte er aftalt"].endswith(", hvis nogen ansættes i dag")
    page = client_of(mette).get(
        reverse("companies:choices", args=[company.uuid]), {"workplace": str(workplace.uuid)}
    )
    assert "Kommer en ordre ind nu, lover aftalen:" in text(page)


def test_what_the_intake_told_is_what_the_clocks_get(mette: Actor) -> None:
    company = companies.company()
    agreed(company)
    order = make.order(mette, company=company)
    with acting_as(mette):
        route = route_to(company.workplaces.get(), local_date(order.received_at))
        assert route is not None
        told = dict(agreed_dues(route, order.received_at))
        clock = Clock.objects.get(order=order, promise="D4")
    day = danish.day_when(local_date(clock.due_at), order.received_at)
    assert told["Kandidater til ordinære job er udsøgt og screenet"] == f"senest {day}"


def test_the_intake_counts_a_question_from_when_it_came(mette: Actor) -> None:
    client = client_of(mette)
    came = danish.local(timezone.now() - datetime.timedelta(days=8)).replace(hour=10, minute=5)
    due_at = deadline_for("D1", mette.organisation_id, came.replace(second=0, microsecond=0)).due_at
    typed = {"spm-on": f"{came:%d.%m.%Y}", "spm-time": "10.05"}
    page = text(client.get(reverse("orders:new"), typed))
    assert f"Virksomheden får en mail om, at I svarer senest {told(due_at)}." in page
    assert "så ser I, hvornår I senest skal svare" in text(
        client.get(reverse("orders:new"), typed | {"spm-time": "x"})
    )
    # Before anything is typed it is now; what was sent and refused counts from what it says.
    now_due = deadline_for("D1", mette.organisation_id, timezone.now()).due_at
    assert f"at I svarer senest {told(now_due)}." in text(client.get(reverse("orders:new")))
    refused = client.post(reverse("orders:new"), typed | {"kind": "spoergsmaal"})
    assert refused.status_code == 422 and f"senest {told(due_at)}." in text(refused)


def told(due_at: datetime.datetime) -> str:
    return danish.plain(danish.when(due_at, timezone.now()))
