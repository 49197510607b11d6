"""The municipalities' outlines from the npm package react-denmark-map, and where they lie on the globe.

The package draws Denmark on a sheet of 10116 x 12289 units and says nothing about its projection. The sheet is UTM
zone 32 moved and scaled; the four numbers are found by trying which of them put the most known towns inside the
outline of their own municipality. Bornholm is drawn in another place and has one municipality: it needs no outline.
"""

import math
import random
import re
from pathlib import Path

AREA = re.compile(
    r'\{id:"[^"]*",name:"[^"]*",en_name:"[^"]*",display_name:"([^"]*)",code:"(\d{3})",d:"([^"]*)"\}'
)
TOKEN = re.compile(r"([A-Za-z])|(-?\d*\.?\d+(?:e-?\d+)?)")

Point = tuple[float, float]


def utm32(lat: float, lon: float) -> Point:
    """Kilometres east and north in UTM zone 32 (WGS 84)."""
    a, f, k0 = 6378.137, 1 / 298.257223563, 0.9996
    e2 = f * (2 - f)
    ep2 = e2 / (1 - e2)
    phi, lam = math.radians(lat), math.radians(lon - 9)
    n = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c, s = math.tan(phi) ** 2, ep2 * math.cos(phi) ** 2, lam * math.cos(phi)
    m = a * (
        (1 - e2 / 4 - 3 * e2**2 / 64) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32) * math.sin(2 * phi)
        + (15 * e2**2 / 256) * math.sin(4 * phi)
    )
    east = 500 + k0 * n * (s + (1 - t + c) * s**3 / 6)
    north = k0 * (m + n * math.tan(phi) * (s**2 / 2 + (5 - t + 9 * c + 4 * c**2) * s**4 / 24))
    return east, north


def rings(path: str) -> list[list[Point]]:
    """The rings of an SVG path; each curve is replaced by four chords."""
    tokens: list[str | float] = [m.group(1) or float(m.group(2)) for m in TOKEN.finditer(path)]
    out: list[list[Point]] = []
    ring: list[Point] = []
    x = y = 0.0
    i, command = 0, ""
    while i < len(tokens):
        token = tokens[i]
        if isinstance(token, str):
            command = token
            i += 1
            if command in "Zz":
                out.append(ring)
                x, y = ring[0]
                ring = []
                continue
        kind, relative = command.upper(), command.islower()
        take = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6}[kind]
        values = [float(v) for v in tokens[i : i + take]]
        i += take
        dx, dy = (x, y) if relative else (0.0, 0.0)
        if kind == "H":
            x = values[0] + dx
        elif kind == "V":
            y = values[0] + dy
        elif kind == "C":
            (x1, y1), (x2, y2), (x3, y3) = [(values[j] + dx, values[j + 1] + dy) for j in (0, 2, 4)]
            for step in (0.25, 0.5, 0.75):
                u = 1 - step
                w = (u**3, 3 * u * u * step, 3 * u * step * step, step**3)
                ring.append(
                    (
                        w[0] * x + w[1] * x1 + w[2] * x2 + w[3] * x3,
                        w[0] * y + w[1] * y1 + w[2] * y2 + w[3] * y3,
                    )
                )
            x, y = x3, y3
        else:
            x, y = values[0] + dx, values[1] + dy
            if kind == "M":
                command = "l" if relative else "L"
        ring.append((x, y))
    if ring:
        out.append(ring)
    return out


def read(script: Path) -> dict[str, list[list[Point]]]:
    """Municipality code (four digits) -> rings in sheet units."""
    found = {
        f"0{code}": rings(path) for _name, code, path in AREA.findall(script.read_text(encoding="utf-8"))
    }
    if len(found) != 98:
        raise SystemExit(f"expected 98 outlines, found {len(found)}")
    return found


def inside(x: float, y: float, shape: list[list[Point]]) -> bool:
    odd = False
    for ring in shape:
        j = len(ring) - 1
        for i, (xi, yi) in enumerate(ring):
            xj, yj = ring[j]
            if (yi > y) != (yj > y) and x < (xj - xi) * (y - yi) / (yj - yi) + xi:
                odd = not odd
            j = i
    return odd


def edge_distance(x: float, y: float, shape: list[list[Point]]) -> float:
    """Sheet units to the nearest corner of the outline; 0 inside."""
    if inside(x, y, shape):
        return 0.0
    return min(math.hypot(x - px, y - py) for ring in shape for px, py in ring)


class Sheet:
    """Turns degrees into sheet units: x = a + k * east, y = b - l * north."""

    def __init__(self, shapes: dict[str, list[list[Point]]], towns: list[tuple[str, float, float]]) -> None:
        self.shapes = shapes
        self.towns = [(code, *utm32(lat, lon)) for code, lat, lon in towns if code != "0400"]
        self.numbers = self._first_guess()
        self._improve()

    def _first_guess(self) -> list[float]:
        """Least squares between the towns and the middle of their municipality."""
        middle = {
            code: (sum(p[0] for p in big) / len(big), sum(p[1] for p in big) / len(big))
            for code, shape in self.shapes.items()
            for big in [max(shape, key=len)]
        }

        def line(pairs: list[Point]) -> Point:
            n = len(pairs)
            mu, mv = sum(u for u, _ in pairs) / n, sum(v for _, v in pairs) / n
            slope = sum((u - mu) * (v - mv) for u, v in pairs) / sum((u - mu) ** 2 for u, _ in pairs)
            return mv - slope * mu, slope

        a, k = line([(east, middle[code][0]) for code, east, _ in self.towns])
        b, minus = line([(north, middle[code][1]) for code, _, north in self.towns])
        return [a, k, b, -minus]

    def _miss(self, numbers: list[float]) -> float:
        """How far, in sheet units and at most 300 per town, the towns lie outside their municipalities."""
        a, k, b, q = numbers
        return sum(
            min(edge_distance(a + k * e, b - q * n, self.shapes[code]), 300.0) for code, e, n in self.towns
        )

    def _improve(self) -> None:
        """Walk at random, in ever smaller steps, towards the numbers with the smallest miss."""
        chance = random.Random(1)  # noqa: S311 - a search, not a secret
        best = self._miss(self.numbers)
        mid_e = sum(t[1] for t in self.towns) / len(self.towns)
        mid_n = sum(t[2] for t in self.towns) / len(self.towns)
        for step in range(1500):
            width = 0.996**step
            a, k, b, q = self.numbers
            dk, dq = chance.gauss(0, 0.02 * k * width), chance.gauss(0, 0.02 * k * width)
            east, south = chance.gauss(0, 100 * width), chance.gauss(0, 100 * width)
            trial = [a + east - dk * mid_e, k + dk, b + south + dq * mid_n, q + dq]
            miss = self._miss(trial)
            if miss < best:
                best, self.numbers = miss, trial
        a, k, b, q = self.numbers
        hits = sum(inside(a + k * e, b - q * n, self.shapes[code]) for code, e, n in self.towns)
        self.share = hits / len(self.towns)

    def distance_km(self, code: str, lat: float, lon: float) -> float:
        """How far a point lies outside municipality `code`; 0 inside."""
        if code == "0400":
            return 0.0 if lon > 14 else 100.0
        a, k, b, q = self.numbers
        east, north = utm32(lat, lon)
        return edge_distance(a + k * east, b - q * north, self.shapes[code]) / k
