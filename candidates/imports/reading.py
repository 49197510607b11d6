"""From the bytes of a file to its rows, piece by piece: what a file holds never has to fit into memory. Pure."""

import codecs
import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _

from candidates.imports.columns import NAMES, HeadingProblem, Layout, layout_of, normal
from candidates.imports.limits import LONGEST_LINE, MOST_ROWS
from ui import danish

DELIMITERS = (";", "\t", ",")
CSV, JSON = "csv", "json"
_SPACE = " \t\r\n\ufeff"


class FileProblem(ValueError):
    """The file as a whole cannot be read. The text is Danish and can be shown."""


@dataclass(frozen=True, slots=True)
class Raw:
    """One row as it stands. `line` counts from 1; `everything` is all of it, the ignored columns too."""

    line: int
    cells: dict[str, Any]
    everything: str
    extra: int = 0  # cells beyond the last heading


@dataclass(slots=True)
class Sniffer:
    """Finds out, while the bytes go by, how a file is written."""

    head: bytes = b""
    size: int = 0
    is_utf8: bool = True
    has_nul: bool = False
    _utf8: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))

    def feed(self, piece: bytes) -> None:
        if len(self.head) < 65_536:
            self.head += piece[: 65_536 - len(self.head)]
        self.size += len(piece)
        self.has_nul = self.has_nul or b"\0" in piece
        if self.is_utf8:
            try:
                self._utf8.decode(piece)
            except UnicodeDecodeError:
                self.is_utf8 = False

    def encoding(self) -> str:
        """The name of the encoding. Raises FileProblem for what is no text."""
        if not self.size:
            raise FileProblem(_("Filen er tom."))
        if self.head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise FileProblem(
                _("Det er et regneark. Vælg “Gem som” og “CSV UTF-8” i regnearket, og vælg så den fil.")
            )
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        start = self.head[:400]
        if start and start[1::2].count(0) > len(start) // 3:
            return "utf-16-le"
        if start and start[::2].count(0) > len(start) // 3:
            return "utf-16-be"
        if self.has_nul or self.head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
            raise FileProblem(_("Det er ikke en tekstfil. Vælg en CSV- eller JSON-fil."))
        if self.is_utf8:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                self.is_utf8 = False
        if self.is_utf8:
            return "utf-8-sig"
        # Five bytes mean nothing in Windows' set; a file that has them is read as plain Latin-1.
        return "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", self.head) else "cp1252"


ENCODING_WORDS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
}


class _Pieces(io.RawIOBase):
    """Pieces of bytes as a stream."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces, self._left = iter(pieces), memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        n = min(len(buffer), len(self._left))
        buffer[:n] = self._left[:n]
        self._left = self._left[n:]
        return n


def text_of(pieces: Iterable[bytes], encoding: str) -> io.TextIOWrapper:
    """The text of a file; a byte that means nothing becomes the replacement character."""
    return io.TextIOWrapper(
        io.BufferedReader(_Pieces(pieces), 262_144), encoding=encoding, errors="replace", newline=""
    )


def kind_of(pieces: Iterable[bytes], encoding: str) -> str:
    """Whether the text is JSON or CSV."""
    start = text_of(pieces, encoding).read(4_096).lstrip(_SPACE)
    return JSON if start[:1] in ("[", "{") else CSV


def delimiter_of(line: str) -> str:
    """What separates the headings: the commonest of ; tab and , outside quotes."""
    outside = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=outside.count)


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


class Reader:
    """The rows of a file. `layout` is known after the headings were read (`open`); JSON has one per object.

    The first `passed` rows are passed by: they are read, as a row may have several lines, and nothing is made of them.
    """

    def __init__(self, pieces: Iterable[bytes], encoding: str, kind: str, passed: int = 0) -> None:
        self.kind, self.delimiter, self.passed = kind, "", passed
        self.layout = Layout((), (), ())
        self._text = text_of(pieces, encoding)
        self._rows: Iterator[Raw] | None = None

    def open(self) -> Layout:
        """Read the headings (of JSON: the first object's names). Raises FileProblem."""
        try:
            self._rows = self._csv() if self.kind == CSV else self._json()
        except HeadingProblem as problem:
            raise FileProblem(str(problem)) from None
        return self.layout

    def __iter__(self) -> Iterator[Raw]:
        """The rows. Raises FileProblem where the file breaks off or is longer than is allowed."""
        if self._rows is None:
            self.open()
        for number, row in enumerate(self._rows or (), self.passed + 1):
            if number > MOST_ROWS:
                raise FileProblem(
                    _("Filen har mere end %s rækker. Del den i flere filer.") % danish.number(MOST_ROWS)
                )
            yield row

    # --- CSV ------------------------------------------------------------------------------------------------------

    def _csv(self) -> Iterator[Raw]:
        lines = _lines(self._text)
        first = next((line for line in lines if line.strip(_SPACE)), "")
        if first.lower().startswith("sep="):  # what some spreadsheets write above the headings
            first = next(lines, "")
        if not first:
            raise FileProblem(_("Filen er tom."))
        self.delimiter = delimiter_of(first)
        reader = csv.reader(_then(first, lines), delimiter=self.delimiter)
        self.layout = layout_of(_checked(reader))
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

    # --- JSON -----------------------------------------------------------------------------------------------------

    def _json(self) -> Iterator[Raw]:
        objects = _objects(self._text)
        first = next(objects, None)
        if first is None:
            raise FileProblem(_("Filen har ingen kandidater."))
        names = list(first)
        self.layout = layout_of(names)
        return self._json_rows(first, objects)

    def _json_rows(self, first: dict[str, Any], objects: Iterator[dict[str, Any]]) -> Iterator[Raw]:
        known: dict[str, str] = {}
        for number, item in islice(enumerate(_then(first, objects), 1), self.passed, None):
            cells: dict[str, Any] = {}
            for name, value in item.items():
                key = known.get(name)
                if key is None:
                    key = NAMES.get(normal(name), "")
                    if len(known) < 500:
                        known[name] = key
                if key:
                    cells[key] = value
            yield Raw(number, cells, json.dumps(item, ensure_ascii=False))


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


def _objects(text: io.TextIOWrapper) -> Iterator[dict[str, Any]]:
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
                        _("Filen stopper midt i listen efter kandidat %s.") % danish.number(count)
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
                _("Kandidat nummer %s kan ikke læses. Er filen gyldig JSON: en liste af objekter?")
                % danish.number(count + 1)
            ) from problem
        if not isinstance(item, dict):
            raise FileProblem(
                _("Kandidat nummer %s er ikke et objekt. Filen skal være en liste af objekter.")
                % danish.number(count + 1)
            )
        count, place = count + 1, end
        yield item
