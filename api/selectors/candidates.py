"""Candidates as the API tells of them: the same selectors and looks as the pages, written as data."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from accounts.actor import Actor
from api.limits import HITS
from candidates.criteria import COUNT_CAP, FEW, Counts, Criteria, Place
from candidates.enums import TermKind
from candidates.models import Candidate, Term
from candidates.selectors.asking import Asking
from candidates.selectors.described import Words, words_for, words_of
from candidates.selectors.finding import MAX_REFERENCE
from candidates.selectors.groups import grouped_hits
from candidates.selectors.results import NEAREST, own_municipalities
from candidates.selectors.search import Hit, search_counts
from candidates.services.disclosure import Profile
from candidates.wording import count_text, total_text
from jobcenters.models import Municipality

LISTS = {
    "occupations": TermKind.OCCUPATION,
    "skills": TermKind.SKILL,
    "certificates": TermKind.CERTIFICATE,
    "licences": TermKind.LICENCE,
    "languages": TermKind.LANGUAGE,
    "educations": TermKind.EDUCATION,
    "employment_forms": TermKind.FORM,
}


def own_after(actor: Actor, after: tuple[int, ...] | None, number: int) -> list[Candidate]:
    """The jobcentre's own that are not anonymised, by id."""
    rows = _rows(actor).of_jobcenter(actor.organisation_id).exclude(state="anonymised").order_by("pk")
    return list((rows.filter(pk__gt=after[0]) if after else rows)[:number])


def own_by_reference(actor: Actor, reference: str, purpose: str) -> list[Candidate]:
    """The one candidate of the actor's jobcentre whose case has that reference; none where there is none.

    That the two belong together is told at the third level alone: each answer is a look, and stands in the log.
    """
    if not 0 < len(reference) <= MAX_REFERENCE:
        return []
    with connection.cursor() as cursor:
        cursor.execute("select * from candidates_by_reference(%s, %s)", [reference, purpose])
        keys = [row[0] for row in cursor.fetchall()]
    return list(_rows(actor).of_jobcenter(actor.organisation_id).filter(pk__in=keys))


def candidate_called(actor: Actor, pseudonym: str) -> Candidate | None:
    """The candidate of that pseudonym, where the actor may know of it."""
    return _rows(actor).filter(pseudonym=pseudonym.upper()).first()


def _rows(actor: Actor) -> Any:
    return Candidate.objects.visible_to(actor).select_related("jobcenter", "municipality")


# --- documents ----------------------------------------------------------------------------------------------


