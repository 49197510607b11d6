"""How a file is written, found out while its bytes go by. Pure."""

import codecs
import io
import re
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.utils.translation import gettext as _

from tabular.limits import CHUNK_BYTES

CSV, JSON, XLSX = "csv", "json", "xlsx"
DELIMITERS = (";", "\t", ",")
SPACE = " \t\r\n\ufeff"
IN_MEMORY = 4 * 1024 * 1024  # bytes of a spreadsheet before it goes to disk
_ZIP, _OLD_SHEET = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
ENCODING_WORDS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
    "latin-1": "Latin-1",
    XLSX: "Excel",
}


class FileProblem(ValueError):
    """The file as a whole cannot be read. The text is Danish and can be shown."""


@dataclass(slots=True, weakref_slot=True)
class Sniffer:
    """Finds out, while the bytes go by, how a file is written. A spreadsheet is kept on disk meanwhile: its headings
    stand behind its end.
    """

    head: bytes = b""
    size: int = 0
    is_utf8: bool = True
    has_nul: bool = False
    _utf8: codecs.IncrementalDecoder = field(default_factory=codecs.getincrementaldecoder("utf-8"))
    _spool: IO[bytes] | None = None

    def feed(self, piece: bytes) -> None:
        if not self.size and piece.startswith(_ZIP):
            self._spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (lives as long as we)
            weakref.finalize(self, self._spool.close)
        if len(self.head) < CHUNK_BYTES:
            self.head += piece[: CHUNK_BYTES - len(self.head)]
        self.size += len(piece)
        if self._spool is not None:
            self._spool.write(piece)
            return
        self.has_nul = self.has_nul or b"\0" in piece
        if self.is_utf8:
            try:
                self._utf8.decode(piece)
            except UnicodeDecodeError:
                self.is_utf8 = False

    def start(self) -> Iterator[bytes]:
        """What the headings are read from: the first piece, of a spreadsheet all of it."""
        if self._spool is None:
            yield self.head
            return
        self._spool.seek(0)
        while piece := self._spool.read(CHUNK_BYTES):
            yield piece

    def encoding(self) -> str:
        """The name of the encoding, "xlsx" for a spreadsheet. Raises FileProblem for what can be no table."""
        if not self.size:
            raise FileProblem(_("Filen er tom."))
        if self.head.startswith(_OLD_SHEET):
            raise FileProblem(
                _(
                    "Regnearket har en adgangskode eller er gemt i et gammelt format."
                    " Gem det som .xlsx uden adgangskode, og vælg så den fil."
                )
            )
        if self.head.startswith(_ZIP):
            return XLSX
        if self.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        start = self.head[:400]
        if start and start[1::2].count(0) > len(start) // 3:
            return "utf-16-le"
        if start and start[::2].count(0) > len(start) // 3:
            return "utf-16-be"
        if self.has_nul or self.head.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")):
            raise FileProblem(_("Det er ikke en fil med rækker. Vælg en CSV-, Excel- eller JSON-fil."))
        if self.is_utf8:
            try:
                self._utf8.decode(b"", final=True)
            except UnicodeDecodeError:
                self.is_utf8 = False
        if self.is_utf8:
            return "utf-8-sig"
        # Five bytes mean nothing in Windows' set; a file that has them is read as plain Latin-1.
        return "latin-1" if re.search(rb"[\x81\x8d\x8f\x90\x9d]", self.head[:65_536]) else "cp1252"


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
    """Whether it is JSON, CSV or a spreadsheet."""
    if encoding == XLSX:
        return XLSX
    start = text_of(pieces, encoding).read(4_096).lstrip(SPACE)
    return JSON if start[:1] in ("[", "{") else CSV


def delimiter_of(line: str) -> str:
    """What separates the headings: the commonest of ; tab and , outside quotes."""
    outside = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=outside.count)
