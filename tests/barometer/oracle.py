"""Whether sums and differences of published numbers can rest on a few companies. Plain linear algebra, knows no rules.

A number is a set of companies, and whoever adds and subtracts numbers gets a combination of these sets. Companies that
are in the same sets (an atom) are never told apart. Something rests on a set T of atoms alone if and only if it is
orthogonal to whatever the numbers leave open (the null space), which then has dependent columns at T.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction

FEWEST = 5
Row = list[Fraction]


def eliminated(rows: Sequence[Sequence[int | Fraction]]) -> tuple[list[Row], list[int]]:
    """The reduced rows, and the column in which each begins."""
    work = [[Fraction(value) for value in row] for row in rows]
    pivots: list[int] = []
    width = len(work[0]) if work else 0
    for column in range(width):
        at = len(pivots)
        found = next((i for i in range(at, len(work)) if work[i][column]), None)
        if found is None:
            continue
        work[at], work[found] = work[found], work[at]
        scale = work[at][column]
        work[at] = [value / scale for value in work[at]]
        for i, row in enumerate(work):
            if i != at and row[column]:
                times = row[column]
                work[i] = [value - times * other for value, other in zip(row, work[at], strict=True)]
        pivots.append(column)
    return work[: len(pivots)], pivots


def left_open(rows: Sequence[Sequence[int]], width: int) -> list[Row]:
    """A basis of what could be added to the companies' answers without changing a number."""
    reduced, pivots = eliminated(rows)
    basis = []
    for free in (column for column in range(width) if column not in pivots):
        vector = [Fraction(0)] * width
        vector[free] = Fraction(1)
        for row, pivot in zip(reduced, pivots, strict=True):
            vector[pivot] = -row[free]
        basis.append(vector)
    return basis


def few(counts: Sequence[int], start: int = 0, room: int = FEWEST - 1) -> Iterator[tuple[int, ...]]:
    """Every set of atoms with one to four companies together."""
    for atom in range(start, len(counts)):
        if counts[atom] <= room:
            yield (atom,)
            for more in few(counts, atom + 1, room - counts[atom]):
                yield (atom, *more)


def told_of_few(rows: Sequence[Sequence[int]], counts: Sequence[int]) -> tuple[int, ...] | None:
    """Atoms of one to four companies that some combination of the rows rests on; None where there are none.

    `rows` say for each atom whether it is in the number; `counts` how many companies each atom has, at least one.
    """
    basis = left_open(rows, len(counts))
    for atoms in few(counts):
        columns = [[vector[atom] for vector in basis] for atom in atoms]
        if len(eliminated(columns)[1]) < len(atoms):
            return atoms
    return None