def candidate_document(row: Candidate, words: Words, today: datetime.date) -> dict[str, Any]:
    """See `CandidateSerializer`. `row` is read with its jobcentre and municipality; `today` is a Danish day."""
    since = row.unemployed_since
    occupation = words.terms.get(row.occupation_id or 0)
    return {
        "pseudonym": row.pseudonym,
        "jobcenter": {"id": str(row.jobcenter.uuid), "name": row.jobcenter.name},
        "municipality": {"code": row.municipality.code, "name": row.municipality.name},
        "occupation": occupation.name if occupation else None,
        **{name: words.of(row.terms, kind) for name, kind in LISTS.items()},
        "job_titles": row.job_titles,
        "unemployed_weeks": max((today - since).days // 7, 0) if since else None,
        "available_from": _day(row.available_from),
        "wanted_km": row.wanted_km,
        "cv_updated_on": _day(row.cv_updated_on),
        "completeness": row.completeness,
    }


def own_document(row: Candidate, words: Words, today: datetime.date) -> dict[str, Any]:
    """See `OwnCandidateSerializer`."""
    return {**candidate_document(row, words, today), "state": row.state, "basis": row.basis}


def profile_document(profile: Profile) -> dict[str, Any]:
    """See `ProfileSerializer`. One query."""
    targets = Term.objects.filter(pk__in=profile.targets).order_by("name").values_list("name", flat=True)
    return {
        "text": profile.profile_text,
        "wanted_work": profile.wanted_work,
        "target_groups": list(targets),
        "history": [
            {
                "title": str(job.get("title") or ""),
                "first_year": str(job.get("from") or ""),
                "last_year": str(job.get("to") or ""),
            }
            for job in profile.history
        ],
        "education": [
            {"title": str(one.get("title") or ""), "year": str(one.get("year") or "")}
            for one in profile.education
        ],
        "missing": profile.missing,
    }


def _day(value: datetime.date | None) -> str | None:
    return value.isoformat() if value else None


# --- the search ---------------------------------------------------------------------------------------------


def search_document(
    actor: Actor,
    asking: Asking,
    criteria: Criteria,
    today: datetime.date,
    *,
    municipalities: Sequence[str] = (),
    number: int = HITS,
) -> dict[str, Any]:
    """See `SearchSerializer`. Hits of one's own municipality, the nearest two and those named; a constant number of
    queries.
    """
    counts = search_counts(actor=actor, criteria=criteria, own=own_municipalities(actor, today))
    shown = _shown(counts, municipalities)
    hits = grouped_hits(
        actor=actor, criteria=criteria, wanted={place.municipality: number for place in shown}
    )
    people = [hit.candidate for found in hits.values() for hit in found]
    words = words_for(
        {pk for row in people for pk in (*row.terms, row.occupation_id) if pk is not None}
        | set(criteria.wished)
    )
    # Read again with what a document names: jobcentre and municipality.
    rows = _rows(actor).in_bulk([row.pk for row in people])
    names = dict(
        Municipality.objects.filter(pk__in=[place.municipality for place in counts.places]).values_list(
            "code", "name"
        )
    )
    return {
        "searched": _searched(asking, criteria),
        "summary": total_text(counts),
        "places": [
            _place(place, names, hits.get(place.municipality, []), rows, words, criteria, today)
            for place in counts.places
        ],
    }


def _shown(counts: Counts, named: Iterable[str]) -> list[Place]:
    others = [place.municipality for place in counts.places if not place.is_own]
    wanted = {*others[:NEAREST], *named}
    return [place for place in counts.places if place.is_own or place.municipality in wanted]


def _searched(asking: Asking, criteria: Criteria) -> dict[str, Any]:
    def names(ids: Sequence[int]) -> list[str]:
        return [term.name for term in asking.terms_of(*ids)]

    return {
        "place": str(asking.place),
        "radius_km": criteria.radius_km,
        "occupations": names(criteria.occupations),
        "terms": names(criteria.all_of),
        "wished": names(criteria.wished),
        "text": criteria.text,
        "available_by": _day(criteria.available_by),
    }


def _place(
    place: Place,
    names: Mapping[str, str],
    hits: Sequence[Hit],
    rows: Mapping[int, Candidate],
    words: Words,
    criteria: Criteria,
    today: datetime.date,
) -> dict[str, Any]:
    return {
        "municipality": {
            "code": place.municipality,
            "name": names.get(place.municipality, place.municipality),
        },
        "is_own": place.is_own,
        "km": 0 if place.is_own else round(place.km),
        "count": _count(place),
        "hits": [
            {
                **candidate_document(rows[hit.candidate.pk], words, today),
                "km": round(hit.km),
                "lacks": words.of(
                    [pk for pk in criteria.wished if pk not in hit.candidate.terms], TermKind.CERTIFICATE
                ),
            }
            for hit in hits
            if hit.candidate.pk in rows
        ],
    }


def _count(place: Place) -> dict[str, Any]:
    least, most = place.count, place.count
    if place.is_few:
        least, most = 1, FEW - 1
    return {
        "at_least": min(least, COUNT_CAP + 1),
        "at_most": None if place.is_capped else most,
        "text": count_text(place),
    }


def described(rows: Iterable[Candidate]) -> Words:
    """The words of the candidates, for their documents. One query."""
    return words_of(rows)
