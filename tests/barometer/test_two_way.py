"""The two-way table as the database makes it: what is told, what is hidden, and that nothing rests on one to four."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barometer.models import BarometerCounted, BarometerFigure, BarometerRound
from barometer.rules import FEWEST
from companies.models import Company
from tests.barometer import pool
from tests.barometer.oracle import told_of_few
from tests.barometer.pool import Said
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)
MOST = 160

# How many companies there are in (municipality, section, division).
Where = tuple[str, str, str]
Table = Mapping[Where, int]
# A told figure by its labels: kind, municipality, section, division.
Label = tuple[str, str, str, str]

MUNICIPALITIES = ("0101", "0147", "0151", "0153")
# Two divisions of each section but U, which has one.
DIVISIONS = {"C": ("10", "11"), "F": ("41", "42"), "G": ("46", "47"), "Q": ("86", "87"), "U": ("99",)}
PLACES = [
    (place, section, division)
    for place in MUNICIPALITIES
    for section, divisions in DIVISIONS.items()
    for division in divisions
]
# Small numbers are where something must be hidden.
tables = st.dictionaries(
    st.sampled_from(PLACES), st.sampled_from((1, 1, 1, 2, 2, 3, 4, 5, 6, 8)), min_size=1, max_size=30
).filter(lambda table: FEWEST <= sum(table.values()) <= MOST)


@pytest.fixture
def row() -> BarometerRound:
    return pool.round_of(make.national())


@pytest.fixture
def made() -> list[Company]:
    return pool.companies([Said()] * MOST)


def told(row: BarometerRound, made: Sequence[Company], table: Table) -> dict[Label, int]:
    """What the database tells of such a table: companies by label."""
    spread = [where for where, number in table.items() for _one in range(number)]
    ids = [company.pk for company in made[: len(spread)]]
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("delete from barometer_barometerfigure where round_id = %s", [row.pk])
        cursor.execute("delete from barometer_barometercounted where round_id = %s", [row.pk])
        cursor.execute(
            "insert into barometer_barometercounted (round_id, organisation_id, company_id, municipality, section,"
            " division, outlook_3, outlook_12) select %s, %s, x.id, x.a, x.s, x.d, 'more', 'fewer'"
            " from unnest(%s::int[], %s::text[], %s::text[], %s::text[]) x (id, a, s, d)",
            [row.pk, row.organisation_id, ids, *map(list, zip(*spread, strict=True))],
        )
        cursor.execute("select barometer_put_together(%s), barometer_tell(%s)", [row.pk, row.pk])
        figures = list(BarometerFigure.objects.filter(round=row))
    assert all((one.balance_3, one.balance_12) == (one.companies, -one.companies) for one in figures)
    return {(one.kind, one.municipality, one.section, one.division): one.companies for one in figures}


class Meant:
    """What the labels of a page mean, to whoever reads them and knows nothing else."""

    def __init__(self, labels: Sequence[Label]) -> None:
        self.labels = labels
        self.areas = {area for _kind, area, _section, _division in labels} - {""}
        self.sections = {section for _kind, _area, section, _division in labels} - {""}
        self.cells = {(area, section) for kind, area, section, _division in labels if kind == "cell"}

    def place(self, where: Where) -> tuple[str, str]:
        area, section, _division = where
        return (area if area in self.areas else "", section if section in self.sections else "")

    def holds(self, label: Label, where: Where) -> bool:
        kind, area, section, division = label
        at_area, at_section = self.place(where)
        is_told = (at_area, at_section) in self.cells
        if kind == "cell":
            fits = (at_area, at_section) == (area, section)
        elif kind == "area":
            fits = not is_told and at_area == area
        else:
            fits = not is_told and at_section == section
        if not fits or kind == "area" or not section:
            return fits
        siblings = {one[3] for one in self.labels if one[0] == kind and one[2] == section}
        if kind == "cell":
            siblings = {one[3] for one in self.labels if one[:3] == label[:3]}
        return where[2] == division if division else where[2] not in siblings


def rows_of(meant: Meant, atoms: Sequence[Where]) -> list[list[int]]:
    return [[int(meant.holds(label, atom)) for atom in atoms] for label in meant.labels]


def leaks(labels: Sequence[Label], table: Table) -> tuple[int, ...] | None:
    atoms = sorted(table)
    return told_of_few(rows_of(Meant(labels), atoms), [table[atom] for atom in atoms])


def check(found: Mapping[Label, int], table: Table) -> None:
    meant = Meant(list(found))
    for label, number in found.items():
        truth = sum(count for where, count in table.items() if meant.holds(label, where))
        assert number == truth, f"{label} is not what it says"
        assert number >= FEWEST
    by_kind = Counter[str]()
    for (kind, *_rest), number in found.items():
        by_kind[kind] += number
    assert by_kind["cell"] + by_kind["area"] == sum(table.values())
    assert by_kind["area"] == by_kind["section"]
    assert leaks(list(found), table) is None, "somebody is told by adding and subtracting"


@settings(max_examples=250, suppress_health_check=SHARED)
@given(table=tables)
def test_nothing_that_can_be_added_or_subtracted_rests_on_one_to_four(
    row: BarometerRound, made: list[Company], table: dict[Where, int]
) -> None:
    found = told(row, made, table)
    check(found, table)
    # Municipalities stand alone by their numbers, whatever the industries are.
    sizes = Counter[str]()
    sections = Counter[str]()
    for (area, section, _division), number in table.items():
        sizes[area] += number
        sections[section] += number
    assert Meant(list(found)).areas == alone(sizes)
    # And so do industries, unless the totals of both alone would tell of somebody.
    own = alone(sections)
    totals = [("area", area, "", "") for area in ["", *alone(sizes)]]
    totals += [("section", "", section, "") for section in ["", *own]]
    if leaks(totals, table) is None:
        assert Meant(list(found)).sections == own
    else:
        assert Meant(list(found)).sections < own


def alone(sizes: Counter[str]) -> set[str]:
    """Those that are enough by themselves; the smallest of them goes with the others where those are one to four."""
    few = sum(number for number in sizes.values() if number < FEWEST)
    enough = sorted((number, one) for one, number in sizes.items() if number >= FEWEST)
    return {one for _number, one in (enough[1:] if 0 < few < FEWEST else enough)}


@settings(max_examples=60, suppress_health_check=SHARED)
@given(table=tables)
def test_cells_are_hidden_only_where_that_is_needed(
    row: BarometerRound, made: list[Company], table: dict[Where, int]
) -> None:
    """The oracle finds something when the small cells alone are hidden, exactly where the database hid more."""
    found = told(row, made, table)
    meant = Meant(list(found))
    cells = Counter[tuple[str, str]]()
    for where, number in table.items():
        cells[meant.place(where)] += number
    could = {cell for cell, number in cells.items() if number >= FEWEST and cell[1]}
    assert meant.cells <= could
    naive: list[Label] = [("cell", area, section, "") for area, section in could]
    naive += [("area", area, "", "") for area in {area for area, _section in cells}]
    naive += [("section", "", section, "") for section in {section for _area, section in cells}]
    reader = Meant(naive)
    reader.areas, reader.sections = meant.areas, meant.sections
    atoms = sorted(table)
    rows = rows_of(reader, atoms)
    is_enough = told_of_few([one for one in rows if any(one)], [table[atom] for atom in atoms]) is None
    assert is_enough == (meant.cells == could)


edges = st.dictionaries(
    st.tuples(st.integers(1, 3), st.integers(4, 7)), st.integers(1, 6), min_size=1, max_size=12
)


@settings(max_examples=200, suppress_health_check=SHARED)
@given(graph=edges)
def test_a_cut_is_found_exactly_where_there_is_one(graph: dict[tuple[int, int], int]) -> None:
    """Against every division of seven nodes in two."""
    ends, others = map(list, zip(*graph, strict=True))
    weights = list(graph.values())
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "select root, side from barometer_contract(%s::int[], %s::int[], %s::int[], %s::int[])",
            [list(range(1, 8)), ends, others, weights],
        )
        root, side = cursor.fetchone()

    def cut(inside: set[int]) -> int:
        return sum(weight for (a, b), weight in graph.items() if (a in inside) != (b in inside))

    halves = [
        {1, *(node for node, is_in in zip(range(2, 8), chosen, strict=True) if is_in)}
        for chosen in product((True, False), repeat=6)
    ]
    assert (side is not None) == any(0 < cut(inside) < FEWEST for inside in halves)
    if side is not None:
        assert 0 < cut({node for node in range(1, 8) if root[node - 1] == side}) < FEWEST


A, B, C, D = MUNICIPALITIES


def test_twelve_in_four_municipalities_are_an_industry(row: BarometerRound, made: list[Company]) -> None:
    table = {(place, "C", "10"): 6 for place in MUNICIPALITIES}
    table |= {(place, section, DIVISIONS[section][0]): 3 for place in MUNICIPALITIES for section in "FQ"}
    found = told(row, made, table)
    check(found, table)
    assert found == {
        **{("cell", place, "C", "10"): 6 for place in MUNICIPALITIES},
        **{("area", place, "", ""): 6 for place in MUNICIPALITIES},
        ("section", "", "F", "41"): 12,
        ("section", "", "Q", "86"): 12,
    }


def test_a_cell_is_hidden_with_a_small_one(row: BarometerRound, made: list[Company]) -> None:
    """Two of F in A: its smallest cell, and enough of the others, are hidden with them."""
    table = {(A, "C", "10"): 9, (A, "G", "46"): 6, (A, "F", "41"): 2, (B, "C", "10"): 9, (B, "F", "41"): 7}
    table |= {(B, "G", "46"): 8}
    found = told(row, made, table)
    check(found, table)
    cells = {label[1:3] for label in found if label[0] == "cell"}
    assert cells == {(A, "C"), (B, "C")}
    assert found["area", A, "", ""] == 8
    assert found["section", "", "F", "41"] == 9


def test_industries_are_put_together_where_the_totals_alone_would_tell(
    row: BarometerRound, made: list[Company]
) -> None:
    """All of C is in A, where two more are of F: the difference of the totals would be these two."""
    table = {(A, "C", "10"): 9, (A, "F", "41"): 2, (B, "F", "41"): 9, (B, "G", "46"): 20}
    found = told(row, made, table)
    check(found, table)
    assert Meant(list(found)).areas == {A, B}
    assert Meant(list(found)).sections == {"G"}
    assert found["section", "", "", ""] == 20


def test_what_is_left_of_an_industry_is_split_only_where_that_is_safe(
    row: BarometerRound, made: list[Company]
) -> None:
    safe = {(place, "F", division): 3 for place in (A, B) for division in ("41", "42")}
    safe |= {(place, "G", "46"): 3 for place in (A, B)}
    # Six of F in each: told by area, with the two divisions of three together.
    table = safe | {(place, "C", "10"): 3 for place in (A, B)}
    check(told(row, made, table), table)
    # Four of each in four places: no cell is told, but the divisions are.
    table = {(place, "F", division): 2 for place in MUNICIPALITIES for division in ("41", "42")}
    table |= {(place, "G", "46"): 3 for place in MUNICIPALITIES}
    found = told(row, made, table)
    check(found, table)
    assert (found["section", "", "F", "41"], found["section", "", "F", "42"]) == (8, 8)
    # Each division nearly where no other is: apart they would hang together by two.
    table = {(A, "F", "41"): 4, (B, "F", "41"): 1, (B, "F", "42"): 4, (A, "F", "42"): 1}
    table |= {(A, "C", "10"): 12, (B, "C", "10"): 12, (A, "G", "46"): 1, (B, "G", "46"): 4}
    check(told(row, made, table), table)


def test_a_round_that_was_counted_before_keeps_its_figures(row: BarometerRound, made: list[Company]) -> None:
    """The migration's own words, on what the former function wrote."""
    before = importlib.import_module("barometer.migrations.0004_two_way_table").BEFORE
    with as_owner(), connection.cursor() as cursor:
        for area, section, companies in ((A, "C", 9), (A, "", 5), (B, "", 7)):
            BarometerFigure.objects.create(
                round=row,
                municipality=area,
                section=section,
                companies=companies,
                **dict.fromkeys(("balance_3", "balance_12"), 1),
                **dict.fromkeys(("people_3", "people_12"), 10),
            )
        cursor.execute(before)
        figures = BarometerFigure.objects.filter(round=row)
        found = {(one.kind, one.municipality, one.section): one.companies for one in figures}
        assert found == {("cell", A, "C"): 9, ("area", A, ""): 5, ("area", B, ""): 7, ("section", "", ""): 12}
        left = figures.get(kind="section")
        assert (left.balance_3, left.people_12) == (2, 20)
        assert not BarometerCounted.objects.filter(round=row).exists()
