"""What a text may hold, what a pseudonym is, and in which group a task stands."""

import datetime

import pytest

from visits.rules import When, has_cpr, pseudonyms_in, when


@pytest.mark.parametrize(
    "text",
    ["010190-1234", "borgeren 0101901234 kom med", "ring 311299 4321", "610190-1234", "(050685–0011)"],
)
def test_what_looks_like_a_cpr_number_is_found(text: str) -> None:
    assert has_cpr(text)


@pytest.mark.parametrize(
    "text",
    [
        "76 12 34 56",
        "P-nummer 1012345678",
        "p-nr. 0101901234",
        "ordre 2026-0042",
        "991390-1234",
        "CVR 12345674",
    ],
)
def test_other_numbers_of_a_company_pass(text: str) -> None:
    assert not has_cpr(text)


def test_pseudonyms_are_taken_and_names_are_not() -> None:
    assert pseudonyms_in("H-48213, å-123456\nh-48213; Lars Hansen\n010190-1234\nH-08213") == (
        ["H-48213", "Å-123456"],
        ["Lars Hansen", "010190-1234", "H-08213"],
    )


@pytest.mark.parametrize(
    ("day", "group"),
    [(26, When.OVERDUE), (27, When.THIS_WEEK), (29, When.THIS_WEEK), (30, When.LATER)],
)
def test_the_week_ends_on_sunday(day: int, group: When) -> None:
    friday = datetime.date(2026, 3, 27)
    assert when(datetime.date(2026, 3, day), friday) == group
