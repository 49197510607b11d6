"""What stands in a candidate's cells. Pure; every refusal is a Danish sentence (ValueError)."""

import datetime
import re
from typing import Any

from django.utils.translation import gettext as _

from candidates.enums import Basis, ContactChannel
from tabular.cells import day, email, entries, long_text, phone, postcode, text

__all__ = [
    "basis", "channel", "day", "education", "email", "entries", "job", "kilometres", "long_text", "past_day", "phone",
    "postcode", "start_day", "text",
]  # fmt: skip

_YEAR = re.compile(r"(19|20)\d\d")
AT_ONCE = frozenset({"straks", "nu", "med det samme", "omgående"})
STILL = frozenset({"nu", "nuværende", "i dag", "dd", "d.d."})
BASES = {
    "": Basis.NONE, "nej": Basis.NONE, "intet": Basis.NONE, "ingen": Basis.NONE, "nul": Basis.NONE,
    "samtykke": Basis.CONSENT, "ja": Basis.CONSENT, "consent": Basis.CONSENT, "lov": Basis.LAW, "law": Basis.LAW,
}  # fmt: skip
CHANNELS = {
    "e-mail": ContactChannel.MAIL, "email": ContactChannel.MAIL, "mail": ContactChannel.MAIL,
    "besked": ContactChannel.MESSAGE, "besked i jobnet": ContactChannel.MESSAGE, "jobnet": ContactChannel.MESSAGE,
    "message": ContactChannel.MESSAGE, "telefon": ContactChannel.PHONE, "tlf": ContactChannel.PHONE,
    "phone": ContactChannel.PHONE,
}  # fmt: skip


def past_day(value: Any, today: datetime.date) -> datetime.date | None:
    """A date between 1950 and today."""
    found = day(value)
    if found and not datetime.date(1950, 1, 1) <= found <= today:
        raise ValueError(_("Datoen skal ligge mellem 1950 og i dag."))
    return found


def start_day(value: Any, today: datetime.date) -> datetime.date | None:
    """The first day of work; None is at once. A day that has gone stays as it is written."""
    if text(value).casefold() in AT_ONCE:
        return None
    found = day(value)
    if found and not today.year - 5 <= found.year <= today.year + 5:
        raise ValueError(_("Datoen skal ligge højst fem år fra i dag."))
    return found


def kilometres(value: Any) -> int | None:
    """How far, 1 to 500; "40", "40 km", "40,0"."""
    found = re.sub(r"(?i)\s*(km|kilometer)\.?$", "", text(value))
    if not found:
        return None
    match = re.match(r"(\d{1,4})(?:[.,]0+)?$", found)
    if not match or not 1 <= int(match[1]) <= 500:
        raise ValueError(_("Skriv et helt antal kilometer fra 1 til 500."))
    return int(match[1])


def basis(value: Any) -> str:
    """Why others may find the citizen; empty: they may not."""
    try:
        return BASES[text(value).casefold()]
    except KeyError:
        raise ValueError(
            _("Skriv samtykke eller lov, eller lad cellen være tom, så kun I finder borgeren.")
        ) from None


def channel(value: Any, *, email: str, phone: str) -> str:
    """How the citizen wants to be written to; without a word the way that there is."""
    found = text(value).casefold()
    if not found:
        return ContactChannel.MAIL if email else ContactChannel.PHONE if phone else ContactChannel.MESSAGE
    if found not in CHANNELS:
        raise ValueError(_("Skriv e-mail, besked eller telefon."))
    chosen = CHANNELS[found]
    if chosen == ContactChannel.MAIL and not email:
        raise ValueError(_("Kontaktvejen er e-mail, men e-mailadressen mangler."))
    if chosen == ContactChannel.PHONE and not phone:
        raise ValueError(_("Kontaktvejen er telefon, men telefonnummeret mangler."))
    return chosen


def education(entry: str) -> dict[str, str]:
    """ "Smed, 2014" as title and year; a comma without a year belongs to the title."""
    title, comma, year = entry.rpartition(",")
    if comma and _YEAR.fullmatch(year.strip()):
        return {"title": title.strip()[:120], "year": year.strip()}
    return {"title": entry[:120]}


def job(entry: str | dict[str, Any]) -> tuple[dict[str, str], str]:
    """ "Smed, Fabrikken ApS, 2015, 2024": (title and years, employer). Raises ValueError without a title."""
    if isinstance(entry, dict):
        given = {str(name).casefold(): text(value, 120) for name, value in entry.items()}
        title, employer = given.get("titel") or given.get("title", ""), given.get("arbejdsgiver", "")
        start, end = given.get("fra", ""), given.get("til", "")
    else:
        parts = [part.strip() for part in entry.split(",")]
        years: list[str] = []
        while len(parts) > 1 and len(years) < 2 and _is_when(parts[-1]):
            years.insert(0, parts.pop())
        title, employer = parts[0], ", ".join(parts[1:])
        start, end = (years + ["", ""])[:2]
    if not title:
        raise ValueError(_("En ansættelse mangler sin titel. Skriv titel, arbejdsgiver, fra, til."))
    found = {"title": title[:120], "from": start[:20], "to": "" if end.casefold() in STILL else end[:20]}
    return {name: value for name, value in found.items() if value}, employer[:120]


def _is_when(part: str) -> bool:
    return (
        not part or part.casefold() in STILL or (len(part) <= 10 and bool(re.search(r"\d{4}$|^\d{4}", part)))
    )
