"""The map of a search: the municipalities around the place as drawings, with their numbers where these have room.

Read from the outlines that `orders.map` knows, cut to the circle and simplified to what can be seen, so that the whole
map is a few kilobytes. Where the outlines are not installed there is no map, and the table beside it says the same.
"""

import math
from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from candidates.criteria import Place
from candidates.wording import count_text
from jobcenters.data_tools.outlines import utm32
from orders.map import Point, middle_of, municipality_rings, path_of, simplified, size

WIDTH, HEIGHT = 896, 832  # the drawing's units; half of them are pixels on a wide screen
MARGIN = 1.06  # of the circle
# Where a point lies on the grid of `orders.map`: x = EAST + KM_X * kilometres east, y = NORTH - KM_Y * kilometres north
# (UTM zone 32). Found by `outlines.Sheet` and divided by the grid's five sheet units.
EAST, KM_X, NORTH, KM_Y = -3110.956, 7.0198, 44561.793, 6.9589
BORNHOLM = "0400"  # drawn in another place than it lies
EDGE = 24  # units beyond the drawing that outlines still reach, so that no border runs along its frame
# Letters: units a sign is wide, and a line is high.
SIGN, LINE, PADDING = 14.2, 31, 6
CLASSES = ((1, "1–2"), (3, "3–4"), (5, "5–9"), (10, "10 eller flere"))
# A label is tried at the points of a net; it looks for room in steps, and needs no more than ROOM to each side.
NET, STEP, ROOM = 8, 14, 98
GAP = 7.0  # grid units that lie between the outlines of two neighbours
BORDER = 3  # units of it that are left between them in the drawing
FINE = 1.5  # units of the drawing per unit of the grid, from where on every corner is looked at
COARSE, COARSE_SMALLEST = 26.0, 80.0  # of the small map of the whole country
INSET = 132  # units


@dataclass(frozen=True, slots=True)
class Outline:
    """A municipality in the drawing: its path, and where in its visible piece a label has how much room."""

    code: str
    path: str
    x: int
    y: int
    room: int


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
    cut = _cut(round(lat, 4), round(lon, 4), municipality == BORNHOLM, radius_km)
    if cut is None:
        return None
    outlines, window, radius = cut
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


@lru_cache(maxsize=256)
def _cut(
    lat: float, lon: float, is_bornholm: bool, radius_km: int
) -> tuple[tuple[Outline, ...], tuple[float, float, float, float], int] | None:
    """The outlines that are seen, the window on the grid (left, top, breadth, height), and the circle's radius."""
    rings = municipality_rings()
    if not rings:
        return None
    if is_bornholm:
        pieces = rings.get(BORNHOLM, [])
        xs, ys = [x for ring in pieces for x, _y in ring], [y for ring in pieces for _x, y in ring]
        cx, cy = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        scale = min(WIDTH / (max(xs) - min(xs)), HEIGHT / (max(ys) - min(ys))) / 1.3
        radius = 0.0
    else:
        east, north = utm32(lat, lon)
        cx, cy = EAST + KM_X * east, NORTH - KM_Y * north
        radius = radius_km * (KM_X + KM_Y) / 2
        scale = min(WIDTH, HEIGHT) / 2 / (radius * MARGIN)

    def placed(point: Point) -> Point:
        return (point[0] - cx) * scale + WIDTH / 2, (point[1] - cy) * scale + HEIGHT / 2

    half_x, half_y = (WIDTH / 2 + EDGE) / scale, (HEIGHT / 2 + EDGE) / scale
    frame = (cx - half_x, cy - half_y, cx + half_x, cy + half_y)
    found = []
    for code, pieces in (rings if scale > FINE else _plainer()).items():
        if is_bornholm != (code == BORNHOLM):
            continue
        seen = [ring for ring in pieces if _overlap(_box(ring), frame)]
        outline = _outline(code, [[placed(point) for point in ring] for ring in seen])
        if outline:
            found.append(outline)
    window = (cx - WIDTH / 2 / scale, cy - HEIGHT / 2 / scale, WIDTH / scale, HEIGHT / scale)
    return tuple(found), window, round(radius * scale)


