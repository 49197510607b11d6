"""Why a promise was broken, as far as the system can tell. Pure; all instants are aware."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from orders.enums import BreachCause, OrderState
from orders.promises import PromiseCode

# Found later than this after the deadline, a breach may be the watchman's own fault.
OUTAGE_AFTER = timedelta(minutes=10)

_NOT_CLARIFIED = frozenset({OrderState.UNASSIGNED, OrderState.RECEIVED, OrderState.CLARIFYING})


@dataclass(frozen=True, slots=True)
class Outage:
    """A time in which no sweep ran: after `since` until `until`."""

    since: datetime
    until: datetime


def was_outage(due_at: datetime, detected_at: datetime, outages: Iterable[Outage]) -> bool:
    """Whether a deadline passed unseen because nobody was looking."""
    if detected_at - due_at <= OUTAGE_AFTER:
        return False
    return any(gap.since < due_at < gap.until for gap in outages)


def cause_of(
    *, promise: str, has_owner: bool, order_state: str | None, awaits_jobcenter: bool, outage: bool
) -> BreachCause:
    """The cause of a breach of `promise` (D1-D6). `order_state` is None where the order cannot be seen.

    `awaits_jobcenter`: another jobcentre has been asked about the order and has not answered.
    """
    if outage:
        return BreachCause.OUTAGE
    if promise == PromiseCode.D2:
        return BreachCause.AWAITING_JOBCENTER
    if not has_owner:
        return BreachCause.NO_OWNER
    if promise in (PromiseCode.D1, PromiseCode.D3):
        return BreachCause.NOT_CALLED
    if awaits_jobcenter:
        return BreachCause.AWAITING_JOBCENTER
    if order_state in _NOT_CLARIFIED:
        return BreachCause.MISSING_CLARIFICATION
    return BreachCause.NOT_DELIVERED
