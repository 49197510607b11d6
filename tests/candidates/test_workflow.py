"""Every step from every state by everybody, against a table written by hand; and the pure rules beside it."""

import datetime
import itertools

import pytest

from candidates.enums import DeclineReason, NominationState
from candidates.watching import MANY, MANY_OWN, WITHOUT_ORDER, Look, most_within, unusual
from candidates.workflow import (
    OF_ITSELF,
    Part,
    can_move,
    check_move,
    reasons_for,
    release_until,
    targets_from,
)
from orders.workflow import NotAllowedError

# from, to: R residence, T tovholder, C company. Everything that is not here is refused.
TABLE = """
proposed  screened  R T
proposed  declined  R T
screened  presented T
screened  declined  R T
presented interview T C
presented hired     R T
presented declined  R T C
interview hired     R T
interview declined  R T C
"""
LETTERS = {"R": Part.RESIDENCE, "T": Part.TOVHOLDER, "C": Part.COMPANY}
ALLOWED = {
    (line.split()[0], line.split()[1], LETTERS[letter])
    for line in TABLE.strip().splitlines()
    for letter in line.split()[2:]
}
EVERY = list(itertools.product(NominationState.values, NominationState.values, Part))


@pytest.mark.parametrize(("source", "target", "part"), EVERY)
def test_every_step_by_everybody(source: str, target: str, part: Part) -> None:
    allowed = (source, target, part) in ALLOWED
    assert can_move(source, target, {part}) is allowed
    assert (target in targets_from(source, {part})) is allowed
    if allowed:
        check_move(source, target, {part})
    else:
        with pytest.raises(NotAllowedError):
            check_move(source, target, {part})


@pytest.mark.parametrize("target", NominationState.values)
def test_nobody_without_a_part_moves_anything(target: str) -> None:
    assert not any(can_move(source, target, set()) for source in NominationState.values)


def test_reasons_that_the_product_writes_are_nobodys_to_choose() -> None:
    for part in Part:
        assert not OF_ITSELF.intersection(reasons_for({part}))
    assert DeclineReason.NOT_INTERESTED not in reasons_for({Part.COMPANY})
    assert DeclineReason.NOT_INTERESTED in reasons_for({Part.TOVHOLDER})


@pytest.mark.parametrize(
    ("deadline", "until"),
    [(None, "2026-04-26"), ("2026-03-01", "2026-04-26"), ("2026-04-10", "2026-05-10")],
)
def test_release_ends_30_days_after_the_deadline_or_today(deadline: str | None, until: str) -> None:
    day = datetime.date.fromisoformat(deadline) if deadline else None
    assert release_until(day, datetime.date(2026, 3, 27)) == datetime.date.fromisoformat(until)


NOON = datetime.datetime(2026, 3, 27, 11, 0, tzinfo=datetime.UTC)


def looks(number: int, *, apart: float = 1, has_order: bool = True) -> list[Look]:
    """`number` different candidates, `apart` minutes from each other."""
    return [Look(NOON + datetime.timedelta(minutes=apart * n), n, has_order) for n in range(number)]


@pytest.mark.parametrize(
    ("rows", "own", "found"),
    [
        (looks(MANY), False, (MANY, False)),
        (looks(MANY - 1), False, None),
        (looks(MANY), True, None),
        (looks(MANY_OWN, apart=0.5), True, (MANY_OWN, False)),
        (looks(WITHOUT_ORDER, has_order=False), False, (WITHOUT_ORDER, True)),
        (looks(WITHOUT_ORDER - 1, has_order=False), False, None),
        (looks(WITHOUT_ORDER, has_order=False), True, None),
        # The same number over two hours, and the same candidate again and again, are nothing unusual.
        (looks(MANY, apart=4), False, None),
        ([Look(NOON, 1, True)] * (MANY + 5), False, None),
        ([], False, None),
    ],
)
def test_what_is_unusual(rows: list[Look], own: bool, found: tuple[int, bool] | None) -> None:
    said = unusual(rows, own=own)
    assert (said and (said.number, said.without_order)) == found


def test_an_hour_is_counted_wherever_it_begins() -> None:
    early = looks(3, apart=50)
    assert most_within(early) == 2
    assert most_within(looks(4, apart=20)) == 3
