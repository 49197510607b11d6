"""The map of Jobservice Danmark's overview: both sides of Storebælt."""

from dataclasses import dataclass
from functools import cache

from jobcenters.enums import Side
from jobcenters.models import Municipality
from orders.map import HEIGHT, WIDTH, municipality_shapes


@dataclass(frozen=True, slots=True)
class DenmarkMap:
    """Both sides of Storebælt as two paths."""

    west: str
    east: str
    width: int = WIDTH
    height: int = HEIGHT


@cache
def _outlines(east: frozenset[str]) -> DenmarkMap:
    shapes = municipality_shapes()
    return DenmarkMap(
        west="".join(shape.path for shape in shapes if shape.code not in east),
        east="".join(shape.path for shape in shapes if shape.code in east),
    )


def denmark_map() -> DenmarkMap | None:
    """The map, or None where the outlines are not installed. One query."""
    if not municipality_shapes():
        return None
    return _outlines(frozenset(Municipality.objects.filter(side=Side.EAST).values_list("code", flat=True)))
