"""Which attachments are kept: by what they are, never by what they are called. Pure.

PDF, pictures, text, and Word and Excel without macros. What is not kept is named in the mail with the reason.
"""

import io
import re
import zipfile
from dataclasses import dataclass

from django.utils.translation import gettext as _

MOST_FILES = 10
MOST_BYTES = 8 * 1024 * 1024  # one file
MOST_TOGETHER = 12 * 1024 * 1024
SIGNATURE_PICTURE = 15 * 1024  # smaller ones within the text are logos
MOST_ENTRIES = 5_000  # of a Word or Excel file
PDF = "application/pdf"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = frozenset({_DOCX, _XLSX})
EXTENSIONS = {
    PDF: "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "text/plain": "txt",
    _DOCX: "docx",
    _XLSX: "xlsx",
}
_BEGINNINGS = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
_MARKUP = re.compile(rb"^\s*(<!doctype|<html|<\?xml|<svg|<script|<body|<head|<\?php|#!|mz)", re.I)
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_MACROS = ("vbaproject.bin", "vbadata.xml", "macrosheets/", "activex/", "embeddings/")
_MAIN = (("word/document.xml", _DOCX), ("xl/workbook.xml", _XLSX))


@dataclass(frozen=True, slots=True)
class FoundFile:
    """An attachment that may be kept: a name that is safe everywhere, what it is, and its bytes."""

    name: str
    kind: str
    content: bytes


def kind_of(content: bytes) -> tuple[str, str]:
    """(media type, "") of what may be kept; ("", the reason in Danish) of everything else."""
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning):
            return kind, ""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", ""
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "", _("gammelt Office-format, som kan indeholde makroer")
    return ("text/plain", "") if _is_text(content) else ("", _("filtypen gemmes ikke"))


def _office(content: bytes) -> tuple[str, str]:
    """Word or Excel by what lies in the archive. Only the list of its contents is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name.lower() for name in archive.namelist()[: MOST_ENTRIES + 1]]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, RuntimeError):
        return "", _("filen er beskadiget")
    if len(names) > MOST_ENTRIES:
        return "", _("filen er beskadiget")
    if any(mark in name for name in names for mark in _MACROS):
        return "", _("filen kan indeholde makroer")
    found = [kind for main, kind in _MAIN if main in names]
    if "[content_types].xml" not in names or len(found) != 1:
        return "", _("arkiver gemmes ikke")
    return found[0], ""


def _is_text(content: bytes) -> bool:
    if b"\x00" in content or _MARKUP.match(content[:200]):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        # An older Danish text: every byte is a letter, or one of the few signs that texts have.
        return not any(byte < 9 or 13 < byte < 32 or 127 <= byte < 160 for byte in content)
    return not any(byte < 9 or 13 < byte < 27 or byte == 127 for byte in content)


def safe_name(name: str, kind: str) -> str:
    """The name without folders, signs that deceive and endings that run; its ending says what the file is."""
    plain = _UNPRINTABLE.sub("", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem = plain.rpartition(".")[0] or plain
    stem = re.sub(r'[<>:"|?*%;&\x60$]+', "_", stem).strip(" ._")[:80] or _("fil")
    return f"{stem}.{EXTENSIONS[kind]}"
