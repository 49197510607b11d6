"""Whoever has every published table, under every filter, of every round, finds no group of one to four companies.

The attack knows what the labels mean (which municipalities, industries and occupation a number is about) and nothing of
who answered. It adds and subtracts whatever the pages say of companies, in any combination (`oracle`), and what they
say of an occupation from what they say of its areas.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from itertools import product

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.actor import Actor
from accounts.tenancy import acting_as
from barometer.models import BarometerCounted, BarometerOccupation, BarometerRound
from barometer.rules import FEWEST
from barometer.selectors.figures import Overview, overview
from barometer.selectors.sheet import sheet
from candidates.models import Term
from companies.industries import SECTIONS
from tests.barometer import pool
from tests.barometer.oracle import told_of_few
from tests.barometer.pool import Said
from tests.factories import candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

SECTION_OF = {code: one.letter for one in SECTIONS for code in one.divisions}
JOBS = ("Montør", "Tømrer")
# Each example is rolled back, so the fixtures are as good for the next one.
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)

# A cell of what could be: municipality and division. A group is a set of cells.
Cell = tuple[str, str]
Group = frozenset[Cell]

answers = st.lists(
    st.builds(
        Said,
        place=st.integers(0, 2),
        industry=st.integers(0, 4),
        outlook_3=st.integers(0, 2),
        outlook_12=st.integers(0, 2),
        jobs=st.sets(st.integers(0, 1)).map(tuple),
        number=st.none() | st.integers(1, 9),
        is_hard=st.none() | st.booleans(),
    ),
    max_size=70,
)
# Most of an even draw has enough everywhere; a skewed one is where something must be hidden.
skewed = st.lists(
    st.builds(
        Said,
        place=st.sampled_from((0, 0, 0, 0, 0, 1, 2)),
        industry=st.sampled_from((0, 0, 0, 0, 1, 3, 4)),
        jobs=st.sampled_from(((), (0,), (0,), (0, 1))),
    ),
    max_size=40,
)


class Published:
    """Every number of companies that the pages give out, as the group that its labels say it is about."""

    def __init__(self, actor: Actor, row: BarometerRound, jobs: list[Term], places: list[str]) -> None:
        self.numbers: dict[Group, int] = {}
        self.places = places
        divisions = [code[:2] for code in pool.INDUSTRIES]
        self.cells = frozenset(product(places, divisions))
        self.whole = overview(actor, row)
        self.alone = {one.key for one in self.whole.areas if one.key}
        # An area's page says which industries are told for themselves there.
        self.told = {
            area: {one.key for one in overview(actor, row, municipality=place).industries if one.key}
            for place in places
            for area in [place if place in self.alone else ""]
        }
        if not self.whole.is_empty:
            self._read(actor, row)
        self.jobs = [
            (index, self._of(self._areas(one.areas)), one.companies)
            for index, job in enumerate(jobs)
            for one in BarometerOccupation.objects.filter(round=row, term=job)
        ]

    def _say(self, group: Group, number: int) -> None:
        assert self.numbers.setdefault(group, number) == number, "one group, two numbers"

    def _area(self, key: str) -> set[str]:
        return {key} if key else set(self.places) - self.alone

    def _areas(self, keys: Iterable[str]) -> set[str]:
        return set().union(*(self._area(key) for key in keys))

    def _of(self, places: set[str], keep: Callable[[str], bool] = lambda _division: True) -> Group:
        return frozenset(cell for cell in self.cells if cell[0] in places and keep(cell[1]))

    def _read(self, actor: Actor, row: BarometerRound) -> None:
        """The page of everything, of each municipality, of each industry, and of both."""
        self._say(self._of(set(self.places)), self.whole.whole.companies)
        for one in self.whole.areas:
            self._say(self._of(self._area(one.key)), one.part.companies)
        own = {one.key for one in self.whole.industries if one.key}
        for one in self.whole.industries:
            self._say(
                self._of(set(self.places), lambda code, key=one.key: _in_section(code, key, own)),
                one.part.companies,
            )
        for place in self.places:
            page = overview(actor, row, municipality=place)
            area = place if place in self.alone else ""
            here, told = self._area(area), self.told[area]
            if page.is_empty:
                continue
            self._say(self._of(here), page.whole.companies)
            for one in page.industries:
                self._say(
                    self._of(here, lambda code, key=one.key, told=told: _in_section(code, key, told)),
                    one.part.companies,
                )
            for letter in SECTION_OF.values():
                both = overview(actor, row, municipality=place, section=letter)
                assert both.is_empty == (letter not in told)
                if not both.is_empty:
                    self._say(
                        self._of(here, lambda code, letter=letter: SECTION_OF[code] == letter),
                        both.whole.companies,
                    )
                    for group, number in self._divisions(both, here):
                        self._say(group, number)
        for letter in SECTION_OF.values():
            page = overview(actor, row, section=letter)
            assert page.is_empty == (letter not in own)
            assert not page.occupations
            if not page.is_empty:
                self._read_section(page)

    def _read_section(self, page: Overview) -> None:
        """Its areas, and the last row for the areas in which it does not stand alone."""
        letter = page.section
        everywhere = set(self.places)
        told_in = [area for area, told in self.told.items() if letter in told]
        self._say(
            self._of(everywhere, lambda code: SECTION_OF[code] == letter),
            page.whole.companies,
        )
        rest = everywhere - self._areas(told_in)
        for one in page.areas:
            places = rest if "lagt sammen" in one.title else self._area(one.key)
            self._say(self._of(places, lambda code: SECTION_OF[code] == letter), one.part.companies)
        assert sum(one.part.companies for one in page.areas) == page.whole.companies
        assert sum(one.part.companies for one in page.industries) == page.whole.companies

    def _divisions(self, page: Overview, here: set[str]) -> Iterator[tuple[Group, int]]:
        told = {one.key for one in page.industries if one.key}
        for one in page.industries:
            yield (
                self._of(
                    here,
                    lambda code, key=one.key: (
                        SECTION_OF[code] == page.section and (code == key if key else code not in told)
                    ),
                ),
                one.part.companies,
            )


def _in_section(code: str, key: str, own: set[str]) -> bool:
    """Whether a division belongs to a line: an industry's own, or the line of those that were put together."""
    return SECTION_OF[code] == key if key else SECTION_OF[code] not in own


