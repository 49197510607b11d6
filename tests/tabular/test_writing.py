"""What is written opens in a spreadsheet as data, never as a formula, and can be read again as it was."""

import csv
import datetime
import io
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tabular.cells import text
from tabular.writing import FORMULA_STARTS, csv_text, file_name, harmless, plain_again, write_csv, write_xlsx

ATTACKS = [
    "=1+1",
    "+45 12 34 56 78",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1",
    "  =1+1",
    "\xa0=1+1",
    "\ufeff=1+1",
    "＝1+1",
    '=HYPERLINK("http://ond.example","klik")',
    "=cmd|' /C calc'!A0",
    "\0=1+1",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_formula_in_csv(attack: str) -> None:
    written = csv_text([["navn"], [attack]])
    assert written.startswith("\ufeff")
    (cell,) = list(csv.reader(io.StringIO(written.removeprefix("\ufeff"), newline=""), delimiter=";"))[1]
    assert cell.startswith("'")


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_formula_in_a_spreadsheet(attack: str) -> None:
    out = io.BytesIO()
    write_xlsx(out, [[attack], [attack]])
    for row in load_workbook(out).active.iter_rows():
        (cell,) = row
        assert cell.data_type == "s" and str(cell.value).startswith("'")


def test_numbers_and_days_stay_what_they_are() -> None:
    day = datetime.date(2026, 3, 1)
    assert csv_text([[-5, Decimal("-1.5"), day, None, True]]) == "\ufeff-5;-1.5;2026-03-01;;True\r\n"
    out = io.BytesIO()
    write_xlsx(out, [["tal", "dag", "tid"], [-5, day, datetime.datetime(2026, 3, 1, 9, tzinfo=datetime.UTC)]])
    rows = list(load_workbook(out).active.iter_rows(values_only=True))
    assert rows[1] == (-5, datetime.datetime(2026, 3, 1), datetime.datetime(2026, 3, 1, 9))  # noqa: DTZ001


def test_what_the_format_cannot_hold_is_left_out() -> None:
    out = io.BytesIO()
    assert write_xlsx(out, [["a\x07b\ud800c"], ["x" * 40_000]], title="Alt: [i] ét / ark") == 2
    sheet = load_workbook(out).active
    assert sheet["A1"].value == "abc" and len(sheet["A2"].value) == 32_767


def test_rows_are_written_as_they_come() -> None:
    class Counting:
        written = 0

        def write(self, piece: str) -> None:
            self.written += len(piece)

    out = Counting()

    def rows() -> object:
        for n in range(3):
            before = out.written
            yield [n, "æøå"]
            assert n == 2 or out.written > before

    assert write_csv(out, rows()) == 3  # type: ignore[arg-type]


@given(st.text(max_size=40))
def test_whatever_stands_there_no_cell_begins_a_formula_and_ours_are_read_again(cell: str) -> None:
    written = harmless(cell)
    assert not written.lstrip(" \xa0\u200b\ufeff").startswith(FORMULA_STARTS)
    if not cell.startswith("'"):
        assert plain_again(written) == cell.replace("\0", "")


def test_an_exported_telephone_number_is_read_as_it_was() -> None:
    assert text(harmless("+45 12345678")) == "+45 12345678"
    assert text("'t Hart") == "'t Hart"


def test_a_file_has_a_name_that_every_system_takes() -> None:
    assert file_name("Ærø/../ål", datetime.date(2026, 3, 1), ending="csv") == "Ærø..ål-2026-03-01.csv"
