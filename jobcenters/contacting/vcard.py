"""Contact persons as vCard 4.0 (RFC 6350), for telephones and address books. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LONGEST_LINE = 75  # octets without the line break (RFC 6350 3.2)
_ESCAPED = {"\\": "\\\\", "\n": "\\n", ",": "\\,", ";": "\\;"}


@dataclass(frozen=True, slots=True)
class Card:
    """One person. `uid` is a UUID; `languages` are words, given out as a note, since few are language tags."""

    uid: str
    person: str
    organisation: str
    role: str = ""
    telephone: str = ""
    email: str = ""
    note: str = ""
    categories: tuple[str, ...] = ()
    changed_on: date | None = None


def escape(text: str) -> str:
    """A text as a value may hold it: backslash, comma, semicolon and line breaks are escaped (RFC 6350 3.4).

    Other control characters have no place in a vCard and are left out.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = "".join(char for char in lines if char == "\n" or (ord(char) >= 32 and ord(char) != 127))
    return "".join(_ESCAPED.get(char, char) for char in kept)


def fold(line: str) -> str:
    """A content line in pieces of at most 75 octets, the next ones begun by a space; no character is cut in two."""
    pieces: list[str] = []
    piece, size = "", 0
    for char in line:
        octets = len(char.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece += char
        size += octets
    return "\r\n".join([*pieces, piece])


def vcards(cards: Iterable[Card]) -> str:
    """The cards one after the other; "" for none."""
    return "".join("".join(f"{fold(line)}\r\n" for line in _lines(card)) for card in cards)


def _lines(card: Card) -> Iterable[str]:
    yield "BEGIN:VCARD"
    yield "VERSION:4.0"
    yield f"UID:urn:uuid:{card.uid}"
    yield f"FN:{escape(card.person)}"
    yield f"ORG:{escape(card.organisation)}"
    if card.role:
        yield f"ROLE:{escape(card.role)}"
    if card.telephone:
        yield f"TEL;VALUE=text;TYPE=work:{escape(card.telephone)}"
    if card.email:
        yield f"EMAIL;TYPE=work:{escape(card.email)}"
    if card.categories:
        yield f"CATEGORIES:{','.join(map(escape, card.categories))}"
    if card.note:
        yield f"NOTE:{escape(card.note)}"
    if card.changed_on:
        yield f"REV:{card.changed_on:%Y%m%d}T000000Z"
    yield "END:VCARD"
