"""A candidate's first level in words: what the vocabulary's ids stand for. One query for any number of candidates."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from candidates.enums import SHOWN_KINDS, TermKind
from candidates.models import Candidate, Term
from jobcenters.calendar import local_date
from ui import danish

FIRST = 4  # words of a candidate in a list


@dataclass(frozen=True, slots=True)
class Words:
    """The terms of some candidates by id. Target groups are never among those shown."""

    terms: dict[int, Term]

    def of(self, ids: Sequence[int], *kinds: TermKind) -> list[str]:
        """The names of those of the kinds, in the order of `ids`."""
        found = (self.terms[pk] for pk in ids if pk in self.terms)
        return [term.name for term in found if term.kind in kinds]

    def occupation(self, candidate: Candidate) -> str:
        term = self.terms.get(candidate.occupation_id or 0)
        return term.name if term else _("Kandidat")

    def title(self, candidate: Candidate) -> str:
        """ "Montør H-48213"."""
        return f"{self.occupation(candidate)} {candidate.pseudonym}"

    def short(self, candidate: Candidate) -> str:
        """ "Svejsecertifikat, truckcertifikat B": certificates first, then what the candidate can."""
        kinds = (TermKind.CERTIFICATE, TermKind.LICENCE, TermKind.SKILL)
        words = [word for kind in kinds for word in self.of(candidate.terms, kind)]
        return danish.capitalise(", ".join(words[:FIRST]))


def words_of(candidates: Iterable[Candidate]) -> Words:
    """The words of the candidates' first level."""
    ids = {pk for row in candidates for pk in (*row.terms, row.occupation_id) if pk is not None}
    return words_for(ids)


def words_for(ids: Iterable[int]) -> Words:
    """The words behind the ids, of the kinds that may be shown."""
    return Words(Term.objects.filter(kind__in=SHOWN_KINDS).in_bulk(set(ids)))


def unemployed_text(candidate: Candidate, today: datetime.date) -> str:
    """ "ledig 9 uger" on the Danish day `today`; empty where it is not known."""
    if candidate.unemployed_since is None:
        return ""
    weeks = max((today - candidate.unemployed_since).days // 7, 0)
    return _("ledig %s") % danish.count(weeks, _("uge"), _("uger"))


def facts_text(candidate: Candidate, now: datetime.datetime) -> str:
    """ "Ledig 9 uger, kan starte straks" at `now` (aware)."""
    facts = (unemployed_text(candidate, local_date(now)), start_text(candidate, now).lower())
    return danish.capitalise(", ".join(filter(None, facts)))


def start_text(candidate: Candidate, now: datetime.datetime) -> str:
    """ "Kan starte straks" or "Kan starte 1. maj"."""
    day = candidate.available_from
    if day is None or day <= local_date(now):
        return _("Kan starte straks")
    return _("Kan starte %s") % danish.day_when(day, now)
