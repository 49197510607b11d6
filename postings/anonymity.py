"""What would tell which company stands behind a vacancy that hides its name. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from companies.mail_domains import PUBLIC_DOMAINS

_FORMS = re.compile(r"\b(a/s|aps|i/s|k/s|p/s|ivs|amba|a\.m\.b\.a\.?|danmark|holding)(?!\w)")
_LEGAL = re.compile(r"[ ,]*\b(a/s|aps|i/s|k/s|p/s|ivs|amba|a\.m\.b\.a\.?)(?!\w)")
_NUMBER = re.compile(r"\d(?:[ .-]?\d){7,}")
_AS_ASCII = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "é": "e", "ü": "u"})
_NOT_DIGITS = re.compile(r"\D")
PHONE_DIGITS = 8
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
        frozenset(_plain(name) for name in people if name.strip()),
        frozenset(number for number in map(_digits, phones) if number),
        frozenset(email.strip().lower() for email in emails if email.strip()),
    )


def betrayals(values: Mapping[str, object], traces: Traces) -> dict[str, str]:
    """What of an edition's values gives the company away, by field: a Danish sentence for each. Empty: nothing does."""
    found: dict[str, str] = {}

    def text(name: str) -> str:
        return str(values.get(name) or "")

    for name in ("title", "description", "hours", "wage"):
        plain = _plain(text(name))
        if _names_company(plain, traces):
            found[name] = _("Virksomhedens navn står i teksten. Slet det, eller vis navnet.")
        elif _is_marked(plain, traces):
            found[name] = _(
                "Teksten viser, hvem virksomheden er. Slet navne, numre og adresser, eller vis navnet."
            )
    who = _plain(text("contact_name"))
    if who in traces.people or _names_company(who, traces) or _is_marked(who, traces):
        found["contact_name"] = _("Personen viser, hvem virksomheden er. Skriv en hos jer, eller vis navnet.")
    if _digits(text("contact_phone")) in traces.phones:
        found["contact_phone"] = _("Nummeret er virksomhedens. Skriv jeres eget, eller vis navnet.")
    email = text("contact_email").strip().lower()
    if email and (email in traces.emails or _gives_away(email.rpartition("@")[2], traces)):
        found["contact_email"] = _("Adressen er virksomhedens. Skriv jeres egen, eller vis navnet.")
    if text("apply_url") and _gives_away(urlsplit(text("apply_url")).hostname or "", traces):
        found["apply_url"] = _("Adressen viser, hvem virksomheden er. Slet den, eller vis navnet.")
    return found


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _names_company(plain: str, traces: Traces) -> bool:
    """Whether the name stands there, in full or as people say it: without what kind of company it is."""
    name = _plain(traces.company)
    said = _LEGAL.sub("", name).strip()
    return bool(name) and (name in plain or (len(_letters(said)) >= SHORTEST and _stands(said, plain)))


def _is_marked(plain: str, traces: Traces) -> bool:
    numbers = [_NOT_DIGITS.sub("", one) for one in _NUMBER.findall(plain)]
    phones = (phone for phone in traces.phones if len(phone) == PHONE_DIGITS)
    return any(phone in number for phone in phones for number in numbers) or any(
        _stands(one, plain) for one in _marks(traces)
    )


def _stands(mark: str, plain: str) -> bool:
    return re.search(rf"(?<![\w-]){re.escape(mark)}(?!\w)", plain) is not None


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
    return "".join(sign for sign in phone if sign.isascii() and sign.isdigit())[-PHONE_DIGITS:]
