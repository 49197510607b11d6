"""Pure rules of the jobcenters app: distance, a network's rules, opening state."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

from django.utils.translation import gettext

from jobcenters.calendar import NoOpeningHoursError, OpeningCalendar, Unit
from ui import danish

EARTH_RADIUS_KM: Final = 6371.0088


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Kilometres along the surface between two points in WGS 84 degrees."""
    phi1, phi2 = math.radians(lat1), math.radians(lat2)
    half = (
        math.sin((phi2 - phi1) / 2) ** 2
        + math.cos(phi1) * math.cos(phi2) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def box_around(lat: float, lon: float, km: float) -> tuple[float, float, float, float]:
    """South, north, west and east (degrees) of a box that holds every point within `km` of a point in Denmark."""
    high = math.degrees(km / EARTH_RADIUS_KM)
    # Meridians lie closest at the box's northern side.
    wide = math.degrees(km / (EARTH_RADIUS_KM * math.cos(math.radians(lat + high))))
    return lat - high, lat + high, lon - wide, lon + wide


@dataclass(frozen=True, slots=True)
class NetworkRules:
    """A network's rules of play on one day: promises that differ from the product's table, and the terms.

    `promises` maps a code ("D1") to length and unit. The defaults hold where a jobcentre is in no network, and where
    a network has agreed nothing (A6, A16, A19).
    """

    promises: MappingProxyType[str, Unit] = field(default_factory=lambda: MappingProxyType({}))
    search_required: bool = True
    search_valid_working_days: int = 5
    follow_up_working_days: int = 2
    calendar_days_roll: bool = False


DEFAULT_RULES: Final = NetworkRules()


@dataclass(frozen=True, slots=True)
class OpeningState:
    """Whether a jobcentre is open, and until when or from when in Danish words."""

    is_open: bool
    text: str


def opening_state(calendar: OpeningCalendar, now: datetime) -> OpeningState:
    """ "Åbent til kl. 15.00", "Åbner mandag kl. 09.00", or that no hours are written. `now` is an aware instant."""
    for span in calendar.open_spans(now, now + timedelta(microseconds=1)):
        if span.opens_at <= now < span.closes_at:
            until = danish.clock_time(danish.local(span.closes_at).time())
            return OpeningState(True, gettext("Åbent til %(time)s") % {"time": until})
    try:
        opens = danish.when(calendar.next_opening(now), now)
    except NoOpeningHoursError:
        return OpeningState(False, gettext("Ingen åbningstider skrevet"))
    return OpeningState(False, gettext("Åbner %(when)s") % {"when": opens})
