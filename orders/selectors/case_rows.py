"""What belongs to many orders at a time (lines, plan, requests, searches, running clocks, tasks), in one query.

A list needs a few columns of seven tables for some thirty orders. Asked one by one, the questions cost far more than
the answers: so this is one statement written by hand, and its rows are plain tuples with the names of the models'
attributes. Row-level security decides as it does for every other query: the acting organisation's rows and no others.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Organisation
from jobcenters.rules import DEFAULT_RULES

# Every part has the same columns: kind, order, id, three numbers, two texts, two instants, a day, a flag, an
# organisation, and if that is a jobcentre its place and the version of its calendar.
_SQL = """
select 'line', l.order_id, l.id, l.places::int, null::int, null::int, null::text, null::text, null::timestamptz,
       null::timestamptz, null::date, null::boolean, null::int, null::text, null::int
  from orders_orderline l where l.order_id = any(%(orders)s)
union all
select 'delivery', d.order_id, d.line_id, d.promised, d.presented, d.hired, null, null, null, null, null, null, null,
       null, null
  from orders_delivery d where d.order_id = any(%(orders)s)
union all
select 'request', r.order_id, r.id, r.number_wanted, null, null, r.state, r.answer, r.sent_at, null, null, null,
       r.to_organisation_id, j.place, null
  from orders_request r left join jobcenters_jobcenter j on j.organisation_id = r.to_organisation_id
 where r.order_id = any(%(orders)s) and r.state <> 'withdrawn'
union all
select 'search', s.order_id, s.id, s.hits, s.suitable, null, s.unsuitable_reason, null, s.at, null, null,
       s.across_borders, null, null, null
  from orders_search s where s.order_id = any(%(orders)s)
union all
select 'clock', c.order_id, c.request_id, null, null, null, c.promise, null, c.due_at, c.counts_from, null, null,
       c.owner_organisation_id, j.place, j.calendar_version
  from orders_clock c left join jobcenters_jobcenter j on j.organisation_id = c.owner_organisation_id
 where c.order_id = any(%(orders)s) and c.state = 'open'
union all
select 'offered', a.order_id, a.id, null, null, null, null, null, null, null, null, null, null, null, null
  from orders_alternative a where a.order_id = any(%(orders)s) and a.decision = 'offered'
union all
select 'follow_up', f.order_id, f.id, null, null, null, null, null, null, null, f.due_on, null, null, null, null
  from orders_followup f where f.order_id = any(%(orders)s) and f.done_at is null
union all
select 'terms', null, null, t.search_valid_working_days, null, null, null, null, null, null, null, t.search_required,
       member.jobcenter_id, null, null
  from (select distinct on (m.jobcenter_id) m.jobcenter_id, m.network_id
          from jobcenters_networkmember m join jobcenters_network n on n.id = m.network_id
         where m.jobcenter_id = any(%(leads)s) and m.valid_from <= %(today)s
           and (m.valid_to is null or m.valid_to >= %(today)s)
         order by m.jobcenter_id, m.valid_from, n.name) member
  join jobcenters_networkterms t on t.network_id = member.network_id
 where t.valid_from <= %(today)s and (t.valid_to is null or t.valid_to >= %(today)s)
"""


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
            case.clocks.append(ClockRow(text, pk, who, names[who], version, at, since))
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
