"""What is looked for, and when the answer is due."""

import datetime

import pytest

from retention import wording


@pytest.mark.parametrize(
    "typed", ["12345678", "12 34 56 78", "+45 12345678", "0045 12 34 56 78", "1234 5678"]
)
def test_a_number_is_looked_for_in_every_way_of_writing_it(typed: str) -> None:
    found = wording.ways_of_writing(typed)
    assert {"12345678", "12 34 56 78", "1234 5678", "4512345678"} <= set(found)


def test_short_and_empty_words_find_nobody() -> None:
    assert wording.words(name="Bo", email="x", phone="12", other=" , ab") == []
    assert wording.words(name="Karin Holm", email="K@F.dk", phone="", other="Kalle Holm") == [
        "Kalle Holm",
        "Karin Holm",
        "k@f.dk",
    ]


@pytest.mark.parametrize(
    ("received", "due"),
    [((2026, 11, 30), (2026, 12, 30)), ((2027, 1, 31), (2027, 2, 28)), ((2026, 12, 15), (2027, 1, 15))],
)
def test_the_answer_is_due_in_a_month(received: tuple[int, int, int], due: tuple[int, int, int]) -> None:
    assert wording.due(datetime.date(*received)) == datetime.date(*due)
