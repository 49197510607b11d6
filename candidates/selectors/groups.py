"""The hits of several municipalities at once: one question to the database, however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connection

from accounts.actor import Actor
from candidates.criteria import COUNT_CAP, Criteria
from candidates.models import Candidate
from candidates.selectors.search import Hit

GROUPED = """
select w.code, s.candidate_id, s.km
  from unnest(%s::text[], %s::int[]) with ordinality w (code, many, place)
 cross join lateral candidates_search(%s, %s, %s, %s, %s, %s, w.code, null, w.many, 0)
       with ordinality s (candidate_id, km, municipality_id, n)
 order by w.place, s.n
"""
# How many fit the search with each occupation added to it, counted up to the cap of each municipality.
WITH_OCCUPATION = """
select o.id, (select coalesce(sum(least(c.found, %s)), 0)
                from candidates_counts(%s, %s, %s, %s::int[] || o.id, %s, %s, null, %s) c)
  from unnest(%s::int[]) with ordinality o (id, place) order by o.place
"""


def _values(criteria: Criteria) -> list[Any]:
    return [
        criteria.postcode,
        criteria.radius_km,
        list(criteria.all_of),
        list(criteria.occupations),
        criteria.text,
        criteria.available_by,
    ]


def grouped_hits(*, actor: Actor, criteria: Criteria, wanted: Mapping[str, int]) -> dict[str, list[Hit]]:
    """Municipality code -> its first hits, as many as `wanted` says (at most 200), in the order of the search."""
    found: dict[str, list[Hit]] = defaultdict(list)
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(GROUPED, [list(wanted), list(wanted.values()), *_values(criteria)])
        rows = cursor.fetchall()
    people = Candidate.objects.visible_to(actor).in_bulk([row[1] for row in rows])
    for code, pk, km in rows:
        if pk in people:
            found[code].append(Hit(people[pk], km, code))
    return found


def totals_with(*, criteria: Criteria, occupations: Sequence[int]) -> dict[int, int]:
    """Occupation id -> how many the search finds when it may be that one too."""
    if not occupations:
        return {}
    values = _values(criteria)
    with connection.cursor() as cursor:
        cursor.execute(WITH_OCCUPATION, [COUNT_CAP, *values, COUNT_CAP, list(occupations)])
        return {pk: int(many) for pk, many in cursor.fetchall()}


def candidates_chosen(*, actor: Actor, uuids: Iterable[str]) -> list[Candidate]:
    """Those of the chosen that the actor may know of now."""
    ids = list(uuids)
    return list(Candidate.objects.visible_to(actor).filter(uuid__in=ids).order_by("id")) if ids else []