@lru_cache(maxsize=1)
def _plainer() -> dict[str, list[list[Point]]]:
    """The outlines for wide circles, whose small corners nobody sees: much less to cut and to look through."""
    return {
        code: [simplified(ring, 0.8) for ring in pieces if size(ring) > 3]
        for code, pieces in municipality_rings().items()
    }


def _outline(code: str, pieces: Sequence[Sequence[Point]]) -> Outline | None:
    seen = []
    for ring in pieces:
        if size(ring) < 7:
            continue
        kept = clipped(ring)
        if len(kept) > 2:
            seen.append(simplified(kept, 1.3))
    if not seen:
        return None
    largest = max(seen, key=_area)
    visible = clipped(largest, edge=0) or largest
    (x, y), room = _roomiest(visible)
    return Outline(code, "".join(path_of(ring) for ring in seen), round(x), round(y), room)


def _roomiest(ring: Sequence[Point]) -> tuple[Point, int]:
    """Where in a piece a label has the most room to both sides, and how much: the middle itself may be narrow."""
    middle = middle_of(ring)
    left, top, right, bottom = _box(ring)
    wide, high = right - left, bottom - top
    heights = [top + high * j / NET for j in range(1, NET)]
    # The outline is gone along once for each height that is asked for, not once for each point.
    lines = [[_crossings(ring, y + dy) for dy in (-LINE, 0, LINE)] for y in heights]
    halves = [[_crossings(ring, y + dy) for dy in (-LINE / 2, LINE / 2)] for y in heights]
    best, found = (0, 0.0), middle
    for i in range(1, NET):
        for j, y in enumerate(heights):
            point = (left + wide * i / NET, y)
            score = (_room(point[0], lines[j], halves[j]), -math.dist(point, middle))
            if score > best:
                best, found = score, point
    return found, best[0]


def _crossings(ring: Sequence[Point], y: float) -> list[float]:
    """Where the outline crosses a height, from left to right."""
    found = []
    for (xi, yi), (xj, yj) in zip(ring, [ring[-1], *ring[:-1]], strict=True):
        if (yi > y) != (yj > y):
            found.append((xj - xi) * (y - yi) / (yj - yi) + xi)
    return sorted(found)


def _is_inside(x: float, crossings: Sequence[float]) -> bool:
    return (len(crossings) - bisect_right(crossings, x)) % 2 == 1


def _room(x: float, lines: Sequence[Sequence[float]], halves: Sequence[Sequence[float]]) -> int:
    """How far two lines of text may reach to both sides: at most ROOM, 0 where they cannot stand at all."""
    if not all(_is_inside(x, line) for line in lines):
        return 0
    for reach in range(STEP, ROOM + 1, STEP):
        if not all(_is_inside(x + side * reach, half) for side in (-1, 1) for half in halves):
            return reach - STEP
    return ROOM


def _box(ring: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def clipped(ring: Sequence[Point], edge: int = EDGE) -> list[Point]:
    """The part of a ring inside the drawing and `edge` units around it (Sutherland and Hodgman)."""
    kept = list(ring)
    for axis, limit, sign in ((0, -edge, 1), (0, WIDTH + edge, -1), (1, -edge, 1), (1, HEIGHT + edge, -1)):
        kept = _half(kept, axis, limit, sign)
        if not kept:
            return []
    return kept


def _half(ring: Sequence[Point], axis: int, limit: float, sign: int) -> list[Point]:
    """The ring on the side of `limit` where `sign` times the coordinate is larger."""
    out: list[Point] = []
    for here, there in zip([ring[-1], *ring[:-1]], ring, strict=True):
        was, is_in = (here[axis] - limit) * sign >= 0, (there[axis] - limit) * sign >= 0
        if was != is_in:
            share = (limit - here[axis]) / (there[axis] - here[axis])
            out.append((here[0] + share * (there[0] - here[0]), here[1] + share * (there[1] - here[1])))
        if is_in:
            out.append(there)
    return out


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
            if any(_overlap(box, other) for other in taken):
                continue
            taken.append(box)
            first = y + 9 - (LINE / 2 if name else 0)
            labels.append(Label(round(x), round(first), name, number, light))
            break
    return labels


def _overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
