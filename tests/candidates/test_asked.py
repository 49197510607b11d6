"""The address of a search: read, put right, and written again. No database."""

import re

import pytest
from django.http import QueryDict

from candidates.asked import MOST_CHOSEN, MOST_SHOWN, Asked, on_step
from candidates.criteria import RADII, Place
from candidates.denmark import search_map, shade_of
from candidates.outlines import HEIGHT, WIDTH, clipped, cut

UUIDS = [f"00000000-0000-4000-8000-{n:012d}" for n in range(60)]


def asked(query: str) -> Asked:
    return Asked.of(QueryDict(query))


def test_nothing_is_said_by_an_empty_address() -> None:
    assert asked("").is_empty
    assert not asked("sted=8700").is_empty
    assert not asked("km=25").is_empty


@pytest.mark.parametrize(
    "query",
    [
        "sted=8700&km=50&fag=Svejser&fag=Smed&certifikat=Gaffeltruck+B&start=2026-05-01&tekst=stilads&kursus=ja",
        f"sted=8700&km=20&vis=0615-23&kandidat={UUIDS[0]}&kandidat={UUIDS[1]}",
        "sted=8700&km=20&fag-ny=ukendt",
    ],
)
def test_a_tidy_address_is_its_own(query: str) -> None:
    assert asked(query).query() == query
    assert asked(asked(query).query()) == asked(query)


def test_the_buttons_say_what_changes() -> None:
    assert asked("fag=Smed&fag-ny=svej&valg=fag:Svejser").words["fag"] == ("Smed", "Svejser")
    assert asked("fag=Smed&fag-ny=svej&valg=fag:Svejser").typed["fag"] == ""
    assert asked("fag=Smed&fag=Svejser&fjern=fag:Smed").words["fag"] == ("Svejser",)
    assert asked("km=20&km=50").km == "50"
    assert asked("vis=0615-3&mere=0615-3").open == {"0615": 23}
    assert asked("mere=0727-0").open == {"0727": 20}
    assert asked("mere=0615-9999").open == {"0615": MOST_SHOWN}


@pytest.mark.parametrize(
    "query",
    [
        "valg=intet:Svejser",
        "valg=fag",
        "fjern=",
        "mere=x",
        "mere=06150-1",
        "vis=alt",
        "kandidat=%00&kandidat=x",
        "vis=0615-²",
    ],
)
def test_nonsense_in_a_button_changes_nothing(query: str) -> None:
    found = asked(query)
    assert found.words["fag"] == ()
    assert found.open == {}
    assert found.chosen == ()


def test_there_is_an_end_to_what_is_chosen() -> None:
    query = "&".join(f"kandidat={one}" for one in UUIDS)
    assert asked(query).chosen == tuple(UUIDS[:MOST_CHOSEN])
    assert len(asked(query).query()) < 4_000  # what a web server reads of an address


@pytest.mark.parametrize(
    ("typed", "km", "exact"),
    [("20", 20, True), ("5", 10, False), ("500", 100, False), ("17", 15, False), ("18", 20, False), ("", 20, False),
     ("-20", 20, False), ("20,5", 20, False), ("²", 20, False), ("9" * 30, 100, False), ("100", 100, True)],
)  # fmt: skip
def test_a_radius_is_put_on_the_step(typed: str, km: int, exact: bool) -> None:
    assert on_step(typed) == (km, exact)
    assert km in RADII


# --- the map's geometry ---------------------------------------------------------------------------------------


def test_shades_are_those_of_the_legend() -> None:
    assert [shade_of(n) for n in (0, 1, 2, 3, 4, 5, 9, 10, 201)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_what_lies_outside_is_cut_off() -> None:
    square = [(-500.0, 100.0), (200.0, 100.0), (200.0, 300.0), (-500.0, 300.0)]
    kept = clipped(square, edge=0)
    assert min(x for x, _y in kept) == 0
    assert {(200.0, 100.0), (200.0, 300.0)} <= set(kept)
    assert clipped([(-9.0, -9.0), (-5.0, -9.0), (-5.0, -5.0)], edge=0) == []
    assert clipped([(x * 0.1, y * 0.1) for x, y in square], edge=500) == [
        (x * 0.1, y * 0.1) for x, y in square
    ]


def test_the_map_names_the_places_and_hides_the_few() -> None:
    places = [Place("0615", 7, 0.0, is_own=True), Place("0766", 4, 14.0), Place("0727", 1, 24.0)]
    names = {"0615": "Horsens", "0766": "Hedensted", "0727": "Odder"}
    found = search_map(
        lat=55.861, lon=9.85, municipality="0615", radius_km=50, places=places, names=names, own=("0615",)
    )
    assert found is not None
    labels = {label.name: label.number for label in found.labels}
    assert labels == {"Horsens": "7", "Hedensted": "4", "Odder": "1–2"}
    assert sum(area.is_own for area in found.areas) == 1
    assert found.areas[-1].is_own, "its border is drawn over the others'"
    assert all(0 <= label.x <= WIDTH and 0 <= label.y <= HEIGHT for label in found.labels)
    # Horsens lies in the middle of its own map.
    middle = next(label for label in found.labels if label.name == "Horsens")
    assert abs(middle.x - WIDTH / 2) < 120
    assert abs(middle.y - HEIGHT / 2) < 120


def test_a_move_of_the_map_moves_what_is_wholly_seen() -> None:
    """Horsens from two places: the same steps from another first corner, and its label moves with it."""
    here, there = cut(55.861, 9.85, False, 100), cut(55.961, 10.05, False, 100)
    assert here and there
    one, other = (next(o for o in found[0] if o.code == "0615") for found in (here, there))
    first, steps = zip(
        *((corners(found.path), re.sub(r"M[\d,-]+", "", found.path)) for found in (one, other)), strict=True
    )
    assert steps[0] == steps[1]
    moves = {(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(*first, strict=True)}
    assert moves == {(other.x - one.x, other.y - one.y)} != {(0, 0)}
    assert one.room == other.room


def corners(path: str) -> list[tuple[int, int]]:
    """The first corner of each piece of a path."""
    return [(int(x), int(y)) for x, y in re.findall(r"M(-?\d+),(-?\d+)", path)]


def test_bornholm_is_drawn_by_itself() -> None:
    found = search_map(
        lat=55.1,
        lon=14.7,
        municipality="0400",
        radius_km=20,
        places=[Place("0400", 3, 0.0)],
        names={"0400": "Bornholm"},
    )
    assert found is not None
    assert found.radius == 0
    assert len(found.areas) == 1
