"""From an address to a search: place, words and day that it names, and a sentence at each that cannot be right."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from candidates.asked import ECHO, WORD_FIELDS, Asked, WordField, on_step, words_by_field
from candidates.criteria import MAX_TERMS, MAX_TEXT, Criteria
from candidates.enums import TermKind
from candidates.models import Term
from candidates.selectors.words import How, terms_suggest, text_correct
from jobcenters.models import Postcode
from orders.forms.fields import DayField
from ui import danish

# What was typed is taken for a word of the vocabulary only where it can be nothing else.
SURE = {How.NAME, How.SYNONYM}
MOST_PLACES = 8


@dataclass(frozen=True, slots=True)
class Offer:
    """A word or place that may have been meant: the button's name and value, and what it says."""

    name: str
    value: str
    label: str
    also: str = ""


@dataclass(frozen=True, slots=True)
class Asking:
    """A search as it was understood.

    `asked` is the address put right; `errors` has a sentence by field name; `offers` what may have been meant;
    `touched` names the fields whose content is not what was written. `criteria` is None without a place.
    """

    asked: Asked
    criteria: Criteria | None
    km: int
    place: Postcode | None
    terms: dict[int, Term]
    errors: dict[str, str] = field(default_factory=dict)
    offers: dict[str, list[Offer]] = field(default_factory=dict)
    touched: frozenset[str] = frozenset()

    def terms_of(self, *ids: int) -> list[Term]:
        return [self.terms[pk] for pk in ids if pk in self.terms]


def understand(asked: Asked, today: datetime.date, *, home: Postcode | None) -> Asking:
    """What `asked` means. `home` is the place of a search that names none. A constant number of queries.

    What cannot be right is told in `errors` and left out; everything that was typed stays in `asked`.
    """
    errors: dict[str, str] = {}
    offers: dict[str, list[Offer]] = {}
    place = home if asked.place is None else _place(asked.place, errors, offers)
    km, exact = on_step(asked.km)
    if not exact:
        errors["km"] = _("Afstanden går fra 10 til 100 km i trin på 5. Vi har sat den til %s.") % (
            danish.kilometres(km)
        )
    found, words, typed = _words(asked, errors, offers)
    start = _start(asked.start, errors)
    text = _text(asked.text, errors, offers)
    fixed = replace(asked, place=place.code if place else asked.place, words=words, typed=typed)
    touched = {name for name in typed if typed[name] != asked.typed.get(name, "")}
    if place and asked.place is not None and place.code not in (asked.place, asked.place[:4]):
        touched.add("sted")
    criteria = None
    if place:
        criteria = Criteria(
            postcode=place.code,
            radius_km=km,
            occupations=tuple(t.pk for t in found if t.kind == TermKind.OCCUPATION),
            all_of=tuple(t.pk for t in found if not _is_wish(t, asked) and t.kind != TermKind.OCCUPATION),
            wished=tuple(t.pk for t in found if _is_wish(t, asked)),
            text=text,
            available_by=start,
        )
    return Asking(fixed, criteria, km, place, {t.pk: t for t in found}, errors, offers, frozenset(touched))


def _is_wish(term: Term, asked: Asked) -> bool:
    return asked.by_course and term.kind == TermKind.CERTIFICATE and term.days is not None


# --- the place ----------------------------------------------------------------------------------------------


def places_like(text: str, limit: int = MOST_PLACES) -> list[Postcode]:
    """Postcodes that begin with the digits, or towns that begin with the letters; only where somebody can live."""
    text = text.strip()[:60].replace("\x00", "")
    if not text:
        return []
    rows = Postcode.objects.filter(municipality__isnull=False, lat__isnull=False)
    if text[0].isdigit():
        return list(rows.filter(code__startswith=text.split()[0][:4]).order_by("code")[:limit])
    likely = Q(name__istartswith=text) | Q(name__istartswith=text.replace("aa", "å").replace("Aa", "Å"))
    found = list(rows.filter(likely).order_by("code")[: limit * 4])
    exact = text.casefold()
    return sorted(found, key=lambda one: (one.name.casefold() != exact, one.code))[:limit]


def _place(text: str, errors: dict[str, str], offers: dict[str, list[Offer]]) -> Postcode | None:
    if not text:
        errors["sted"] = _("Skriv et postnummer eller en by, for eksempel 8700 Horsens.")
        return None
    if text[0].isdigit():
        return _postcode(text, errors)
    found = places_like(text)
    exact = [one for one in found if one.name.casefold() == text.casefold()]
    if exact or len(found) == 1:
        return (exact or found)[0]
    if found:
        errors["sted"] = _("Flere steder begynder sådan. Vælg et af dem.")
        offers["sted"] = [place_offer(one) for one in found]
    else:
        errors["sted"] = _("Vi kender ikke stedet “%s”. Skriv et postnummer eller en by.") % text[:60]
    return None


