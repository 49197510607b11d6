"""The gate before another jobcentre is asked ([003], R147-R149; A16). Pure."""

import datetime
from collections.abc import Iterable
from typing import Protocol, TypeVar

from jobcenters.calendar import NATIONAL, NationalCalendar, local_date
from orders.enums import RequestReason
from orders.promises import SEARCH_EVIDENCE_VALID

VALID_WORKING_DAYS = SEARCH_EVIDENCE_VALID.n


class SearchLike(Protocol):
    at: datetime.datetime
    across_borders: bool
    hits: int
    suitable: int
    unsuitable_reason: str


S = TypeVar("S", bound=SearchLike)


class GateClosedError(ValueError):
    """The request may not be sent; the message says in Danish what is missing."""


def oldest_valid_day(
    today: datetime.date, *, working_days: int, calendar: NationalCalendar = NATIONAL
) -> datetime.date:
    """The first day whose searches still count on `today`: `working_days` working days back (today not counted)."""
    return calendar.shift(today, -working_days)


def counts_as_evidence(
    search: SearchLike, *, now: datetime.datetime, working_days: int = VALID_WORKING_DAYS
) -> bool:
    """Whether `search` crossed a municipal border, is recent, and says why what it found is not enough."""
    recent = local_date(search.at) >= oldest_valid_day(local_date(now), working_days=working_days)
    return search.across_borders and recent and bool(search.unsuitable_reason.strip() or search.hits == 0)


def check_gate(
    *,
    reason: str,
    text: str,
    searches: Iterable[S],
    now: datetime.datetime,
    working_days: int = VALID_WORKING_DAYS,
    search_required: bool = True,
) -> S | None:
    """Return the search that opens the gate (None where the reason needs none).

    Raises GateClosedError with a Danish sentence when the request is not reasoned, or when the reason is a failed
    search and no valid search is recorded on the order.
    """
    if not text.strip():
        raise GateClosedError("Skriv, hvad I mangler. En henvendelse skal begrundes.")
    if reason != RequestReason.SEARCH_FAILED:
        return None
    for search in sorted(searches, key=lambda item: item.at, reverse=True):
        if counts_as_evidence(search, now=now, working_days=working_days):
            return search
    if not search_required:
        return None
    raise GateClosedError(
        f"Søg selv først. Der skal være gemt en udsøgning på tværs af kommunegrænser fra de seneste"
        f" {working_days} arbejdsdage, med en begrundelse for, hvorfor kandidaterne ikke er egnede."
    )