@pytest.fixture
def asker() -> Actor:
    return make.national_actor()


@pytest.fixture
def terms() -> list[Term]:
    return [candidates.term(name) for name in JOBS]


def small(number: int) -> bool:
    return 0 < number < FEWEST


def attack(asker: Actor, row: BarometerRound, said: list[Said], terms: list[Term]) -> None:
    places = [pool.municipality(place) for place in range(3)]
    truth = Counter((places[one.place], pool.INDUSTRIES[one.industry][:2]) for one in said)
    with acting_as(asker):
        published = Published(asker, row, terms, places)
        whole = published.whole
        lines = sheet(whole)
        figures = list(row.figures.all())
    for group, number in published.numbers.items():
        assert number == sum(truth[cell] for cell in group), "a published number is not what its label says"
    atoms = sorted(truth)
    rows = [[int(atom in group) for atom in atoms] for group in published.numbers]
    if rows:
        assert told_of_few(rows, [truth[atom] for atom in atoms]) is None, "found by adding and subtracting"
    for index, group, named in published.jobs:
        inside = [one for one in said if (places[one.place], pool.INDUSTRIES[one.industry][:2]) in group]
        assert named == sum(index in one.jobs for one in inside)
        assert not small(named)
        assert not small(len(inside) - named)
    for index, _job in enumerate(terms):
        told = [group for at, group, _named in published.jobs if at == index]
        assert len(frozenset().union(*told)) == sum(map(len, told)), "no area is told of twice"
    assert not any(small(figure.companies) for figure in figures)
    assert whole.whole.companies in (0, len(said))
    for table in (whole.areas, whole.industries):
        assert sum(one.part.companies for one in table) == whole.whole.companies
        assert not any(small(one.part.companies) for one in table)
    assert not any(small(one.companies) for one in whole.occupations)
    # The spreadsheet says nothing that the page does not say: its third column counts companies.
    assert not any(small(line[2]) for line in lines[2:] if isinstance(line[2], int))


@settings(max_examples=40, suppress_health_check=SHARED)
@given(said=answers | skewed)
def test_nothing_small_is_found_by_subtracting(asker: Actor, terms: list[Term], said: list[Said]) -> None:
    with transaction.atomic():
        row = pool.round_of(make.national())
        pool.answer(row, pool.companies(said), said, terms)
        assert pool.publish(row) == (len(said) if len(said) >= FEWEST else 0)
        attack(asker, row, said, terms)
        transaction.set_rollback(True)


@settings(max_examples=10, suppress_health_check=SHARED)
@given(first=answers | skewed, second=answers | skewed)
def test_two_rounds_have_nothing_in_common(
    asker: Actor, terms: list[Term], first: list[Said], second: list[Said]
) -> None:
    """Each round is counted once, of its own answers: a later answer changes no figure that has been told."""
    with transaction.atomic():
        today = timezone.localdate()
        early = pool.round_of(make.national(), opens=today - datetime.timedelta(days=60), days=20)
        pool.answer(early, pool.companies(first), first, terms)
        pool.publish(early)
        with as_owner():
            before = list(early.figures.values())
        late = pool.round_of(make.national(), opens=today)
        pool.answer(late, pool.companies(second, first=200), second, terms)
        pool.publish(late)
        assert pool.publish(early) is None
        with as_owner():
            assert list(early.figures.values()) == before
            answered = BarometerCounted.objects.values_list("answer_id", flat=True)
            assert len(answered) == len(set(answered)) == len(first) + len(second)
        attack(asker, late, second, terms)
        transaction.set_rollback(True)
