"""A file on its way into the database, piece by piece, and what its beginning says of it."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tabular.columns import Columns, Layout
from tabular.limits import CHUNK_BYTES, MOST_BYTES
from tabular.reading import Reader
from tabular.sniffing import FileProblem, Sniffer, kind_of
from ui import danish


@dataclass(frozen=True, slots=True)
class Stored:
    """What is known of a file when its last piece is stored. `size` is in bytes."""

    size: int
    sha256: str
    encoding: str
    kind: str
    delimiter: str
    layout: Layout

    @property
    def read_headings(self) -> list[str]:
        """The headings of the columns that are read."""
        pairs = zip(self.layout.keys, self.layout.headings, strict=True)
        return [heading for key, heading in pairs if key]


def too_large() -> str:
    """The sentence for a file beyond the limit."""
    return _("Filen er større end %s MB. Del den i flere filer.") % danish.number(MOST_BYTES // 1024**2)


def short_name(name: str) -> str:
    """A file's own name without its folders, as it can be shown and stored."""
    return name.replace("\\", "/").rsplit("/", 1)[-1].replace("\0", "")[-120:] or _("fil")


def store(pieces: Iterable[bytes], columns: Columns, add: Callable[[int, bytes], None]) -> Stored:
    """Hand the file to `add` in numbered pieces of one size. Raises ValidationError (Danish) for one that is no table,
    has other headings, or (code "too_large") is beyond the limit.
    """
    sniffer, digest = Sniffer(), hashlib.sha256()
    for number, piece in enumerate(_even(pieces)):
        sniffer.feed(piece)
        digest.update(piece)
        if sniffer.size > MOST_BYTES:
            raise ValidationError(too_large(), code="too_large")
        add(number, piece)
    try:
        encoding = sniffer.encoding()
        kind = kind_of(sniffer.start(), encoding)
        reader = Reader(sniffer.start(), encoding, kind, columns)
        layout = reader.open()
    except FileProblem as problem:
        raise ValidationError(str(problem)) from None
    return Stored(sniffer.size, digest.hexdigest(), encoding, kind, reader.delimiter, layout)


def _even(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """The same bytes in pieces of one size; the first is large enough for the headings of any sound file."""
    buffer = bytearray()
    for piece in chain(pieces, (b"",)):
        buffer += piece
        while len(buffer) >= CHUNK_BYTES:
            yield bytes(buffer[:CHUNK_BYTES])
            del buffer[:CHUNK_BYTES]
    if buffer:
        yield bytes(buffer)
