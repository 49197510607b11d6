"""Running a search: two questions to the database, however many candidates there are."""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from accounts.actor import Actor
from candidates.criteria import COUNT_CAP, Counts, Criteria, Place, ordered
from candidates.models import Candidate

HITS = (
    "select candidate_id, km, municipality_id from candidates_search(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
COUNTS = "select municipality_id, found, km from candidates_counts(%s, %s, %s, %s, %s, %s, %s, %s)"


@dataclass(frozen=True, slots=True)
class Hit:
    """A candidate that fits, with the distance in kilometres between the place's postcode and the candidate's."""

    candidate: Candidate
    km: float
    municipality: str


def search_hits(
    *,
    actor: Actor,
    criteria: Criteria,
    limit: int = 20,
    offset: int = 0,
    municipality: str | None = None,
    new_since: datetime.datetime | None = None,
) -> list[Hit]:
    """The hits from `offset`, nearest first, then by postcode and id; only those of `municipality` where one is given.

    At most 200 at a time and 10,000 deep. `new_since` (aware) keeps those that became findable after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            HITS,
            [
                criteria.postcode,
                criteria.radius_km,
                list(criteria.all_of),
                list(criteria.occupations),
                criteria.text,
                criteria.available_by,
                municipality,
                new_since,
                limit,
                offset,
            ],
        )
        found = cursor.fetchall()
    rows = Candidate.objects.visible_to(actor).in_bulk([row[0] for row in found])
    return [Hit(rows[pk], km, code) for pk, km, code in found if pk in rows]


def search_counts(
    *, actor: Actor, criteria: Criteria, own: Iterable[str], new_since: datetime.datetime | None = None
) -> Counts:
    """How many candidates fit in each municipality; `own` are the codes of the actor's own municipalities."""
    home = set(own)
    with connection.cursor() as cursor:
        cursor.execute(
            COUNTS,
            [
                criteria.postcode,
                criteria.radius_km,
                list(criteria.all_of),
                list(criteria.occupations),
                criteria.text,
                criteria.available_by,
                new_since,
                COUNT_CAP,
            ],
        )
        rows: Sequence[tuple[str, int, float]] = cursor.fetchall()
    return Counts(ordered([Place(code, count, km, code in home) for code, count, km in rows]))
