"""What must not stand in a file: CPR numbers anywhere, and in texts without names what names a person. Pure."""

import re

from django.utils.translation import gettext as _

# DDMMYY-XXXX or ten digits; also with the day moved by 60, as temporary numbers have it.
_CPR = re.compile(r"(?<!\d)(?:[0-3]\d|[6-9]\d)(?:0[1-9]|1[0-2])\d{2}[-\u2010-\u2013 .]?\d{4}(?!\d)")
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w")
_YEAR = r"(?:19|20)\d\d"
_PHONE = re.compile(
    rf"(?:\+|\b00)\d[\d ]{{6,}}\d|(?<!\d)(?:\d{{8}}|\d\d(?: \d\d){{3}}|(?!{_YEAR} {_YEAR})\d{{4}} \d{{4}})(?!\d)"
)
_DIGITS = re.compile(r"\d\d")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")


def has_cpr(text: str) -> bool:
    """Whether a number of the form of a CPR number stands anywhere: a possible day and month, and ten digits."""
    for found in _CPR.finditer(text):
        day = int(found[0][:2])
        if 1 <= day <= 31 or 61 <= day <= 91:
            return True
    return False


def without_cpr(text: str) -> tuple[str, int]:
    """The text with a word in the place of each number of the form of a CPR number, and how many there were."""
    many = 0

    def masked(found: re.Match[str]) -> str:
        nonlocal many
        if not has_cpr(found[0]):
            return found[0]
        many += 1
        return _("[cpr-nummer fjernet]")

    return _CPR.sub(masked, text), many


def named_by(text: str, name: str = "", known: frozenset[str] = frozenset()) -> str:
    """What in the text points at a person, in Danish ("en e-mailadresse"); "" where nothing does.

    `name` is the citizen's own. Given name and surname count where they stand with a capital letter, but a surname
    that is also a trade (Smed, Kok) does not: `known` holds such words in small letters.
    """
    if not text:
        return ""
    if "@" in text and _EMAIL.search(text):
        return _("en e-mailadresse")
    if _DIGITS.search(text):
        if has_cpr(text):
            return _("et cpr-nummer")
        if _PHONE.search(text):
            return _("et telefonnummer")
    parts = _WORD.findall(name)
    if not parts:
        return ""
    if len(parts) > 1 and re.search(rf"\b{re.escape(' '.join(parts))}\b", text, re.IGNORECASE):
        return _("borgerens navn")
    telling = {parts[0], parts[-1]} if len(parts) > 1 else {parts[0]}
    telling = {part for part in telling if len(part) >= 3 and part.casefold() not in known}
    written = set(_WORD.findall(text))
    return _("borgerens navn") if telling & written else ""
