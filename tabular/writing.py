"""Writing tables that no spreadsheet takes a formula from. The only place of the product where CSV or XLSX is made.

CSV is what Danish spreadsheets open by a double click: semicolons, UTF-8 with a byte order mark.
"""

import csv
import datetime
import io
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import IO, Any, Protocol

from django.utils.text import get_valid_filename

from tabular.limits import LONGEST_CELL

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff"
# A spreadsheet takes a cell that begins like this for a formula, or a command.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NOT_IN_TITLE = re.compile(r"[\[\]:*?/\\]")


class Writable(Protocol):
    def write(self, text: str, /) -> object: ...


def harmless(value: object) -> str:
    """A cell that no spreadsheet takes for a formula: text that begins like one gets an apostrophe in front.

    Numbers and days are what they are. NUL, which no program reads, is left out.
    """
    if value is None:
        return ""
    if isinstance(value, int | float | Decimal | datetime.date) and not isinstance(value, bool):
        return str(value)
    text = str(value).replace("\0", "")
    if text.startswith(FORMULA_STARTS) or text.lstrip(" \xa0\u200b\ufeff").startswith(FORMULA_STARTS):
        return f"'{text}"
    return text


def plain_again(text: str) -> str:
    """What stood there before `harmless`: our own files can be read again."""
    if text[:1] == "'" and text[1:].lstrip(" \xa0\u200b\ufeff").startswith(FORMULA_STARTS):
        return text[1:]
    return text


def write_csv(out: Writable, rows: Iterable[Iterable[object]], *, bom: bool = True) -> int:
    """Write the rows as they come; how many they were (the headings are one)."""
    if bom:
        out.write(BOM)
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007
        writer.writerow([harmless(cell) for cell in row])
    return count


def csv_text(rows: Iterable[Iterable[object]]) -> str:
    """The rows as one text."""
    out = io.StringIO()
    write_csv(out, rows)
    return out.getvalue()


def write_xlsx(out: IO[bytes], rows: Iterable[Iterable[object]], *, title: str = "Ark1") -> int:
    """Write the rows, the first of them as headings, without keeping them in memory; how many they were."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_TITLE.sub(" ", title)[:31])
    sheet.freeze_panes = "A2"
    bold = Font(bold=True)
    count = 0
    for count, row in enumerate(rows, 1):
        cells: list[Any] = [_xlsx_value(value) for value in row]
        if count == 1:
            heads = []
            for value in cells:
                cell = WriteOnlyCell(sheet, value)
                cell.font = bold
                heads.append(cell)
            cells = heads
        sheet.append(cells)
    book.save(out)
    return count


def _xlsx_value(value: object) -> object:
    """Numbers and days keep their kind; times lose their zone, which the format does not have (hand in Danish time)."""
    if isinstance(value, datetime.datetime):
        return value.replace(tzinfo=None)
    if value is None or (
        isinstance(value, int | float | Decimal | datetime.date) and not isinstance(value, bool)
    ):
        return value
    text = _NOT_IN_XML.sub("", harmless(value))
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"


def file_name(*parts: object, ending: str) -> str:
    """A file's name of words: "virksomheder-2026-11-29.csv"."""
    stem = "-".join(str(part) for part in parts if str(part).strip())
    return f"{get_valid_filename(stem or 'fil')}.{ending}"
