"""A search and its numbers in words. Pure: terms and names are given."""

from collections.abc import Mapping
from typing import Protocol
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from candidates.asked import FIELD_OF_KIND
from candidates.criteria import COUNT_CAP, FEW, Counts, Criteria, Place
from ui import danish


class TermLike(Protocol):
    kind: str
    name: str
    days: int | None


def count_text(place: Place) -> str:
    """ "7", "1–2" for a few in another municipality, or "over 200"."""
    return number_text(place.count, few=place.is_few)


def number_text(count: int, *, few: bool = False) -> str:
    if few:
        return f"1–{FEW - 1}"
    return _("over %s") % danish.number(COUNT_CAP) if count > COUNT_CAP else danish.number(count)


def total_text(counts: Counts) -> str:
    """ "38 kandidater i 10 kommuner", "Ingen kandidater"; "Over" where one alone has more than is counted."""
    if not counts.places:
        return _("Ingen kandidater")
    people = danish.count(counts.total, _("kandidat"), _("kandidater"))
    places = danish.count(len(counts.places), _("kommune"), _("kommuner"))
    text = _("%(people)s i %(places)s") % {"people": people, "places": places}
    return _("Over %s") % text if counts.is_capped else text


def lower_first(name: str) -> str:
    """The name inside a sentence: "svejsecertifikat", but "TIG-svejsning" and "IT-supporter" as they are."""
    return name if name[1:2].isupper() or name[1:2] in {"-", ""} else name[:1].lower() + name[1:]


def criteria_text(criteria: Criteria, terms: Mapping[int, TermLike]) -> str:
    """What is searched for, without place and distance: "montør eller smed, svejsecertifikat"."""
    parts = []
    jobs = [lower_first(terms[pk].name) for pk in criteria.occupations if pk in terms]
    if jobs:
        parts.append(jobs[0] if len(jobs) == 1 else _("%(first)s eller %(last)s") % {
            "first": ", ".join(jobs[:-1]), "last": jobs[-1]})  # fmt: skip
    parts += [_in_sentence(terms[pk]) for pk in criteria.all_of if pk in terms]
    parts += [_("%s (også på kursus)") % _in_sentence(terms[pk]) for pk in criteria.wished if pk in terms]
    if criteria.available_by:
        parts.append(_("kan starte %s") % danish.day_month(criteria.available_by))
    if criteria.text.strip():
        parts.append(f"“{criteria.text.strip()}”")
    return ", ".join(parts) or _("alle kandidater")


def _in_sentence(term: TermLike) -> str:
    # Languages and driving licences keep their letters: "kørekort B", "dansk".
    return lower_first(term.name)


def criteria_query(criteria: Criteria, terms: Mapping[int, TermLike]) -> str:
    """The address of a stored search (see candidates.asked), as words."""
    pairs = [("sted", criteria.postcode), ("km", str(criteria.radius_km))]
    for pk in criteria.terms:
        if pk in terms and (item := FIELD_OF_KIND.get(terms[pk].kind)):
            pairs.append((item.name, terms[pk].name))
    if criteria.available_by:
        pairs.append(("start", criteria.available_by.isoformat()))
    if criteria.text:
        pairs.append(("tekst", criteria.text))
    if criteria.wished:
        pairs.append(("kursus", "ja"))
    return urlencode(pairs)


def missing_text(terms: list[TermLike]) -> str:
    """ "Mangler svejsecertifikat (10 dages kursus)."; empty where nothing is lacking."""
    if not terms:
        return ""
    lacks = []
    for term in terms:
        name = lower_first(term.name)
        lacks.append(
            _("%(name)s (%(days)s dages kursus)") % {"name": name, "days": term.days} if term.days else name
        )
    return _("Mangler %s.") % danish.join(lacks)
