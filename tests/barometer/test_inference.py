"""Whoever has every published table, under every filter, of every round, finds no group of one to four companies.

The attack knows what the labels mean (which municipalities, industries and occupation a number is about) and nothing of
who answered. It subtracts whatever lies inside something else, again and again, and looks for a small number.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
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
from barometer.selectors.figures import Overview, overview, sheet
from candidates.models import Term
from companies.industries import SECTIONS
from tests.barometer import pool
from tests.barometer.pool import Said
from tests.factories import candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

SECTION_OF = {code: one.letter for one in SECTIONS for code in one.divisions}
JOBS = ("Montør", "Tømrer")
# Each example is rolled back, so the fixtures are as good for the next one.
SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.too_slow)

# A cell of what could be: municipality, division, and whether the occupation was named. A group is a set of cells.
Cell = tuple[str, str, bool]
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

    def __init__(self, actor: Actor, row: BarometerRound, job: Term, places: list[str]) -> None:
        self.numbers: dict[Group, int] = {}
        self.places = places
        divisions = [code[:2] for code in pool.INDUSTRIES]
        self.cells = frozenset(product(places, divisions, (True, False)))
        whole = overview(actor, row)
        self.alone = {one.key for one in whole.areas if one.key}
        if not whole.is_empty:
            self._read(actor, row, whole)
        for group, number in self._jobs(row, job):
            self._say(group, number)

    def _say(self, group: Group, number: int) -> None:
        assert self.numbers.setdefault(group, number) == number, "one group, two numbers"

    def _area(self, key: str) -> set[str]:
        return {key} if key else set(self.places) - self.alone

    def _of(self, places: set[str], keep: Callable[[str], bool] = lambda _division: True) -> Group:
        return frozenset(cell for cell in self.cells if cell[0] in places and keep(cell[1]))

    def _read(self, actor: Actor, row: BarometerRound, whole: Overview) -> None:
        """The page of everything, of each municipality, of each industry, and of both."""
        self._say(self._of(set(self.places)), whole.whole.companies)
        shown: dict[str, set[str]] = {}
        for place in self.places:
            area = place if place in self.alone else ""
            page, here = overview(actor, row, municipality=place), self._area(area)
            if page.is_empty:
                continue
            self._say(self._of(here), page.whole.companies)
            shown[area] = {one.key for one in page.industries if one.key}
            for one in page.industries:
                self._say(
                    self._of(here, lambda code, key=one.key, own=shown[area]: _in_section(code, key, own)),
                    one.part.companies,
                )
            for letter in shown[area]:
                narrow = overview(actor, row, municipality=place, section=letter)
                told = {one.key for one in narrow.industries if one.key}
                for one in narrow.industries:
                    self._say(
                        self._of(
                            here,
                            lambda code, key=one.key, own=told, letter=letter: (
                                SECTION_OF[code] == letter and (code == key if key else code not in own)
                            ),
                        ),
                        one.part.companies,
                    )
        for one in whole.areas:
            self._say(self._of(self._area(one.key)), one.part.companies)
        for one in whole.industries:
            # An industry is told of the areas in which it stands alone, which their own pages say.
            group: Group = frozenset().union(
                *(
                    self._of(self._area(area), lambda code, key=one.key, own=own: _in_section(code, key, own))
                    for area, own in shown.items()
                    if not one.key or one.key in own
                )
            )
            self._say(group, one.part.companies)
        for letter in set().union(*shown.values()):
            page = overview(actor, row, section=letter)
            for one in page.areas:
                self._say(
                    self._of(self._area(one.key), lambda code, letter=letter: SECTION_OF[code] == letter),
                    one.part.companies,
                )

    def _jobs(self, row: BarometerRound, job: Term) -> list[tuple[Group, int]]:
        found = []
        for one in BarometerOccupation.objects.filter(round=row, term=job):
            places = set().union(*(self._area(area) for area in one.areas))
            found.append((frozenset(cell for cell in self._of(places) if cell[2]), one.companies))
        return found

    def derived(self) -> dict[Group, int]:
        """What subtracting gives, as long as it gives anything new (three times is more than the tables are deep)."""
        known = dict(self.numbers)
        for _again in range(3):
            fresh = {
                large - small: known[large] - known[small]
                for large, small in product(known, known)
                if small < large and large - small not in known
            }
            if not fresh:
                break
            known |= fresh
        return known


def _in_section(code: str, key: str, own: set[str]) -> bool:
    """Whether a division belongs to a line: an industry's own, or the line of those that were put together."""
    return SECTION_OF[code] == key if key else SECTION_OF[code] not in own


def fine_parts(row: BarometerRound) -> list[tuple[str, str, str, int]]:
    """The parts as the database gives them out, and how many companies each has in truth."""
    with as_owner():
        counted = list(BarometerCounted.objects.filter(round=row).values_list("area", "part", "detail"))
    return [(*key, counted.count(key)) for key in sorted(set(counted))]


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
    with acting_as(asker):
        whole = overview(asker, row)
        parts = [(f.municipality, f.section, f.division, f.companies) for f in row.figures.all()]
        lines = sheet(whole)
        for index, job in enumerate(terms):
            published = Published(asker, row, job, places)
            truth = {
                group: sum(
                    (places[one.place], pool.INDUSTRIES[one.industry][:2], index in one.jobs) in group
                    for one in said
                )
                for group in published.numbers
            }
            assert published.numbers == truth, "a published number is not what its label says"
            found = {number for number in published.derived().values() if small(number)}
            assert not found, f"found by subtracting: {found}"
    # Parts are what every figure is a sum of, so whatever is added and subtracted is a sum of whole parts.
    assert sum(part[3] for part in parts) == (len(said) if len(said) >= FEWEST else 0)
    assert not any(small(part[3]) for part in parts)
    if len(said) >= FEWEST:
        assert fine_parts(row) == sorted(parts)
    assert whole.whole.companies in (0, len(said))
    assert not any(small(one.part.companies) for one in [*whole.areas, *whole.industries])
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
