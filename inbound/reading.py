"""A mail as it came, read into plain values. Never raises for anything in it. Pure, but that a PDF has its own process.

The parser is the old, patient one (compat32): the newer policy raises on headers that are wrong. Every text is cut,
freed of signs that nobody can see, and of CPR numbers.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from candidates.imports.privacy import has_cpr, without_cpr
from inbound.automatic import sign_of
from inbound.files import (
    MOST_BYTES,
    MOST_FILES,
    MOST_TOGETHER,
    OFFICE,
    PDF,
    SIGNATURE_PICTURE,
    FoundFile,
    kind_of,
    safe_name,
)
from inbound.html_text import text_of
from inbound.office_text import UnreadableError, office_text
from inbound.pdf_text import Patience, pdf_text
from inbound.quoting import split_quoted

TEXT_MAX = 20_000
SUBJECT_MAX = 200
NAME_MAX = 120
MOST_PARTS = 500
DEEPEST = 30
PDF_SECONDS = 20.0  # for all PDFs of a mail
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(slots=True)
class ReadMail:
    """What a mail says. `automatic`: what shows that a machine wrote it; "" for a person.

    `is_machine`: it is sure. Without, a person is to look at what has such a sign.

    `notes` are Danish sentences about what was left out or put right. `key` is the same for the same mail.
    """

    key: str
    sender: str
    sender_name: str
    subject: str
    text: str
    quoted: str
    automatic: str
    is_machine: bool
    message_id: str
    files: list[FoundFile] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_mail(content: bytes, *, address: str, envelope_sender: str) -> ReadMail:
    """The mail that came to `address` from `envelope_sender` ("" for a machine's answer).

    Raises OSError where no process can be started to read a PDF.
    """
    notes: list[str] = []
    try:
        message = message_from_bytes(content)
    except (RecursionError, ValueError, LookupError, AttributeError, TypeError):
        message = Message()
        message.set_payload("")
        notes.append(_("Mailen er bygget forkert og kunne ikke læses helt."))
    parts = _Parts(message, notes)
    sender_name, sender = _from(message, envelope_sender)
    subject = one_line(_header(message, "Subject"), SUBJECT_MAX)
    text, quoted = split_quoted(parts.text)
    cut = len(text) > TEXT_MAX
    if cut:
        notes.append(_("Teksten var for lang. Kun begyndelsen er gemt."))
    masked = 0
    texts = []
    for value in (subject, text[:TEXT_MAX], quoted[:TEXT_MAX], sender_name):
        plain, found = without_cpr(value)
        texts.append(plain)
        masked += found
    if masked:
        notes.append(_("Cpr-numre i mailen er fjernet. Bed virksomheden lade være med at sende dem."))
    headers = {name.lower(): one_line(_raw(message, name), 200) for name in _names(message)}
    message_id = one_line(_raw(message, "Message-ID"), 255)
    sign = sign_of(headers, envelope_sender=envelope_sender, sender=sender, subject=texts[0])
    return ReadMail(
        key=_key(address, sender, message_id, content),
        sender=sender,
        sender_name=texts[3],
        subject=texts[0],
        text=texts[1],
        quoted=texts[2],
        automatic=sign.text if sign else "",
        is_machine=sign is not None and sign.is_sure,
        message_id=message_id,
        files=parts.files,
        notes=notes,
    )


def _key(address: str, sender: str, message_id: str, content: bytes) -> str:
    what = (
        f"{address.lower()}\n{sender}\n{message_id}".encode()
        if message_id
        else address.lower().encode() + content
    )
    return hashlib.sha256(what).hexdigest()


# --- headers -----------------------------------------------------------------------------------------------------


def _names(message: Message) -> list[str]:
    return list(dict.fromkeys(message.keys()))[:200]


def _raw(message: Message, name: str) -> str:
    """The first header of that name, as it stands; "" where there is none or it is past reading."""
    try:
        return str(message.get(name, ""))
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""


def _header(message: Message, name: str) -> str:
    """A header with its encoded words decoded; a character that is no character becomes a sign that says so."""
    raw = _raw(message, name)
    if not raw.isascii():
        # Bytes that should not have been there: most programs that do this mean UTF-8 or Latin 1.
        return _decode(raw.encode("utf-8", "surrogateescape"), "")
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError, LookupError):
        return raw
    return "".join(
        piece if isinstance(piece, str) else _decode(piece, charset or "ascii") for piece, charset in pieces
    )


def one_line(text: str, limit: int) -> str:
    """Without line breaks and invisible signs, at most `limit` characters."""
    return _INVISIBLE.sub("", _BREAKS.sub(" ", text)).strip()[:limit]


def _from(message: Message, envelope_sender: str) -> tuple[str, str]:
    """(name, address) of whoever wrote; the envelope's sender where the mail names none that can be written to."""
    try:
        found = getaddresses([_header(message, "From")])
    except (ValueError, LookupError, AttributeError, TypeError, IndexError):
        found = []
    for name, address in [*found, ("", envelope_sender)]:
        plain = one_line(address, 254).lower()
        try:
            validate_email(plain)
        except ValidationError:
            continue
        return one_line(name, NAME_MAX), plain
    return "", ""


# --- the body ----------------------------------------------------------------------------------------------------


class _Parts:
    """The text and the files of a mail, from all its parts."""

    def __init__(self, message: Message, notes: list[str]) -> None:
        self.notes = notes
        self.files: list[FoundFile] = []
        self.seen = 0
        self.together = 0
        self.patience = Patience(PDF_SECONDS)
        self.text = _clean(self._body(message, 0))

    def _body(self, part: Message, depth: int) -> str:
        self.seen += 1
        if self.seen > MOST_PARTS or depth > DEEPEST:
            if self.seen == MOST_PARTS + 1 or depth == DEEPEST + 1:
                self.notes.append(_("Mailen har for mange dele. Resten er ikke læst."))
            return ""
        kind = part.get_content_type()
        if kind == "message/rfc822":
            self._leave_out(_name(part) or _("videresendt mail"), _("en mail i mailen gemmes ikke"))
            return ""
        if part.is_multipart():
            return self._several(part, kind, depth)
        if kind.startswith("multipart/"):
            return _decode(_bytes(part), "")  # it says that it has parts, and has none
        if kind in ("text/plain", "text/html") and not _is_attached(part):
            text = _decode(_bytes(part), part.get_content_charset() or "")
            return text_of(text) if kind == "text/html" else text
        self._file(part)
        return ""

    def _several(self, part: Message, kind: str, depth: int) -> str:
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if kind != "multipart/alternative":
            texts = [self._body(child, depth + 1) for child in children]
            return "\n\n".join(text.strip("\n") for text in texts if text.strip())
        # The plainest that says something; the others say the same.
        best = ""
        for child in sorted(children, key=lambda one: one.get_content_type() != "text/plain"):
            if not best.strip() or not child.get_content_type().startswith("text/"):
                best = self._body(child, depth + 1).strip("\n") or best
        return best

    def _file(self, part: Message) -> None:
        name, content = _name(part), _bytes(part)
        shown = without_cpr(one_line(name, 80))[0] or _("fil uden navn")
        if not content:
            return
        if part.get("Content-ID") and not _is_attached(part) and len(content) < SIGNATURE_PICTURE:
            return  # a logo in somebody's signature
        if len(self.files) >= MOST_FILES:
            self._leave_out(shown, _("der gemmes højst %d filer fra en mail") % MOST_FILES)
            return
        if len(content) > MOST_BYTES or self.together + len(content) > MOST_TOGETHER:
            self._leave_out(shown, _("filen er for stor"))
            return
        kind, reason = kind_of(content)
        if not kind:
            self._leave_out(shown, reason)
            return
        if kept_out := _not_for_us(content, kind, self.patience):
            self._leave_out(shown, kept_out)
            return
        self.together += len(content)
        self.files.append(FoundFile(without_cpr(safe_name(name, kind))[0], kind, content))

    def _leave_out(self, name: str, reason: str) -> None:
        self.notes.append(_("Ikke gemt: %(name)s (%(reason)s).") % {"name": name, "reason": reason})


def _not_for_us(content: bytes, kind: str, patience: Patience) -> str:
    """Why a file is left out for what is written in it, in Danish; "" where nothing is found.

    Pictures are not read through, nor are those in a PDF.
    """
    if kind == "text/plain":
        text = _decode(content, "")
    elif kind in OFFICE or kind == PDF:
        try:
            text = pdf_text(content, patience) if kind == PDF else office_text(content)
        except UnreadableError:
            return _("filen kan ikke læses igennem")
    else:
        return ""
    return _("der står et cpr-nummer i filen") if has_cpr(text) else ""


def _is_attached(part: Message) -> bool:
    return _raw(part, "Content-Disposition").strip().lower().startswith("attachment")


def _name(part: Message) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, LookupError, AttributeError, TypeError):
        return ""
    try:
        pieces = decode_header(name)
    except (HeaderParseError, ValueError, LookupError):
        return name
    return "".join(
        piece if isinstance(piece, str) else _decode(piece, charset or "") for piece, charset in pieces
    )


def _bytes(part: Message) -> bytes:
    try:
        found = part.get_payload(decode=True)
    except (ValueError, LookupError, AttributeError, TypeError):
        return b""
    return found if isinstance(found, bytes) else b""


def _charsets(named: str) -> Iterator[str]:
    yield from filter(None, [named])
    yield "utf-8"


def _decode(content: bytes, named: str) -> str:
    """The text, in the named encoding if that fits, else UTF-8, else what fits every byte."""
    for charset in _charsets(named):
        try:
            return content.decode(charset)
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _clean(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n{3,}", "\n\n", _INVISIBLE.sub("", lines)).strip()
