"""Distances between postcodes, kept so that a search needs no trigonometry."""

from django.db import connection, transaction

REACH_KM = 105  # the widest radius is 100; a little more, so that the edge is never a matter of rounding

# Haversine on a sphere of the earth's mean radius: within half a percent of the ellipsoid, far below the error of a
# postcode's point. The bounding condition on latitude saves most of the work (111 km is one degree).
FILL = """
insert into jobcenters_postcodedistance (from_postcode, to_postcode, km)
select pair.from_postcode, pair.to_postcode, pair.km
  from (select a.code as from_postcode, b.code as to_postcode,
               2 * 6371.0088 * asin(least(1, sqrt(
                   power(sin(radians(b.lat - a.lat) / 2), 2)
                   + cos(radians(a.lat)) * cos(radians(b.lat)) * power(sin(radians(b.lon - a.lon) / 2), 2)))) as km
          from jobcenters_postcode a
          join jobcenters_postcode b on abs(b.lat - a.lat) < %(reach)s / 110.0
         where a.lat is not null and b.lat is not null) pair
 where pair.km <= %(reach)s
"""


@transaction.atomic
def postcode_distances_refresh() -> int:
    """Make the table of distances anew from the postcodes' points; returns the number of rows. For the owner role."""
    with connection.cursor() as cursor:
        cursor.execute("delete from jobcenters_postcodedistance")
        cursor.execute(FILL, {"reach": REACH_KM})
        return cursor.rowcount
