"""Denmark's municipalities as a drawing: simplified outlines on a small grid, and where a number can stand in each.

Read from the npm package react-denmark-map, once per process; where the package is not installed there is no map, and
pages show their tables alone. Bornholm is drawn in another place than it lies. Codes have four digits.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from jobcenters.data_tools import outlines

WIDTH, HEIGHT = 2024, 2458  # the grid; about 6.9 units per kilometre
SHRINK = 5  # sheet units per grid unit
# Corners that lie this close (grid units) to the line without them are left out, and islands smaller than this.
TOLERANCE, SMALLEST = 5.0, 14
SCRIPT = "node_modules/react-denmark-map/dist/esm/index.js"

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Shape:
    """One municipality: its outline as an SVG path, and the middle of its largest piece."""

    code: str
    path: str
    x: int
    y: int


@cache
def municipality_rings() -> dict[str, list[list[Point]]]:
    """Code -> its rings on the grid, every corner as drawn; empty where the outlines are not installed."""
    script = Path(settings.BASE_DIR) / SCRIPT
    if not script.is_file():
        return {}
    return {
        code: [[(x / SHRINK, y / SHRINK) for x, y in ring] for ring in rings]
        for code, rings in sorted(outlines.read(script).items())
    }


@cache
def municipality_shapes() -> tuple[Shape, ...]:
    """All municipalities, or none where the outlines are not installed."""
    return tuple(_shape(code, rings) for code, rings in municipality_rings().items())


def _shape(code: str, rings: Sequence[Sequence[Point]]) -> Shape:
    largest = max(rings, key=size)
    kept = [ring for ring in rings if ring is largest or size(ring) >= SMALLEST]
    middle = middle_of(largest)
    path = "".join(path_of(simplified(ring)) for ring in kept)
    return Shape(code, path, round(middle[0]), round(middle[1]))


def size(ring: Sequence[Point]) -> float:
    """The longer side of the box around a ring."""
    xs, ys = [x for x, _y in ring], [y for _x, y in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def middle_of(ring: Sequence[Point]) -> Point:
    """The centre of gravity; of a ring without area, its first corner."""
    area = cx = cy = 0.0
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        cross = x1 * y2 - x2 * y1
        area, cx, cy = area + cross, cx + (x1 + x2) * cross, cy + (y1 + y2) * cross
    return (cx / (3 * area), cy / (3 * area)) if area else ring[0]


def simplified(ring: Sequence[Point], tolerance: float = TOLERANCE) -> list[Point]:
    """The ring without corners that nobody sees (Ramer, Douglas and Peucker), cut at its two farthest corners."""
    return [point for point, weight in zip(ring, corner_weights(ring), strict=True) if weight > tolerance]


def corner_weights(ring: Sequence[Point]) -> list[float]:
    """For each corner the tolerance up to which `simplified` keeps it, in the ring's own unit; infinite for the two at
    which it is cut. Whoever needs a ring in many scales looks for its corners once.
    """
    if len(ring) < 4:
        return [math.inf] * len(ring)
    far = max(range(len(ring)), key=lambda n: math.dist(ring[0], ring[n]))
    return [*_line_weights(ring[: far + 1])[:-1], *_line_weights([*ring[far:], ring[0]])[:-1]]


def _line_weights(points: Sequence[Point]) -> list[float]:
    """How far each point lies from the line without it, and never farther than one that had to be kept before it."""
    weights = [math.inf] * len(points)
    spans = [(0, len(points) - 1, math.inf)]
    while spans:
        first, last, most = spans.pop()
        if last - first < 2:
            continue
        off, at = max((_off(points[n], points[first], points[last]), n) for n in range(first + 1, last))
        weights[at] = min(off, most)
        spans += [(first, at, weights[at]), (at, last, weights[at])]
    return weights


def _off(point: Point, start: Point, end: Point) -> float:
    """How far a point lies from the line through two others."""
    length = math.dist(start, end)
    if not length:
        return math.dist(point, start)
    (x, y), (x1, y1), (x2, y2) = point, start, end
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length


def path_of(ring: Sequence[Point]) -> str:
    """ "M10,20l5,-3 2,8z": whole grid units, each corner relative to the one before."""
    corners = [(round(x), round(y)) for x, y in ring]
    steps = [f"{x2 - x1},{y2 - y1}" for (x1, y1), (x2, y2) in pairwise(corners) if (x1, y1) != (x2, y2)]
    return f"M{corners[0][0]},{corners[0][1]}l{' '.join(steps)}z" if steps else ""
