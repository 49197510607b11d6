"""Places around an order."""

import datetime

from django.db.models import Q

from jobcenters.models import JobcenterMunicipality, Postcode
from jobcenters.rules import box_around, distance_km


def crosses_borders(postcode: Postcode, radius_km: int, organisation_id: int, on: datetime.date) -> bool:
    """Whether a circle of `radius_km` around the postcode reaches a municipality that the jobcentre does not serve."""
    if postcode.lat is None or postcode.lon is None:
        return False
    own = JobcenterMunicipality.objects.on(on).filter(jobcenter_id=organisation_id).values("municipality_id")
    south, north, west, east = box_around(postcode.lat, postcode.lon, radius_km)
    near = Postcode.objects.filter(
        ~Q(municipality_id__in=own),
        municipality__isnull=False,
        lat__range=(south, north),
        lon__range=(west, east),
    )
    return any(
        distance_km(postcode.lat, postcode.lon, lat, lon) <= radius_km
        for lat, lon in near.order_by().values_list("lat", "lon").iterator(chunk_size=100)
        if lat is not None and lon is not None
    )
