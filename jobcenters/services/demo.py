"""A jobcentre for every municipality, where a demonstration is to reach all of Denmark. Runs as the tables' owner."""

from django.db import transaction
from django.utils import timezone

from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, JobcenterMunicipality, Municipality, Postcode
from jobcenters.services.reference import public_id_of, starting_jobcenter

# In turn, as different as those of the reference data.
HOURS = (
    "man-ons 09-15, tor 09-17, fre 09-13",
    "man-tir 09-15, ons 09-12, tor 09-17, fre 09-12",
    "man-ons 08.30-15, tor 08.30-17, fre 08.30-13",
    "man-tir 09-14, tor 09-17, fre 09-12",
)
PROFILE = (
    ("ja", "ja", "efter aftale", "ja"),
    ("efter aftale", "ja", "ja", "nej"),
    ("nej", "efter aftale", "ja", "efter aftale"),
)
COLUMNS = (
    "samtaler_foer_henvisning",
    "opfoelgning_efter_lukning",
    "sambesoeg",
    "virksomhedsbesoeg_samme_uge",
)


@transaction.atomic
def jobcenters_ensure() -> list[Jobcenter]:
    """Make a demo jobcentre for each municipality that none serves today; returns those made. In no network."""
    served = JobcenterMunicipality.objects.on(local_date(timezone.now())).values("municipality_id")
    made = []
    for number, municipality in enumerate(Municipality.objects.exclude(pk__in=served).order_by("code")):
        postcode = _main_postcode(municipality)
        if postcode is None:
            continue
        row = {
            "sted": municipality.name,
            "kommunekoder": municipality.code,
            "postnummer": postcode.code,
            "vej": f"Jobcentervej {number + 20}",
            "aabningstid": HOURS[number % len(HOURS)],
            **dict(zip(COLUMNS, PROFILE[number % len(PROFILE)], strict=True)),
        }
        uuid = public_id_of(municipality.code)
        made.append(starting_jobcenter(uuid, row, phone=f"00 00 03 {number:02d}", is_demo=True))
    return made


def _main_postcode(municipality: Municipality) -> Postcode | None:
    """The town that the municipality is named after, else its first postcode."""
    codes = list(Postcode.objects.filter(municipality=municipality, lat__isnull=False).order_by("code"))
    name = municipality.name.removesuffix("s")
    codes.sort(key=lambda code: (code.name != municipality.name, not code.name.startswith(name)))
    return codes[0] if codes else None
