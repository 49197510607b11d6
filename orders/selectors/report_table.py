"""The shape of a report's tables: what is read, and the bare values beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText

Text = str | LazyText


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head on the page, and the heads of the bare values in the spreadsheet."""

    head: Text
    sheet: Sequence[Text]
    is_number: bool = True


@dataclass(frozen=True, slots=True)
class Cell:
    """`text` is what is read, `raw` the bare values, `url` the rows that it counts ("" where not to be seen)."""

    text: Text
    raw: Sequence[object]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    title: Text
    cells: Sequence[Cell]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report. `key` is its place on the page."""

    key: str
    title: Text
    note: Text
    first_head: Text
    columns: Sequence[Column]
    rows: Sequence[Row]

    @property
    def labelled(self) -> list[tuple[Row, list[tuple[Column, Cell]]]]:
        """The rows, each cell with its column."""
        return [(row, list(zip(self.columns, row.cells, strict=True))) for row in self.rows]
