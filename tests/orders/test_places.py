"""Whether a search crossed a municipal border: the same by the box as by looking at every postcode."""

import math

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.models import JobcenterMunicipality, Postcode
from jobcenters.rules import box_around, distance_km
from orders.selectors.places import crosses_borders
from tests.factories import orders as make


@given(
    lat=st.floats(54.4, 57.9),
    lon=st.floats(7.9, 15.3),
    km=st.floats(0, 100),
    bearing=st.floats(0, 2 * math.pi),
    part=st.floats(0, 1.5),
)
def test_the_box_holds_the_whole_circle(
    lat: float, lon: float, km: float, bearing: float, part: float
) -> None:
    south, north, west, east = box_around(lat, lon, km)
    there = (
        lat + part * (north - lat) * math.cos(bearing),
        lon + part * (east - lon) * math.sin(bearing),
    )
    if distance_km(lat, lon, *there) <= km:
        assert south - 1e-9 <= there[0] <= north + 1e-9
        assert west - 1e-9 <= there[1] <= east + 1e-9


def test_the_box_is_not_much_larger_than_the_circle() -> None:
    south, north, west, east = box_around(56, 10, 50)
    assert 49.9 <= distance_km(56, 10, north, 10) <= 50.1
    assert 49.9 <= distance_km(56, 10, south, 10) <= 50.1
    assert 50 <= distance_km(56, 10, 56, east) <= 52
    assert west < 10 < east


@pytest.mark.django_db
def test_the_same_as_looking_at_every_postcode() -> None:
    mette = make.consultant("Horsens")
    today = local_date(timezone.now())
    with acting_as(mette):
        served = JobcenterMunicipality.objects.on(today).filter(jobcenter_id=mette.organisation_id)
        own = set(served.values_list("municipality_id", flat=True))
        placed = list(Postcode.objects.filter(lat__isnull=False, municipality__isnull=False))
        others = [item for item in placed if item.municipality_id not in own]
        asked = placed[::40] + [item for item in placed if item.municipality_id in own]
        found = set()
        for here in asked:
            for km in (10, 15, 100):
                near = any(distance_km(here.lat, here.lon, item.lat, item.lon) <= km for item in others)
                assert crosses_borders(here, km, mette.organisation_id, today) == near, (here.code, km)
                found.add(near)
        assert True in found
        # Whoever searches at home with a small circle stays at home.
        inmost = max(
            (item for item in placed if item.municipality_id in own),
            key=lambda here: min(distance_km(here.lat, here.lon, item.lat, item.lon) for item in others),
        )
        assert not crosses_borders(inmost, 1, mette.organisation_id, today)
