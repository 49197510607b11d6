"""What stands in one cell: texts, days, addresses. Pure; every refusal is a Danish sentence (ValueError)."""

import datetime
import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext as _

from tabular.writing import plain_again

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufeff]")
_SPACES = re.compile(r"\s+")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$")
_DANISH = re.compile(r"(\d{1,2})[-./ ]+(\d{1,2})[-./ ]+(\d{4})$")
_SPLIT = re.compile(r"[|\n;]")
_PHONE = re.compile(r"\+?[\d ()./-]{8,25}$")
_valid_email = EmailValidator()
# What UTF-8 looks like when a program has taken it for something else, twice.
BROKEN = ("Ã¦", "Ã¸", "Ã¥", "Ã†", "Ã˜", "Ã…", "Ã©", "\ufffd")


def is_broken(everything: str) -> bool:
    """Whether a row has letters that were lost when the file was saved."""
    return any(mark in everything for mark in BROKEN)


def text(value: Any, most: int = 0) -> str:
    """A cell as one line of text. Raises ValueError where it is longer than `most`."""
    if value is None:
        return ""
    if isinstance(value, str):
        plain = value.strip()
        if plain[:1] == "'":
            plain = value = plain_again(plain)
        if plain.isprintable() and "  " not in plain:  # nearly every cell: nothing to clean
            return _short(plain, most)
    if isinstance(value, list | dict):
        raise ValueError(_("Skriv én tekst, ikke en liste."))
    if isinstance(value, bool):
        value = _("ja") if value else _("nej")
    return _short(_SPACES.sub(" ", _CONTROL.sub("", str(value))).strip(), most)


def long_text(value: Any, most: int) -> str:
    """A cell that may have several lines."""
    if isinstance(value, list | dict):
        raise ValueError(_("Skriv én tekst, ikke en liste."))
    plain = plain_again(str(value or "").replace("\r\n", "\n").replace("\r", "\n"))
    return _short(_CONTROL.sub("", plain).strip(), most)


def _short(found: str, most: int) -> str:
    if most and len(found) > most:
        raise ValueError(
            _("Teksten har %(length)s tegn. Der er plads til %(most)s.")
            % {"length": len(found), "most": most}
        )
    return found


def entries(value: Any) -> list[str]:
    """The entries of a list: JSON's own, or separated by | ; or line breaks; without empty ones and repeats."""
    if isinstance(value, dict):
        raise ValueError(_("Skriv en liste."))
    if value is None or value == "":
        return []
    parts = value if isinstance(value, list) else _SPLIT.split(str(value))
    if any(isinstance(part, list | dict) for part in parts):
        raise ValueError(_("Skriv en liste af tekster."))
    return list(dict.fromkeys(filter(None, (text(part) for part in parts))))


def day(value: Any) -> datetime.date | None:
    """A date as 2026-03-01 or 01-03-2026 (also with . or /)."""
    found = text(value)
    if not found:
        return None
    try:
        if match := _ISO.match(found):
            return datetime.date(int(match[1]), int(match[2]), int(match[3]))
        if match := _DANISH.match(found):
            return datetime.date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        raise ValueError(_("Datoen “%s” findes ikke.") % found[:20]) from None
    raise ValueError(_("“%s” er ikke en dato. Skriv for eksempel 2026-03-01 eller 01-03-2026.") % found[:20])


def email(value: Any) -> str:
    found = text(value, 254).removeprefix("mailto:")
    if found:
        try:
            _valid_email(found)
        except ValidationError:
            raise ValueError(
                _("Det er ikke en gyldig e-mailadresse. Skriv for eksempel navn@domæne.dk.")
            ) from None
    return found


def phone(value: Any) -> str:
    found = text(value, 30)
    if found and not (_PHONE.match(found) and 8 <= sum(map(str.isdigit, found)) <= 15):
        raise ValueError(_("Det er ikke et telefonnummer. Skriv otte cifre, eller + og landekode."))
    return found


def postcode(value: Any) -> str:
    """The four digits of "8700" or "8700 Horsens"; a spreadsheet may have eaten the 0 of 0800."""
    found = text(value, 60)
    if not found:
        raise ValueError(_("Postnummeret mangler."))
    match = re.match(r"(?:DK-?)?(\d{3,4})(?:[.,]0)?(?!\d)", found)
    if not match:
        raise ValueError(_("“%s” er ikke et postnummer. Skriv fire cifre, for eksempel 8700.") % found[:20])
    return match[1].zfill(4)
