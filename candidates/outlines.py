"""The municipalities' outlines as one map shows them: scaled, simplified, moved to the place, and cut to the drawing.

How much each corner matters is found once per process and municipality (`_weighed`). How broad the circle is decides
the scale, and there are few breadths: what follows from the scale alone is made once too (`_pieces`): the corners, the
path and where its label has room. A map then only moves it by whole units; just what crosses the drawing's edge is cut,
and looked through for room, anew.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from jobcenters.data_tools.outlines import utm32
from orders.map import Point, corner_weights, middle_of, municipality_rings, path_of, size

WIDTH, HEIGHT = 896, 832  # the drawing's units; half of them are pixels on a wide screen
MARGIN = 1.06  # of the circle
# Where a point lies on the grid of `orders.map`: x = EAST + KM_X * kilometres east, y = NORTH - KM_Y * kilometres north
# (UTM zone 32). Found by `outlines.Sheet` and divided by the grid's five sheet units.
EAST, KM_X, NORTH, KM_Y = -3110.956, 7.0198, 44561.793, 6.9589
BORNHOLM = "0400"  # drawn in another place than it lies
EDGE = 24  # units beyond the drawing that outlines still reach, so that no border runs along its frame
LINE = 31  # units that a line of letters is high
# A label is tried at the points of a net; it looks for room in steps, and needs no more than ROOM to each side.
NET, STEP, ROOM = 8, 14, 98
PLAIN = 1.3  # units that a corner may lie from the line without it, and be left out
ROUGH = 5.0  # the same where room for a label is looked for
SMALLEST = 7  # units: islands smaller than this are left out

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Outline:
    """A municipality in the drawing: its path, and where in its visible piece a label has how much room."""

    code: str
    path: str
    x: int
    y: int
    room: int


@dataclass
class Piece:
    """One ring of a municipality in the drawing's units, from the grid's own corner; `rough` has fewer corners."""

    ring: list[Point]
    rough: list[Point]

    @cached_property
    def box(self) -> Box:
        return _box(self.ring)

    @cached_property
    def area(self) -> float:
        return _area(self.ring)

    @cached_property
    def steps(self) -> str:
        """The path without its first corner, which moves with the map."""
        path = path_of(self.ring)
        return path[path.index("l") :] if path else ""

    @cached_property
    def roomiest(self) -> tuple[Point, int]:
        return _roomiest(self.rough)


@dataclass(frozen=True, slots=True)
class _Seen:
    """A piece where one map has it: whole, or what is left of it."""

    path: str
    area: float
    piece: Piece
    is_whole: bool


@lru_cache(maxsize=512)
def cut(
    lat: float, lon: float, is_bornholm: bool, radius_km: int
) -> tuple[tuple[Outline, ...], Box, int] | None:
    """What a map around a place (degrees WGS 84) shows: the outlines that are seen, the window on the grid (left, top,
    breadth, height), and the circle's radius in units. None without outlines.
    """
    rings = municipality_rings()
    if not rings:
        return None
    if is_bornholm:
        left, top, right, bottom = _box([point for ring in rings.get(BORNHOLM, []) for point in ring])
        cx, cy = (left + right) / 2, (top + bottom) / 2
        scale = min(WIDTH / (right - left), HEIGHT / (bottom - top)) / 1.3
        radius = 0.0
    else:
        east, north = utm32(lat, lon)
        cx, cy = EAST + KM_X * east, NORTH - KM_Y * north
        radius = radius_km * (KM_X + KM_Y) / 2
        scale = min(WIDTH, HEIGHT) / 2 / (radius * MARGIN)
    dx, dy = round(WIDTH / 2 - cx * scale), round(HEIGHT / 2 - cy * scale)
    found = []
    for code in rings:
        if is_bornholm == (code == BORNHOLM) and overlap(_reach(code), _frame(dx, dy, scale)):
            outline = _outline(code, _pieces(code, scale), dx, dy)
            if outline:
                found.append(outline)
    window = (cx - WIDTH / 2 / scale, cy - HEIGHT / 2 / scale, WIDTH / scale, HEIGHT / scale)
    return tuple(found), window, round(radius * scale)


def _frame(dx: int, dy: int, scale: float) -> Box:
    """The drawing with its edge, on the grid."""
    return (
        (-EDGE - dx) / scale,
        (-EDGE - dy) / scale,
        (WIDTH + EDGE - dx) / scale,
        (HEIGHT + EDGE - dy) / scale,
    )


@lru_cache(maxsize=128)
def _reach(code: str) -> Box:
    return _box([point for ring in municipality_rings()[code] for point in ring])


@lru_cache(maxsize=128)
def _weighed(code: str) -> tuple[tuple[float, list[tuple[Point, float]]], ...]:
    """A municipality's rings, each with its size and its corners' weights."""
    return tuple(
        (size(ring), list(zip(ring, corner_weights(ring), strict=True)))
        for ring in municipality_rings()[code]
    )


@lru_cache(maxsize=4096)
def _pieces(code: str, scale: float) -> tuple[Piece, ...]:
    """A municipality's rings at a scale, without the corners and islands that nobody sees there."""

    def kept(ring: Sequence[tuple[Point, float]], tolerance: float) -> list[Point]:
        return [(x * scale, y * scale) for (x, y), weight in ring if weight * scale > tolerance]

    return tuple(
        Piece(kept(ring, PLAIN), kept(ring, ROUGH))
        for longest, ring in _weighed(code)
        if longest * scale >= SMALLEST
    )


def _outline(code: str, pieces: Sequence[Piece], dx: int, dy: int) -> Outline | None:
    seen = [one for piece in pieces if (one := _seen(piece, dx, dy))]
    if not seen:
        return None
    largest = max(seen, key=lambda one: one.area)
    if largest.is_whole:
        (x, y), room = largest.piece.roomiest
        x, y = x + dx, y + dy
    else:
        rough = [(x + dx, y + dy) for x, y in largest.piece.rough]
        (x, y), room = _roomiest(clipped(rough, edge=0) or rough)
    return Outline(code, "".join(one.path for one in seen), round(x), round(y), room)


def _seen(piece: Piece, dx: int, dy: int) -> _Seen | None:
    left, top, right, bottom = piece.box
    left, top, right, bottom = left + dx, top + dy, right + dx, bottom + dy
    if left >= 0 and top >= 0 and right <= WIDTH and bottom <= HEIGHT:
        x, y = piece.ring[0]
        return _Seen(f"M{round(x) + dx},{round(y) + dy}{piece.steps}", piece.area, piece, is_whole=True)
    if not overlap((left, top, right, bottom), (-EDGE, -EDGE, WIDTH + EDGE, HEIGHT + EDGE)):
        return None
    kept = clipped([(x + dx, y + dy) for x, y in piece.ring])
    return _Seen(path_of(kept), _area(kept), piece, is_whole=False) if len(kept) > 2 else None


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
    reach = float(ROOM)
    for half in halves:
        if not _is_inside(x, half):
            return 0
        right = bisect_right(half, x)
        reach = min(reach, x - half[right - 1], half[right] - x)
    return int(reach // STEP) * STEP


def _box(ring: Sequence[Point]) -> Box:
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return min(xs), min(ys), max(xs), max(ys)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def overlap(one: Box, other: Box) -> bool:
    """Whether two boxes (left, top, right, bottom) share more than an edge."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


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
