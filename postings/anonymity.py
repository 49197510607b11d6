"""What would tell which company stands behind a vacancy that hides its name. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from companies.mail_domains import PUBLIC_DOMAINS

_FORMS = re.compile(r"\b(a/s|aps|i/s|k/s|p/s|ivs|amba|a\.m\.b\.a\.?|danmark|holding)(?!\w)")
_AS_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})
SHORTEST = 4  # letters of a name that an address can give away: shorter ones stand in other words too


@dataclass(frozen=True, slots=True)
class Traces:
    """What the company is known by: its name, its people, their numbers and addresses."""

    company: str
    people: frozenset[str]  # case-folded names
    phones: frozenset[str]  # the last eight digits
    emails: frozenset[str]  # lower case

    @property
    def domains(self) -> frozenset[str]:
        """Of its mail: those that are its own."""
        return frozenset(email.rpartition("@")[2] for email in self.emails) - PUBLIC_DOMAINS - {""}


def traces_of(company: str, *, people: Iterable[str], phones: Iterable[str], emails: Iterable[str]) -> Traces:
    return Traces(
        company.strip(),
        frozenset(" ".join(name.casefold().split()) for name in people if name.strip()),
        frozenset(number for number in map(_digits, phones) if number),
        frozenset(email.strip().lower() for email in emails if email.strip()),
    )


def betrayals(values: Mapping[str, object], traces: Traces) -> dict[str, str]:
    """What of an edition's values gives the company away, by field: a Danish sentence for each. Empty: nothing does."""
    found: dict[str, str] = {}

    def text(name: str) -> str:
        return str(values.get(name) or "")

    for name in ("title", "description"):
        plain = text(name).casefold()
        if traces.company and traces.company.casefold() in plain:
            found[name] = _("Virksomhedens navn står i teksten. Slet det, eller vis navnet.")
        elif any(re.search(rf"(?<![\w-]){re.escape(one)}(?!\w)", plain) for one in _marks(traces)):
            found[name] = _("Teksten viser, hvem virksomheden er. Slet navne og adresser, eller vis navnet.")
    if " ".join(text("contact_name").casefold().split()) in traces.people:
        found["contact_name"] = _("Personen viser, hvem virksomheden er. Skriv en hos jer, eller vis navnet.")
    if _digits(text("contact_phone")) in traces.phones:
        found["contact_phone"] = _("Nummeret er virksomhedens. Skriv jeres eget, eller vis navnet.")
    email = text("contact_email").strip().lower()
    if email and (email in traces.emails or _gives_away(email.rpartition("@")[2], traces)):
        found["contact_email"] = _("Adressen er virksomhedens. Skriv jeres egen, eller vis navnet.")
    if text("apply_url") and _gives_away(urlsplit(text("apply_url")).hostname or "", traces):
        found["apply_url"] = _("Adressen viser, hvem virksomheden er. Slet den, eller vis navnet.")
    return found


def _marks(traces: Traces) -> frozenset[str]:
    """What no text may hold beside the name: whole names of people, mail addresses and domains."""
    return frozenset(name for name in traces.people if " " in name) | traces.emails | traces.domains


def _gives_away(host: str, traces: Traces) -> bool:
    """Whether a domain is the company's own, below it, or has its name in it."""
    host = host.lower().rstrip(".")
    if any(host == domain or host.endswith(f".{domain}") for domain in traces.domains):
        return True
    name = _letters(_FORMS.sub(" ", traces.company.casefold()))
    return len(name) >= SHORTEST and host not in PUBLIC_DOMAINS and name in _letters(host)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.translate(_AS_ASCII))


def _digits(phone: str) -> str:
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())[-8:]
