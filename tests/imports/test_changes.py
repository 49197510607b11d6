"""What a row changes, in words: short, cut where it differs, never longer than its place."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.changes import MOST_TEXT, by_column, change, counted, hidden, said, stored

LABELS = {"employees": "Ansatte", "phone": "Telefon", "+place": "Ny arbejdsplads"}


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (140, 1410, ("140", "1.410")),
        (None, 3, ("", "3")),
        (False, True, ("nej", "ja")),
        ("8700", "8300", ("8700", "8300")),
        ("To\nlinjer ", "Én", ("To linjer", "Én")),
        (None, datetime.date(2026, 3, 2), ("", "2026-03-02")),
    ],
)
def test_a_change_is_said_in_danish(old: object, new: object, words: tuple[str, str]) -> None:
    assert change("employees", old, new) == ("employees", *words)


def test_long_values_are_cut_around_where_they_differ() -> None:
    start = "Vi talte længe om hallen. " * 40
    _key, old, new = change(
        "text", start + "De mangler smede." + " Mere." * 90, start + "De mangler svejsere."
    )
    assert "smede" in old and new.endswith("svejsere.")
    assert old.startswith("…") and old.endswith("…") and new.startswith("…")


@given(st.text(max_size=600), st.text(max_size=600))
def test_no_value_is_longer_than_its_place_and_what_differs_stays_different(old: str, new: str) -> None:
    _key, was, becomes = change("text", old, new)
    assert max(len(was), len(becomes)) <= MOST_TEXT
    assert (was == becomes) == (" ".join(old.split()) == " ".join(new.split()))


def test_columns_are_counted_once_in_a_row_and_the_most_changed_stands_first() -> None:
    rows = [
        [("phone", "1", "2"), ("employees", "1", "2")],
        [("employees", "3", "4"), ("employees", "4", "5")],
        [("+place", "", "Lagervej 9")],
    ]
    counts = counted({"phone": 1}, rows)
    assert counts == {"phone": 2, "employees": 2, "+place": 1}
    assert by_column(counts, LABELS) == [("Ansatte", 2), ("Telefon", 2), ("Ny arbejdsplads", 1)]
    assert by_column({}, LABELS) == []


def test_what_is_empty_is_said_and_what_is_added_has_no_old_value() -> None:
    phone, place = said([("phone", "", "7"), ("+place", "", "Lagervej 9")], LABELS)
    assert (phone.label, phone.old, phone.new, phone.is_added) == ("Telefon", "(tom)", "7", False)
    assert (place.label, place.new, place.is_added) == ("Ny arbejdsplads", "Lagervej 9", True)
    (emptied,) = said([("phone", "7", "")], LABELS)
    assert (emptied.old, emptied.new) == ("7", "(tom)")


def test_what_stands_now_is_left_out_and_what_the_file_says_is_not() -> None:
    told = hidden([["phone", "76 12 34 56", "7"], ["employees", "1", "2"]], ["phone"])
    assert [tuple(one) for one in told] == [("phone", "(vises ikke)", "7"), ("employees", "1", "2")]


def test_a_row_without_changes_keeps_nothing() -> None:
    assert stored([], {"name": "A"}) is None
    assert stored([("phone", "1", "2")], {"name": "A"}, company=7) == {
        "about": {"name": "A"},
        "changes": [["phone", "1", "2"]],
        "company": 7,
    }
