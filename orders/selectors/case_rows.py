"""What belongs to many orders at a time (lines, plan, requests, searches, running clocks, tasks), in one query.

A list needs a few columns of seven tables for some thirty orders. Asked one by one, the questions cost far more than
the answers: so this is one statement, kept in the database as the function `orders_case_rows`, and its rows are plain
objects with the names of the models' attributes. The function has no rights of its own: row-level security gives the
acting organisation's rows and no others, as for every other query.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Organisation
from jobcenters.rules import DEFAULT_RULES

# The function's statement, and why it is one, stand in the migration that makes it.
_SQL = "select * from orders_case_rows(%(orders)s::bigint[], %(leads)s::int[], %(today)s::date)"


@dataclass(frozen=True, slots=True)
class Named:
    """An organisation as a sentence calls it: a jobcentre by its place, any other by its name."""

    name: str


class LineRow(NamedTuple):
    pk: int
    places: int


class DeliveryRow(NamedTuple):
    line_id: int
    promised: int
    presented: int
    hired: int


class RequestRow(NamedTuple):
    pk: int
    to_organisation_id: int
    to_organisation: Named
    number_wanted: int
    state: str
    answer: str
    sent_at: datetime.datetime


@dataclass(slots=True)
class SearchRow:
    at: datetime.datetime
    across_borders: bool
    hits: int
    suitable: int
    unsuitable_reason: str


class ClockRow(NamedTuple):
    """A running clock. `calendar_version` is that of the owner's opening hours, None where it is no jobcentre."""

    promise: str
    request_id: int | None
    owner_organisation_id: int
    owner_organisation: Named
    calendar_version: int | None
    due_at: datetime.datetime
    counts_from: datetime.datetime
    is_paused: bool = False
    stopped_at: datetime.datetime | None = None


class SearchTerms(NamedTuple):
    """What a tovholder's network says about searching first, in working days."""

    required: bool = DEFAULT_RULES.search_required
    valid_working_days: int = DEFAULT_RULES.search_valid_working_days


@dataclass(slots=True)
class CaseRows:
    """The rows of one order; `offered` counts alternatives that wait for the company."""

    lines: list[LineRow] = field(default_factory=list)
    deliveries: list[DeliveryRow] = field(default_factory=list)
    requests: list[RequestRow] = field(default_factory=list)
    searches: list[SearchRow] = field(default_factory=list)
    clocks: list[ClockRow] = field(default_factory=list)
    offered: int = 0
    follow_up_on: datetime.date | None = None

    @property
    def first_due(self) -> ClockRow | None:
        """The running clock that is due first."""
        return min(self.clocks, key=lambda clock: clock.due_at, default=None)


def case_rows(
    order_ids: Collection[int], leads: Collection[int], today: datetime.date
) -> tuple[dict[int, CaseRows], dict[int, SearchTerms]]:
    """Order id -> its rows as the acting organisation may see them, and tovholder id -> its terms on `today`.

    Every id asked for is in the answer. One query, and one more where somebody asked or asking is no jobcentre.
    """
    cases = {pk: CaseRows() for pk in order_ids}
    terms = {pk: SearchTerms() for pk in leads}
    with connection.cursor() as cursor:
        cursor.execute(_SQL, {"orders": list(cases), "leads": list(terms), "today": today})
        rows = cursor.fetchall()
    names = _names(rows)
    for row in rows:
        kind, order_id, pk, n1, n2, n3, text, answer, at, since, day, flag, who, _place, version = row
        if kind == "terms":
            terms[who] = SearchTerms(flag, n1)
            continue
        case = cases[order_id]
        if kind == "line":
            case.lines.append(LineRow(pk, n1))
        elif kind == "delivery":
            case.deliveries.append(DeliveryRow(pk, n1, n2, n3))
        elif kind == "request":
            case.requests.append(RequestRow(pk, who, names[who], n1, text, answer, at))
        elif kind == "search":
            case.searches.append(SearchRow(at, flag, n1, n2, text))
        elif kind == "clock":
            case.clocks.append(ClockRow(text, pk, who, names[who], version, at, since, flag))
        elif kind == "offered":
            case.offered += 1
        else:
            case.follow_up_on = min(day, case.follow_up_on or day)
    return cases, terms


def _names(rows: list[tuple[Any, ...]]) -> dict[int, Named]:
    """Organisation id -> what it is called. Most are jobcentres, and their places are in the rows."""
    places: dict[int, str | None] = {row[12]: row[13] for row in rows if row[0] in ("request", "clock")}
    unknown = [pk for pk, place in places.items() if place is None]
    if unknown:
        places |= dict(Organisation.objects.filter(pk__in=unknown).values_list("pk", "name"))
    return {pk: Named(place or "") for pk, place in places.items()}
