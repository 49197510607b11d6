"""Gaps and overlaps of a division are found in words before anybody signs (R98, R99, A14, A15)."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agreements.coverage import Place, Share, findings, names, tovholder_for
from agreements.enums import Area

DATA = Path(__file__).parents[2] / "jobcenters" / "data" / "kommuner.csv"


def all_places() -> dict[str, Place]:
    with DATA.open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    side = {"øst": Area.EAST.value, "vest": Area.WEST.value}
    return {row["kommunekode"]: Place(row["kommunekode"], row["navn"], side[row["side"]]) for row in rows}


PLACES = all_places()
EAST, WEST = Share(1, "Jobcenter Køge", Area.EAST), Share(2, "Jobcenter Horsens", Area.WEST)


def code(name: str) -> str:
    return next(place.code for place in PLACES.values() if place.name == name)


@pytest.mark.parametrize(
    ("town", "tovholder"), [("Horsens", WEST), ("Odense", WEST), ("Køge", EAST), ("Bornholm", EAST)]
)
def test_east_and_west_of_storebaelt(town: str, tovholder: Share):
    assert tovholder_for([EAST, WEST], PLACES[code(town)]) == tovholder


def test_two_sides_cover_the_country_and_nothing_is_found():
    assert findings([EAST, WEST], {code("Horsens"): "Fabrikken"}, PLACES) == []


def test_a_gap_where_the_company_works_blocks_and_names_the_workplace():
    found = findings([EAST], {code("Horsens"): "Fabrikken ved åen"}, PLACES)
    assert [finding.blocking for finding in found] == [True, False]
    assert "Horsens" in found[0].text
    assert "Fabrikken ved åen" in found[0].text
    assert found[1].text == "Ingen tovholder dækker området vest for Storebælt."


def test_an_overlap_names_both_and_the_municipalities():
    odder = Share(3, "Jobcenter Odder", Area.MUNICIPALITIES, frozenset({code("Odder"), code("Samsø")}))
    (found,) = findings([EAST, WEST, odder], {}, PLACES)
    assert found.blocking
    assert found.text == (
        "Jobcenter Horsens og Jobcenter Odder er begge tovholder for Odder og Samsø. Vælg én af dem."
    )
    (found,) = findings([WEST, Share(4, "X", Area.COUNTRY)], {}, PLACES)
    assert " andre. Vælg én af dem." in found.text


def test_nobody_and_a_tovholder_without_a_municipality():
    assert [finding.text for finding in findings([], {}, PLACES)] == ["Vælg mindst ét tovholderjobcenter."]
    empty = Share(5, "Jobcenter Odder", Area.MUNICIPALITIES)
    assert "Vælg de kommuner, som Jobcenter Odder er tovholder for." in {
        finding.text for finding in findings([empty, EAST, WEST], {}, PLACES)
    }


def test_names_are_counted_after_the_third():
    assert names([]) == ""
    assert names(["Odder"]) == "Odder"
    assert names(["a", "b", "c", "d", "e"]) == "a, b, c og 2 andre"


areas = st.one_of(
    st.sampled_from([Area.COUNTRY, Area.EAST, Area.WEST]).map(lambda area: (area, frozenset())),
    st.frozensets(st.sampled_from(sorted(PLACES)), min_size=1, max_size=8).map(
        lambda codes: (Area.MUNICIPALITIES, codes)
    ),
)


@given(st.lists(areas, min_size=1, max_size=4), st.frozensets(st.sampled_from(sorted(PLACES)), max_size=5))
def test_without_findings_every_workplace_has_exactly_one_tovholder(
    divided: list[tuple[Area, frozenset[str]]], works_in: frozenset[str]
):
    shares = [Share(n, f"Jobcenter {n}", area, codes) for n, (area, codes) in enumerate(divided)]
    holders = {place: [share for share in shares if share.holds(PLACES[place])] for place in works_in}
    blocking = [
        finding for finding in findings(shares, dict.fromkeys(works_in, "sted"), PLACES) if finding.blocking
    ]
    if not blocking:
        assert all(len(holding) == 1 for holding in holders.values())
    if any(len(holding) != 1 for holding in holders.values()):
        assert blocking
    for place, holding in holders.items():
        assert (tovholder_for(shares, PLACES[place]) is None) == (not holding)
