"""The pages of the jobcenters app as people of four kinds meet them, over HTTP and as the web role."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.enums import OrganisationKind, Role
from accounts.models import Membership
from jobcenters.calendar import OpeningCalendar
from jobcenters.models import ClosingDay, ContactEntry, Jobcenter, Network, OpeningHours
from jobcenters.signals import MovedDeadline, calendar_change_proposed, calendar_changed
from tests.factories import accounts
from tests.helpers.db import as_owner
from ui import danish

pytestmark = pytest.mark.django_db


def signed_in(membership: Membership) -> Client:
    client = Client()
    with as_owner():
        client.force_login(membership.user)
    return client


@pytest.fixture
def horsens() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Horsens")


@pytest.fixture
def odder() -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Odder")


@pytest.fixture
def network() -> Network:
    with as_owner():
        return Network.objects.get()


@pytest.fixture
def consultant(horsens) -> Client:
    return signed_in(accounts.membership(horsens.organisation))


@pytest.fixture
def administrator(horsens) -> Client:
    return signed_in(accounts.membership(horsens.organisation, role=Role.ADMINISTRATOR))


@pytest.fixture
def today():
    return danish.local(timezone.now()).date()


def entry_of(jobcenter: Jobcenter) -> ContactEntry:
    with as_owner():
        return ContactEntry.objects.get(jobcenter=jobcenter, list_kind="sparring")


def page(client: Client, name: str, *args, status: int = 200, **query) -> str:
    response = client.get(reverse(f"jobcenters:{name}", args=args), query)
    assert response.status_code == status, response.content.decode()[:2000]
    # The header names one's own organisation; what a test looks for is the page itself.
    return response.content.decode().partition("<main")[2]


def test_the_list_shows_networks_and_distances_from_ones_own_place(consultant):
    html = page(consultant, "list")
    assert "De østjyske jobcentre" in html
    assert "Uden for netværk" in html
    assert html.index("Jobcenter Horsens") < html.index("Jobcenter Hedensted") < html.index("Jobcenter Samsø")
    assert "(jer selv)" in html


def test_the_list_measures_from_another_postcode_and_refuses_an_unknown_one(consultant):
    html = page(consultant, "list", postnr="8500")
    assert html.index("Jobcenter Norddjurs") < html.index("Jobcenter Horsens")
    assert "Postnummeret findes ikke" in page(consultant, "list", postnr="0001")
    assert "Postnummeret findes ikke" in page(consultant, "list", postnr="<b>x")


def test_the_list_asks_as_few_queries_for_thirteen_as_for_one(consultant):
    page(consultant, "list")
    with CaptureQueriesContext(connection) as many:
        page(consultant, "list")
    with as_owner():
        Jobcenter.objects.exclude(place="Horsens").update(valid_to="2020-01-01")
    with CaptureQueriesContext(connection) as one:
        html = page(consultant, "list")
    assert html.count('scope="row"') == 1
    assert len(many) == len(one) <= 16


def test_a_jobcentres_page(consultant, odder):
    html = page(consultant, "detail", odder.public_uuid)
    for text in (
        "Jobcenter Odder",
        "09.00–17.00",
        "lukket",
        "Sambesøg",
        "sparring@odder.example",
        "00 00 00 02",
    ):
        assert text in html
    assert "Ret åbningstider" not in html


def test_a_jobcentre_that_does_not_exist_is_not_found(consultant):
    page(consultant, "detail", "00000000-0000-4000-8000-000000000000", status=404)


def test_the_lists_of_contacts(consultant, network):
    html = page(consultant, "contacts", network.uuid, "sparring")
    assert html.count("Ikke bekræftet endnu") == 11
    assert html.count("/bekraeft/") == 1
    assert "rekruttering@odder.example" in page(consultant, "contacts", network.uuid, "rekruttering")
    page(consultant, "contacts", network.uuid, "andet", status=404)


def test_one_press_confirms_ones_own_entry(consultant, horsens, network, today):
    response = consultant.post(
        reverse("jobcenters:contact_confirm", args=[entry_of(horsens).uuid]), follow=True
    )
    assert response.status_code == 200
    assert "Virksomhedsservice er bekræftet." in response.content.decode()
    assert entry_of(horsens).last_confirmed_on == today
    assert "/bekraeft/" not in page(consultant, "contacts", network.uuid, "sparring")
    assert "/bekraeft/" in page(consultant, "contacts", network.uuid, "rekruttering")


def test_another_jobcentres_entry_is_refused(consultant, odder):
    response = consultant.post(reverse("jobcenters:contact_confirm", args=[entry_of(odder).uuid]))
    assert response.status_code == 403
    assert entry_of(odder).last_confirmed_on is None


def test_confirming_is_not_done_by_looking(consultant, horsens):
    assert (
        consultant.get(reverse("jobcenters:contact_confirm", args=[entry_of(horsens).uuid])).status_code
        == 405
    )


@pytest.mark.parametrize("kind", [OrganisationKind.COMPANY, OrganisationKind.PARTNER])
def test_none_of_the_pages_exists_for_companies_and_partners(kind, odder, network):
    client = signed_in(accounts.membership(accounts.organisation(kind=kind)))
    page(client, "list", status=404)
    page(client, "detail", odder.public_uuid, status=404)
    page(client, "contacts", network.uuid, "sparring", status=404)
    page(client, "calendar", status=404)
    confirm = client.post(reverse("jobcenters:contact_confirm", args=[entry_of(odder).uuid]))
    assert confirm.status_code == 404


def test_national_staff_look_but_have_no_calendar(odder, network):
    client = signed_in(accounts.membership(accounts.organisation(kind=OrganisationKind.NATIONAL)))
    assert "Jobcenter Odder" in page(client, "list")
    assert "/bekraeft/" not in page(client, "contacts", network.uuid, "sparring")
    page(client, "calendar", status=404)


def test_a_consultant_may_not_change_the_calendar(consultant):
    page(consultant, "calendar", status=403)
    for name in ("opening_hours", "closing_day_new"):
        assert consultant.post(reverse(f"jobcenters:{name}"), {}).status_code == 403


def test_new_hours_are_looked_at_before_they_are_saved(administrator, horsens, today):
    seen: list[tuple[OpeningCalendar, OpeningCalendar]] = []
    announced: list[int] = []
    start = today + timedelta(30)

    def proposes(sender, jobcenter, before, after, **kwargs):
        seen.append((before, after))
        now = timezone.now()
        return [MovedDeadline("Ordre 2026-0147", "/ordrer/x/", now, now + timedelta(hours=24))]

    def hears(sender, jobcenter, **kwargs):
        announced.append(jobcenter.calendar_version)

    calendar_change_proposed.connect(proposes)
    calendar_changed.connect(hears)
    try:
        address = reverse("jobcenters:opening_hours")
        fields = {"hours": "man-fre 10-12", "valid_from": start.isoformat()}
        preview = administrator.post(address, fields)
        html = preview.content.decode()
        assert preview.status_code == 200, html[:2000]
        assert "Intet er gemt endnu." in html
        assert "Ordre 2026-0147" in html
        assert "man-ons 09-15, tor 09-17, fre 09-13" in html
        with as_owner():
            assert not OpeningHours.objects.filter(jobcenter=horsens, valid_from=start).exists()
        assert announced == []

        saved = administrator.post(address, {**fields, "gem": "1"}, follow=True)
        assert "Åbningstiderne er gemt" in saved.content.decode()
        assert "10.00–12.00" in saved.content.decode()
    finally:
        calendar_change_proposed.disconnect(proposes)
        calendar_changed.disconnect(hears)
    with as_owner():
        assert OpeningHours.objects.filter(jobcenter=horsens, valid_from=start).count() == 5
        horsens.refresh_from_db()
    assert announced == [horsens.calendar_version]
    before, after = seen[0]
    day = start + timedelta(-1)
    assert [before.opens_on(day - timedelta(n)) for n in range(7)] == [
        after.opens_on(day - timedelta(n)) for n in range(7)
    ]
    assert before.spans != after.spans


@pytest.mark.parametrize(
    ("hours", "days_ahead", "sentence"),
    [
        ("hver dag", 1, "Skriv for eksempel"),
        ("man 9-15", -1, "Datoen er gået"),
        ("man 9-24", 1, "før midnat"),
        ("", 1, "Åbningstider"),
    ],
)
def test_bad_hours_come_back_with_what_was_typed(administrator, today, hours, days_ahead, sentence):
    response = administrator.post(
        reverse("jobcenters:opening_hours"),
        {"hours": hours, "valid_from": (today + timedelta(days_ahead)).isoformat(), "gem": "1"},
    )
    html = response.content.decode()
    assert response.status_code == 422
    assert sentence in html
    assert f'value="{hours}"' in html or not hours


def test_a_closing_day_is_added_and_taken_back(administrator, horsens, today):
    day = today + timedelta(20)
    add = reverse("jobcenters:closing_day_new")
    first = administrator.post(add, {"day": day.isoformat(), "reason": "Kursusdag"}, follow=True)
    assert "Kursusdag" in first.content.decode()
    again = administrator.post(add, {"day": day.isoformat(), "reason": "Kursusdag"})
    assert again.status_code == 422
    assert "allerede en lukkedag" in again.content.decode()
    with as_owner():
        closing_day = ClosingDay.objects.get(jobcenter=horsens, date=day)
    administrator.post(reverse("jobcenters:closing_day_delete", args=[closing_day.pk]))
    with as_owner():
        assert not ClosingDay.objects.filter(pk=closing_day.pk).exists()


def test_anothers_closing_day_does_not_exist(administrator, odder, today):
    with as_owner():
        theirs = ClosingDay.objects.create(jobcenter=odder, date=today + timedelta(9), reason="Deres")
    response = administrator.post(reverse("jobcenters:closing_day_delete", args=[theirs.pk]))
    assert response.status_code == 404
    with as_owner():
        assert ClosingDay.objects.filter(pk=theirs.pk).exists()