def _postcode(text: str, errors: dict[str, str]) -> Postcode | None:
    code = text.split()[0]
    plain = len(code) == 4 and code.isascii() and code.isdigit()
    found = Postcode.objects.filter(pk=code).first() if plain else None
    if found is None:
        errors["sted"] = (
            _("Postnummeret findes ikke. Skriv et, hvor der bor nogen, for eksempel 8700.")
            if plain
            else _("Et postnummer har fire cifre, for eksempel 8700.")
        )
    elif found.lat is None or found.municipality_id is None:
        errors["sted"] = (
            _("Ingen bor i %s. Skriv et postnummer, hvor der bor nogen, for eksempel 8700.") % found
        )
        return None
    return found


def place_offer(place: Postcode) -> Offer:
    return Offer("sted", str(place), str(place))


# --- the words ----------------------------------------------------------------------------------------------


def word_offers(item: WordField, text: str, limit: int = 6) -> list[Offer]:
    """Words of the field's kind that `text` may mean."""
    return [
        Offer("valg", f"{item.name}:{one.term.name}", one.term.name, also=one.synonym)
        for one in terms_suggest(text, [item.kind], limit)
    ]


def terms_named(words: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Term]:
    """(kind, name in small letters) -> the current term of that name."""
    wanted = set(words)
    if not wanted:
        return {}
    rows = Term.objects.filter(is_current=True, name__in={name for _kind, name in wanted})
    return {(row.kind, row.name): row for row in rows if (row.kind, row.name) in wanted}


def _words(
    asked: Asked, errors: dict[str, str], offers: dict[str, list[Offer]]
) -> tuple[list[Term], dict[str, tuple[str, ...]], dict[str, str]]:
    """The terms that are named, the names by field as the vocabulary writes them, and what is still only typed."""
    named = terms_named(
        (item.kind.value, word) for item in WORD_FIELDS for word in (*asked.words.get(item.name, ()),)
    )
    found: list[Term] = []
    typed: dict[str, str] = {}
    for item in WORD_FIELDS:
        unknown = []
        for word in asked.words.get(item.name, ()):
            term = named.get((item.kind.value, word)) or _sure(item, word)
            if term is None:
                unknown.append(word)
            else:
                found.append(term)
        left = [*unknown, *_typed(item, asked.typed.get(item.name, "")[: 2 * MAX_TEXT], found)]
        typed[item.name] = ", ".join(left)
        if left:
            first = left[0]
            offers[item.name] = word_offers(item, first)
            errors[item.name] = (
                _("“%s” kan være flere ting. Vælg en.") if offers[item.name] else _("Vi kender ikke “%s”.")
            ) % first[:60]
    unique = list({term.pk: term for term in found}.values())[:MAX_TERMS]
    return unique, words_by_field(unique), typed


def _typed(item: WordField, text: str, found: list[Term]) -> list[str]:
    """Take what is sure out of a typed text ("svejser, smed") and return the rest."""
    if not text:
        return []
    whole = _sure(item, text)
    if whole:
        found.append(whole)
        return []
    left = []
    for part in (one.strip() for one in text.replace(";", ",").split(",")[:MAX_TERMS]):
        term = _sure(item, part) if part else None
        if term:
            found.append(term)
        elif part:
            left.append(part)
    return left


def _sure(item: WordField, text: str) -> Term | None:
    """The term that `text` names; also the only one that it can be the beginning of."""
    close = [one for one in terms_suggest(text, [item.kind], 2) if one.how != How.ALIKE]
    if close and (close[0].how in SURE or len(close) == 1):
        return close[0].term
    return None


# --- the day and the free text ------------------------------------------------------------------------------


def _start(text: str, errors: dict[str, str]) -> datetime.date | None:
    if not text:
        return None
    try:
        day = DayField(past=True).clean(text)
    except ValidationError as error:
        errors["start"] = " ".join(error.messages)
        return None
    return day if isinstance(day, datetime.date) else None


def _text(text: str, errors: dict[str, str], offers: dict[str, list[Offer]]) -> str:
    if len(text) > MAX_TEXT:
        errors["tekst"] = _(
            "Der er plads til %(room)s tegn, og du har skrevet %(n)s. Vi har søgt på de første."
        ) % {
            "room": danish.number(MAX_TEXT),
            "n": danish.number(len(text)),
        }
        return text[:MAX_TEXT]
    better = text_correct(text) if text else ""
    if better and better != text:
        offers["tekst"] = [Offer("tekst", better, better)]
    return text


def shown_text(text: str) -> str:
    """A text as its field shows it again: nobody gets a pasted book back."""
    return text[:ECHO]
