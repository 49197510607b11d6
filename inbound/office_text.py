"""What is written in a Word or Excel file: enough to find numbers that must not lie there. Pure.

Only the parts with text are unpacked, and no more of them than there is room for.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

MOST_UNPACKED = 40 * 1024 * 1024  # of all parts together
_FOLDERS = ("word/", "xl/worksheets/", "xl/sharedstrings", "xl/comments", "docprops/")
# Word breaks a text into runs wherever its look changes; a paragraph, and in Excel a cell, is what belongs together.
_TEXTS, _ENDS = frozenset({"t", "v", "delText"}), frozenset({"p", "si", "c", "tab", "br", "text"})
_SHORT_CPR = 9  # digits: a cell that holds a number has lost the nought that the day began with


class UnreadableError(ValueError):
    """The file cannot be read through: broken, hidden behind a password, or larger than there is room for."""


def office_text(content: bytes) -> str:
    """All that is written in the file, a line per paragraph or cell. Raises UnreadableError."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(_lines(archive))
    except (
        zipfile.BadZipFile,
        zlib.error,
        ParseError,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as problem:
        raise UnreadableError from problem


def _lines(archive: zipfile.ZipFile) -> Iterator[str]:
    room = MOST_UNPACKED
    for part in archive.infolist():
        name = part.filename.lower()
        if not name.endswith(".xml") or not name.startswith(_FOLDERS):
            continue
        with archive.open(part) as file:
            # What the list says of a part's size may be untrue: what comes out of it counts.
            unpacked = file.read(room + 1)
        room -= len(unpacked)
        if room < 0:
            raise UnreadableError
        yield from _written(unpacked)


def _written(xml: bytes) -> Iterator[str]:
    line: list[str] = []
    for _event, element in iterparse(io.BytesIO(xml), forbid_dtd=True):
        tag = _local(element)
        if tag in _TEXTS and element.text:
            text = element.text
            line.append(text.zfill(_SHORT_CPR + 1) if tag == "v" and _is_short(text) else text)
        elif tag in _ENDS and line:
            yield "".join(line)
            line = []
        if tag not in _TEXTS:
            element.clear()
    if line:
        yield "".join(line)


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_short(text: str) -> bool:
    return len(text) == _SHORT_CPR and text.isascii() and text.isdigit()
