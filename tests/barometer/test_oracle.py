"""The oracle itself, on tables that can be checked by hand."""

from itertools import product

import pytest

from tests.barometer.oracle import told_of_few


@pytest.mark.parametrize(
    ("rows", "counts", "found"),
    [
        ([[1, 1]], [2, 2], (0, 1)),  # four companies, told
        ([[1, 1]], [2, 3], None),
        ([[1, 1], [1, 0]], [9, 2], (1,)),  # a difference
        ([[1, 1, 0], [0, 1, 1], [1, 0, 1]], [2, 9, 9], (0,)),  # half of a sum
        # Totals of a two-way table with four cells of three: 3 + 3 on either side.
        ([[1, 1, 0, 0], [0, 0, 1, 1], [1, 0, 1, 0], [0, 1, 0, 1]], [3, 3, 3, 3], None),
        # Without one of the cells the first row is the first column.
        ([[1, 0, 0], [0, 1, 1], [1, 1, 0], [0, 0, 1]], [9, 3, 9], (1,)),
    ],
)
def test_what_can_be_checked_by_hand(rows, counts, found):
    assert told_of_few(rows, counts) == found


def test_it_finds_whatever_small_weights_find():
    """Against trying out combinations with small whole weights, on every table of two sets of four atoms."""
    counts = [1, 2, 3, 9]
    sets = [list(row) for row in product((0, 1), repeat=4) if any(row)]
    for first, second in product(sets, sets):
        small = any(
            0 < sum(count for count, x, y in zip(counts, first, second, strict=True) if a * x + b * y) < 5
            for a, b in product((-1, 0, 1), repeat=2)
        )
        assert (told_of_few([first, second], counts) is not None) == small
