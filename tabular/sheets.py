"""The rows of a spreadsheet (XLSX), read as a stream after its size unpacked is known. Pure."""

import datetime
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _

from tabular.limits import (
    MOST_COLUMNS,
    MOST_PARTS,
    MOST_RATIO,
    MOST_UNPACKED,
    MOST_UNPACKED_PART,
    RATIO_FROM,
)
from tabular.sniffing import IN_MEMORY, FileProblem

_SHEETS = "xl/worksheets/"


class Sheet:
    """The first sheet with a heading. `expected` is how many rows it says it has, 0 where it does not say.

    Raises FileProblem for what is no spreadsheet, or unpacks to more than there is room for.
    """

    def __init__(self, pieces: Iterable[bytes]) -> None:
        from openpyxl import load_workbook

        self._file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (lives as long as the rows)
        weakref.finalize(self, self._file.close)
        for piece in pieces:
            self._file.write(piece)
        self._file.seek(0)
        check_unpacked(self._file)
        self._file.seek(0)
        try:
            book = load_workbook(self._file, read_only=True, data_only=True, keep_links=False)
            sheet = next(one for one in book.worksheets if one.sheet_state == "visible")
            self.expected: int = sheet.max_row or 0
            sheet.reset_dimensions()
            self._sheet = sheet
        except (
            Exception
        ) as problem:  # a spreadsheet may be broken in more ways than its library has names for
            raise FileProblem(_unreadable()) from problem

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """(number as in the spreadsheet, cells as text) of the rows that say something."""
        rows = self._sheet.iter_rows(values_only=True)
        number = 0
        while True:
            number += 1
            try:
                values = next(rows, None)
            except Exception as problem:
                raise FileProblem(
                    _("Regnearket kan ikke læses videre fra række %s. Gem det igen, og prøv så den fil.")
                    % number
                ) from problem
            if values is None:
                return
            cells = [cell_text(value) for value in values[: MOST_COLUMNS + 1]]
            while cells and not cells[-1].strip():
                cells.pop()
            if cells:
                yield number, cells


def check_unpacked(file: IO[bytes]) -> None:
    """Look at what the ZIP says of itself, before anything is unpacked. Raises FileProblem.

    What a part says of its size is also the most that is ever read of it.
    """
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, zlib.error) as problem:
        raise FileProblem(_unreadable()) from problem
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise FileProblem(_("Det er en pakket fil og ikke et regneark. Vælg en CSV- eller Excel-fil."))
    unpacked = sum(part.file_size for part in parts)
    packed_size = sum(part.compress_size for part in parts) or 1
    in_memory = max((part.file_size for part in parts if not part.filename.startswith(_SHEETS)), default=0)
    if (
        len(parts) > MOST_PARTS
        or unpacked > MOST_UNPACKED
        or in_memory > MOST_UNPACKED_PART
        or (unpacked > RATIO_FROM and unpacked > MOST_RATIO * packed_size)
    ):
        raise FileProblem(
            _("Regnearket fylder for meget, når det pakkes ud. Gem det som CSV UTF-8, eller del det i flere.")
        )


def cell_text(value: Any) -> str:
    """A cell as it would stand in a CSV file: whole numbers without a point, days as 2026-03-01."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else f"{value:%Y-%m-%d %H:%M}"
    return str(value)


def _unreadable() -> str:
    return _("Regnearket kan ikke læses. Åbn det, gem det igen som .xlsx, og vælg så den fil.")
