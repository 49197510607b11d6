"""What a search asks for. Pure: no ORM, no present time."""

import datetime
from dataclasses import dataclass, field, replace
from typing import Any, Self

from orders.radius import RADIUS_DEFAULT_KM, RADIUS_MAX_KM, RADIUS_MIN_KM, RADIUS_STEP_KM

MAX_TEXT = 200  # characters of free text; longer input is cut with a sentence at the field
MAX_TERMS = 20
COUNT_CAP = 200  # more than this in one municipality is shown as "over 200"
FEW = 3  # fewer than this in another municipality are shown as "1–2"

RADII = tuple(range(RADIUS_MIN_KM, RADIUS_MAX_KM + 1, RADIUS_STEP_KM))


@dataclass(frozen=True, slots=True)
class Criteria:
    """One search. Ids are terms of the vocabulary; every one of `all_of` must fit, and one of `occupations`.

    `postcode` is the place, four digits; `radius_km` one of RADII; `available_by` a day the candidate can start on.
    `wished` is not demanded: hits that lack it are shown with what they lack (a certificate that a course gives).
    """

    postcode: str
    radius_km: int = RADIUS_DEFAULT_KM
    occupations: tuple[int, ...] = ()
    all_of: tuple[int, ...] = ()  # skills, certificates, licences, languages, forms and target groups
    text: str = ""
    available_by: datetime.date | None = None
    wished: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Raises ValueError for a radius that is not one of RADII."""
        if self.radius_km not in RADII:
            raise ValueError(f"The radius is {self.radius_km} km, not one of {RADII}.")

    def wider(self) -> Self | None:
        """The same search about twice as wide, on the step; None when it is as wide as can be."""
        if self.radius_km >= RADIUS_MAX_KM:
            return None
        return replace(self, radius_km=min(RADIUS_MAX_KM, max(self.radius_km * 2, 50)))

    def with_occupation(self, term: int) -> Self:
        """The same search with one occupation more (substitution, R39)."""
        return self if term in self.occupations else replace(self, occupations=(*self.occupations, term))

    @property
    def terms(self) -> tuple[int, ...]:
        """Every term that is named, the occupations first."""
        return (*self.occupations, *self.all_of, *self.wished)

    def to_json(self) -> dict[str, Any]:
        """As stored with an evidence or a saved search; `from_json` reads it back."""
        return {
            "postcode": self.postcode,
            "radius_km": self.radius_km,
            "occupations": list(self.occupations),
            "all_of": list(self.all_of),
            "text": self.text,
            "available_by": self.available_by.isoformat() if self.available_by else None,
            "wished": list(self.wished),
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        day = stored.get("available_by")
        return cls(
            postcode=stored["postcode"],
            radius_km=stored["radius_km"],
            occupations=tuple(stored.get("occupations", ())),
            all_of=tuple(stored.get("all_of", ())),
            text=stored.get("text", ""),
            available_by=datetime.date.fromisoformat(day) if day else None,
            wished=tuple(stored.get("wished", ())),
        )


@dataclass(frozen=True, slots=True)
class Place:
    """How many candidates live in a municipality within the radius. `count` is capped at COUNT_CAP + 1."""

    municipality: str
    count: int
    km: float  # from the place to the municipality's nearest postcode with a hit
    is_own: bool = False

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_CAP

    @property
    def is_few(self) -> bool:
        """Too few to give a number for a municipality that is not one's own."""
        return not self.is_own and self.count < FEW


@dataclass(frozen=True, slots=True)
class Counts:
    """The municipalities of a search: own first, then by distance, then by code (A18, R28)."""

    places: tuple[Place, ...] = field(default=())

    @property
    def total(self) -> int:
        """All candidates, each municipality counted up to its cap."""
        return sum(min(place.count, COUNT_CAP) for place in self.places)

    @property
    def is_capped(self) -> bool:
        return any(place.is_capped for place in self.places)


def ordered(places: list[Place]) -> tuple[Place, ...]:
    """Own municipality first, then by distance, then by code: the same order every time (A18)."""
    return tuple(sorted(places, key=lambda place: (not place.is_own, place.km, place.municipality)))
