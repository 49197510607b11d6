"""From the bytes of a file to its rows, piece by piece: what a file holds never has to fit into memory. Pure."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from tabular.columns import Columns, HeadingProblem, Layout, normal
from tabular.limits import LONGEST_LINE, MOST_ROWS
from tabular.sheets import Sheet
from tabular.sniffing import CSV, SPACE, XLSX, FileProblem, delimiter_of, text_of
from ui import danish

__all__ = ["FileProblem", "Raw", "Reader"]


@dataclass(frozen=True, slots=True)
class Raw:
    """One row as it stands. `line` counts from 1; `everything` is all of it, the ignored columns too."""

    line: int
    cells: dict[str, Any]
    everything: str
    extra: int = 0  # cells beyond the last heading


class Reader:
    """The rows of a file. `layout` is known after the headings were read (`open`); JSON has one per object.

    The first `passed` rows are passed by: they are read, as a row may have several lines, and nothing is made of them.
    `expected` is how many rows a spreadsheet says it has; 0 for other files.
    """

    def __init__(
        self, pieces: Iterable[bytes], encoding: str, kind: str, columns: Columns, passed: int = 0
    ) -> None:
        self.kind, self.delimiter, self.passed, self.columns = kind, "", passed, columns
        self.layout = Layout((), (), (), columns)
        self.expected = 0
        self._pieces, self._encoding = pieces, encoding
        self._rows: Iterator[Raw] | None = None

    def open(self) -> Layout:
        """Read the headings (of JSON: the first object's names). Raises FileProblem."""
        try:
            if self.kind == XLSX:
                self._rows = self._xlsx(Sheet(self._pieces))
            else:
                text = text_of(self._pieces, self._encoding)
                self._rows = self._csv(text) if self.kind == CSV else self._json(text)
        except HeadingProblem as problem:
            raise FileProblem(str(problem)) from None
        return self.layout

    def __iter__(self) -> Iterator[Raw]:
        """The rows. Raises FileProblem where the file breaks off or is longer than is allowed."""
        if self._rows is None:
            self.open()
        number = self.passed
        for number, row in enumerate(self._rows or (), self.passed + 1):
            if number > MOST_ROWS:
                raise FileProblem(
                    _("Filen har mere end %s rækker. Del den i flere filer.") % danish.number(MOST_ROWS)
                )
            yield row
        if not number and self.columns.none:
            raise FileProblem(str(self.columns.none))

    # --- CSV ------------------------------------------------------------------------------------------------------

    def _csv(self, text: io.TextIOWrapper) -> Iterator[Raw]:
        lines = _lines(text)
        first = next((line for line in lines if line.strip(SPACE)), "")
        if first.lower().startswith("sep="):  # what some spreadsheets write above the headings
            first = next(lines, "")
        if not first:
            raise FileProblem(_("Filen er tom."))
        self.delimiter = delimiter_of(first)
        reader = csv.reader(_then(first, lines), delimiter=self.delimiter)
        self.layout = self.columns.layout_of(_checked(reader))
        return self._csv_rows(reader)

    def _csv_rows(self, reader: Any) -> Iterator[Raw]:
        keys = self.layout.keys
        width, left = len(keys), self.passed
        while True:
            start = reader.line_num + 1
            try:
                cells = _checked(reader)
            except StopIteration:
                return
            if not any(map(str.strip, cells)):
                continue
            if left:
                left -= 1
                continue
            extra = sum(1 for cell in cells[width:] if cell.strip())
            named = {key: cell for key, cell in zip(keys, cells, strict=False) if key}
            yield Raw(start, named, "\n".join(cells), extra)

    # --- XLSX -----------------------------------------------------------------------------------------------------

    def _xlsx(self, sheet: Sheet) -> Iterator[Raw]:
        rows = sheet.rows()
        _number, headings = next(rows, (0, []))
        if not headings:
            raise FileProblem(_("Regnearkets første ark er tomt."))
        self.layout = self.columns.layout_of(headings)
        self.expected = sheet.expected
        return self._xlsx_rows(rows)

    def _xlsx_rows(self, rows: Iterator[tuple[int, list[str]]]) -> Iterator[Raw]:
        keys = self.layout.keys
        width = len(keys)
        for number, cells in islice(rows, self.passed, None):
            extra = sum(1 for cell in cells[width:] if cell.strip())
            padded = cells + [""] * (width - len(cells))
            yield Raw(
                number,
                {key: cell for key, cell in zip(keys, padded, strict=False) if key},
                "\n".join(cells),
                extra,
            )

    # --- JSON -----------------------------------------------------------------------------------------------------

    def _json(self, text: io.TextIOWrapper) -> Iterator[Raw]:
        word = str(self.columns.word)
        objects = _objects(text, word)
        first = next(objects, None)
        if first is None:
            raise FileProblem(str(self.columns.none) or _("Filen har ingen rækker."))
        self.layout = self.columns.layout_of(list(first))
        return self._json_rows(first, objects)

    def _json_rows(self, first: dict[str, Any], objects: Iterator[dict[str, Any]]) -> Iterator[Raw]:
        known: dict[str, str] = {}
        for number, item in islice(enumerate(_then(first, objects), 1), self.passed, None):
            cells: dict[str, Any] = {}
            for name, value in item.items():
                key = known.get(name)
                if key is None:
                    key = self.columns.names.get(normal(name), "")
                    if len(known) < 500:
                        known[name] = key
                if key:
                    cells[key] = value
            yield Raw(number, cells, json.dumps(item, ensure_ascii=False))


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
            raise FileProblem(
                _("Linje %(line)s er længere end %(most)s tegn. Er det den rigtige fil?")
                % {"line": danish.number(number), "most": danish.number(LONGEST_LINE)}
            )
        yield line.replace("\0", "")


def _then(first: Any, rest: Iterable[Any]) -> Iterator[Any]:
    yield first
    yield from rest


def _checked(reader: Any) -> list[str]:
    """The next row. Raises StopIteration at the end, and FileProblem for a quote that never closes."""
    start = reader.line_num + 1
    try:
        cells: list[str] = next(reader)
    except csv.Error:
        raise FileProblem(
            _("Noget er galt fra linje %s: et anførselstegn åbner en celle, som ikke lukkes igen.")
            % danish.number(start)
        ) from None
    return cells


def _objects(text: io.TextIOWrapper, word: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON list, or of lines with one object each. Raises FileProblem where it breaks."""
    decoder = json.JSONDecoder(parse_constant=lambda _name: None)
    buffer, place, count, ended = "", 0, 0, False
    in_list = False
    while True:
        while place < len(buffer) and buffer[place] in " \t\r\n\ufeff,":
            place += 1
        if place >= len(buffer):
            more = "" if ended else text.read(65_536)
            if not more:
                if in_list:
                    raise FileProblem(
                        _("Filen stopper midt i listen efter %(word)s %(number)s.")
                        % {"word": word, "number": danish.number(count)}
                    )
                return
            buffer, place = more, 0
            continue
        if buffer[place] == "[" and not in_list and not count:
            in_list, place = True, place + 1
            continue
        if buffer[place] == "]" and in_list:
            return
        try:
            item, end = decoder.raw_decode(buffer, place)
        except (ValueError, RecursionError) as problem:
            more = "" if ended or len(buffer) - place > LONGEST_LINE else text.read(65_536)
            if more:
                buffer, place = buffer[place:] + more, 0
                continue
            raise FileProblem(
                _("%(word)s nummer %(number)s kan ikke læses. Er filen gyldig JSON: en liste af objekter?")
                % {"word": word.capitalize(), "number": danish.number(count + 1)}
            ) from problem
        if not isinstance(item, dict):
            raise FileProblem(
                _("%(word)s nummer %(number)s er ikke et objekt. Filen skal være en liste af objekter.")
                % {"word": word.capitalize(), "number": danish.number(count + 1)}
            )
        count, place = count + 1, end
        yield item
