"""The map of a search: the municipalities around the place as drawings, with their numbers where these have room.

Read from the outlines that `orders.map` knows, cut to the circle and simplified to what can be seen
(`candidates.outlines`), so that the whole map is a few kilobytes. Where the outlines are not installed there is no map,
and the table beside it says the same.
"""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from candidates.criteria import Place
from candidates.outlines import BORNHOLM, HEIGHT, LINE, WIDTH, Outline, cut, overlap
from candidates.wording import count_text
from orders.map import municipality_rings, path_of, simplified, size

# Letters: units a sign is wide.
SIGN, PADDING = 14.2, 6
CLASSES = ((1, "1–2"), (3, "3–4"), (5, "5–9"), (10, "10 eller flere"))
GAP = 7.0  # grid units that lie between the outlines of two neighbours
BORDER = 3  # units of it that are left between them in the drawing
COARSE, COARSE_SMALLEST = 26.0, 80.0  # of the small map of the whole country
INSET = 132  # units


@dataclass(frozen=True, slots=True)
class Area:
    """An outline with its shade, 0 (nobody) to 4."""

    path: str
    shade: int
    is_own: bool


@dataclass(frozen=True, slots=True)
class Label:
    """A municipality's name and number; the name is empty where only the number has room."""

    x: int
    y: int
    name: str
    number: str
    is_light: bool

    @property
    def number_y(self) -> int:
        return self.y + LINE if self.name else self.y


@dataclass(frozen=True, slots=True)
class SearchMap:
    """Everything the template draws. `radius` is 0 where the place lies outside the drawing's own geography.

    The outlines leave a gap between neighbours: each is drawn with an edge of its own colour, `grow` broad, that closes
    it all but for a border; one's own with a dark one of `own_grow` below that.
    """

    areas: list[Area]
    labels: list[Label]
    x: int
    y: int
    radius: int
    grow: int
    own_grow: int
    inset: str
    inset_box: str
    window: tuple[int, int, int, int]
    width: int = WIDTH
    height: int = HEIGHT


def shade_of(count: int) -> int:
    return sum(count >= least for least, _text in CLASSES)


def search_map(
    *,
    lat: float,
    lon: float,
    municipality: str,
    radius_km: int,
    places: Iterable[Place],
    names: Mapping[str, str],
    own: Collection[str] = (),
) -> SearchMap | None:
    """The map around a place (degrees WGS 84); `names` are the municipalities' and `own` one's own, by code.

    None without outlines."""
    seen = cut(round(lat, 4), round(lon, 4), municipality == BORNHOLM, radius_km)
    if seen is None:
        return None
    outlines, window, radius = seen
    found = {place.municipality: place for place in places}
    areas = [
        Area(one.path, shade_of(found[one.code].count) if one.code in found else 0, one.code in own)
        for one in outlines
    ]
    left, top, wide, high = window
    grow = max(round(GAP * WIDTH / wide) - BORDER, 1)
    return SearchMap(
        areas=sorted(areas, key=lambda area: area.is_own),
        labels=_labels(outlines, found, names),
        x=WIDTH // 2,
        y=HEIGHT // 2,
        radius=radius,
        grow=grow,
        own_grow=grow + 2 * BORDER + 3,
        inset=_country()[0],
        inset_box=_country()[1],
        window=(round(left), round(top), round(wide), round(high)),
    )


def _labels(outlines: Sequence[Outline], found: Mapping[str, Place], names: Mapping[str, str]) -> list[Label]:
    """Names and numbers where they have room: one's own first, then the most; never one upon another."""
    labels: list[Label] = []
    taken: list[tuple[float, float, float, float]] = []
    wanted = [one for one in outlines if one.code in found]
    wanted.sort(key=lambda one: (not found[one.code].is_own, -found[one.code].count, one.code))
    for one in wanted:
        place, number = found[one.code], count_text(found[one.code])
        light = shade_of(place.count) >= 3
        for name in (names.get(one.code, ""), ""):
            lines = 2 if name else 1
            half = max(len(name), len(number)) * SIGN / 2
            # Light letters are read on their own dark ground alone; dark ones may reach a little beyond it.
            if half > (one.room + 10 if light else one.room * 1.2 + 24):
                continue
            wide = 2 * half + 2 * PADDING
            x = min(max(one.x, wide / 2), WIDTH - wide / 2)
            y = min(max(one.y, LINE * lines / 2 + 4), HEIGHT - LINE * lines / 2 - 4)
            box = (x - wide / 2, y - LINE * lines / 2, x + wide / 2, y + LINE * lines / 2)
            if any(overlap(box, other) for other in taken):
                continue
            taken.append(box)
            first = y + 9 - (LINE / 2 if name else 0)
            labels.append(Label(round(x), round(first), name, number, light))
            break
    return labels


@lru_cache(maxsize=1)
def _country() -> tuple[str, str]:
    """The whole country as one coarse path, and its box ("0 0 2024 2458")."""
    pieces = [
        ring for rings in municipality_rings().values() for ring in rings if size(ring) >= COARSE_SMALLEST
    ]
    xs, ys = [x for ring in pieces for x, _y in ring], [y for ring in pieces for _x, y in ring]
    unit = 8  # grid units per unit of the small map: whole numbers stay short
    path = "".join(path_of([(x / unit, y / unit) for x, y in simplified(ring, COARSE)]) for ring in pieces)
    box = (min(xs) / unit, min(ys) / unit, (max(xs) - min(xs)) / unit, (max(ys) - min(ys)) / unit)
    return path, " ".join(str(round(value)) for value in box)


def scaled_window(window: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """A window of the grid in units of the small map."""
    return tuple(math.floor(value / 8) for value in window)  # type: ignore[return-value]
