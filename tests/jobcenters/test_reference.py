"""The reference data as loaded: municipalities, regions, postcodes, the network; loading it again changes nothing."""

import csv
import io
from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from jobcenters import selectors
from jobcenters.calendar import OpeningDayHours
from jobcenters.enums import Side
from jobcenters.models import Jobcenter, Municipality, MunicipalityRegion, Network, OpeningHours, Postcode
from jobcenters.services.reference import reference_data_load
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 27)
EAST_JUTLAND = {
    "Horsens", "Odder", "Aarhus", "Skanderborg", "Silkeborg", "Randers", "Favrskov", "Hedensted", "Norddjurs",
    "Syddjurs", "Samsø",
}  # fmt: skip


def test_98_municipalities_on_two_sides_of_the_belt():
    assert Municipality.objects.count() == 98
    assert Municipality.objects.filter(side=Side.EAST).count() == 46
    fyn = Municipality.objects.filter(landsdel="Fyn")
    assert fyn.count() == 10
    assert set(fyn.values_list("side", flat=True)) == {Side.WEST}


def test_the_regions_change_with_the_year_2027():
    def names(day: date) -> set[str]:
        return set(MunicipalityRegion.objects.on(day).values_list("name", flat=True))

    assert names(date(2026, 12, 31)) == {
        "Region Hovedstaden", "Region Sjælland", "Region Syddanmark", "Region Midtjylland", "Region Nordjylland",
    }  # fmt: skip
    assert names(date(2027, 1, 1)) == {
        "Region Østdanmark", "Region Syddanmark", "Region Midtjylland", "Region Nordjylland",
    }  # fmt: skip
    for day in (date(2026, 12, 31), date(2027, 1, 1)):
        assert MunicipalityRegion.objects.on(day).count() == 98


@pytest.mark.parametrize(
    ("code", "name", "municipality"),
    [
        ("8700", "Horsens", "0615"),
        ("8300", "Odder", "0727"),
        ("1050", "København K", "0101"),
        ("2000", "Frederiksberg", "0147"),
        ("5800", "Nyborg", "0450"),
        ("8592", "Anholt", "0707"),
        ("3700", "Rønne", "0400"),
        ("9990", "Skagen", "0813"),
        ("8660", "Skanderborg", "0746"),
        ("1212", "København K", "0101"),
        ("2500", "Valby", "0101"),
        ("3460", "Birkerød", "0230"),
        ("8870", "Langå", "0730"),
    ],
)
def test_postcodes_know_their_town_and_municipality(code, name, municipality):
    postcode = Postcode.objects.get(code=code)
    assert (postcode.name, postcode.municipality_id) == (name, municipality)


def test_every_postcode_has_a_municipality_and_a_point():
    assert Postcode.objects.count() >= 1_089
    assert not Postcode.objects.filter(municipality=None).exists()
    assert not Postcode.objects.filter(lat=None).exists()
    assert Municipality.objects.filter(postcodes=None).count() == 0


@pytest.mark.parametrize(
    ("one", "other", "km", "tolerance"),
    [
        ("8700", "8000", 39, 4),  # Horsens - Aarhus
        ("8700", "8300", 23, 4),  # Horsens - Odder
        ("1050", "8000", 157, 5),  # across the sea
        ("3700", "6700", 396, 8),  # Rønne - Esbjerg
        ("1050", "1799", 3.5, 2),
        ("8700", "8700", 0, 0),
    ],
)
def test_distances_are_about_right(one, other, km, tolerance):
    assert selectors.distance_km(one, other) == pytest.approx(km, abs=tolerance)
    assert selectors.distance_km(other, one) == pytest.approx(selectors.distance_km(one, other))


def test_distance_to_an_unknown_postcode_is_unknown():
    assert selectors.distance_km("8700", "0000") is None


def test_the_network_of_east_jutland_has_its_eleven_members_and_two_promises():
    with as_owner():
        network = Network.objects.get(name="De østjyske jobcentre")
        members = selectors.network_jobcenters(network, TODAY)
        assert {member.place for member in members} == EAST_JUTLAND
        landsdele = {m.landsdel for member in members for m in member.municipalities.all()}
        rules = selectors.network_rules(network, TODAY)
    assert landsdele == {"Østjylland"}
    assert dict(rules.promises) == {"D1": OpeningDayHours(24), "D2": OpeningDayHours(24)}
    assert (rules.search_required, rules.search_valid_working_days, rules.follow_up_working_days) == (
        True,
        5,
        2,
    )


def test_the_other_organisations_are_there_and_no_address_is_real():
    with as_owner():
        assert Jobcenter.objects.count() == 13
        assert Organisation.objects.filter(kind="national", name="Jobservice Danmark").count() == 1
        loaded = list(Organisation.objects.filter(kind__in=("jobcenter", "national")))
    assert len(loaded) == 14
    assert all(organisation.email.endswith(".example") for organisation in loaded)
    assert all(organisation.phone.startswith("00 00 00 ") for organisation in loaded)


def test_opening_hours_differ_and_odder_is_closed_on_fridays():
    with as_owner():
        odder = Jobcenter.objects.get(place="Odder")
        assert not OpeningHours.objects.filter(jobcenter=odder, weekday=4).exists()
        assert OpeningHours.objects.filter(jobcenter__place="Horsens").count() == 5
        djurs = OpeningHours.objects.filter(jobcenter__place="Norddjurs", weekday=0)
        assert djurs.count() == 2


def test_loading_again_changes_nothing_and_costs_few_queries():
    with as_owner():
        before = list(Jobcenter.objects.order_by("pk").values())
        with CaptureQueriesContext(
            connection,
        ) as queries:
            report = reference_data_load()
        assert list(Jobcenter.objects.order_by("pk").values()) == before
    assert set(report.added.values()) == {0}
    assert set(report.changed.values()) == {0}
    assert len(queries) < 25


def test_loading_again_mends_places_and_leaves_what_a_jobcentre_has_written():
    with as_owner():
        Postcode.objects.filter(code="8700").update(name="Hørsens")
        Jobcenter.objects.filter(place="Odder").update(company_phone="12 34 56 78")
        OpeningHours.objects.filter(jobcenter__place="Odder").delete()
        report = reference_data_load()
        assert report.changed["postnumre"] == 1
        assert Postcode.objects.get(code="8700").name == "Horsens"
        assert Jobcenter.objects.get(place="Odder").company_phone == "12 34 56 78"
        assert not OpeningHours.objects.filter(jobcenter__place="Odder").exists()


def test_export_is_the_table_as_csv():
    out = io.StringIO()
    call_command("export_postcodes", stdout=out)
    rows = list(csv.DictReader(io.StringIO(out.getvalue())))
    assert list(rows[0]) == ["postcode", "lat", "lon", "name"]
    assert len(rows) == Postcode.objects.count()
    horsens = next(row for row in rows if row["postcode"] == "8700")
    assert (float(horsens["lat"]), float(horsens["lon"])) == pytest.approx((55.86, 9.85), abs=0.02)
