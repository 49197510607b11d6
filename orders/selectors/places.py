"""Places around an order."""

import datetime

from jobcenters.models import JobcenterMunicipality, Postcode
from jobcenters.rules import distance_km


def crosses_borders(postcode: Postcode, radius_km: int, organisation_id: int, on: datetime.date) -> bool:
    """Whether a circle of `radius_km` around the postcode reaches a municipality that the jobcentre does not serve."""
    if postcode.lat is None or postcode.lon is None:
        return False
    own = set(
        JobcenterMunicipality.objects.on(on)
        .filter(jobcenter_id=organisation_id)
        .values_list("municipality_id", flat=True)
    )
    others = Postcode.objects.exclude(municipality_id__in=own).filter(
        lat__isnull=False, municipality__isnull=False
    )
    points = others.values_list("lat", "lon")
    return any(
        distance_km(postcode.lat, postcode.lon, lat, lon) <= radius_km
        for lat, lon in points
        if lat is not None and lon is not None
    )
