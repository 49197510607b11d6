"""The two contact lists, who confirms what, and a jobcentre's changes to its own calendar."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from accounts.enums import OrganisationKind, Role
from accounts.permissions import NotAllowed
from accounts.tenancy import acting_as
from jobcenters import selectors
from jobcenters.contacting.finding import contact_list
from jobcenters.enums import ContactList
from jobcenters.hours_text import parse_hours
from jobcenters.models import (
    ContactEntry,
    Jobcenter,
    JobcenterMunicipality,
    Network,
    NetworkMember,
    OpeningHours,
)
from jobcenters.rules import NetworkRules
from jobcenters.services.calendars import closing_day_add, closing_day_remove, opening_hours_change
from jobcenters.services.contacts import contact_confirm
from tests.factories import accounts
from tests.helpers.db import as_owner

TODAY = date(2026, 3, 27)  # a Friday


@pytest.fixture
def horsens(db) -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Horsens")


@pytest.fixture
def odder(db) -> Jobcenter:
    with as_owner():
        return Jobcenter.objects.with_names().get(place="Odder")


@pytest.fixture
def network(db) -> Network:
    with as_owner():
        return Network.objects.get()


def test_the_lists_are_apart_sorted_by_place_and_mark_ones_own(horsens, network, django_assert_num_queries):
    me = accounts.actor(horsens.organisation)
    with acting_as(me), django_assert_num_queries(2):
        rows = contact_list(me, network, ContactList.SPARRING, TODAY)
    places = [row.title for row in rows]
    assert len(places) == 11
    assert places == sorted(places)
    assert {row.entry.list_kind for row in rows} == {ContactList.SPARRING}
    assert [row.title for row in rows if row.is_own] == ["Jobcenter Horsens"]


def test_a_company_gets_an_empty_list(network):
    company = accounts.actor(accounts.organisation(kind=OrganisationKind.COMPANY))
    with acting_as(company):
        assert contact_list(company, network, ContactList.SPARRING, TODAY) == []


def test_who_has_left_the_network_is_not_on_its_lists(horsens, network):
    me = accounts.actor(horsens.organisation)
    with as_owner():
        NetworkMember.objects.filter(jobcenter__place="Odder").update(valid_to=TODAY)
    with acting_as(me):
        assert len(contact_list(me, network, ContactList.SPARRING, TODAY)) == 11
        later = contact_list(me, network, ContactList.SPARRING, TODAY + timedelta(1))
        assert "Jobcenter Odder" not in {row.title for row in later}
        assert selectors.shared_network(horsens, horsens.pk, TODAY) == network


def test_ones_own_entry_is_confirmed_with_one_press(horsens):
    me = accounts.actor(horsens.organisation)
    with acting_as(me):
        entry = ContactEntry.objects.get(jobcenter=horsens, list_kind=ContactList.SPARRING)
        contact_confirm(actor=me, entry=entry, today=TODAY)
        entry.refresh_from_db()
    assert entry.last_confirmed_on == TODAY


def test_anothers_entry_cannot_be_confirmed(horsens, odder):
    me = accounts.actor(horsens.organisation)
    with acting_as(me):
        entry = ContactEntry.objects.get(jobcenter=odder, list_kind=ContactList.SPARRING)
        with pytest.raises(NotAllowed, match="jeres egne kontaktpersoner"):
            contact_confirm(actor=me, entry=entry, today=TODAY)
        entry.refresh_from_db()
    assert entry.last_confirmed_on is None


def test_the_calendar_follows_a_change_of_hours_and_keeps_history(horsens):
    me = accounts.actor(horsens.organisation, role=Role.ADMINISTRATOR)
    monday = date(2026, 4, 13)
    with acting_as(me):
        before = selectors.opening_calendar(horsens)
        assert before.is_open(datetime(2026, 4, 13, 8, 30, tzinfo=UTC))
        opening_hours_change(
            actor=me, jobcenter=horsens, spans=parse_hours("tir-fre 10-12"), valid_from=monday, today=TODAY
        )
        after = selectors.opening_calendar(horsens)
        assert not after.is_open_day(monday)
        assert after.opens_on(date(2026, 4, 14)) == datetime(2026, 4, 14, 8, tzinfo=UTC)
        assert after.opens_on(date(2026, 4, 10)) == before.opens_on(date(2026, 4, 10))
        # Changing one's mind about the same day replaces the plan and leaves no trace of it.
        opening_hours_change(
            actor=me, jobcenter=horsens, spans=parse_hours("man-fre 9-15"), valid_from=monday, today=TODAY
        )
        assert OpeningHours.objects.filter(jobcenter=horsens, valid_from=monday).count() == 5
        assert selectors.opening_calendar(horsens).is_open_day(monday)


def test_a_closing_day_closes_and_can_be_taken_back(horsens):
    me = accounts.actor(horsens.organisation, role=Role.MANAGER)
    day = date(2026, 5, 15)
    with acting_as(me):
        assert selectors.opening_calendar(horsens).is_open_day(day)
        closing_day = closing_day_add(actor=me, jobcenter=horsens, day=day, reason=" Kursus ", today=TODAY)
        assert closing_day.reason == "Kursus"
        assert not selectors.opening_calendar(horsens).is_open_day(day)
        with pytest.raises(ValidationError, match="allerede en lukkedag"):
            closing_day_add(actor=me, jobcenter=horsens, day=day, reason="Igen", today=TODAY)
        with pytest.raises(ValidationError, match="der er gået"):
            closing_day_remove(actor=me, closing_day=closing_day, today=day + timedelta(1))
        closing_day_remove(actor=me, closing_day=closing_day, today=TODAY)
        assert selectors.opening_calendar(Jobcenter.objects.get(pk=horsens.pk)).is_open_day(day)


@pytest.mark.parametrize(
    ("hours", "valid_from", "sentence"),
    [
        ("man 9-15", TODAY - timedelta(1), "Datoen er gået"),
        ("man 9-15", TODAY + timedelta(2000), "mere end tre år"),
        ("man 9-24", TODAY, "før midnat"),
        ("", TODAY, "mindst én åbningstid"),
    ],
)
def test_impossible_hours_are_refused_in_words(horsens, hours, valid_from, sentence):
    me = accounts.actor(horsens.organisation, role=Role.ADMINISTRATOR)
    spans = parse_hours(hours) if hours else ()
    with acting_as(me), pytest.raises(ValidationError, match=sentence):
        opening_hours_change(actor=me, jobcenter=horsens, spans=spans, valid_from=valid_from, today=TODAY)


@pytest.mark.parametrize(
    ("place", "role", "sentence"),
    [("Odder", Role.ADMINISTRATOR, "jeres egne"), ("Horsens", Role.CONSULTANT, "leder eller administrator")],
)
def test_only_ones_own_managers_and_administrators_change_the_calendar(horsens, place, role, sentence):
    with as_owner():
        organisation = Jobcenter.objects.with_names().get(place=place).organisation
    me = accounts.actor(organisation, role=role)
    with acting_as(me):
        with pytest.raises(NotAllowed, match=sentence):
            closing_day_add(actor=me, jobcenter=horsens, day=TODAY, reason="x", today=TODAY)
        with pytest.raises(NotAllowed, match=sentence):
            opening_hours_change(
                actor=me, jobcenter=horsens, spans=parse_hours("man 9-15"), valid_from=TODAY, today=TODAY
            )


def test_an_unchanged_calendar_costs_no_query(horsens, odder, django_assert_num_queries):
    me = accounts.actor(horsens.organisation)
    with acting_as(me):
        selectors.opening_calendars([horsens, odder])
        with django_assert_num_queries(0):
            again = selectors.opening_calendars([horsens, odder])
    assert again[odder.pk].is_open_day(date(2026, 3, 26))
    assert not again[odder.pk].is_open_day(TODAY)  # a Friday


def test_a_calendar_read_without_context_is_empty_and_not_kept(horsens):
    me = accounts.actor(horsens.organisation, role=Role.ADMINISTRATOR)
    with acting_as(me):
        closing_day_add(actor=me, jobcenter=horsens, day=date(2026, 5, 18), reason="Kursus", today=TODAY)
    assert selectors.opening_calendar(horsens).spans == ()
    with acting_as(me):
        assert selectors.opening_calendar(horsens).spans


def test_the_jobcentre_of_a_postcode_follows_the_date(horsens, odder):
    me = accounts.actor(horsens.organisation)
    with as_owner():
        JobcenterMunicipality.objects.filter(municipality_id="0727").update(valid_to=TODAY)
        JobcenterMunicipality.objects.create(
            jobcenter=horsens, municipality_id="0727", valid_from=TODAY + timedelta(1)
        )
    with acting_as(me):
        assert selectors.jobcenter_for_postcode("8300", TODAY) == odder
        assert selectors.jobcenter_for_postcode("8300", TODAY + timedelta(1)) == horsens
        assert selectors.jobcenter_for_postcode("9990", TODAY) is None
        assert selectors.jobcenter_for_postcode("0000", TODAY) is None


def test_jobcentres_near_a_postcode_come_nearest_first(horsens):
    me = accounts.actor(horsens.organisation)
    with acting_as(me):
        near = selectors.jobcenters_near("8700", 25, TODAY)
        wide = selectors.jobcenters_near("8700", 100, TODAY)
        assert selectors.jobcenters_near("0000", 100, TODAY) == []
    assert near[0].jobcenter.place == "Horsens"
    assert {"Odder", "Hedensted", "Skanderborg"} <= {found.jobcenter.place for found in near}
    assert "Aarhus" not in {found.jobcenter.place for found in near}
    assert [found.km for found in wide] == sorted(found.km for found in wide)
    assert len(wide) > len(near)


def test_outside_a_network_the_defaults_hold(horsens, network):
    me = accounts.actor(horsens.organisation)
    with acting_as(me):
        vejle = Jobcenter.objects.get(place="Vejle")
        assert selectors.network_of(vejle, TODAY) is None
        assert selectors.network_rules(None, TODAY) == NetworkRules()
        assert selectors.network_of(horsens, TODAY) == network
        assert selectors.network_of(horsens, date(2010, 1, 1)) is None
        assert selectors.shared_network(horsens, vejle, TODAY) is None
        assert time(9) in set(OpeningHours.objects.filter(jobcenter=vejle).values_list("opens", flat=True))
